"""Builders of real districts: offices and commands over files of real cities."""

import os
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gis_app.application import ROOT, create_app
from gis_app.store import create_store, open_store
from gis_app.work import COMMAND_LINE, Office, founding
from layers import load_catalog
from tests.made_once import made_once

SCRIPT = ROOT / "docs" / "washington" / "import.sh"


@dataclass(frozen=True)
class Washington:
    """The district that the walk-through makes: its folder, its office, what was said."""

    folder: Path
    office: Office
    said: str


def commands(data: Path, database: Path) -> Iterator[list[str]]:
    """Yield the arguments of each command of the walk-through's script."""
    words = {"$DATA": str(data), "$DATABASE": str(database), "$HERE": str(SCRIPT.parent)}
    for line in SCRIPT.read_text(encoding="utf-8").splitlines():
        if line.startswith("gis "):
            yield [_filled(word, words) for word in shlex.split(line)[1:]]


def _filled(word: str, words: dict[str, str]) -> str:
    """Return a word of the script with its variables filled in, the longest name first."""
    for name in sorted(words, key=len, reverse=True):
        word = word.replace(name, words[name])
    return word


def washington_in(real_data: Path, factory: pytest.TempPathFactory) -> Path:
    """Return a folder with Washington, by the walk-through's commands, each as a person would."""

    def make(folder: Path) -> None:
        database = folder / "washington.gpkg"
        runner = create_app(database).test_cli_runner()
        said = []
        for arguments in commands(real_data / "washington_dc", database):
            done = runner.invoke(args=arguments)
            assert done.exit_code == 0, f"{arguments}\n{done.output}"
            said.append(f"$ {' '.join(arguments)}\n{done.output}")
        (folder / "said.txt").write_text("\n".join(said), encoding="utf-8")

    return made_once(factory, "washington", make)


@pytest.fixture(scope="session")
def washington(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Washington]:
    """Open the district that the walk-through makes."""
    folder = washington_in(real_data, tmp_path_factory)
    store = open_store(folder / "washington.gpkg", load_catalog(folder / "catalog"))
    said = (folder / "said.txt").read_text(encoding="utf-8")
    yield Washington(folder, Office(store, lambda: datetime.now(UTC)), said)
    store.close()


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Callable[..., Office]]:
    """Return a function that founds an empty district around a place."""
    made = []

    def found(crs: str, centre: tuple[float, float], *, timezone: str = "Asia/Shanghai") -> Office:
        text = (
            'title = {zh = "试验市", en = "Trial city"}\nadcode = "000000"\n'
            f'crs = "{crs}"\ncentre = [{centre[0]}, {centre[1]}]\ntimezone = "{timezone}"\n'
        )
        store = create_store(tmp_path / f"{len(made)}.gpkg", text)
        office = Office(store, lambda: datetime.now(UTC))
        founding.found(office, COMMAND_LINE, {})
        made.append(store)
        return office

    yield found
    for store in made:
        store.close()


os.environ.setdefault("TQDM_DISABLE", "1")
