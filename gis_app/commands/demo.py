"""`demo`: the generated demonstration district, in a new database."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import click
from tqdm import tqdm

from gis_app import demo as generated
from gis_app.store import Unit, create_store
from gis_app.work import COMMAND_LINE, Office, accounts, founding, rule_book
from gis_app.work.wall_clock import set_back


class Account(NamedTuple):
    """A demonstration account; its password is no secret."""

    name: str
    password: str
    role: str
    title: str


ACCOUNTS = (
    Account("dispatcher", "dispatch-demo", "dispatcher", "值班长"),
    Account("planner", "planner-demo", "planner", "规划员"),
    Account("inspector", "inspect-demo", "inspector", "巡查员"),
    Account("viewer", "viewer-demo", "viewer", "访客"),
    Account("admin", "admin-demo-1", "admin", "管理员"),
)


@click.command("demo")
@click.option("--cases", default=generated.CASES, show_default=True, help="How many cases.")
@click.option(
    "--seed", default=generated.SEED, show_default=True, help="Another seed, another city."
)
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
def demo(path: Path, cases: int, seed: int) -> None:
    """Make the generated demonstration district in a new database at PATH.

    Every place, person and case in it is made up by a program; the same seed gives the same city.
    """
    make_demo(path, cases=cases, seed=seed)
    click.echo(f"Made {path}; serve it with: DATABASE={path} make run")


def make_demo(
    path: Path, *, cases: int = generated.CASES, seed: int = generated.SEED, quiet: bool = False
) -> None:
    """Make the demonstration district at a path where there is no file yet.

    The database is made beside its place and moved there when it is whole, so a stop in the middle
    leaves nothing behind that could be taken for a district.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.stem}.{os.getpid()}.making.gpkg")
    try:
        with _progress(quiet=quiet) as tell:
            district = generated.generate(seed, cases=cases, progress=tell)
            store = create_store(draft, generated.district_text())
            # up to here the cases have run their course; from here its clock runs on
            shows = generated.begins(district.district)
            office = Office(store, lambda: shows)
            units = [
                Unit(u.code, u.name_zh, u.name_en, classes=tuple(u.classes)) for u in district.units
            ]
            founding.found(
                office,
                COMMAND_LINE,
                district.frames,
                units,
                limits=district.limits,
                progress=tell,
            )
            rules = generated.rules()
            rule_book.save(office, COMMAND_LINE, rules, version=0, note="founding")
            with store.write(COMMAND_LINE.name, shows) as tx:
                set_back(tx, shows=shows, now=datetime.now(UTC))
        for account in ACCOUNTS:
            fresh = accounts.NewAccount(
                name=account.name,
                title=account.title,
                role=account.role,
                password=account.password,
            )
            accounts.add(office, COMMAND_LINE, fresh)
        store.close()
        draft.rename(path)
    finally:
        for leftover in path.parent.glob(f"{draft.name}*"):
            leftover.unlink()


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[str, float], None]]:
    bar = tqdm(total=100, disable=quiet, bar_format="  {desc:<34}|{bar:30}| {percentage:3.0f} %")

    def tell(step: str, share: float) -> None:
        bar.set_description_str(step)
        bar.update(round(share * 100) - bar.n)

    with bar:
        yield tell
