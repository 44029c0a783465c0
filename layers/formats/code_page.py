"""The encoding of the attributes of a Shapefile: what it says is believed if the bytes agree."""

import codecs
from pathlib import Path

from layers.formats.errors import UnknownEncoding
from layers.formats.stage import Staged
from layers.formats.text import codec
from layers.formats.values import Driver, Hints

#: The byte of a .dbf that names its code page, and the pages met in this trade.
_LDID_AT = 29
_LDIDS = {0x4D: "gb18030", 0x4F: "big5", 0x78: "big5", 0x79: "cp949", 0x7B: "cp932"}
_DBF_PROBE_BYTES = 16 * 1024 * 1024
#: A field may end within a letter; more broken letters than this share mean another encoding.
_BROKEN_SHARE = 0.02
_ASCII = bytes(range(128))


def encoding_of(staged: Staged, hints: Hints) -> str | None:
    """Return the encoding of the attributes; only Shapefiles have a choice.

    What a person says counts, then what the .cpg says if the bytes agree, then the bytes.
    """
    if staged.driver is not Driver.SHAPEFILE:
        return None
    if hints.encoding is not None:
        return codec(hints.encoding)
    with staged.file.with_suffix(".dbf").open("rb") as opened:
        head = opened.read(_LDID_AT + 1)
        body = opened.read(_DBF_PROBE_BYTES)
    said = [name for name in (_said(staged.file), _LDIDS.get(head[-1] if head else 0)) if name]
    guesses = [*said, "utf-8", "gb18030"]
    return next((name for name in guesses if _reads_as(body, name)), "latin-1")


def _said(file: Path) -> str | None:
    page = file.with_suffix(".cpg")
    if not page.is_file():
        return None
    try:
        return codec(page.read_text(encoding="latin-1")[:40].strip())
    except UnknownEncoding:
        return None


def _reads_as(content: bytes, encoding: str) -> bool:
    letters = len(content.translate(None, delete=_ASCII))
    if not letters:
        return True
    broken = codecs.decode(content, encoding, "replace").count("\ufffd")
    return broken <= _BROKEN_SHARE * letters
