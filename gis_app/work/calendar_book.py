"""The calendar as a form: hours, weekdays, and the holidays and make-up days of every new year."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from gis_app.cases import STAGE_MINUTES, Stage
from gis_app.store import WriteTx, history, settings
from gis_app.work.actor import Actor, allowed
from gis_app.work.calendars import NAME, STAGES, calendar_of, spans, stage_minutes_of
from gis_app.work.clock_renewal import renew_clocks
from gis_app.work.office import Office
from gis_app.work.settings_mark import check_mark
from layers.district import Calendar, CalendarUnfit, check_calendar

#: No stage of the office takes longer than a day, in minutes.
_DAY_MIN = 1_440


@allowed("dispatcher", "planner")
def shown(office: Office, _actor: Actor) -> dict[str, Any]:
    """Return the calendar as a form shows it, and the mark that a save has to name."""
    with office.store.read() as tx:
        calendar, minutes = calendar_of(office, tx), stage_minutes_of(office, tx)
        mark = history.change(tx, NAME)
    return {
        "mark": mark,
        "day_starts": calendar.day_starts,
        "day_ends": calendar.day_ends,
        "breaks": ", ".join("-".join(one) for one in calendar.breaks),
        "weekdays": list(calendar.weekdays),
        "holidays": "\n".join(spans(calendar.holidays)),
        "makeup_days": "\n".join(spans(calendar.makeup_days)),
        "minutes": dict(minutes),
    }


@allowed("admin")
def set_calendar(
    office: Office, actor: Actor, calendar: Calendar, minutes: Mapping[Stage, int], *, mark: int
) -> int:
    """Put a calendar and the minutes of the stages in place of those there are.

    History keeps what they were.

    Return at how many open cases a deadline or a light changed.

    Raises
    ------
    layers.district.CalendarUnfit
        Its hours or days cannot be used, or the minutes are not one number from 1 to a day for each
        stage of the office.
    gis_app.work.settings_mark.SettingsMovedOn
        It was changed since `mark`.
    """
    check_calendar(calendar)
    if minutes.keys() != STAGE_MINUTES.keys() or not all(
        1 <= minute <= _DAY_MIN for minute in minutes.values()
    ):
        raise CalendarUnfit(problem="the minutes of a stage are no whole number from 1 to 1440")
    with office.store.write(actor.name, office.clock()) as tx:
        check_mark(tx, NAME, mark)
        _put(tx, NAME, asdict(calendar))
        _put(tx, STAGES, {str(stage): minute for stage, minute in minutes.items()})
        return renew_clocks(office, tx, calendar, minutes)


def _put(tx: WriteTx, name: str, value: Mapping[str, Any]) -> None:
    before, after = settings.find(tx.connection, name), history.as_json(value)
    settings.put(tx.connection, name, str(after))
    history.append(tx, name, "put", [("*", None, before, after)])
