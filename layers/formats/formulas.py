"""Keep a spreadsheet from running what a user typed, and take it back on the way in.

Excel, LibreOffice and their kin run a cell that begins with one of a few letters. An apostrophe in
front keeps it text. Text that already begins with apostrophes before such a letter gets one more,
so that `restored` undoes `neutral` exactly, whatever the text.
"""

import re

#: An ASCII or full-width sign, or a blank that programs skip, after any number of apostrophes.
_SIGNS = "[=+\\-@\t\r\n＝＋－＠]"
_RISKY = re.compile(f"'*{_SIGNS}")
_MADE_NEUTRAL = re.compile(f"'{_SIGNS}")


def neutral(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if _RISKY.match(text) else text


def restored(text: str) -> str:
    """Return the text that `neutral` was given; any other text is unchanged."""
    return text[1:] if text[:1] == "'" and _RISKY.match(text) else text


def holds_neutral(text: str) -> bool:
    """Return whether any cell of a whole file can be one that `restored` would change."""
    return _MADE_NEUTRAL.search(text) is not None
