"""Put a file on the stage: told by its content, copied into a folder of ours, named by us.

Readers, and GDAL above all, see only files that were written here: no path of a user's, no name of
a driver inside a text, no `/vsi` prefix and no address ever reaches them. Text formats are read by
our own code; GDAL opens only files that begin with the mark of a binary format.
"""

import csv
import gzip
import sqlite3
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from layers.formats import archive
from layers.formats.errors import (
    ArchiveBomb,
    FileBroken,
    FileMissing,
    FileTooLarge,
    MixedArchive,
    NestedArchive,
    NothingToRead,
    ShapefileIncomplete,
    UnknownFormat,
    UnsafeDatabase,
)
from layers.formats.spreadsheet import as_texts, is_workbook
from layers.formats.text import MOST_BYTES, decode, decode_head, looks_like_text
from layers.formats.values import Driver

_HEAD_BYTES = 4096
_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"
_SHAPE_MARK = b"\x00\x00\x27\x0a"
_MARKS = (
    (_SHAPE_MARK, Driver.SHAPEFILE),
    (b"SQLite format 3\x00", Driver.GPKG),
    (b"fgb\x03fgb", Driver.FLATGEOBUF),
)
_CHUNK = 1 << 20

#: The parts of a Shapefile that are read; without the first three there is none.
SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_NEEDED_PARTS = 3
#: The list of full field names that our export puts beside a Shapefile.
FIELDS_SUFFIX = ".fields.csv"
_SUFFIXES = {
    Driver.GEOJSON: (".geojson", ".json"),
    Driver.GPKG: (".gpkg",),
    Driver.SHAPEFILE: SHAPEFILE_PARTS,
    Driver.CSV: (".csv", ".tsv", ".txt"),
    Driver.KML: (".kml",),
    Driver.FLATGEOBUF: (".fgb",),
}
#: The one virtual table a GeoPackage needs: the R*Tree.
_VIRTUAL = "SELECT name FROM sqlite_master WHERE sql LIKE '%virtual%table%' AND sql NOT LIKE ?"


@dataclass(frozen=True, slots=True)
class Staged:
    """One file of a known format on our own disk, and the name a person knows it by."""

    driver: Driver
    file: Path
    name: str


@contextmanager
def staged(path: Path) -> Iterator[tuple[Staged, ...]]:
    """Give the files that are in a file, recognised and copied; the copies vanish afterwards.

    A zip gives one for each layer in it, a workbook one for each sheet, every other file itself.

    Raises
    ------
    FileMissing, UnknownFormat, FileBroken, FileTooLarge
        There is no such file, or it is none that is read.
    NestedArchive, ArchiveBomb, and the other errors of `archive.unpack`
        An archive is not safe to unpack.
    MixedArchive, NothingToRead, ShapefileIncomplete
        An archive does not hold what a layer needs.
    UnsafeDatabase
        A GeoPackage holds tables that run code.
    """
    if not path.is_file():
        raise FileMissing(file=path.name)
    with tempfile.TemporaryDirectory(prefix="stage-") as name:
        yield _staged(path.resolve(), Path(name))


def _staged(path: Path, folder: Path) -> tuple[Staged, ...]:
    head = _head(path)
    if head.startswith(_ZIP):
        return _from_workbook(path, folder) if is_workbook(path) else _from_zip(path, folder)
    if head.startswith(_GZIP):
        inner = _unzipped(path, folder)
        return (_single(inner, folder, PurePosixPath(path.name).stem),)
    if head.startswith(_SHAPE_MARK):
        return (_loose_shapefile(path, folder),)
    return (_single(path, folder, path.name),)


def _from_workbook(path: Path, folder: Path) -> tuple[Staged, ...]:
    """Stage each sheet that holds anything; one alone bears the name of the file."""
    sheets = as_texts(path, folder)
    if not sheets:
        raise NothingToRead(file=path.name)
    only = path.stem if len(sheets) == 1 else None
    return tuple(Staged(Driver.XLSX, file, only or title) for file, title in sheets)


def _head(path: Path) -> bytes:
    with path.open("rb") as opened:
        return opened.read(_HEAD_BYTES)


def recognise(path: Path) -> Driver | None:
    """Return the format of a file by its content, None for one that is not read."""
    head = _head(path)
    binary = next((driver for mark, driver in _MARKS if head.startswith(mark)), None)
    return binary or (_recognise_text(head) if looks_like_text(head) else None)


def _recognise_text(head: bytes) -> Driver | None:
    start = decode_head(head).lstrip()
    if start.startswith("{"):
        return Driver.GEOJSON
    if start.startswith("<"):
        return Driver.KML if "<kml" in start or ":kml" in start else None
    return Driver.CSV if start and not start.startswith("[") else None


def _single(path: Path, folder: Path, name: str) -> Staged:
    driver = recognise(path)
    if driver is None or driver is Driver.SHAPEFILE:
        raise UnknownFormat(file=name)
    suffix = _SUFFIXES[driver][0]
    file = archive.copy_of(path, folder, f"staged{suffix}")
    if driver is Driver.GPKG:
        check_database(file, name)
    return Staged(driver, file, PurePosixPath(name).stem)


def check_database(file: Path, name: str) -> None:
    """Refuse a database that is no GeoPackage, or that holds virtual tables beside the R*Tree."""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
            tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
            odd = database.execute(_VIRTUAL, ("%using rtree%",)).fetchone()
    except sqlite3.DatabaseError as error:
        raise FileBroken(file=name, driver=Driver.GPKG, problem=str(error)) from error
    if "gpkg_contents" not in tables:
        raise UnknownFormat(file=name)
    if odd is not None:
        raise UnsafeDatabase(file=name, table=odd[0])


def _unzipped(path: Path, folder: Path) -> Path:
    """Unpack a gzip, counting: what it says of its own size is worth nothing."""
    target = folder / "unzipped"
    most = max(archive.HARMLESS_BYTES, archive.MOST_TIMES * path.stat().st_size)
    total = 0
    try:
        with gzip.open(path) as opened, target.open("xb") as written:
            while chunk := opened.read(_CHUNK):
                total += len(chunk)
                if total > MOST_BYTES:
                    raise FileTooLarge(file=path.name, most_mb=MOST_BYTES // 2**20)
                if total > most:
                    raise ArchiveBomb(file=path.name, most=archive.MOST_TIMES)
                written.write(chunk)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise FileBroken(file=path.name, driver="gzip", problem=str(error)) from error
    if _head(target).startswith((_ZIP, _GZIP)):
        raise NestedArchive(file=path.name, member=path.stem)
    return target


def _loose_shapefile(path: Path, folder: Path) -> Staged:
    """Take the parts that lie beside a .shp, whatever the case of their suffixes."""
    beside = {
        file.suffix.lower(): file
        for file in sorted(path.parent.iterdir())
        if file.stem == path.stem and file.is_file()
    }
    beside[".shp"] = path
    for suffix in SHAPEFILE_PARTS:
        if suffix in beside:
            archive.copy_of(beside[suffix], folder, f"staged{suffix}")
    return _whole(folder / "staged.shp", path.stem)


def _whole(file: Path, name: str) -> Staged:
    for suffix in SHAPEFILE_PARTS[:_NEEDED_PARTS]:
        if not file.with_suffix(suffix).is_file():
            raise ShapefileIncomplete(layer=name, missing=suffix)
    if not _head(file).startswith(_SHAPE_MARK):
        raise FileBroken(file=name, driver=Driver.SHAPEFILE, problem="the mark is missing")
    return Staged(Driver.SHAPEFILE, file, name)


def _from_zip(path: Path, folder: Path) -> tuple[Staged, ...]:
    unpacked = folder / "unpacked"
    unpacked.mkdir()
    suffixes = [suffix for several in _SUFFIXES.values() for suffix in several]
    members = archive.unpack(path, unpacked, wanted=suffixes)
    shapefiles = _shapefiles(members, folder)
    others = [m for m in members if m.name.suffix.lower() not in (*SHAPEFILE_PARTS, ".txt")]
    if shapefiles:  # a list of their fields, ours or another's, is no layer
        others = [m for m in others if m.name.suffix.lower() != ".csv"]
    found = [*shapefiles, *(_one(member, folder) for member in others)]
    drivers = {one.driver for one in found}
    if not found:
        raise NothingToRead(file=path.name)
    if len(drivers) > 1:
        raise MixedArchive(file=path.name, formats=", ".join(sorted(drivers)))
    return tuple(found)


def _one(member: archive.Member, folder: Path) -> Staged:
    inner = folder / f"member-{member.file.stem}"
    inner.mkdir()
    return _single(member.file, inner, member.name.name)


def _shapefiles(members: tuple[archive.Member, ...], folder: Path) -> list[Staged]:
    """Gather the parts of each Shapefile, which an archive may hold in several folders."""
    parts: dict[PurePosixPath, dict[str, archive.Member]] = {}
    for member in members:
        suffix = member.name.suffix.lower()
        if suffix in SHAPEFILE_PARTS:
            parts.setdefault(member.name.with_suffix(""), {})[suffix] = member
        elif member.name.name.endswith(FIELDS_SUFFIX):
            parts.setdefault(member.name.with_suffix("").with_suffix(""), {})[FIELDS_SUFFIX] = (
                member
            )
    found = []
    for number, (name, group) in enumerate(sorted(parts.items())):
        if ".shp" not in group:
            continue
        stem = folder / f"layer{number:04d}"
        for suffix, member in group.items():
            member.file.rename(stem.with_suffix(suffix))
        found.append(_whole(stem.with_suffix(".shp"), name.name))
    return found


def full_names(shapefile: Path) -> dict[str, str]:
    """Return the full field names that lie beside a staged Shapefile, empty without a list."""
    beside = shapefile.with_suffix(FIELDS_SUFFIX)
    if not beside.is_file():
        return {}
    text = decode(beside.read_bytes(), encoding=None, name=beside.name).content
    rows = [row for row in csv.reader(text.splitlines()[1:]) if len(row) > 1]
    full = {row[0]: row[1] for row in rows if row[1]}
    return full if len(set(full.values())) == len(full) else {}
