"""The density of the filtered cases: its legend, its pictures, its value at a place."""

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from gis_app.api.case_questions import (
    filter_query,
    read_decimals,
    read_number,
    read_other,
    read_question,
)
from gis_app.api.comparing import other_class
from gis_app.api.place_questions import read_place
from gis_app.web import actor, current_language, gettext, json_answer, office
from gis_app.web.answers import versioned
from gis_app.work import BadQuestion, cases, heat
from gis_app.work.case_question import CaseQuestion
from gis_app.work.heat_look import BANDWIDTH_M, BANDWIDTHS_M, Look
from layers.analysis import Kernel

bp = Blueprint("heat", __name__)

#: What of a request says how a density is drawn.
_LOOK = ("kernel", "bandwidth", "edge", "base", "breaks", "vs", "side")


@bp.get("/cases/density")
def legend() -> ResponseReturnValue:
    """Return legend, box and counts, and where the pictures are."""
    asked, mark = _asked()

    def make() -> Response:
        told = heat.heat(office(), actor(), *asked).told()
        more = {name: request.args[name] for name in _LOOK if request.args.get(name)}
        query = filter_query(request.args, **more, v=mark)
        tiles = url_for("heat.picture").removesuffix(".png") + "/{z}/{x}/{y}.png"
        return json_answer(
            {
                "url": f"{url_for('heat.picture')}?{query}",
                "tiles": f"{tiles}?{query}",
                **told,
                "then_class": other_class(),
            }
        )

    return versioned(f"{mark}-legend-{current_language()}", make)


@bp.get("/cases/density.png")
def picture() -> ResponseReturnValue:
    """Return the picture, in Web Mercator; `v` only tells browsers one state from another."""
    asked, mark = _asked()

    def make() -> Response:
        made = heat.heat(office(), actor(), *asked)
        return Response(made.picture(), mimetype="image/png")

    return versioned(mark, make)


@bp.get("/cases/density/<int:z>/<int:x>/<int:y>.png")
def tile(z: int, x: int, y: int) -> ResponseReturnValue:
    """Return one XYZ tile of the picture, 256 pixels on a side."""
    asked, mark = _asked()

    def make() -> Response:
        made = heat.heat(office(), actor(), *asked)
        return Response(made.tile(z, x, y), mimetype="image/png")

    return versioned(f"{mark}-{z}-{x}-{y}", make)


@bp.get("/cases/density/value")
def value() -> ResponseReturnValue:
    """Return the value at `at`, longitude and latitude."""
    asked, mark = _asked()
    lon, lat = read_place(request.args, pair="at")
    return versioned(
        f"{mark}-{lon}-{lat}",
        lambda: json_answer(heat.value(office(), actor(), *asked[:2], (lon, lat), *asked[2:])),
    )


@bp.get("/cases/density/bases")
def bases() -> ResponseReturnValue:
    """Return what a density may be divided by."""
    return json_answer({"bases": heat.choices(office(), actor(), current_language())})


def _asked() -> tuple[tuple[CaseQuestion, Look, CaseQuestion | None, heat.Side], str]:
    """Return the question without its box, the look, what to compare with, and the mark of all."""
    asked = read_question(request.args, office().district.timezone).unboxed()
    look = _look()
    then = read_other(request.args, asked)
    side = request.args.get("side", "")
    if side not in heat.SIDES:
        expected = gettext("use one of {known}", known=", ".join(heat.SIDES[1:]))
        raise BadQuestion(name="side", value=side, expected=expected)
    mark = cases.mark(office(), actor(), asked, "")
    ground = heat.mark(office(), actor(), look)
    other = "" if then is None else then.mark
    return (asked, look, then, side), f"{mark}-{ground}-{other}{side}"


def _look() -> Look:
    params = request.args
    kernel = params.get("kernel") or Kernel.GAUSSIAN.value
    if kernel not in list(Kernel):
        expected = gettext("use one of {known}", known=", ".join(Kernel))
        raise BadQuestion(name="kernel", value=kernel, expected=expected)
    return Look(
        kernel=Kernel(kernel),
        bandwidth_m=read_number(params, "bandwidth", BANDWIDTH_M, BANDWIDTHS_M),
        edge=read_number(params, "edge", 1, (0, 1)) == 1,
        base=params.get("base") or "area",
        breaks=read_decimals(params, "breaks"),
    )
