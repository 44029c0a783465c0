"""An import as JSON-plain values, for a page that follows its four steps."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from gis_app.work.import_check import Checkup
from gis_app.work.import_desk import Draft
from gis_app.work.import_settings import Settings
from gis_app.work.import_source import Opened, plain_diagnosis, preview
from gis_app.work.import_target import plain_target, targets
from gis_app.work.jobs import Job
from gis_app.work.office import Office
from layers.formats import LayerInfo
from layers.intake import Problem, Severity, plain_problem

#: Layers that are proposed for a file.
_PROPOSED = 4
#: Characters of a cell in the sample of a file.
_CELL_MOST = 80


def plain(office: Office, draft: Draft, language: str) -> dict[str, Any]:
    """Return everything a page shows of an import: file, frame, columns, dry run, outcome.

    Sentences come as `template` and `facts`; the reader's language is chosen where they are shown.
    """
    found: dict[str, Any] = {
        "id": draft.id,
        "file": draft.label,
        "step": _step(draft),
        "settings": _settings(draft.settings),
        "job": None if draft.job is None else _job(draft.job),
        "source": None,
        "target": None,
        "report": None,
        "outcome": None if draft.outcome is None else asdict(draft.outcome),
        "plan": draft.plan,
    }
    opened, placing, target = draft.opened, draft.placing, draft.target
    if opened is not None and placing is not None and target is not None:
        found["source"] = _source(opened) | {
            "placing": plain_diagnosis(placing),
            "preview": preview(opened, placing),
            "targets": [name for name, _ in targets(office.catalog, opened)[:_PROPOSED]],
        }
        found["target"] = plain_target(opened, target, language)
    if draft.checkup is not None:
        found["report"] = _report(draft.checkup)
    return found


def problem_page(
    problems: Iterable[Problem], *, kind: str | None, offset: int, limit: int
) -> dict[str, Any]:
    """Return a page of problems, all or those of one kind: what rejects rows comes first."""
    fitting = [one for one in worst_first(problems) if kind in (None, one.kind)]
    return {
        "total": len(fitting),
        "offset": offset,
        "rows": [plain_problem(one) for one in fitting[offset : offset + limit]],
    }


def worst_first(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems by what became of the row (rejected, repaired, noted), then as they stood."""
    rank = {severity: place for place, severity in enumerate(Severity)}
    return sorted(problems, key=lambda one: rank[one.severity])


def _step(draft: Draft) -> str:
    """Return the step that is due: source, mapping (with a file read), check, result."""
    if draft.outcome is not None or draft.plan is not None:
        return "result"
    if draft.checkup is not None:
        return "check"
    return "source" if draft.opened is None else "mapping"


def _settings(settings: Settings) -> dict[str, Any]:
    plain_settings = asdict(settings)
    mapping = settings.mapping
    plain_settings["mapping"] = None if mapping is None else mapping.to_plain()
    return plain_settings


def _job(job: Job) -> dict[str, Any]:
    error = job.error
    return {
        "state": job.state.value,
        "step": job.step,
        "share": round(job.share, 3),
        "error": None
        if error is None
        else {
            "kind": error.kind,
            "template": error.template,
            "facts": {name: _shown(value) for name, value in error.facts.items()},
        },
    }


def _shown(value: object) -> str | int | float | bool | None:
    plain_kinds = (str, int, float, bool)
    return value if value is None or isinstance(value, plain_kinds) else str(value)


def _source(opened: Opened) -> dict[str, Any]:
    table, places = opened.table, opened.table.places
    head = table.rows.head(5).drop(columns="geometry")
    return {
        "driver": opened.source.driver.value,
        "encoding": table.encoding,
        "layers": [_layer(one) for one in opened.source.layers],
        "layer": table.layer,
        "count": len(table.rows),
        "geometry": opened.info.geometry,
        "declared": table.frame,
        "places": None if places is None else {"x": places.x, "y": places.y, "wkt": places.wkt},
        "columns": list(opened.columns),
        "sample": [
            [None if value is None else str(value)[:_CELL_MOST] for value in row]
            for row in head.itertuples(index=False, name=None)
        ],
        "problems": len(table.problems),
    }


def _layer(info: LayerInfo) -> dict[str, Any]:
    return {"name": info.name, "geometry": info.geometry, "count": info.count}


def _report(checkup: Checkup) -> dict[str, Any]:
    told = checkup.report.to_plain(first=0)
    del told["problems"]
    templates = {one.kind: one.template for one in checkup.report.problems}
    kinds: list[Mapping[str, Any]] = [
        {"kind": kind, "severity": severity.value, "count": count, "template": templates[kind]}
        for severity in Severity
        for kind, count in checkup.report.counts(severity).items()
    ]
    return told | {"whole": checkup.whole, "kinds": kinds}
