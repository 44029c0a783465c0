"""The filtered queue as a table for a spreadsheet."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import geopandas as gpd

from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.case_columns import LAYER
from gis_app.work.case_question import Answered, CaseQuestion, ask
from gis_app.work.case_words import Words, words
from gis_app.work.cases import Sort, lonlat_of, ordered, read_cases
from gis_app.work.office import Office
from layers.catalog import FieldKind

#: Cases read at once.
_CHUNK = 2_000
#: Fields of the table, in order; who reported a case is not in it.
FIELDS = (
    "state", "kind", "class_code", "source", "reported_at", "filed_at", "dispatched_at",
    "handled_at", "closed_at", "due_at", "grid", "street", "community", "cell", "road", "unit",
    "address", "description", "asset_layer", "asset_code",
)  # fmt: skip
#: Columns that are filled after the field they explain: its key in the row, English and Chinese.
_NAMES = {
    "class_code": ("Class", "类别"),
    "grid": ("Grid name", "网格名称"),
    "unit": ("Unit name", "单位名称"),
}
_PLACE = (("Longitude", "经度"), ("Latitude", "纬度"))


@allowed(*EVERYONE)
def sheet(
    office: Office, _actor: Actor, question: CaseQuestion, sort: Sort, language: str
) -> Iterator[list[str]]:
    """Return the titles and then every case that passes a question, as rows of text.

    Coded values are written as a person reads them, moments by the clock of the district. The cases
    are those of one moment; their rows are read while the table is written.
    """
    found = ask(office, question)
    return _rows(office, found, sort, words(office, language))


def _rows(office: Office, found: Answered, sort: Sort, named: Words) -> Iterator[list[str]]:
    yield _titles(office, named.language)
    rows = ordered(found, sort)
    for start in range(0, len(rows), _CHUNK):
        with office.store.read() as tx:
            part = rows[start : start + _CHUNK]
            frame = read_cases(tx, found.table, part, ("scheme", *FIELDS))
        yield from map(list, zip(*_columns(office, frame, named), strict=True))


def _titles(office: Office, language: str) -> list[str]:
    spec, zh = office.catalog[LAYER], language == "zh"
    titles = [spec.code_title.in_language(language)]
    for name in FIELDS:
        field = spec.field(name)
        titles.append(field.title.in_language(language) if field else name)
        if name in _NAMES:
            titles.append(_NAMES[name][zh])
    return [*titles, *(pair[zh] for pair in _PLACE)]


def _columns(office: Office, frame: gpd.GeoDataFrame, named: Words) -> Iterator[list[str]]:
    """Yield the columns of the table: a loop inside each column is the quick way round."""
    yield frame["code"].tolist()
    zone = ZoneInfo(office.district.timezone)
    for name in FIELDS:
        values = frame[name].tolist()
        field = office.catalog[LAYER].field(name)
        if field is not None and field.kind is FieldKind.DATETIME:
            yield [_local(value, zone) if value else "" for value in values]
        elif field is not None and field.kind is FieldKind.CHOICE:
            titles = {
                value: field.choice_title(value, named.language) for value in {*values} if value
            }
            yield [titles.get(value, "") for value in values]
        else:
            yield ["" if value is None else str(value) for value in values]
        if name == "class_code":
            keys = zip(frame["scheme"], frame["kind"], values, strict=True)
            yield [named.class_name("|".join(part or "" for part in key)) or "" for key in keys]
        elif name in _NAMES:
            yield [(named.of(name, value) if value else None) or "" for value in values]
    for degrees in lonlat_of(office, frame.geometry.to_numpy()):
        yield ["" if value is None else f"{value:.7f}" for value in degrees]


def _local(moment: str, zone: ZoneInfo) -> str:
    local = dt.datetime.fromisoformat(moment).astimezone(zone)
    return local.isoformat(sep=" ", timespec="seconds")[:19]  # without the offset
