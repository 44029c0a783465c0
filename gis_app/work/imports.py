"""Import in four steps, the same for the browser and the command line."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from gis_app.work.actor import Actor, allowed
from gis_app.work.import_apply import Outcome
from gis_app.work.import_apply import apply as applied
from gis_app.work.import_check import Checkup
from gis_app.work.import_check import check as checked
from gis_app.work.import_desk import (
    Draft,
    ImportBusy,
    ImportUnchecked,
    ImportUnread,
    desk,
)
from gis_app.work.import_settings import Corrections, Settings, settings_with
from gis_app.work.import_source import FrameUnclear, Opened, likely_frames, open_file, place
from gis_app.work.import_target import distinct_values, target, targets
from gis_app.work.jobs import Progress, silent, start
from gis_app.work.layers import described
from gis_app.work.office import Office
from layers.crs import check_frame
from layers.formats import UnknownColumn
from layers.intake import Problem, check_mapping

#: What is read anew when it changes; the rest concerns the rows that were read.
_OF_FILE = frozenset({"source_layer", "encoding", "x", "y", "wkt"})


@allowed("planner")
def layers(office: Office, _actor: Actor, *, language: str) -> list[dict[str, Any]]:
    """Return the layers that a file may be imported into."""
    return [described(spec, language) for spec in office.catalog]


@allowed("planner")
def receive(office: Office, actor: Actor, parts: Sequence[tuple[str, IO[bytes]]]) -> Draft:
    """Take a file (name, content), or the parts of a Shapefile, and begin to look at it.

    Raises
    ------
    gis_app.work.import_desk.FilePartsOdd
        Several files are not the parts of one Shapefile.
    """
    draft = desk(office).receive(actor, parts, office.clock())
    draft.job = start(lambda progress: _look(office, draft, progress))
    return draft


@allowed("planner")
def draft(office: Office, actor: Actor, name: str) -> Draft:
    """Return an import, to its owner or an administrator."""
    return desk(office).get(name, actor, office.clock())


@allowed("planner")
def say(office: Office, actor: Actor, name: str, said: Mapping[str, Any]) -> Draft:
    """Set what a person says of a file or its columns; the dry run then has to be made anew.

    1. If the file has to be read in another way, that begins in the background.
    2. Another frame is tried at once, another target layer begins with a new guess.
    3. A mapping must fit the file and the layer.

    Raises
    ------
    gis_app.work.BadQuestion, layers.intake.MappingBroken, layers.crs.UnknownFrame
        What was said has no meaning here.
    ImportBusy, ImportUnread
        The file is being read, or was not read yet.
    """
    one = idle(office, name, actor)
    settings = settings_with(one.settings, said)
    if settings.layer is not None:
        office.catalog[settings.layer]  # an unknown layer is told before anything changes
    if settings.frame is not None:
        check_frame(settings.frame)
    if _OF_FILE & set(said):  # 1
        one.settings, one.checkup = settings, None
        one.job = start(lambda progress: _look(office, one, progress))
        return one
    opened = file_of(one)
    if "layer" in said and "mapping" not in said and said["layer"] != one.settings.layer:  # 2
        settings = settings_with(settings, {"mapping": None})
    chosen = target(office.catalog, opened, settings)
    if settings.mapping is not None and "mapping" in said:  # 3
        check_mapping(chosen.spec, settings.mapping, opened.columns)
    one.settings, one.target, one.checkup = settings, chosen, None
    if {"frame", "swapped"} & set(said):
        one.placing = place(office, opened, settings)
    return one


@allowed("planner")
def values(office: Office, actor: Actor, name: str, column: str) -> list[tuple[str, int]]:
    """Return the values of one of the file's columns with how often each stands."""
    opened = file_of(idle(office, name, actor))
    if column not in opened.columns:
        raise UnknownColumn(column=column, columns=", ".join(opened.columns))
    return distinct_values(opened, column)


@allowed("planner")
def check(office: Office, actor: Actor, name: str) -> Draft:
    """Begin the dry run in the background."""
    one = idle(office, name, actor)
    opened, placing = file_of(one), one.placing
    if placing is None or placing.frame is None:
        frames = "–" if placing is None else likely_frames(placing)
        raise FrameUnclear(file=one.label, frames=frames)

    def work(progress: Progress) -> None:
        chosen = target(office.catalog, opened, one.settings)
        one.checkup = checked(office, opened, placing, chosen, one.settings, progress=progress)

    one.checkup = None
    one.job = start(work)
    return one


@allowed("planner")
def problems(office: Office, actor: Actor, name: str) -> tuple[Problem, ...]:
    """Return all problems that the dry run found, in order of their rows."""
    return _checked(idle(office, name, actor)).report.problems


@allowed("planner")
def apply(office: Office, actor: Actor, name: str, *, good_rows: bool) -> Draft:
    """Begin to store what the dry run found good; the file is thrown away afterwards."""
    one = idle(office, name, actor)
    checkup = _checked(one)

    def work(progress: Progress) -> None:
        one.outcome = applied(office, actor.name, checkup, good_rows=good_rows, progress=progress)
        one.checkup = one.opened = None

    one.job = start(work)
    return one


@allowed("planner")
def cancel(office: Office, actor: Actor, name: str) -> Draft:
    """Cancel what goes on; nothing of it remains."""
    one = draft(office, actor, name)
    if one.job is not None:
        one.job.cancel()
    return one


@allowed("planner")
def drop(office: Office, actor: Actor, name: str) -> None:
    """End an import and throw its file away."""
    desk(office).drop(draft(office, actor, name))


@allowed("planner")
def likely_layers(
    office: Office, _actor: Actor, path: Path, settings: Settings, *, most: int = 3
) -> list[str]:
    """Return the layers that a file on this machine may be for, the likeliest first."""
    opened = open_file(path, settings, label=path.name)
    return [name for name, _ in targets(office.catalog, opened)[:most]]


@allowed("planner")
def check_file(
    office: Office,
    _actor: Actor,
    path: Path,
    settings: Settings,
    *,
    corrections: Corrections | None = None,
    progress: Progress = silent,
    tell: Callable[[Draft], None] = lambda _draft: None,
) -> Checkup:
    """Take a file on this machine through the first three steps at once.

    `corrections` are laid over the guessed mapping; `tell` hears of the file, its frame and its
    mapping before the rows are checked.

    Raises
    ------
    FrameUnclear
        Nothing tells in which frame the coordinates are, and nobody said.
    """
    one = Draft("", "", path.name, path, office.clock(), settings=settings)
    parts = _stretched(progress, 0.0, 0.3), _stretched(progress, 0.3, 1.0)
    _look(office, one, parts[0])
    opened, placing, chosen = file_of(one), one.placing, one.target
    if placing is None or chosen is None:
        raise ImportUnread
    if corrections is not None:
        mapping = corrections.applied(chosen.guessed)
        one.settings = settings_with(settings, {"mapping": mapping})
        one.target = chosen = target(office.catalog, opened, one.settings)
    tell(one)
    return checked(office, opened, placing, chosen, one.settings, progress=parts[1])


@allowed("planner")
def apply_file(
    office: Office,
    actor: Actor,
    checkup: Checkup,
    *,
    good_rows: bool,
    progress: Progress = silent,
) -> Outcome:
    """Store what `check_file` found good, in one transaction; see `import_apply.apply`."""
    return applied(office, actor.name, checkup, good_rows=good_rows, progress=progress)


def _look(office: Office, one: Draft, progress: Progress) -> None:
    """Read a file and guess its frame, its layer and its mapping."""
    opened = open_file(one.path, one.settings, label=one.label, progress=progress)
    progress("place", 0.8)
    placing = place(office, opened, one.settings)
    progress("map", 0.9)
    chosen = target(office.catalog, opened, one.settings)
    one.opened, one.placing, one.target = opened, placing, chosen


def _stretched(progress: Progress, start_share: float, end_share: float) -> Progress:
    """Return a progress whose whole is a part of another's."""
    width = end_share - start_share
    return lambda step, share: progress(step, start_share + width * share)


def idle(office: Office, name: str, actor: Actor) -> Draft:
    """Return an import that nobody is at work on, or raise ImportBusy."""
    one = draft(office, actor, name)
    if one.busy:
        raise ImportBusy
    return one


def file_of(one: Draft) -> Opened:
    """Return the file of an import as it was read, or raise ImportUnread."""
    if one.opened is None:
        raise ImportUnread
    return one.opened


def _checked(one: Draft) -> Checkup:
    if one.checkup is None:
        raise ImportUnchecked
    return one.checkup
