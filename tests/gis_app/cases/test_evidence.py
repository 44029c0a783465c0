"""What history says of a case: the nearest level with enough cases."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gis_app.cases import learn

WORDS = ("", "U1", "U2", "U3", "U4")


@given(
    units=st.lists(st.integers(0, 4), max_size=40),
    near=st.lists(st.booleans(), min_size=40, max_size=40),
)
def test_the_nearest_level_with_enough_is_told_and_counts_are_true(units, near):
    codes = np.array(units, dtype=np.int16)
    chosen = np.array(near[: len(units)], dtype=bool)
    levels = {"near": chosen, "all": np.ones(len(units), dtype=bool)}

    found = learn(codes, WORDS, levels)

    counted = {name: [WORDS[u] for u in codes[mask] if u] for name, mask in levels.items()}
    enough = [name for name, told in counted.items() if len(told) >= 5]
    if not enough:
        assert found is None
        return
    told = counted[enough[0]]
    assert (found.level, found.cases) == (enough[0], len(told))
    assert all(told.count(unit) == cases for unit, cases in found.units)
    assert [cases for _, cases in found.units] == sorted(
        (told.count(unit) for unit in set(told)), reverse=True
    )[:3]
