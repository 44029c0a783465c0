"""The desk: imports that are being prepared, each with its file in a folder of ours."""

import re
import secrets
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import IO, Any

from gis_app.work.actor import Actor
from gis_app.work.errors import WorkError
from gis_app.work.import_apply import Outcome
from gis_app.work.import_check import Checkup
from gis_app.work.import_settings import Settings
from gis_app.work.import_source import Opened, Placing
from gis_app.work.import_target import Target
from gis_app.work.jobs import Job
from gis_app.work.office import Office

#: A file that nobody looked at for so long is thrown away.
KEPT = timedelta(hours=2)
#: Imports that one person may have open; the oldest gives way.
MOST_EACH = 4
#: Suffixes of the parts of a Shapefile, which may come as separate files.
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_LABEL_MOST = 120
_ODD = re.compile(r"[\x00-\x1f\x7f]")


class UnknownImport(WorkError):
    """An import is named that is not on the desk, or is another's."""

    kind = "unknown_import"
    template = "There is no such import any more; choose the file again."


class ImportBusy(WorkError):
    """An import is to be changed while the server works on it."""

    kind = "import_busy"
    template = "The server is still at work on this file; wait for it, or cancel it."


class ImportUnread(WorkError):
    """A step of an import is asked for before its file could be read."""

    kind = "import_unread"
    template = "The file has not been read yet; choose one that can be read."


class ImportUnchecked(WorkError):
    """An import is to be applied, or its problems told, before the dry run."""

    kind = "import_unchecked"
    template = "The rows have not been checked yet; run the check first."


class FilePartsOdd(WorkError):
    """Several files were sent that are not the parts of one Shapefile."""

    kind = "file_parts_odd"
    template = "Send one file at a time; only the parts of one Shapefile go together."


@dataclass(slots=True, eq=False)
class Draft:
    """One import being prepared: its file, what was said and found, and the work in progress.

    `outcome` is what came of it in a layer, `plan` the draft that was made of it.
    """

    id: str
    owner: str
    label: str
    path: Path
    seen: datetime
    settings: Settings = field(default_factory=Settings)
    opened: Opened | None = None
    placing: Placing | None = None
    target: Target | None = None
    checkup: Checkup | None = None
    outcome: Outcome | None = None
    plan: dict[str, Any] | None = None
    job: Job | None = None

    @property
    def busy(self) -> bool:
        """Return whether a thread is at work on it."""
        return self.job is not None and self.job.running

    def drop(self) -> None:
        """End its work and throw its file away."""
        if self.job is not None:
            self.job.cancel()
        shutil.rmtree(self.path.parent, ignore_errors=True)


class Desk:
    """The open imports of an office, by their random names."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._drafts: dict[str, Draft] = {}

    def receive(self, actor: Actor, parts: Sequence[tuple[str, IO[bytes]]], now: datetime) -> Draft:
        """Write a file to a folder of ours and open an import for it.

        The name that came with it is a label for people; ours is random, and the suffix is kept
        only where the parts of a Shapefile come apart.

        Raises
        ------
        FilePartsOdd
            Several files are not the parts of one Shapefile.
        """
        suffixes = [PurePosixPath(name).suffix.lower() for name, _ in parts]
        apart = ".shp" in suffixes
        odd = [one for one in suffixes if one not in _PARTS] if apart else suffixes[1:]
        if not parts or odd or len(set(suffixes)) < len(suffixes):
            raise FilePartsOdd
        folder = Path(tempfile.mkdtemp(prefix="import-"))
        stem = folder / secrets.token_hex(8)
        for suffix, (_, stream) in zip(suffixes, parts, strict=True):
            with (stem.with_suffix(suffix) if apart else stem).open("xb") as out:
                shutil.copyfileobj(stream, out, 1 << 20)
        path = stem.with_suffix(".shp") if apart else stem
        shown = parts[suffixes.index(".shp")][0] if apart else parts[0][0]
        draft = Draft(secrets.token_urlsafe(12), actor.name, label_of(shown), path, now)
        self._put(draft, now)
        return draft

    def get(self, name: str, actor: Actor, now: datetime) -> Draft:
        """Return an import to its owner or an administrator.

        Raises
        ------
        UnknownImport
            There is none of that name for this person.
        """
        with self._lock:
            self._expire(now)
            draft = self._drafts.get(name)
            if draft is None or (draft.owner != actor.name and actor.role != "admin"):
                raise UnknownImport
            draft.seen = now
            return draft

    def drop(self, draft: Draft) -> None:
        """Take an import off the desk, with its file."""
        with self._lock:
            self._drafts.pop(draft.id, None)
        draft.drop()

    def _put(self, draft: Draft, now: datetime) -> None:
        with self._lock:
            self._expire(now)
            own = [one for one in self._drafts.values() if one.owner == draft.owner]
            for old in sorted(own, key=lambda one: one.seen)[: max(0, len(own) + 1 - MOST_EACH)]:
                del self._drafts[old.id]
                old.drop()
            self._drafts[draft.id] = draft

    def _expire(self, now: datetime) -> None:
        for old in [one for one in self._drafts.values() if now - one.seen > KEPT]:
            if not old.busy:
                del self._drafts[old.id]
                old.drop()


def desk(office: Office) -> Desk:
    """Return the desk of an office, made when it is first needed."""
    return office.keep.get("imports:desk", "", Desk)


def label_of(name: str) -> str:
    """Return the name of a user's file as it is shown: its last part, on one line, not too long."""
    last = re.split(r"[\\/]", name)[-1]
    return _ODD.sub("", last).strip()[-_LABEL_MOST:] or "file"
