"""Cases as columns of numbers, for analysis: read once whole, then only what changed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import sqlalchemy as sa

from gis_app.store import blob, bulk, dialect, history
from gis_app.store.layer_tables import LayerTable
from gis_app.store.tables import history as entries
from gis_app.store.transaction import ReadTx
from layers.catalog import FieldKind

#: The layer that holds the cases.
LAYER = "cases"
#: What analysis asks for when it does not say.
COLUMNS = (
    "reported_at", "closed_at", "due_at", "kind", "class_code", "source", "state",
    "grid", "street", "community", "unit", "road",
)  # fmt: skip
#: Above this many changed cases a whole read is quicker than picking them out.
MOST_CHANGES = 20_000

Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """A text column as numbers: `codes[i]` is the place of row i's text in `texts`, -1 for none."""

    codes: Numbers
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class CaseArrays:
    """Columns of cases, one item for each case in all of them.

    `fid` identifies a case for good. `x` and `y` are metres in the district's CRS, NaN without a
    place. A moment is a datetime64[ms] in UTC, NaT where there is none; a text is `Coded`. If
    `whole`, these are all cases; else those that changed since, each to be put in place of the one
    of the same `fid`, or added. `change` is what to ask with the next time.
    """

    change: int
    whole: bool
    fid: npt.NDArray[np.int64]
    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    moments: Mapping[str, npt.NDArray[np.datetime64]]
    texts: Mapping[str, Coded]

    def __len__(self) -> int:
        return len(self.fid)


def case_arrays(
    tx: ReadTx, *, since_change: int = 0, columns: Sequence[str] = COLUMNS
) -> CaseArrays:
    """Return the columns of the cases that changed since a change number, or of all.

    1. With 0, with very many changes, or after a removal, all cases are read.
    2. Else only those with an entry in history since then.
    """
    layer = tx.layer(LAYER)
    change = history.change(tx, LAYER)
    touched = None if since_change == 0 else _touched(tx, since_change)  # 1
    query = sa.select(layer.table.c.fid, layer.table.c.geom, *(layer.table.c[n] for n in columns))
    if touched is not None:  # 2
        query = query.where(dialect.among(layer.table.c.code, touched))
    chunks = bulk.chunks(tx.connection, query.order_by(layer.table.c.fid))
    return _collected(layer, columns, chunks, change=change, whole=touched is None)


def _touched(tx: ReadTx, since: int) -> list[str] | None:
    """Return the codes with an entry after an id, or None if everything is to be read."""
    c = entries.c
    query = sa.select(c.code, c.what).where(*history.after(since, LAYER)).limit(MOST_CHANGES + 1)
    rows = tx.connection.execute(query).all()
    if len(rows) > MOST_CHANGES or any(what == "remove" for _, what in rows):
        return None
    return sorted({code for code, _ in rows})


def _collected(
    layer: LayerTable,
    columns: Sequence[str],
    chunks: Iterable[Sequence[tuple[Any, ...]]],
    *,
    change: int,
    whole: bool,
) -> CaseArrays:
    fids: list[npt.NDArray[np.int64]] = []
    places: list[npt.NDArray[np.float64]] = []
    readers = {name: _reader(layer, name) for name in columns}
    for rows in chunks:
        fid, blobs, *values = zip(*rows, strict=True)
        fids.append(np.array(fid, dtype=np.int64))
        places.append(blob.point_places(blobs))
        for reader, column in zip(readers.values(), values, strict=True):
            reader.take(column)
    place = np.concatenate(places) if places else np.empty((0, 2))
    done = {name: reader.done() for name, reader in readers.items()}
    return CaseArrays(
        change=change,
        whole=whole,
        fid=np.concatenate(fids) if fids else np.empty(0, dtype=np.int64),
        x=place[:, 0].copy(),
        y=place[:, 1].copy(),
        moments={n: v for n, v in done.items() if not isinstance(v, Coded)},
        texts={n: v for n, v in done.items() if isinstance(v, Coded)},
    )


class _Moments:
    """Gathers a column of moments."""

    def __init__(self) -> None:
        self._parts: list[npt.NDArray[np.datetime64]] = []

    def take(self, values: Sequence[str | None]) -> None:
        plain = ["NaT" if value is None else value[:-1] for value in values]  # without the Z
        self._parts.append(np.array(plain, dtype="datetime64[ms]"))

    def done(self) -> npt.NDArray[np.datetime64]:
        return np.concatenate(self._parts) if self._parts else np.empty(0, "datetime64[ms]")


class _Texts:
    """Gathers a column of texts, each distinct one once."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._parts: list[Numbers] = []

    def take(self, values: Sequence[str | None]) -> None:
        codes, texts = pd.factorize(np.array(values, dtype=object))
        known = self._known
        places = [known.setdefault(text, len(known)) for text in texts.tolist()]
        self._parts.append(np.array([*places, -1], dtype=np.int32)[codes])

    def done(self) -> Coded:
        codes = np.concatenate(self._parts) if self._parts else np.empty(0, np.int32)
        return Coded(codes, tuple(self._known))


def _reader(layer: LayerTable, name: str) -> _Moments | _Texts:
    field = layer.spec.field(name)
    moment = field is not None and field.kind is FieldKind.DATETIME
    make: Callable[[], _Moments | _Texts] = _Moments if moment else _Texts
    return make()
