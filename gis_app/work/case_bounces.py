"""Cases that bounced: how many hands each went through, what came back, and why."""

from collections import Counter
from typing import Any, Final

from gis_app.cases.deeds import Course
from gis_app.store import ReadTx, history
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.case_columns import LAYER, CaseTable
from gis_app.work.case_question import CaseQuestion, ask
from gis_app.work.case_words import words
from gis_app.work.cases import ROW_FIELDS, queue_rows, read_cases
from gis_app.work.evaluation_data import gather
from gis_app.work.office import Office

#: How many cases are listed, and hands beyond which they are counted together.
CASES_MOST: Final = 60
_HANDS_TOLD: Final = 4
#: Deeds that say why a case did not stay where it was.
_REASONS: Final = frozenset({"return", "hand_on"})


@allowed(*EVERYONE)
def bounces(office: Office, _actor: Actor, question: CaseQuestion, language: str) -> dict[str, Any]:
    """Return how many hands the cases of a question went through, and those with the most.

    1. Each dispatch and each handing on is a hand; what was taken back is none
       (`gis_app.cases.deeds`). Cases that history never saw sent out are not counted: an import
       tells their unit and not their way.
    2. `hands` counts cases by their hands, the last entry those with so many or more; `right_first`
       those that stayed where they were sent first.
    3. Listed are cases with a second hand, a return or a failed check, the most hands and returns
       first, with the reason that was given last.
    """
    found = ask(office, question)
    held = gather(office)
    numbers = found.table.columns.number[found.kept].tolist()
    ways = {number: way for number in numbers if (way := held.courses.get(number)) and way.hands}
    hands = Counter(min(way.hands, _HANDS_TOLD) for way in ways.values())
    sent = len(ways)
    return {
        "cases": found.total,
        "sent": sent,
        "hands": [hands[n] for n in range(1, _HANDS_TOLD + 1)],
        "mean_hands": round(sum(w.hands for w in ways.values()) / sent, 3) if sent else None,
        "right_first": sum(way.right_first for way in ways.values()),
        "returned": sum(way.returns > 0 for way in ways.values()),
        "failed": sum(way.reworks > 0 for way in ways.values()),
        "rows": _listed(office, found.table, ways, language),
    }


def _listed(
    office: Office, table: CaseTable, ways: dict[str, Course], language: str
) -> list[dict[str, Any]]:  # 3
    odd = [n for n, way in ways.items() if way.hands > 1 or way.returns or way.reworks]
    odd.sort(key=lambda n: (-(ways[n].hands + ways[n].returns), -ways[n].reworks, n))
    odd = odd[:CASES_MOST]
    rows = table.rows_of(odd)
    with office.store.read() as tx:
        frame = read_cases(tx, table, rows, (*ROW_FIELDS, "scheme", "version"))
        reasons = {number: _reason(tx, number) for number in odd}
    return [
        {
            **row,
            "hands": ways[row["number"]].hands,
            "returns": ways[row["number"]].returns,
            "reworks": ways[row["number"]].reworks,
            "reason": reasons[row["number"]],
        }
        for row in queue_rows(office, frame, words(office, language))
    ]


def _reason(tx: ReadTx, number: str) -> str | None:
    entries = history.of(tx, LAYER, number)
    return next((entry.note for entry in entries if entry.what in _REASONS and entry.note), None)
