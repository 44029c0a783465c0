"""Saved views of the cases: a person's own, and those that are shared with the house."""

import json
from dataclasses import asdict, dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from gis_app.store import ReadTx, history, settings
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.errors import WorkError
from gis_app.work.office import Office

#: What views are called among the settings, and in history.
_NAME: Final = "views"
#: The longest name and question of a view, in characters, and the most views of one person.
NAME_MOST: Final = 40
QUERY_MOST: Final = 2_000
VIEWS_MOST: Final = 50


class ViewUnfit(WorkError):
    """A view has no name, or too much of something."""

    kind = "view_unfit"
    template = (
        "A view needs a name of 1 to {name_most} characters and a question of at most {query_most}."
    )


class TooManyViews(WorkError):
    """A person has as many views as anybody can tell apart."""

    kind = "views_too_many"
    template = "You have {most} views already; remove one first."


class UnknownView(WorkError):
    """A view is named that this person does not have."""

    kind = "view_unknown"
    template = "You have no view named {name!r}; perhaps it is somebody else's."


@dataclass(frozen=True, slots=True)
class View:
    """A named question: the part of an address after the question mark, without it.

    `shared` shows it to everybody; `start` opens the workspace on it for its owner.
    """

    owner: str
    name: str
    query: str
    shared: bool = False
    start: bool = False


@allowed(*EVERYONE)
def views(office: Office, actor: Actor) -> list[dict[str, Any]]:
    """Return one's own views by name, then those that others share, by name and owner."""
    with office.store.read() as tx:
        kept = _read(tx)
    mine = sorted((view for view in kept if view.owner == actor.name), key=lambda v: v.name)
    theirs = [view for view in kept if view.shared and view.owner != actor.name]
    theirs.sort(key=lambda view: (view.name, view.owner))
    return [_told(view, mine=True) for view in mine] + [_told(view, mine=False) for view in theirs]


@allowed(*EVERYONE)
def start(office: Office, actor: Actor) -> str:
    """Return the question that the workspace opens on for this person, empty for none."""
    with office.store.read() as tx:
        kept = _read(tx)
    return next((view.query for view in kept if view.owner == actor.name and view.start), "")


@allowed(*EVERYONE)
def save(
    office: Office, actor: Actor, name: str, query: str, *, shared: bool, start: bool
) -> list[dict[str, Any]]:
    """Keep a view under a name, in place of one's own of that name; return all as `views` does.

    1. The question is kept as pairs of names and values, whatever else stood in it.
    2. At most one view of a person is the one to start with: the latest that was made so.

    Raises
    ------
    ViewUnfit, TooManyViews
        It has no name, is too long, or there are too many.
    """
    name = " ".join(name.split())
    pairs = urlencode(parse_qsl(query.removeprefix("?"), keep_blank_values=False))  # 1
    if not 1 <= len(name) <= NAME_MOST or len(pairs) > QUERY_MOST:
        raise ViewUnfit(name_most=NAME_MOST, query_most=QUERY_MOST)
    fresh = View(actor.name, name, pairs, shared, start)
    with office.store.write(actor.name, office.clock()) as tx:
        before = _read(tx)
        kept = [view for view in before if (view.owner, view.name) != (actor.name, name)]
        if sum(view.owner == actor.name for view in kept) >= VIEWS_MOST:
            raise TooManyViews(most=VIEWS_MOST)
        if start:
            kept = [_not_first(view) if view.owner == actor.name else view for view in kept]  # 2
        _put(tx.connection, [*kept, fresh])
        record = history.as_json(asdict(fresh))
        history.append(tx, _NAME, "put", [(f"{actor.name}/{name}", None, None, record)])
    return views(office, actor)


@allowed(*EVERYONE)
def remove(office: Office, actor: Actor, name: str) -> list[dict[str, Any]]:
    """Remove one's own view and return the others.

    Raises
    ------
    UnknownView
        There is none of that name, or it is somebody else's.
    """
    with office.store.write(actor.name, office.clock()) as tx:
        before = _read(tx)
        gone = [view for view in before if (view.owner, view.name) == (actor.name, name)]
        if not gone:
            raise UnknownView(name=name)
        _put(tx.connection, [view for view in before if view not in gone])
        record = history.as_json(asdict(gone[0]))
        history.append(tx, _NAME, "remove", [(f"{actor.name}/{name}", None, record, None)])
    return views(office, actor)


def _read(tx: ReadTx) -> list[View]:
    text = settings.find(tx.connection, _NAME)
    return [View(**row) for row in json.loads(text)] if text else []


def _put(connection: Any, kept: list[View]) -> None:  # noqa: ANN401 - the store's own
    settings.put(connection, _NAME, json.dumps([asdict(view) for view in kept], ensure_ascii=False))


def _not_first(view: View) -> View:
    return View(view.owner, view.name, view.query, view.shared, start=False)


def _told(view: View, *, mine: bool) -> dict[str, Any]:
    return {
        "name": view.name,
        "query": view.query,
        "shared": view.shared,
        "start": view.start and mine,
        "mine": mine,
        "owner": view.owner,
    }
