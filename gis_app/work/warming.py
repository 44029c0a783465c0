"""Compute beforehand what the first visitor of each workspace would wait for."""

from gis_app.work import case_figures, ground, plans
from gis_app.work.actor import COMMAND_LINE
from gis_app.work.case_question import CaseQuestion
from gis_app.work.locator import locator
from gis_app.work.office import Office


def warm(office: Office) -> None:
    """Fill the office's keep, most wanted first; all of it would be computed on demand anyway."""
    ground.draw(office, COMMAND_LINE)
    plans.management(office, COMMAND_LINE)
    case_figures.summary(office, COMMAND_LINE, CaseQuestion(), "zh")
    plans.measured(office, COMMAND_LINE)
    locator(office)
    plans.wrong(office, COMMAND_LINE)
    plans.cells(office, COMMAND_LINE)
