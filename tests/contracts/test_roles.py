"""The table of roles × tasks, whole: what each role may do, and nothing else."""

import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

from gis_app import work
from gis_app.work import ROLES, Actor, NotAllowed

#: Functions of `work` that are no tasks: they come before anybody is signed in, or serve tasks.
TABLE = Path(__file__).with_name("roles.csv")


def tasks():
    """Return every guarded function of the room by its full name."""
    found = {}
    for info in pkgutil.iter_modules(work.__path__, f"{work.__name__}."):
        module = importlib.import_module(info.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and hasattr(function, "roles"):
                found[f"{info.name.removeprefix('gis_app.work.')}.{name}"] = function
    return found


def written():
    """Return the table as it stands beside this test: task → roles."""
    rows = [line.split(",") for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]
    return {task: frozenset(roles.split()) for task, roles in rows}


def test_the_written_table_is_the_table():
    assert {name: task.roles for name, task in tasks().items()} == written()


def test_administrators_may_do_everything():
    assert [name for name, task in tasks().items() if "admin" not in task.roles] == []


def test_viewers_change_nothing_but_their_own_account_and_views():
    changing = [
        name
        for name, task in tasks().items()
        if "viewer" in task.roles and ".store.write(" in inspect.getsource(task)
    ]

    account = ["profile.change_own_password", "profile.choose_language"]
    assert changing == [*account, "views.remove", "views.save"]


@pytest.mark.parametrize("role", ROLES)
def test_each_task_refuses_every_role_that_is_not_in_its_row(role):
    actor = Actor(name=role, title=role, role=role)
    refusing = {name: task for name, task in tasks().items() if role not in task.roles}

    for name, task in refusing.items():
        with pytest.raises(NotAllowed):
            task(None, actor)
        assert role not in written()[name]


def test_every_task_that_takes_an_actor_is_guarded():
    unguarded = []
    for info in pkgutil.iter_modules(work.__path__, f"{work.__name__}."):
        module = importlib.import_module(info.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != module.__name__ or name.startswith("_"):
                continue
            named = list(inspect.signature(function).parameters)[:2]
            if named[1:] in (["actor"], ["_actor"]) and not hasattr(function, "roles"):
                unguarded.append(f"{info.name}.{name}")

    assert unguarded == []
