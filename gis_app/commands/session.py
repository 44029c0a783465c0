"""What the commands share: the database they speak of, errors as sentences, a progress bar."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
from flask import current_app
from flask.cli import with_appcontext
from tqdm import tqdm

from gis_app.store import open_store
from gis_app.work import NoDatabase, Office
from gis_app.work.jobs import Progress
from gis_app.work.wall_clock import office_clock
from layers import GisError
from layers.catalog import catalog_beside

P = ParamSpec("P")
R = TypeVar("R")


def database_option(command: Callable[P, R]) -> Callable[P, R]:
    """Add `--database` to a command, by default the setting DATABASE."""
    return click.option(
        "--database",
        type=click.Path(path_type=Path, dir_okay=False),
        help="The district's database; by default the setting DATABASE.",
    )(command)


def plainly(command: Callable[P, R]) -> Callable[P, R]:
    """Let a command end with a sentence and exit code 1 where our own errors are raised."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except GisError as error:
            raise click.ClickException(str(error)) from error

    return with_appcontext(run)


@contextmanager
def opened(database: Path | None) -> Iterator[Office]:
    """Open the office of a database, and close it afterwards.

    Raises
    ------
    NoDatabase
        There is no file at the path.
    """
    path = database_path(database)
    if not path.exists():
        raise NoDatabase(path=path)
    store = open_store(path, catalog_beside(path))
    try:
        yield Office(store, office_clock(store))
    finally:
        store.close()


def database_path(database: Path | None) -> Path:
    """Return the database that is meant: the one that was named, else that of the settings."""
    return database or Path(current_app.config["DATABASE"])


@contextmanager
def progress_bar(title: str, *, quiet: bool = False) -> Iterator[Progress]:
    """Show how far a long task is, on the terminal's error channel."""
    form = "  {desc:<26}|{bar:30}| {percentage:3.0f} % {elapsed}"
    bar = tqdm(total=1000, disable=quiet or None, bar_format=form, desc=title)

    def tell(step: str, share: float) -> None:
        bar.set_description_str(f"{title}: {step}", refresh=False)
        bar.update(max(0, round(share * 1000) - bar.n))

    with bar:
        yield tell


def pairs(texts: tuple[str, ...], option: str) -> dict[str, str]:
    """Return `a=b` options as a table.

    Raises
    ------
    click.BadParameter
        One has no equals sign.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise click.BadParameter(f"{text!r} is not of the form name=value", param_hint=option)
        found[name.strip()] = value
    return found
