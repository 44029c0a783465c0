"""Units: what may be stored, what they handle in words, and who changed what."""

import pytest

from gis_app.store import NameTaken, StaleVersion
from gis_app.work import NotAllowed, admin, profile
from gis_app.work.admin import Prefix, PrefixUnfit, UnitCodeUnfit, UnitFacts, UnitNameUnfit


def unit(code="U01", **changes):
    said = {"name_zh": "区燃气公司", "name_en": "Gas Company", "classes": ("01011",), **changes}
    return UnitFacts(code, **said)


def test_a_unit_is_added_read_and_saved(office, actor):
    boss = actor("admin")

    admin.add_unit(office, boss, unit())
    admin.save_unit(office, boss, unit(name_en=" Gas  Works ", classes=("01", "01")), version=1)

    saved = admin.unit(office, boss, "U01")
    assert (saved.name_en, saved.classes, saved.version) == ("Gas Works", ("01",), 2)


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        (unit(""), UnitCodeUnfit),
        (unit("U 1"), UnitCodeUnfit),
        (unit("<b>"), UnitCodeUnfit),
        (unit("U" * 21), UnitCodeUnfit),
        (unit(name_zh="", name_en=" "), UnitNameUnfit),
        (unit(name_zh="长" * 61), UnitNameUnfit),
        (unit(classes=("01", "=1+1")), PrefixUnfit),
    ],
)
def test_a_unit_that_does_not_hold_is_refused(office, actor, facts, error):
    with pytest.raises(error):
        admin.add_unit(office, actor("admin"), facts)

    assert admin.unit_rows(office, actor("admin"), language="en") == []


def test_a_code_is_given_once(office, actor):
    admin.add_unit(office, actor("admin"), unit())

    with pytest.raises(NameTaken):
        admin.add_unit(office, actor("admin"), unit())


def test_a_stale_save_of_a_unit_is_refused(office, actor):
    admin.add_unit(office, actor("admin"), unit())
    admin.save_unit(office, actor("admin"), unit(name_en="First"), version=1)

    with pytest.raises(StaleVersion):
        admin.save_unit(office, actor("admin"), unit(name_en="Second"), version=1)

    assert admin.unit(office, actor("admin"), "U01").name_en == "First"


@pytest.mark.parametrize(
    ("head", "names", "more"),
    [
        ("01013", ("消防设施",), 0),
        ("99999", (), 0),
    ],
)
def test_a_beginning_is_told_by_the_class_it_names(office, actor, head, names, more):
    assert admin.meanings(office, actor("admin"), [head]) == [Prefix(head, names, more)]


def test_a_beginning_of_two_digits_is_told_by_its_majors(office, actor):
    (found,) = admin.meanings(office, actor("admin"), ["09"])

    assert "街面秩序" in "".join(found.names)


def test_a_beginning_of_several_classes_names_some_and_counts_the_rest(office, actor):
    (found,) = admin.meanings(office, actor("admin"), ["0100"])

    assert len(found.names) == 4
    assert found.more > 0


def test_the_list_counts_the_users_of_a_unit_and_names_it_in_the_readers_language(office, actor):
    boss = actor("admin")
    admin.add_unit(office, boss, unit())
    read = admin.account(office, boss, "viewer")
    facts = admin.AccountFacts(
        title="V", role="viewer", unit="U01", streets=(), language="", active=True
    )

    admin.save_account(office, boss, read.name, facts, version=read.version)

    (row,) = admin.unit_rows(office, boss, language="zh")
    assert (row.users, row.name) == (1, "区燃气公司")


def test_every_change_is_in_history_with_what_it_was_before(office, actor):
    boss = actor("admin")
    admin.add_unit(office, boss, unit())
    admin.save_unit(office, boss, unit(classes=("01011", "06")), version=1)
    profile.choose_language(office, actor("viewer"), "en")

    language, classes, added, *rest = admin.recent(office, boss)

    assert (language.who, language.record, language.code) == ("viewer", "users", "viewer")
    assert [(d.field, d.before, d.after) for d in language.differences] == [
        ("language", None, "en")
    ]
    assert [(d.field, d.before, d.after) for d in classes.differences] == [
        ("classes", "01011", "01011 06")
    ]
    assert (added.what, added.who, added.code) == ("add", "admin", "U01")
    assert len(rest) == 5


def test_history_comes_in_pages_that_leave_nothing_out(office, actor):
    whole = admin.recent(office, actor("admin"))

    first = admin.recent(office, actor("admin"), size=2)
    second = admin.recent(office, actor("admin"), before_id=first[-1].id, size=50)

    assert first + second == whole


@pytest.mark.parametrize("role", ["dispatcher", "planner", "inspector", "viewer"])
def test_nobody_else_reads_accounts_or_history(office, actor, role):
    with pytest.raises(NotAllowed):
        admin.account(office, actor(role), "admin")
    with pytest.raises(NotAllowed):
        admin.recent(office, actor(role))
