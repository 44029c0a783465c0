"""How a density is drawn: its kernel, its edge, what it is divided by."""

from dataclasses import dataclass
from typing import Final

from gis_app.work.errors import WorkError
from gis_app.work.frames import frame, stamp
from gis_app.work.office import Office
from layers.analysis import PER_KM2, Kernel
from layers.catalog import Shape

#: Bandwidths of the kernel that may be asked for, in metres, and the one that is meant otherwise.
BANDWIDTHS_M: Final = (50, 1_000)
BANDWIDTH_M: Final = 150
#: Bases that are no layer of assets.
AREA, ROADS, CASES = "area", "roads", "cases"


class UnknownBase(WorkError):
    """A density is to be divided by what this district does not have."""

    kind = "heat_base_unknown"
    template = "There is no base {base!r} to divide by; use one of {known}."


@dataclass(frozen=True, slots=True)
class Look:
    """How a density is drawn.

    `edge` corrects it at the outline of the district. `base` is `area` (cases per km²), `roads`
    (per kilometre of road), `cases` (percent of all cases of the same period) or the name of a
    layer of assets (cases per hundred of them). `breaks` fix the legend; without, it is that of the
    highest value.
    """

    kernel: Kernel = Kernel.GAUSSIAN
    bandwidth_m: int = BANDWIDTH_M
    edge: bool = True
    base: str = AREA
    breaks: tuple[float, ...] = ()

    @property
    def unit(self) -> str:
        """What the values are, in English; the page has its own words for it."""
        named = {AREA: PER_KM2, ROADS: "cases/road km", CASES: "% of all cases"}
        return named.get(self.base, "cases/100 assets")


def bases(office: Office, language: str) -> list[dict[str, str]]:
    """Return what a density may be divided by: name, and the title of a layer of assets."""
    roads = [ROADS] if ROADS in office.catalog and not frame(office, ROADS).empty else []
    layers = [
        spec
        for spec in office.catalog.assets()
        if spec.shape is Shape.POINT and not frame(office, spec.name).empty
    ]
    return [{"name": name, "title": ""} for name in (AREA, *roads, CASES)] + [
        {"name": spec.name, "title": spec.title.in_language(language)} for spec in layers
    ]


def base_stamp(office: Office, look: Look) -> str:
    """Return a text that differs whenever the base of a look does.

    Raises
    ------
    UnknownBase
        This district has no such base.
    """
    if look.base in (AREA, CASES):
        return look.base
    known = [row["name"] for row in bases(office, "en")]
    if look.base not in known:
        raise UnknownBase(base=look.base, known=", ".join(known))
    return f"{look.base}-{stamp(office, look.base)}"
