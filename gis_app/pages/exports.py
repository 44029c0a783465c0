"""Export: a layer in any format and frame, and for administrators the whole database."""

from contextlib import ExitStack

from flask import Blueprint, Response, render_template, request, send_file
from flask.typing import ResponseReturnValue

from gis_app.web import actor, current_language, office, sign_in_needed
from gis_app.work import exports, plan_export
from gis_app.work.exports import Export
from layers.crs import WGS84

bp = Blueprint("exports_page", __name__)


@bp.get("/export")
@sign_in_needed
def show() -> ResponseReturnValue:
    """Show what can be exported."""
    found = exports.choices(office(), actor(), language=current_language())
    chosen = request.args.get("layer", "")
    return render_template(
        "export.html", choices=found, chosen=chosen, admin=actor().role == "admin"
    )


@bp.get("/export/<layer>.<suffix>")
@sign_in_needed
def layer(layer: str, suffix: str) -> ResponseReturnValue:
    """Send a layer as a file."""
    frame = request.args.get("frame") or WGS84
    with ExitStack() as stack:
        folder = stack.enter_context(exports.folder())
        made = exports.export(
            office(), actor(), layer, suffix, folder / f"layer.{suffix}", frame=frame
        )
        return _sent(made, stack.pop_all())


@bp.get("/export/plan/<int:plan_id>/<part>.<suffix>")
@sign_in_needed
def plan(plan_id: int, part: str, suffix: str) -> ResponseReturnValue:
    """Send the cells or the management grids of a plan as a file."""
    frame = request.args.get("frame") or WGS84
    with ExitStack() as stack:
        folder = stack.enter_context(exports.folder())
        made = plan_export.export(
            office(), actor(), plan_id, part, suffix, folder / f"{part}.{suffix}", frame=frame
        )
        return _sent(made, stack.pop_all())


@bp.get("/backup.gpkg")
@sign_in_needed
def backup() -> ResponseReturnValue:
    """Send the whole database, copied and checked while it is in use."""
    with ExitStack() as stack:
        folder = stack.enter_context(exports.folder())
        made = exports.backup(office(), actor(), folder / "backup.gpkg")
        return _sent(made, stack.pop_all())


def _sent(made: Export, stack: ExitStack) -> Response:
    """Return the file as a download; its folder vanishes when it is sent or the line breaks."""
    answer = send_file(made.path, as_attachment=True, download_name=made.name)
    answer.headers["Cache-Control"] = "no-store"
    answer.call_on_close(stack.close)
    return answer
