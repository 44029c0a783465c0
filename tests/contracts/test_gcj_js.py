"""The browser shifts places into GCJ-02 and BD-09 as the server does."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = json.loads((ROOT / "tests" / "golden" / "gcj.json").read_text(encoding="utf-8"))

SCRIPT = """
import { wgsToBd, wgsToGcj } from "MODULE";
const places = JSON.parse(process.argv[1]);
process.stdout.write(JSON.stringify(places.map((p) => [wgsToGcj(p), wgsToBd(p)])));
"""


def test_the_browser_agrees_with_the_golden_places():
    node = shutil.which("node") or shutil.which("node", path=str(ROOT / ".venv" / "bin"))
    assert node, "node is missing; `make setup` brings one"
    script = SCRIPT.replace("MODULE", (ROOT / "static/js/geo/gcj.js").as_uri())
    places = [case["wgs"] for case in GOLDEN["cases"]]

    done = subprocess.run(
        [node, "--input-type=module", "--eval", script, json.dumps(places)],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip

    for case, (gcj, bd) in zip(GOLDEN["cases"], json.loads(done.stdout), strict=True):
        assert gcj == pytest.approx(case["gcj"], abs=GOLDEN["tolerance_deg"]), case["place"]
        assert bd == pytest.approx(case["bd"], abs=GOLDEN["tolerance_deg"]), case["place"]
