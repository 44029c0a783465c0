"""Users and units."""

from dataclasses import replace

import pytest

from gis_app.store import NameTaken, StaleVersion, Unit, UnknownRecord, User, accounts, history

LI = User("li", "李", "dispatcher", "scrypt:secret", streets=("990001001",))
WATER = Unit("U01", "水务", "Water", kind="utility", classes=("0101", "0102"))


def test_an_account_comes_back_as_it_was_given(store, write):
    with write() as tx:
        accounts.add_unit(tx, WATER)
        added = accounts.add_user(tx, replace(LI, unit="U01"))
    with store.read() as tx:
        assert accounts.get_user(tx, "li") == added == accounts.user_by_id(tx, added.id)
        assert accounts.users(tx) == [added]
        assert accounts.get_unit(tx, "U01") == replace(WATER, id=1, version=1)
        assert accounts.user_by_id(tx, 99) is None

    assert added == replace(LI, unit="U01", id=added.id, version=1)


def test_a_name_is_given_once(store, write):
    with write() as tx:
        accounts.add_user(tx, LI)
        accounts.add_unit(tx, WATER)
        with pytest.raises(NameTaken):
            accounts.add_user(tx, LI)
        with pytest.raises(NameTaken):
            accounts.add_unit(tx, WATER)


def test_passwords_stay_out_of_history_and_repr(store, write):
    with write() as tx:
        added = accounts.add_user(tx, LI)
        accounts.edit_user(tx, replace(added, role="admin", password="other"), version=1)
        accounts.set_password(tx, "li", "scrypt:new")
        said = [str(entry) for entry in history.of(tx, "users", "li")]
        after = accounts.get_user(tx, "li")

    assert (after.role, after.password, after.version) == ("admin", "scrypt:new", 2)
    assert len(said) == 3
    assert "scrypt" not in "".join(said) + repr(after)


def test_a_stale_edit_is_refused(store, write):
    with write() as tx:
        user, unit = accounts.add_user(tx, LI), accounts.add_unit(tx, WATER)
        accounts.edit_user(tx, replace(user, active=False), version=1)
        accounts.edit_unit(tx, replace(unit, classes=()), version=1)
        with pytest.raises(StaleVersion) as caught:
            accounts.edit_user(tx, user, version=1)
        with pytest.raises(StaleVersion):
            accounts.edit_unit(tx, unit, version=1)

    assert caught.value.theirs.active is False


def test_unknown_names_are_refused(store, write):
    with write() as tx:
        for call in (
            lambda: accounts.get_user(tx, "x"),
            lambda: accounts.get_unit(tx, "x"),
            lambda: accounts.set_password(tx, "x", "y"),
            lambda: accounts.add_user(tx, replace(LI, unit="nowhere")),
        ):
            with pytest.raises(UnknownRecord):
                call()
