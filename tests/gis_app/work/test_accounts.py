"""Accounts: what may be stored, who keeps the keys, and whose sessions go on."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis_app.store import NameTaken, StaleVersion, Unit, history
from gis_app.work import COMMAND_LINE, NotAllowed, SignInFailed, accounts, admin, profile
from gis_app.work.accounts import (
    LastAdministrator,
    NewAccount,
    OwnAccountLocked,
    PasswordTooShort,
    TitleUnfit,
    UnknownLanguage,
    UnknownRole,
    UnknownStreet,
    UserNameUnfit,
)
from gis_app.work.units import UnknownUnit

PASSWORD = "correct horse"


def fresh(name="li", **changes):
    made = NewAccount(name=name, title="Li", role="inspector", password="long enough")
    return replace(made, **changes)


def account(office, name):
    return admin.account(office, COMMAND_LINE, name)


def test_an_added_account_signs_in_with_what_it_was_given(office, actor):
    admin.add_unit(office, actor("admin"), admin.UnitFacts("U01", "某单位", ""))
    given_ = fresh(unit="U01", streets=("330206002",), language="en", title="  李\t雷 ")

    accounts.add(office, actor("admin"), given_)
    signed = accounts.sign_in(office, "li", "long enough")

    assert (signed.title, signed.role, signed.language) == ("李 雷", "inspector", "en")
    assert (signed.unit, signed.streets) == ("U01", ("330206002",))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name": ""}, UserNameUnfit),
        ({"name": "a b"}, UserNameUnfit),
        ({"name": "li\nadmin"}, UserNameUnfit),
        ({"name": "<img>"}, UserNameUnfit),
        ({"name": "x" * 41}, UserNameUnfit),
        ({"name": "command-line"}, UserNameUnfit),
        ({"title": " \u200b\t"}, TitleUnfit),
        ({"title": "x" * 61}, TitleUnfit),
        ({"role": "king"}, UnknownRole),
        ({"password": "short"}, PasswordTooShort),
        ({"language": "fr"}, UnknownLanguage),
        ({"streets": ("330206999",)}, UnknownStreet),
        ({"unit": "U99"}, UnknownUnit),
        ({"name": "viewer"}, NameTaken),
    ],
)
def test_an_account_that_does_not_hold_is_refused_and_leaves_nothing(office, actor, changes, error):
    before = accounts.users(office, actor("admin"))

    with pytest.raises(error):
        accounts.add(office, actor("admin"), fresh(**changes))

    assert accounts.users(office, actor("admin")) == before


def test_a_name_in_chinese_is_a_name(office, actor):
    assert accounts.add(office, actor("admin"), fresh("李雷")).name == "李雷"


@pytest.mark.parametrize("changes", [{"active": False}, {"role": "viewer"}])
def test_an_administrator_does_not_lock_himself_out(office, actor, changes):
    accounts.add(office, actor("admin"), fresh("other", role="admin"))
    own = account(office, "admin")

    with pytest.raises(OwnAccountLocked):
        accounts.change(office, actor("admin"), replace(own, **changes), version=own.version)

    assert account(office, "admin") == own


@pytest.mark.parametrize("changes", [{"active": False}, {"role": "viewer"}])
def test_the_last_active_administrator_stays(office, actor, changes):
    accounts.add(office, actor("admin"), fresh("closed", role="admin"))
    admin.set_active(office, actor("admin"), "closed", active=False, version=1)
    last = account(office, "admin")

    with pytest.raises(LastAdministrator):
        accounts.change(office, COMMAND_LINE, replace(last, **changes), version=last.version)

    assert account(office, "admin") == last


def test_an_administrator_may_go_while_another_stays(office, actor):
    other = accounts.add(office, actor("admin"), fresh("other", role="admin"))

    accounts.change(office, actor("admin"), replace(other, role="viewer"), version=other.version)

    assert account(office, "other").role == "viewer"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["admin", "second", "third"]),
        st.sampled_from(["admin", "second", "third"]),
        st.sampled_from(["admin", "viewer"]),
        st.booleans(),
    ),
    max_size=6,
)


@given(steps=STEPS)
@settings(
    max_examples=40,  # each example writes six transactions to a real file
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_administrators_do_to_one_another_one_can_still_sign_in(office, actor, steps):
    if len(accounts.users(office, COMMAND_LINE)) == 5:
        for name in ("second", "third"):
            accounts.add(office, COMMAND_LINE, fresh(name, role="admin"))

    for who, whom, role, active in steps:
        ruling = account(office, who)
        if not (ruling.active and ruling.role == "admin"):
            continue
        target = account(office, whom)
        try:
            accounts.change(
                office,
                replace(actor("admin"), name=who),
                replace(target, role=role, active=active),
                version=target.version,
            )
        except (OwnAccountLocked, LastAdministrator):
            assert account(office, whom) == target

    assert any(u.active and u.role == "admin" for u in accounts.users(office, COMMAND_LINE))


def test_a_stale_save_is_refused_and_the_first_one_stays(office, actor):
    read = account(office, "viewer")
    accounts.change(office, actor("admin"), replace(read, display_name="First"), version=1)

    with pytest.raises(StaleVersion):
        accounts.change(office, actor("admin"), replace(read, display_name="Second"), version=1)

    assert account(office, "viewer").display_name == "First"


def test_a_closed_account_neither_signs_in_nor_goes_on(office, actor):
    stamp = accounts.sign_in(office, "viewer", PASSWORD).stamp

    admin.set_active(office, actor("admin"), "viewer", active=False, version=1)

    assert accounts.recall(office, "viewer", stamp) is None
    with pytest.raises(SignInFailed):
        accounts.sign_in(office, "viewer", PASSWORD)


def test_an_opened_account_signs_in_again(office, actor):
    admin.set_active(office, actor("admin"), "viewer", active=False, version=1)

    admin.set_active(office, actor("admin"), "viewer", active=True, version=2)

    assert accounts.sign_in(office, "viewer", PASSWORD).name == "viewer"


def test_ones_own_new_password_ends_every_other_session(office, actor):
    elsewhere = accounts.sign_in(office, "viewer", PASSWORD)

    here = profile.change_own_password(office, actor("viewer"), old=PASSWORD, new="another phrase")

    assert accounts.recall(office, "viewer", elsewhere.stamp) is None
    assert accounts.recall(office, "viewer", here.stamp) == here
    assert accounts.sign_in(office, "viewer", "another phrase") == here


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("wrong one", "another phrase", profile.OldPasswordWrong),
        ("", "another phrase", profile.OldPasswordWrong),
        (PASSWORD, "short", PasswordTooShort),
    ],
)
def test_a_password_is_not_changed_without_the_old_one_or_to_a_short_one(
    office, actor, old, new, error
):
    with pytest.raises(error):
        profile.change_own_password(office, actor("viewer"), old=old, new=new)

    assert accounts.sign_in(office, "viewer", PASSWORD).name == "viewer"


def test_everybody_chooses_a_language_and_only_a_change_is_history(office, actor):
    profile.choose_language(office, actor("viewer"), "en")
    profile.choose_language(office, actor("viewer"), "en")

    with office.store.read() as tx:
        entries = history.of(tx, "users", "viewer")
    assert profile.own(office, actor("viewer")).language == "en"
    assert [entry.what for entry in entries] == ["change", "add"]


def test_a_language_that_there_is_not_is_refused(office, actor):
    with pytest.raises(UnknownLanguage):
        profile.choose_language(office, actor("viewer"), "fr")


@pytest.mark.parametrize("role", ["dispatcher", "planner", "inspector", "viewer"])
def test_only_an_administrator_touches_accounts(office, actor, role):
    with pytest.raises(NotAllowed):
        accounts.add(office, actor(role), fresh())
    with pytest.raises(NotAllowed):
        accounts.set_password(office, actor(role), "admin", "long enough")


def test_no_password_is_ever_in_history(office, actor):
    accounts.set_password(office, actor("admin"), "viewer", "another phrase")

    with office.store.read() as tx:
        entries = history.latest(tx, "users")
    assert "argon2" not in repr(entries)
    assert entries[0].what == "password"


def test_units_are_checked_against_the_store(office, actor):
    with office.store.write("test", office.clock()) as tx:
        admin.stored.add_unit(tx, Unit("U7", "七", ""))

    added = accounts.add(office, actor("admin"), fresh(unit="U7"))

    assert added.unit == "U7"


@pytest.mark.parametrize("name", ["Admin", "ADMIN", "ＡＤＭＩＮ", "new", "Command-Line"])
def test_no_account_looks_like_another_or_like_a_reserved_word(office, actor, name):
    fresh = accounts.NewAccount(name=name, title="x", role="viewer", password="long enough")

    with pytest.raises((NameTaken, accounts.UserNameUnfit)):
        accounts.add(office, actor("admin"), fresh)


def test_a_password_has_a_longest_length():
    with pytest.raises(accounts.PasswordTooLong):
        accounts.hashed("x" * 201)
