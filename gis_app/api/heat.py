"""The density of the filtered cases: its legend, and its picture."""

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from gis_app.api.case_questions import filter_query, read_number, read_question
from gis_app.web import actor, json_answer, office
from gis_app.web.answers import versioned
from gis_app.work import cases, heat
from gis_app.work.case_question import CaseQuestion

bp = Blueprint("heat", __name__)


@bp.get("/cases/density")
def legend() -> ResponseReturnValue:
    """Return legend, box and counts, and where the picture is."""
    asked, bandwidth_m, mark = _asked()

    def make() -> Response:
        told = heat.heat(office(), actor(), asked, bandwidth_m).told()
        query = filter_query(request.args, bandwidth=bandwidth_m, v=mark)
        return json_answer({"url": f"{url_for('heat.picture')}?{query}", **told})

    return versioned(f"{mark}-legend", make)


@bp.get("/cases/density.png")
def picture() -> ResponseReturnValue:
    """Return the picture, in Web Mercator; `v` only tells browsers one state from another."""
    asked, bandwidth_m, mark = _asked()

    def make() -> Response:
        made = heat.heat(office(), actor(), asked, bandwidth_m)
        return Response(made.picture(), mimetype="image/png")

    return versioned(mark, make)


def _asked() -> tuple[CaseQuestion, int, str]:
    """Return the question without its box, the bandwidth, and the mark of both and the data."""
    asked = read_question(request.args, office().district.timezone).unboxed()
    bandwidth_m = read_number(request.args, "bandwidth", heat.BANDWIDTH_M, heat.BANDWIDTHS_M)
    mark = cases.mark(office(), actor(), asked, "")
    return asked, bandwidth_m, f"{mark}-{bandwidth_m}m"
