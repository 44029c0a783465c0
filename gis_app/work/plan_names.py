"""What a management grid may be called, how its colour and its code are written."""

from gis_app.work.errors import WorkError
from gis_app.work.plan_grid import COLOUR, PALETTE

#: The longest name a management grid may have: more does not fit on a map.
NAME_MOST = 40
#: The longest code of a cell or management grid.
CODE_MOST = 20


class GridNameWrong(WorkError):
    """A management grid cannot be called so."""

    kind = "grid_name_wrong"
    template = "A management grid needs a name of 1 to {most} characters; shorten it or fill it in."


class ColourWrong(WorkError):
    """A colour is not written as such."""

    kind = "colour_wrong"
    template = "{colour!r} is no colour; write it as # and six digits, for example #5b8c85."


class PlanCodeWrong(WorkError):
    """A code of a cell or management grid cannot be written so."""

    kind = "plan_code_wrong"
    template = "The code {code!r} does not hold; give 1 to {most} letters, digits or hyphens."


def check_code(code: str) -> str:
    """Return a code without spaces around it, or raise PlanCodeWrong."""
    plain = code.strip()
    if not 1 <= len(plain) <= CODE_MOST or not plain.replace("-", "").isalnum():
        raise PlanCodeWrong(code=code, most=CODE_MOST)
    return plain


def colour_of(code: str) -> str:
    """Return the colour of a management grid that nobody gave one: by the number in its code."""
    digits = code[len(code.rstrip("0123456789")) :]
    return PALETTE[int(digits or 0) % len(PALETTE)]


def clean_text(text: str) -> str:
    """Return a text on one line, without what cannot be seen."""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def check_name(name: str) -> str:
    """Return a name without what cannot be seen, or raise GridNameWrong."""
    plain = clean_text(name)
    if not 1 <= len(plain) <= NAME_MOST:
        raise GridNameWrong(most=NAME_MOST)
    return plain


def check_colour(colour: str) -> str:
    """Return a colour as it is kept, or raise ColourWrong."""
    plain = colour.strip().lower()
    if not COLOUR.fullmatch(plain):
        raise ColourWrong(colour=colour)
    return plain
