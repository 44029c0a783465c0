"""Text of unknown encoding: UTF-8 where it is, GB18030 where it must be, and no silent loss."""

import codecs
from dataclasses import dataclass
from pathlib import Path

from layers.formats.errors import FileTooLarge, NotInEncoding, UnknownEncoding

#: The largest text that is read at once, in bytes.
MOST_BYTES = 512 * 1024 * 1024
#: A binary file shows itself by control characters among its first bytes.
_HEAD_BYTES = 4096
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f\x1b")

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Text:
    """A decoded text with the name of the encoding it was in."""

    content: str
    encoding: str


def read_text(file: Path, *, encoding: str | None = None, name: str | None = None) -> Text:
    """Return the text of a file.

    1. A byte-order mark decides, whatever else was said.
    2. Then the encoding that was named, strictly.
    3. Then UTF-8, then GB18030 (which holds GBK and GB 2312), then Latin-1, which never fails.

    Raises
    ------
    FileTooLarge
        It is more than is read at once.
    UnknownEncoding, NotInEncoding
        The encoding that was named does not exist, or the text is not in it.
    """
    if file.stat().st_size > MOST_BYTES:
        raise FileTooLarge(file=name or file.name, most_mb=MOST_BYTES // 2**20)
    return decode(file.read_bytes(), encoding=encoding, name=name or file.name)


def decode(content: bytes, *, encoding: str | None, name: str) -> Text:
    """Return bytes as text by the rules of `read_text`."""
    chosen = _marked(content) or (codec(encoding) if encoding else None)  # 1, 2
    if chosen is not None:
        try:
            return Text(content.decode(chosen), chosen)
        except UnicodeDecodeError as error:
            raise NotInEncoding(file=name, encoding=chosen, position=error.start) from error
    for guess in ("utf-8", "gb18030"):  # 3
        try:
            return Text(content.decode(guess), guess)
        except UnicodeDecodeError:
            continue
    return Text(content.decode("latin-1"), "latin-1")


def decode_head(head: bytes) -> str:
    """Return the first bytes of a file as text, enough to tell what it is.

    The last letter may be cut in two, and letters of other encodings are lost: never an error.
    """
    return head.decode(_marked(head) or "utf-8", "replace")


def _marked(content: bytes) -> str | None:
    return next((code for mark, code in _MARKS if content.startswith(mark)), None)


def codec(encoding: str) -> str:
    """Return the one name of an encoding; the code pages .cpg files name are understood.

    GBK and GB 2312 become GB18030, which holds both and more.

    Raises
    ------
    UnknownEncoding
        There is none of that name, or it is not one of text.
    """
    name = encoding.strip().lower().removeprefix("ansi ")
    name = f"cp{name}" if name.isdigit() else name
    try:
        found = codecs.lookup(name)
        "".encode(found.name)
    except (LookupError, ValueError) as error:
        raise UnknownEncoding(encoding=encoding) from error
    return "gb18030" if found.name in {"gbk", "gb2312", "cp936"} else found.name


def looks_like_text(head: bytes) -> bool:
    """Return whether the first bytes of a file could be text, in any encoding read here."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    return bool(head) and not _CONTROLS.intersection(head[:_HEAD_BYTES])
