"""A file is what it holds, not what it is called, and readers see only copies of ours."""

import pytest

from layers.formats import SUFFIXES, Driver, FileMissing, UnknownFormat, inspect, stage, write


@pytest.mark.parametrize("driver", list(SUFFIXES))
def test_the_format_is_told_by_content_whatever_the_name(points, driver, tmp_path):
    path = tmp_path / "upload.xls"
    write(points, path, driver, metric="EPSG:4550")

    found = inspect(path)

    assert found.driver is driver
    assert found.layers[0].count == 3
    assert found.layers[0].geometry == "Point"


@pytest.mark.parametrize("driver", list(SUFFIXES))
def test_readers_see_a_copy_under_a_name_of_ours(points, driver, tmp_path):
    path = tmp_path / "vsicurl %2F ?x=1&.gpkg"
    write(points, path, driver, metric="EPSG:4550")

    with stage.staged(path) as files:
        copies = [file.file for file in files]
        assert all(copy.is_file() and tmp_path not in copy.parents for copy in copies)

    assert not any(copy.exists() for copy in copies)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\x00\x01\x02\x03", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\x00",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"<html><body>", b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>", b"[]", b"   ",
        b"<?xml version='1.0'?><gml/>",
    ],
)  # fmt: skip
def test_what_is_not_read_is_refused(tmp_path, content):
    path = tmp_path / "upload.geojson"
    path.write_bytes(content)

    with pytest.raises(UnknownFormat):
        inspect(path)


@pytest.mark.parametrize(
    "name",
    ["/vsicurl/http://127.0.0.1/a.gpkg", "http://127.0.0.1/a.csv", "GPKG:/etc/passwd", "/etc"],
)
def test_an_address_a_prefix_or_a_folder_is_no_file(name, tmp_path):
    with pytest.raises(FileMissing):
        inspect(type(tmp_path)(name))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "utf-16", "gb18030"])
@pytest.mark.parametrize("shift", range(6))
def test_a_letter_cut_by_the_end_of_the_first_bytes_hides_no_table(tmp_path, encoding, shift):
    path = tmp_path / "long.csv"
    path.write_bytes(("x" * shift + "code,name\n" + "𠮷消火栓\n" * 900).encode(encoding))

    assert stage.recognise(path) is Driver.CSV
