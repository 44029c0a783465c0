"""Unpack a zip into a folder of ours, under names of ours, and nothing that could do harm."""

import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from layers.formats.errors import (
    ArchiveBomb,
    ArchiveLocked,
    FileBroken,
    FileTooLarge,
    NestedArchive,
    TooManyMembers,
    UnsafeMember,
)

#: The most files one archive may hold.
MOST_MEMBERS = 2_000
#: The most bytes an archive may unpack to, in all.
MOST_BYTES = 1024 * 1024 * 1024
#: The most times its own size an archive may unpack to, and the size below which nobody minds.
MOST_TIMES = 200
HARMLESS_BYTES = 20 * 1024 * 1024

_ARCHIVES = frozenset(
    [".zip", ".kmz", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar", ".zst", ".jar"]
)
_ARCHIVE_MARKS = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
_CHUNK = 1 << 20
_LOCKED, _UTF8 = 0x1, 0x800


@dataclass(frozen=True, slots=True)
class Member:
    """A file that was unpacked: where it is now, and what it was called."""

    file: Path
    name: PurePosixPath


def unpack(archive: Path, folder: Path, *, wanted: Iterable[str]) -> tuple[Member, ...]:
    """Unpack the members with one of the wanted suffixes into a folder, in order of their names.

    Every member is checked before the first is written, the wanted and the others:

    1. No more than `MOST_MEMBERS`, none behind a password.
    2. No absolute path, drive, `..`, backslash, control character, link or device.
    3. No archive in the archive, by its name or its first bytes.
    4. No more than `MOST_BYTES` in all, nor than `MOST_TIMES` the size of the archive; what the
       archive says of itself is checked, and counted again while unpacking.

    The files are written under numbers, not under the names they came with.

    Raises
    ------
    TooManyMembers, ArchiveLocked, UnsafeMember, NestedArchive, FileTooLarge, ArchiveBomb
        One of the rules above is broken.
    FileBroken
        It is no zip, or a damaged one.
    """
    suffixes = frozenset(wanted)
    with _opened(archive) as opened:
        members = opened.infolist()
        _check(archive, members)
        return _written(archive, opened, members, folder, suffixes)


def check(archive: Path) -> None:
    """Refuse an archive by the rules 1 to 4 of `unpack`, as far as it tells of itself."""
    with _opened(archive) as opened:
        _check(archive, opened.infolist())


@contextmanager
def _opened(archive: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(archive) as opened:
            yield opened
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError) as error:
        raise FileBroken(file=archive.name, driver="zip", problem=str(error)) from error


def _check(archive: Path, members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:  # 1
        raise TooManyMembers(file=archive.name, count=len(members), most=MOST_MEMBERS)
    for member in members:
        if member.flag_bits & _LOCKED:
            raise ArchiveLocked(file=archive.name)
        name = _name(member)
        if _leads_out(member, name):  # 2
            raise UnsafeMember(file=archive.name, member=name)
        if not _is_noise(name) and PurePosixPath(name).suffix.lower() in _ARCHIVES:  # 3
            raise NestedArchive(file=archive.name, member=name)
    _check_size(archive, sum(member.file_size for member in members))  # 4


def _check_size(archive: Path, total: int) -> None:
    if total > MOST_BYTES:
        raise FileTooLarge(file=archive.name, most_mb=MOST_BYTES // 2**20)
    if total > HARMLESS_BYTES and total > MOST_TIMES * archive.stat().st_size:
        raise ArchiveBomb(file=archive.name, most=MOST_TIMES)


def _name(member: zipfile.ZipInfo) -> str:
    """Return the name as it was meant: old Chinese packers write GBK without saying so."""
    name = member.orig_filename
    if member.flag_bits & _UTF8:
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def _leads_out(member: zipfile.ZipInfo, name: str) -> bool:
    mode = member.external_attr >> 16
    odd_kind = stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR)
    odd_letter = any(letter in '\\:*?"<>|' or not letter.isprintable() for letter in name)
    path = PurePosixPath(name)
    return odd_kind or odd_letter or path.is_absolute() or ".." in path.parts or not path.parts


def _is_noise(name: str) -> bool:
    """Tell the folders and files that operating systems add by themselves."""
    path = PurePosixPath(name)
    return "__MACOSX" in path.parts or path.name.startswith(".")


def _written(
    archive: Path,
    opened: zipfile.ZipFile,
    members: list[zipfile.ZipInfo],
    folder: Path,
    suffixes: frozenset[str],
) -> tuple[Member, ...]:
    named = sorted(((_name(member), member) for member in members), key=lambda pair: pair[0])
    found: list[Member] = []
    total = 0
    for number, (name, member) in enumerate(named):
        suffix = PurePosixPath(name).suffix.lower()
        if member.is_dir() or _is_noise(name) or suffix not in suffixes:
            continue
        file = folder / f"{number:04d}{suffix}"
        with opened.open(member) as source, file.open("xb") as target:
            while chunk := source.read(_CHUNK):
                total += len(chunk)
                _check_size(archive, total)
                target.write(chunk)
        _refuse_archive(archive, file, name)
        found.append(Member(file, PurePosixPath(name)))
    return tuple(found)


def _refuse_archive(archive: Path, file: Path, name: str) -> None:
    with file.open("rb") as opened:
        head = opened.read(8)
    if head.startswith(_ARCHIVE_MARKS):
        raise NestedArchive(file=archive.name, member=name)


def copy_of(file: Path, folder: Path, name: str) -> Path:
    """Copy a file into a folder of ours under a name of ours, and return where it is."""
    target = folder / name
    shutil.copyfile(file, target)
    return target
