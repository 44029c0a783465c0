"""The browser names the same owner of a place as the server."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import shapely

from layers.owner import Ownership

ROOT = Path(__file__).resolve().parents[2]
MODULE = ROOT / "static" / "js" / "geo" / "owner.js"
GOLDEN = ROOT / "tests" / "golden" / "owner.json"

SCRIPT = """
import { ownership } from "MODULE";
let text = "";
for await (const chunk of process.stdin) text += chunk;
const answers = JSON.parse(text).map(({ areas, places }) => {
  const owner = ownership(areas);
  return places.map(([x, y]) => owner(x, y));
});
process.stdout.write(JSON.stringify(answers));
"""


def _run_in_node(cases: list[dict]) -> list[list[str | None]]:
    node = shutil.which("node") or shutil.which("node", path=str(ROOT / ".venv" / "bin"))
    assert node, "node is missing; `make setup` brings one"
    script = SCRIPT.replace("MODULE", MODULE.as_uri())
    done = subprocess.run(
        [node, "--input-type=module", "--eval", script],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_browser_answers_every_golden_case_as_the_server_does():
    cases = json.loads(GOLDEN.read_text(encoding="utf-8"))

    answers = _run_in_node(cases)

    for case, answer in zip(cases, answers, strict=True):
        assert answer == [place[2] for place in case["places"]], case["title"]


def test_a_shape_without_place_owns_nothing_in_the_browser():
    square = {"type": "Polygon", "coordinates": [[[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]]]}
    areas = [{"code": "a", "geometry": None}, {"code": "b", "geometry": square}]

    assert _run_in_node([{"areas": areas, "places": [[1, 1], [10, 10]]}]) == [["b", None]]


def shaken_areas(rng: np.random.Generator) -> tuple[list[str], list[shapely.Polygon]]:
    """Return the cells of a shaken lattice, some with a hole, in shuffled order of codes."""
    xs = np.round(rng.uniform(-0.3, 0.3, (5, 5, 2)), 3) + np.stack(np.mgrid[0:5, 0:5], axis=-1)
    rings = [
        [xs[i, j], xs[i + 1, j], xs[i + 1, j + 1], xs[i, j + 1]] for i in range(4) for j in range(4)
    ]
    shapes = [shapely.Polygon(100 * np.array(ring)) for ring in rings]
    shapes[5] = shapes[5].difference(shapes[5].centroid.buffer(5, quad_segs=2))
    codes = [f"C{n:02d}" for n in rng.permutation(len(shapes))]
    return codes, shapes


def places_of(rng: np.random.Generator, shapes: list[shapely.Polygon]) -> np.ndarray:
    """Return places, half of them on joints and seams."""
    anywhere = rng.uniform(-60, 520, (60, 2))
    joints = np.concatenate([shapely.get_coordinates(shape) for shape in shapes])
    ends = rng.integers(0, len(joints) - 1, 60)
    share = rng.choice([0.0, 0.25, 0.5], 60)[:, None]
    return np.concatenate([anywhere, joints[ends] + share * (joints[ends + 1] - joints[ends])])


@pytest.mark.parametrize("seed", range(12))
def test_bulk_singly_and_browser_name_one_owner_on_random_lattices(seed):
    rng = np.random.default_rng(seed)
    codes, shapes = shaken_areas(rng)
    places = places_of(rng, shapes)
    areas = [
        {"code": code, "geometry": json.loads(shapely.to_geojson(shape))}
        for code, shape in zip(codes, shapes, strict=True)
    ]

    server = Ownership.of(codes, np.array(shapes, dtype=object))
    (browser,) = _run_in_node([{"areas": areas, "places": places.tolist()}])

    singly = [server.owner(x, y) for x, y in places]
    rows = server.owners(places[:, 0], places[:, 1])
    bulk = [None if row < 0 else server.codes[row] for row in rows]
    assert singly == bulk == browser
