"""Codes and names are found whole or in part, as a plain walk would find them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from layers.locate.names import NameIndex, compact, folded, last_number

WORDS = st.text(alphabet="ab01-路 ", max_size=6)


def plain(codes, names, text):
    wanted, name_wanted = compact(text), folded(text)
    best = {}
    for row, (code, name) in enumerate(zip(codes, names, strict=True)):
        for own, sought, scores in (
            (compact(code), wanted, (100, 80, 74, 60)),
            (folded(name or ""), name_wanted, (92, 76, 66, 56)),
        ):
            fits = (own == sought, own.startswith(sought), own.endswith(sought), sought in own)
            score = max((s for fit, s in zip(fits, scores, strict=True) if fit), default=0)
            if sought and score:
                best[row] = max(best.get(row, 0), score)
        digits, tail = folded(text), "".join(re.findall(r"[0-9]+$", folded(code)))
        if re.fullmatch("[0-9]+", digits) and tail and int(digits) == int(tail):
            best[row] = max(best.get(row, 0), 96)
    return sorted(best.items(), key=lambda each: (-each[1], each[0]))


@given(st.lists(st.tuples(WORDS, st.none() | WORDS), max_size=12), WORDS)
def test_the_search_finds_what_a_walk_finds(rows, text):
    codes, names = [row[0] for row in rows], [row[1] for row in rows]

    found = NameIndex.of(codes, names).search(text, limit=100)

    assert found == plain(codes, names, text)


@given(st.lists(WORDS, max_size=20), WORDS, st.integers(1, 5))
def test_a_limit_keeps_the_best(codes, text, limit):
    names = [None] * len(codes)

    found = NameIndex.of(codes, names).search(text, limit=limit)

    assert found == plain(codes, names, text)[:limit]


def test_width_case_and_dashes_do_not_count():
    assert compact("Ｈ－0231") == compact("h 0231") == compact("H_02.31") == "h0231"
    assert folded("  M  St ") == "m st"


def test_the_last_number_of_a_code_has_no_zeros_before_it():
    codes = ["H-0231", "33020601001000231", "B-3-007", "G00", "R-1a", ""]

    assert [last_number(code) for code in codes] == ["231", "33020601001000231", "7", "0", "", ""]
