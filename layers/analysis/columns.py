"""Cases as frozen numpy columns: the one form in which a million cases are counted and drawn."""

from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass
from typing import Any, Final, Self, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from layers.analysis.texts import Texts
from layers.errors import LayerError

Number = TypeVar("Number", bound=np.generic)

#: The dictionary-coded columns of a case, in the order of the dataclass.
CODED: Final = ("class_code", "source", "state", "grid", "cell", "community", "street", "unit")

#: Stands for "no moment" among epoch seconds; it is what NaT becomes as int64.
NO_TIME: Final = int(np.iinfo(np.int64).min)

#: Parts the scheme, the kind and the code of a class key.
KEY_MARK: Final = "|"


class ColumnsUneven(LayerError):
    """The columns of one set of cases differ in length."""

    kind = "columns_uneven"
    template = (
        "Column {column!r} has {rows} rows where the case numbers have {expected}; "
        "give each column one value per case."
    )


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """A column of words as small integers.

    `words[codes[row]]` is the word of a row. Code 0 is always "", which means "no value"; the other
    words are in text order, so equal sets of words get equal codes.
    """

    codes: NDArray[np.signedinteger[Any]]
    words: tuple[str, ...]

    @classmethod
    def of(cls, values: ArrayLike | Sequence[str | None] | pd.Series) -> Self:
        """Code a column of text; None, NaN and "" all become "no value"."""
        series = values if isinstance(values, pd.Series) else pd.Series(values, dtype=object)
        numbers, found = pd.factorize(series)
        return cls._fit(numbers, [str(word) for word in found])

    @classmethod
    def blank(cls, rows: int) -> Self:
        """Return a column in which no row has a value."""
        return cls(_frozen(np.zeros(rows, dtype=np.int16)), ("",))

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Join columns word by word with `|`; where all parts are empty the row has no value."""
        mixed = np.zeros(len(parts[0]), dtype=np.int64)
        for part in parts:
            mixed = mixed * len(part.words) + part.codes
        keys, numbers = np.unique(mixed, return_inverse=True)
        names: list[str] = []
        for key in keys.tolist():
            words, rest = [], key
            for part in reversed(parts):
                rest, place = divmod(rest, len(part.words))
                words.append(part.words[place])
            names.append(KEY_MARK.join(reversed(words)) if any(words) else "")
        return cls._fit(numbers, names)

    @classmethod
    def _fit(cls, numbers: NDArray[Any], found: Sequence[str]) -> Self:
        """Renumber so that 0 is "no value" and the words stand in order; -1 counts as none."""
        words = ("", *sorted(set(found) - {""}))
        place = {word: code for code, word in enumerate(words)}
        width = np.int16 if len(words) <= np.iinfo(np.int16).max else np.int32
        turn = np.zeros(len(found) + 1, dtype=width)  # the last entry answers number -1
        turn[:-1] = [place[word] for word in found]
        return cls(_frozen(turn[numbers]), words)

    def __len__(self) -> int:
        return len(self.codes)

    def is_any(self, wanted: Iterable[str]) -> NDArray[np.bool_]:
        """Return which rows hold one of the words; a word that nobody uses matches nothing."""
        return self.by_word([word in frozenset(wanted) for word in self.words])

    def by_word(self, answers: Sequence[bool]) -> NDArray[np.bool_]:
        """Spread one answer per word over the rows."""
        spread: NDArray[np.bool_] = np.asarray(answers, dtype=bool)[self.codes]
        return spread

    def texts(self) -> NDArray[np.object_]:
        """Return the words row by row, "" where there is none."""
        words: NDArray[np.object_] = np.array(self.words, dtype=object)
        spread: NDArray[np.object_] = words[self.codes]
        return spread

    def replaced(self, other: Self, at: NDArray[np.intp]) -> Self:
        """Return this column with row i of the other at row `at[i]`, appended where it is -1."""
        if set(other.words) <= set(self.words):
            place = {word: code for code, word in enumerate(self.words)}
            turn = np.array([place[word] for word in other.words], dtype=self.codes.dtype)
            return type(self)(_frozen(_replaced(self.codes, turn[other.codes], at)), self.words)
        numbers = _replaced(self.codes.astype(np.int64), other.codes + len(self.words), at)
        return self._fit(numbers, [*self.words, *other.words])


@dataclass(frozen=True, slots=True, eq=False)
class CaseColumns:
    """All cases of a district, one array per property, one row per case.

    `x` and `y` are metres in the district's CRS, NaN for a case without a place. `reported_at` is
    epoch seconds UTC, `NO_TIME` for a case without a moment. `class_code` holds keys
    `scheme|kind|code`, because schemes reuse numbers. `yellow_at` and `red_at` are epoch seconds at
    which the light of a case turns, `NO_TIME` where no clock runs. `text` is the folded text a
    search looks in, or None where it was not loaded. The arrays cannot be written to.
    """

    number: NDArray[np.object_]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    reported_at: NDArray[np.int64]
    class_code: Coded
    source: Coded
    state: Coded
    grid: Coded
    cell: Coded
    community: Coded
    street: Coded
    unit: Coded
    yellow_at: NDArray[np.int64]
    red_at: NDArray[np.int64]
    text: Texts | None = None

    @classmethod
    def from_arrays(
        cls,
        *,
        number: ArrayLike,
        x: ArrayLike,
        y: ArrayLike,
        reported_at: ArrayLike,
        coded: Mapping[str, Coded | ArrayLike],
        lights: tuple[ArrayLike, ArrayLike] | None = None,
        text: Texts | Iterable[str] | None = None,
    ) -> Self:
        """Bind arrays to columns; a coded column that is not given holds no values.

        `lights` are the moments at which they turn yellow and red.

        1. Every column is as long as `number`.
        2. A case with half a place (x without y) has none.

        Raises
        ------
        ColumnsUneven
            Rule 1 is broken.
        """
        numbers = np.asarray(number, dtype=object)
        rows = len(numbers)
        east, north = np.array(x, dtype=np.float64), np.array(y, dtype=np.float64)
        _check_even(rows, x=east, y=north, reported_at=np.asarray(reported_at))
        half = np.isnan(east) | np.isnan(north)  # 2
        east[half] = north[half] = np.nan
        words: dict[str, Coded] = {}
        for name in CODED:
            given = coded.get(name)
            column = given if isinstance(given, Coded) else _code(given, rows)
            _check_even(rows, **{name: column.codes})  # 1
            words[name] = column
        folded = text if text is None or isinstance(text, Texts) else Texts.of(text)
        if folded is not None:
            _check_even(rows, text=folded)
        moments = np.array(reported_at, dtype=np.int64)
        yellow, red = _turns(lights, rows)
        _check_even(rows, yellow_at=yellow, red_at=red)
        return cls(
            numbers,
            _frozen(east),
            _frozen(north),
            _frozen(moments),
            **words,
            yellow_at=yellow,
            red_at=red,
            text=folded,
        )

    @classmethod
    def from_frame(cls, frame: gpd.GeoDataFrame) -> Self:
        """Read the `cases` layer in its bulk form (metric CRS, UTC text moments).

        The columns `scheme`, `kind` and `class_code` become one key; `description` and `address`
        are folded for search; a moment that cannot be read counts as none.
        """
        coded: dict[str, Coded | ArrayLike] = {
            name: Coded.of(frame[name]) for name in CODED[1:] if name in frame
        }
        coded["class_code"] = class_keys(frame)
        shapes = np.array(frame.geometry.array, dtype=object)
        shapes[shapely.is_empty(shapes)] = None  # an empty point has no x to ask for
        return cls.from_arrays(
            number=np.asarray(frame["code"], dtype=object),
            x=shapely.get_x(shapes),
            y=shapely.get_y(shapes),
            reported_at=_seconds(frame.get("reported_at"), len(frame)),
            coded=coded,
            lights=(
                _seconds(frame.get("yellow_at"), len(frame)),
                _seconds(frame.get("red_at"), len(frame)),
            ),
            text=_folded(frame),
        )

    def __len__(self) -> int:
        return len(self.number)

    @property
    def placed(self) -> NDArray[np.bool_]:
        """Which cases have a place."""
        return ~np.isnan(self.x)

    def placeless(self, kept: NDArray[np.bool_] | None = None) -> int:
        """Return how many (of the kept) cases have no place: a map always tells this number."""
        without = np.isnan(self.x)
        return int(np.count_nonzero(without if kept is None else without & kept))

    def updated(self, newer: Self, at: NDArray[np.intp]) -> Self:
        """Return these cases with row i of `newer` put at row `at[i]`, appended where it is -1.

        All other rows keep their places; no row may be named twice.
        """
        text = None
        if self.text is not None and newer.text is not None:
            text = self.text.replaced(newer.text, at)
        return type(self).from_arrays(
            number=_replaced(self.number, newer.number, at),
            x=_replaced(self.x, newer.x, at),
            y=_replaced(self.y, newer.y, at),
            reported_at=_replaced(self.reported_at, newer.reported_at, at),
            lights=(
                _replaced(self.yellow_at, newer.yellow_at, at),
                _replaced(self.red_at, newer.red_at, at),
            ),
            coded={name: getattr(self, name).replaced(getattr(newer, name), at) for name in CODED},
            text=text,
        )


def class_keys(frame: pd.DataFrame) -> Coded:
    """Return the column of class keys `scheme|kind|code` of a frame of cases."""
    given = [name for name in ("kind", "class_code") if name in frame]
    if not given:
        return Coded.blank(len(frame))
    parts = [
        Coded.of(frame[name]) if name in frame else Coded.blank(len(frame))
        for name in ("scheme", "kind", "class_code")
    ]
    return Coded.joined(parts)


def _replaced(old: NDArray[Number], new: NDArray[Any], at: NDArray[np.intp]) -> NDArray[Number]:
    """Return a copy of a column with new values at some rows and appended where the row is -1."""
    fresh = at < 0
    both = np.concatenate([old, new[fresh].astype(old.dtype)])
    both[at[~fresh]] = new[~fresh]
    return both


def _turns(
    lights: tuple[ArrayLike, ArrayLike] | None, rows: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    none = np.full(rows, NO_TIME, dtype=np.int64)
    yellow, red = (none, none) if lights is None else lights
    return (
        _frozen(np.array(yellow, dtype=np.int64)),
        _frozen(np.array(red, dtype=np.int64)),
    )


def _code(given: ArrayLike | None, rows: int) -> Coded:
    return Coded.blank(rows) if given is None else Coded.of(given)


def _seconds(moments: pd.Series | None, rows: int) -> NDArray[np.int64]:
    if moments is None:
        return np.full(rows, NO_TIME, dtype=np.int64)
    read = pd.to_datetime(moments, utc=True, format="ISO8601", errors="coerce")
    plain = read.dt.tz_localize(None).to_numpy().astype("datetime64[s]")
    return np.asarray(plain.astype(np.int64))


def _folded(frame: pd.DataFrame) -> Iterable[str] | None:
    given = [
        frame[name].fillna("").astype(str) for name in ("description", "address") if name in frame
    ]
    if not given:
        return None
    texts = given[0] if len(given) == 1 else given[0].str.cat(given[1], sep="\n")
    folded: list[str] = texts.str.casefold().tolist()
    return folded


def _check_even(rows: int, **columns: Sized) -> None:
    for name, values in columns.items():
        if len(values) != rows:
            raise ColumnsUneven(column=name, rows=len(values), expected=rows)


def _frozen(values: NDArray[Number]) -> NDArray[Number]:
    values.setflags(write=False)
    return values
