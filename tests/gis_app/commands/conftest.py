"""A shell over a small district: commands run as a person runs them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from gis_app.application import create_app
from gis_app.work import Office

Run = Callable[..., Result]


@pytest.fixture
def run(office: Office) -> Run:
    """Return a function that runs one command over the trial district."""
    app = create_app(office.store.path)
    runner = app.test_cli_runner()

    def ran(*arguments: object, code: int = 0, **more: object) -> Result:
        done = runner.invoke(args=[str(one) for one in arguments], **more)
        assert done.exit_code == code, done.output
        assert "Traceback" not in done.output
        return done

    yield ran
    app.extensions["office"].store.close()


@pytest.fixture
def district_file(tmp_path: Path) -> Path:
    """Return a district file of a city of one's own."""
    path = tmp_path / "city.toml"
    path.write_text(
        'adcode = "110001"\ncrs = "EPSG:26985"\ncentre = [-77.03, 38.9]\n'
        '[title]\nzh = "某市"\nen = "Some city"\n',
        encoding="utf-8",
    )
    return path
