"""The README says what there is: commands, settings, make targets, languages."""

import re
from pathlib import Path

from gis_app.application import create_app

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_stands_in_the_readme(tmp_path):
    app = create_app(tmp_path / "none.gpkg", TESTING=True)
    ours = set(app.cli.commands) - {"run", "shell", "routes"}

    told = set(re.findall(r"([a-z0-9]+)`", README))
    missing = sorted(ours - told)

    assert missing == []


def test_every_make_target_with_a_description_is_told_by_make_help():
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    phony = next(line for line in lines if line.startswith(".PHONY:")).split()[1:]
    described = {m[1] for line in lines if (m := re.match(r"([a-z-]+):.*## ", line))}

    assert set(phony) == described


def test_every_setting_of_the_environment_stands_in_the_readme():
    code = "".join(
        file.read_text(encoding="utf-8") for file in sorted((ROOT / "gis_app").rglob("*.py"))
    )
    read = set(re.findall(r"environ(?:\.get)?[\(\[]\"([A-Z_]+)\"", code))

    assert [name for name in sorted(read) if f"`{name}`" not in README] == []


def test_both_readmes_show_the_two_commands_and_the_same_picture():
    chinese = (ROOT / "README.zh.md").read_text(encoding="utf-8")

    for text in (README, chinese):
        assert "make run" in text
        assert "make test" in text
        assert "docs/images/dispatch.png" in text
    assert (ROOT / "docs" / "images" / "dispatch.png").stat().st_size < 400_000
