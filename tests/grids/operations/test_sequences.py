"""Any sequence of operations leaves a sound plan; undo restores the bytes; the journal replays."""

import os
import random
from dataclasses import replace

import shapely
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from grids import Adjacency, Grid, GridError, ManagementGrid, Plan, faults
from grids.change import from_record, to_record
from grids.drafting import Drafting, Entry, replay
from grids.operations import operation_record
from tests.grids.operations.random_steps import random_step

#: How many operations a sequence has.
LENGTH = 50
SHAPE_KINDS = {"invalid", "multipart", "overlap", "torn_seam", "gap", "uncovered", "outside"}


def plan_of(mesh, rng):
    grids = ["G01", "G02", "G03"]
    cells = [
        replace(cell, community="C1", street="S1", grid=rng.choice(grids)) for cell in mesh.cells()
    ]
    return Plan(
        "random",
        Grid.of(cells, "EPSG:4550"),
        tuple(ManagementGrid(code, f"Grid {code}") for code in grids),
        outline=mesh.district(),
    )


def bytes_of(plan):
    cells = [
        (c.code, c.community, c.street, c.grid, c.name, shapely.to_wkb(c.shape)) for c in plan.grid
    ]
    return cells, plan.management_grids, plan.lineage


def shape_faults(plan):
    found = faults(plan.grid, district=plan.outline, assigned=False, sliver_m=0.0)
    return [fault.message for fault in found if fault.kind in SHAPE_KINDS]


def run(mesh, seed, length=LENGTH, start=None):
    rng = random.Random(seed)
    session = Drafting(start or plan_of(mesh, rng))
    start, journal, refused = session.plan, [], 0
    for number in range(length):
        step = random_step(session.plan, rng, number)
        try:
            after = session.do(step)
        except GridError:
            refused += 1
            continue
        if after is not session:
            assert bytes_of(after.undo().plan) == bytes_of(session.plan)
            journal.append(Entry("do", operation_record(step)))
        session = after
    return start, session, journal, refused


#: How many sequences each test tries. To try very many: `SEQUENCES=10000 make test ARGS="-k
#: sequence_of_operations --hypothesis-seed=1"`.
TRIED = int(os.environ.get("SEQUENCES", "40"))
#: A sequence has fifty random parts; to make a failing one smaller takes hours and tells little.
SEQUENCES = settings(max_examples=TRIED, phases=(Phase.explicit, Phase.reuse, Phase.generate))


@SEQUENCES
@given(data=st.data())
def test_a_sequence_of_operations_leaves_a_sound_plan_of_the_same_outline(data, lattices):
    mesh, seed = data.draw(lattices()), data.draw(st.integers(0, 2**32))

    start, session, journal, _ = run(mesh, seed)

    assert shape_faults(session.plan) == []
    after = shapely.coverage_union_all(session.plan.grid.shapes)
    assert shapely.hausdorff_distance(after.boundary, start.outline.boundary) <= 0.0015
    assert bytes_of(replay(start, journal).plan) == bytes_of(session.plan)
    while session.done:
        session = session.undo()
    assert bytes_of(session.plan) == bytes_of(start)


@SEQUENCES
@given(data=st.data())
def test_a_change_survives_its_record(data, lattices):
    mesh, seed = data.draw(lattices()), data.draw(st.integers(0, 2**32))

    _, session, _, _ = run(mesh, seed, 12)

    for change in session.done:
        assert to_record(from_record(to_record(change))) == to_record(change)


@SEQUENCES
@given(data=st.data())
def test_who_is_beside_whom_is_kept_up_through_all_steps(data, lattices):
    mesh, seed = data.draw(lattices()), data.draw(st.integers(0, 2**32))
    rng = random.Random(seed)
    start = plan_of(mesh, rng)
    assert start.grid.adjacency is not None  # from here on it is patched, not made anew

    _, session, _, _ = run(mesh, seed, start=start)

    kept, fresh = session.plan.grid.adjacency, Adjacency.of(session.plan.grid.shapes)
    assert abs(kept.beside - fresh.beside).max() < 1e-6
    assert (kept.beside > 0).nnz == (fresh.beside > 0).nnz
    assert (kept.corners != fresh.corners).nnz == 0
