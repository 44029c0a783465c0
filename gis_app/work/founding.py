"""Found a district: fill a new database with layers, units, class codes and the first plan."""

from collections.abc import Callable, Mapping, Sequence
from zoneinfo import ZoneInfo

import geopandas as gpd

from gis_app.store import accounts, classes, features, plans
from gis_app.work.actor import Actor, allowed
from gis_app.work.case_clocks import LAYER, with_turns
from gis_app.work.office import Office
from layers.codes import TimeLimit, builtin_classes, builtin_limits

#: The name of the plan that a founded district begins with.
FIRST_PLAN = "首版网格方案 / First plan"


@allowed("admin")
def found(
    office: Office,
    actor: Actor,
    frames: Mapping[str, gpd.GeoDataFrame],
    units: Sequence[accounts.Unit] = (),
    *,
    limits: Sequence[TimeLimit] = (),
    progress: Callable[[str, float], None] = lambda _step, _share: None,
) -> None:
    """Fill a new database in one transaction.

    `frames` are in the district's metric CRS by layer name. The class codes and time limits that
    ship with the project go in with them, and the city's own `limits`. Where there are cells, they
    are the first plan, in force from the first day of the year.
    """
    now = office.clock()
    with office.store.write(actor.name, now) as tx:
        classes.put_classes(tx, builtin_classes())
        classes.put_limits(tx, [*builtin_limits(), *limits])
        for unit in units:
            accounts.add_unit(tx, unit)
        for done, (layer, frame) in enumerate(frames.items()):
            progress(f"store {layer}", done / len(frames))
            if len(frame):
                whole = with_turns(office, tx, frame) if layer == LAYER else frame
                features.add_many(tx, layer, whole, note="founding")
        if len(frames.get("cells", ())):
            first = plans.add(tx, FIRST_PLAN)
            today = now.astimezone(ZoneInfo(office.district.timezone)).date()
            plans.publish(
                tx, first.id, valid_from=today.replace(month=1, day=1), version=first.version
            )
    progress("stored", 1.0)
