"""Comments on a plan, pinned to places on its map."""

from typing import Any

import numpy as np
import shapely

from gis_app.store import comments, plans
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.errors import WorkError
from gis_app.work.office import Office
from layers.crs import WGS84, points_to_metric, to_lonlat

#: The longest comment, in characters.
TEXT_MOST = 1_000


class CommentWrong(WorkError):
    """A comment says nothing, or too much."""

    kind = "comment_wrong"
    template = "A comment has 1 to {most} characters; write something, or shorten it."


@allowed(*EVERYONE)
def of_plan(office: Office, _actor: Actor, plan_id: int) -> list[dict[str, Any]]:
    """Return the comments on a plan, the earliest first, with [longitude, latitude] or None."""
    with office.store.read() as tx:
        plans.get(tx, plan_id)
        found = comments.of(tx, plan_id)
    return [_plain(office, one) for one in found]


@allowed("planner", "dispatcher", "inspector")
def say(
    office: Office,
    actor: Actor,
    plan_id: int,
    text: str,
    place: tuple[float, float] | None = None,
) -> dict[str, Any]:
    """Comment on a plan, at a place (longitude, latitude) where one is given.

    Raises
    ------
    CommentWrong
        The text is empty or too long.
    gis_app.store.UnknownRecord
        There is no such plan.
    layers.crs.CoordinatesOutOfReach
        The place is outside the reach of the district's CRS.
    """
    plain = text.strip()
    if not 1 <= len(plain) <= TEXT_MOST:
        raise CommentWrong(most=TEXT_MOST)
    spot = None
    if place is not None:
        x, y = points_to_metric(
            np.array([place[0]]), np.array([place[1]]), WGS84, office.district.crs
        )
        spot = float(x[0]), float(y[0])
    with office.store.write(actor.name, office.clock()) as tx:
        plans.get(tx, plan_id)
        made = comments.add(tx, plan_id, plain, spot)
    return _plain(office, made)


@allowed("planner")
def tick(
    office: Office, actor: Actor, plan_id: int, comment_id: int, *, done: bool
) -> dict[str, Any]:
    """Note that a comment is dealt with, or is not after all.

    Raises
    ------
    gis_app.store.UnknownRecord
        There is no such comment on this plan.
    """
    with office.store.write(actor.name, office.clock()) as tx:
        return _plain(office, comments.tick(tx, plan_id, comment_id, done=done))


def _plain(office: Office, one: comments.Comment) -> dict[str, Any]:
    place = None
    if one.place is not None:
        spot = to_lonlat(np.array([shapely.Point(one.place)], dtype=object), office.district.crs)
        place = shapely.get_coordinates(spot)[0].tolist()
    return {
        "id": one.id,
        "at": one.at,
        "who": one.who,
        "text": one.text,
        "place": place,
        "done": one.done,
    }
