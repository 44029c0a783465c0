"""What a person reads for the codes of a case: classes, units, grids, states, sources."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gis_app.cases import LimitTable
from gis_app.store import classes, history
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.case_clocks import limit_table
from gis_app.work.case_columns import LAYER
from gis_app.work.case_question import NONE, class_parts
from gis_app.work.frames import frames
from gis_app.work.office import Office
from gis_app.work.units import kept_units, unit_name
from layers.codes import ClassKind, ClassRow, ClassTable

#: Areas that bear names, by the field of a case that holds their code.
_AREAS = {"grid": "grids", "street": "streets", "community": "communities"}
#: The majors of the standards in English; those of a city keep their own name.
_MAJORS_EN = {
    "公用设施": "Public utilities",
    "道路交通": "Roads and traffic",
    "市容环境": "City appearance",
    "园林绿化": "Parks and greenery",
    "房屋土地": "Houses and land",
    "其他设施": "Other facilities",
    "市政公用设施": "Municipal utilities",
    "交通设施": "Traffic facilities",
    "市容环卫设施": "Sanitation facilities",
    "园林绿化设施": "Green facilities",
    "其他管理部件": "Other components",
    "市容环境类": "City appearance",
    "宣传广告类": "Notices and advertising",
    "施工管理类": "Construction sites",
    "街面秩序类": "Street order",
    "其他事项类": "Other matters",
}


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The names that go with the codes of cases, in one language."""

    office: Office
    language: str
    classes: ClassTable
    units: Mapping[str, str]
    areas: Mapping[str, Mapping[str, str]]
    mirrored: frozenset[tuple[str, str]]

    def of(self, field: str, value: str) -> str | None:
        """Return what a person reads for a value of a field; None where it is not known."""
        if field == "unit":
            return self.units.get(value)
        if field in self.areas:
            return self.areas[field].get(value)
        spec = self.office.catalog[LAYER].field(field)
        return spec.choice_title(value, self.language) if spec else None

    def class_name(self, key: str) -> str | None:
        """Return the name of the class of a key `scheme|kind|code`."""
        row = self.classes.get(*class_parts(key))
        return None if row is None else row.name

    def major(self, key: str) -> tuple[str, str | None]:
        """Return the major of a class key as a filter word (`matter:09`), and its title.

        A class that no table lists is a major of its own; a case without a class has `-`. A major
        of matters that mirrors one of components says so (GB/T 47678.5: 市政公用设施异常).
        """
        scheme, kind, code = class_parts(key)
        row = self.classes.get(scheme, kind, code)
        if row is not None:
            return f"{kind}:{row.major}", self._major_title(row)
        return (f"{kind}:{code}", code) if code else (NONE, None)

    def class_head(self, head: str) -> str:
        """Return what a beginning of class codes (`matter:09`) stands for, in the own scheme first.

        It is the class of just that code, else the major of the classes that begin so, else the
        kind, and the beginning itself where no class begins so.
        """
        kind, _, code = head.partition(":")
        if not code:
            return self.of("kind", kind) or kind
        own = self.office.district.scheme
        fitting = [r for r in self.classes if r.kind.value == kind and r.code.startswith(code)]
        fitting.sort(key=lambda row: (row.scheme != own, len(row.code), row.code))
        if not fitting:
            return code
        return fitting[0].name if fitting[0].code == code else self._major_title(fitting[0])

    def _major_title(self, row: ClassRow) -> str:
        english = _MAJORS_EN.get(row.major_name)
        zh = self.language == "zh" or english is None
        title = (row.major_name if zh else english) or row.major
        if row.kind is ClassKind.MATTER and (row.scheme, row.major_name) in self.mirrored:
            return f"{title}异常" if zh else f"{title}: faults"
        return title


def words(office: Office, language: str) -> Words:
    """Return the names of the moment; what they are read from is kept until it changes."""
    read = frames(office, *_AREAS.values())
    areas = {
        field: {
            code: name
            for code, name in zip(read[layer]["code"], read[layer]["name"], strict=True)
            if isinstance(name, str)
        }
        for field, layer in _AREAS.items()
        if layer in read
    }
    names = {unit.code: unit_name(unit, language) for unit in kept_units(office)}
    table = class_table(office)
    mirrored = frozenset(
        (row.scheme, row.major_name) for row in table if row.kind is ClassKind.COMPONENT
    )
    return Words(office, language, table, names, areas, mirrored)


def class_table(office: Office) -> ClassTable:
    """Return all classes, those out of use too: old cases keep their names."""
    with office.store.read() as tx:
        mark = history.stamp(tx, "class_codes")
        make = lambda: ClassTable.of(classes.classes(tx, everything=True))  # noqa: E731 - one use
        return office.keep.get("classes", mark, make)


@allowed(*EVERYONE)
def find_classes(
    office: Office, _actor: Actor, text: str, kind: str | None, limit: int
) -> list[dict[str, Any]]:
    """Return the classes in use whose code or name fits a text, the best first.

    1. Only those of the district's own scheme, if the table has any.
    2. Without a text, all of them in order of code.
    """
    table = class_table(office)
    with office.store.read() as tx:
        off = classes.disabled(tx)
        limits = limit_table(office, tx)
    own = office.district.scheme
    scheme = own if any(row.scheme == own for row in table) else None  # 1
    if text.strip():
        found = table.search(text, scheme=scheme, kind=kind)
    else:
        found = tuple(
            row for row in table if scheme in (None, row.scheme) and kind in (None, row.kind.value)
        )  # 2
    kept = [row for row in found if row.key not in off][:limit]
    return [_plain(row) | {"conditions": _conditions(limits, row)} for row in kept]


def _conditions(limits: LimitTable, row: ClassRow) -> list[str]:
    """Return what a reporter is asked of a class: the conditions that its limits tell apart."""
    rows = limits.rows((row.scheme, row.kind.value, row.code))
    told = [one.condition for one in rows if one.condition]
    return told if len(told) > 1 else []


def _plain(row: ClassRow) -> dict[str, Any]:
    return {
        "key": f"{row.kind.value}:{row.code}",
        "scheme": row.scheme,
        "kind": row.kind.value,
        "code": row.code,
        "name": row.name,
        "major": row.major,
        "major_name": row.major_name,
    }
