"""The browser names the same owner of a place as the server."""

import json
import shutil
import subprocess
from pathlib import Path

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
