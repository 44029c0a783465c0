"""An archive can do no harm: everything odd is refused before the first file is written."""

import gzip
import stat
import zipfile

import pytest

from layers.formats import (
    ArchiveBomb,
    ArchiveLocked,
    Driver,
    FileBroken,
    FileTooLarge,
    MixedArchive,
    NestedArchive,
    NothingToRead,
    ShapefileIncomplete,
    TooManyMembers,
    UnsafeMember,
    archive,
    inspect,
    read,
    write,
)

CSV = "code,lon,lat\n001,121.85,29.9\n"
SHAPE_PARTS = [".shp", ".shx", ".dbf", ".prj", ".cpg"]


@pytest.fixture
def shapefile(points, tmp_path):
    """Return the parts of a Shapefile, by suffix."""
    write(points, tmp_path / "made.zip", Driver.SHAPEFILE, metric="EPSG:4550")
    with zipfile.ZipFile(tmp_path / "made.zip") as made:
        return {suffix: made.read(f"made{suffix}") for suffix in SHAPE_PARTS}


@pytest.mark.parametrize(
    "name",
    [
        "../a.csv",
        "/etc/a.csv",
        "a/../../b.csv",
        "C:/a.csv",
        "a\x1b.csv",
        "a\u202ecsv.csv",
        "a|b.csv",
        "..\\a.csv",
    ],
)
def test_a_name_that_may_lead_elsewhere_is_refused(zip_of, name):
    with pytest.raises(UnsafeMember):
        read(zip_of([("fine.csv", CSV), (name, CSV)]))


def test_an_odd_name_is_refused_even_where_it_is_not_read(zip_of, tmp_path):
    upload = zip_of([("fine.csv", CSV), ("../../.ssh/authorized_keys", "x")])
    (tmp_path / "out").mkdir()

    with pytest.raises(UnsafeMember):
        archive.unpack(upload, tmp_path / "out", wanted=[".csv"])

    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_a_link_or_a_device_is_refused(zip_of, kind):
    link = zipfile.ZipInfo("link.csv")
    link.external_attr = (kind | 0o777) << 16

    with pytest.raises(UnsafeMember):
        read(zip_of([("fine.csv", CSV), (link, "/etc/passwd")]))


@pytest.mark.parametrize("name", ["inner.zip", "inner.tar", "deep/inner.gz", "inner.7z"])
def test_an_archive_in_an_archive_is_refused_by_its_name(zip_of, name):
    with pytest.raises(NestedArchive):
        read(zip_of([("fine.csv", CSV), (name, "x")]))


@pytest.mark.parametrize("content", [b"PK\x03\x04rest", gzip.compress(b"code,lon,lat\n", mtime=0)])
def test_an_archive_in_an_archive_is_refused_by_its_content(zip_of, content):
    with pytest.raises(NestedArchive):
        read(zip_of([("inner.csv", content)]))


def test_a_gzip_in_a_gzip_is_refused(tmp_path):
    path = tmp_path / "twice.csv.gz"
    path.write_bytes(gzip.compress(gzip.compress(CSV.encode(), mtime=0)))

    with pytest.raises(NestedArchive):
        read(path)


def test_a_bomb_is_refused_by_its_ratio(zip_of):
    with pytest.raises(ArchiveBomb):
        read(zip_of([("bomb.csv", b"0" * (archive.HARMLESS_BYTES + 1))]))


def test_a_gzip_bomb_is_refused_while_it_unpacks(tmp_path):
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"0" * (archive.HARMLESS_BYTES + 1), mtime=0))

    with pytest.raises(ArchiveBomb):
        read(path)


def test_an_archive_of_too_many_bytes_is_refused(zip_of, monkeypatch):
    monkeypatch.setattr(archive, "MOST_BYTES", 100)

    with pytest.raises(FileTooLarge):
        read(zip_of([("a.csv", CSV * 2), ("b.csv", CSV * 2)]))


def test_an_archive_that_lies_about_its_size_is_refused(zip_of, monkeypatch):
    monkeypatch.setattr(archive, "MOST_BYTES", 100)
    monkeypatch.setattr(archive, "_check", lambda *_: None)

    with pytest.raises(FileTooLarge):
        read(zip_of([("a.csv", CSV * 10)]))


def test_too_many_files_are_refused(zip_of, monkeypatch):
    monkeypatch.setattr(archive, "MOST_MEMBERS", 3)

    with pytest.raises(TooManyMembers):
        read(zip_of([(f"{n}.csv", CSV) for n in range(4)]))


def test_a_locked_archive_is_refused(zip_of):
    upload = zip_of([("a.csv", CSV)])
    content = bytearray(upload.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    upload.write_bytes(content)

    with pytest.raises(ArchiveLocked):
        read(upload)


@pytest.mark.parametrize("keep", [30, 60, 90])
def test_a_damaged_archive_is_refused(zip_of, keep):
    upload = zip_of([("a.csv", CSV * 50)])
    upload.write_bytes(upload.read_bytes()[:keep])

    with pytest.raises(FileBroken):
        read(upload)


def test_what_a_system_adds_by_itself_is_passed_over(zip_of):
    upload = zip_of([("a.csv", CSV), ("__MACOSX/._a.csv", b"\x00\x05"), (".DS_Store", b"\x00")])

    assert read(upload).rows["code"].tolist() == ["001"]


def test_an_archive_without_a_layer_is_refused(zip_of):
    with pytest.raises(NothingToRead):
        read(zip_of([("readme.pdf", "x")]))


def test_an_archive_of_several_formats_is_refused(zip_of, shapefile):
    members = [(f"a{suffix}", content) for suffix, content in shapefile.items()]

    with pytest.raises(MixedArchive):
        read(zip_of([*members, ("b.geojson", '{"type": "FeatureCollection", "features": []}')]))


def test_several_shapefiles_become_several_layers(zip_of, shapefile):
    members = [
        (f"{stem}{suffix}", content)
        for stem in ("城区/井盖", "城区/hydrants", "old/hydrants2")
        for suffix, content in shapefile.items()
    ]

    found = inspect(zip_of(members))

    assert [layer.name for layer in found.layers] == ["hydrants2", "hydrants", "井盖"]
    assert [layer.count for layer in found.layers] == [3, 3, 3]
    assert read(found, "井盖").layer == "井盖"


def test_a_name_written_in_gbk_by_an_old_packer_is_understood(zip_of, shapefile):
    upload = zip_of([(f"XXXX{suffix}", content) for suffix, content in shapefile.items()])
    upload.write_bytes(upload.read_bytes().replace(b"XXXX", "井盖".encode("gbk")))

    assert inspect(upload).layers[0].name == "井盖"


def test_the_case_of_suffixes_does_not_matter(zip_of, shapefile):
    upload = zip_of([(f"A{suffix.upper()}", content) for suffix, content in shapefile.items()])

    assert len(read(upload).rows) == 3


@pytest.mark.parametrize("missing", [".shx", ".dbf"])
def test_a_shapefile_without_a_part_is_refused_by_its_name(zip_of, shapefile, missing):
    members = [
        (f"a{suffix}", content) for suffix, content in shapefile.items() if suffix != missing
    ]

    with pytest.raises(ShapefileIncomplete) as refused:
        read(zip_of(members))

    assert refused.value.facts == {"layer": "a", "missing": missing}


def test_nothing_is_left_behind_in_the_temporary_folder(zip_of, tmp_path, monkeypatch):
    place = tmp_path / "tmp"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))

    read(zip_of([("a.csv", CSV)]))
    with pytest.raises(NothingToRead):
        read(zip_of([("a.pdf", "x")]))

    assert list(place.iterdir()) == []
