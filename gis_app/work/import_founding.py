"""What follows from importing cells and cases: management grids, the first plan, new classes."""

from zoneinfo import ZoneInfo

import geopandas as gpd

from gis_app.store import WriteTx, classes, features, plans
from gis_app.work.founding import FIRST_PLAN
from gis_app.work.office import Office
from grids import Grid, dissolve
from layers.codes import ClassKind, ClassRow


def follow_cells(office: Office, tx: WriteTx, note: str) -> dict[str, int]:
    """Make what cells need beside them: management grids without a feature, and the first plan.

    1. A management grid that cells name and no feature stands for gets one: the union of its cells.
    2. Where there is no plan yet, the cells are the first one, in force from the first day of the
       district's year.
    """
    frame = features.read_frame(tx, "cells")
    if frame.empty:
        return {}
    drawn = dissolve(Grid.from_frame(frame))
    known = features.read_frame(tx, "grids", columns=["code"])["code"]
    lacking = drawn[~drawn["code"].isin(known)].reset_index(drop=True)
    if len(lacking):  # 1
        spec = office.catalog["grids"]
        kept = [name for name in lacking.columns if spec.field(name) or name in ("code", "name")]
        features.add_many(tx, "grids", lacking[[*kept, "geometry"]], note=note)
    founded = 0
    if not plans.every(tx):  # 2
        first = plans.add(tx, FIRST_PLAN)
        today = office.clock().astimezone(ZoneInfo(office.district.timezone)).date()
        plans.publish(tx, first.id, valid_from=today.replace(month=1, day=1), version=first.version)
        founded = 1
    return {"grids": len(lacking), "plans": founded}


def learn_classes(tx: WriteTx, rows: gpd.GeoDataFrame) -> int:
    """Add the classes of cases that no table knows, and return how many.

    1. A class is known by its scheme, kind and code; a case that lacks one of them teaches nothing.
    2. Its name is the one that most of its cases bear, the first of several; else its code. It is
       a major of its own.
    """
    known = {row.key for row in classes.classes(tx, everything=True)}
    taught = rows.dropna(subset=["scheme", "kind", "class_code"])
    found = []
    for key, cases in taught.groupby(["scheme", "kind", "class_code"]):
        scheme, kind, code = (str(part) for part in key)
        if (scheme, kind, code) not in known:  # 1
            names = cases["name"].dropna().mode()
            name = str(names.iloc[0]) if len(names) else code  # 2
            found.append(ClassRow(scheme, ClassKind(kind), code, name, "", code, name))
    if found:
        classes.put_classes(tx, found)
    return len(found)
