from gis_app.store import Unit, accounts, classes, features
from gis_app.work import case_words
from gis_app.work.case_words import words
from gis_app.work.locator import ground_locator, locator
from gis_app.work.units import responsible, units

UNITS = (
    Unit("B", "乙", "B", classes=("09", "01013")),
    Unit("A", "甲", "A", classes=("09",)),
    Unit("R", "路", "R"),
)


def find(office, actor, text="", kind=None, limit=1000):
    return case_words.find_classes(office, actor("viewer"), text, kind, limit)


def test_classes_are_those_of_the_districts_scheme(office, actor):
    found = find(office, actor)

    assert {row["scheme"] for row in found} == {office.district.scheme}
    assert {row["kind"] for row in found} == {"component", "matter"}


def test_a_class_is_found_by_code_and_by_name(office, actor):
    assert find(office, actor, "09001", "matter", 1)[0]["key"] == "matter:09001"
    assert all("井盖" in row["name"] for row in find(office, actor, "井盖"))
    assert len(find(office, actor, "井盖", limit=3)) == 3


def test_a_class_out_of_use_is_not_offered_and_keeps_its_name(office, actor):
    key = (office.district.scheme, "matter", "09001")
    with office.store.write("test", office.clock()) as tx:
        classes.enable(tx, key, enabled=False)

    assert "matter:09001" not in [row["key"] for row in find(office, actor, "09001")]
    assert words(office, "zh").class_name("|".join(key))


def test_the_longest_prefix_decides_then_the_street_then_the_code():
    assert responsible(UNITS, "01013") == "B"
    assert responsible(UNITS, "09001") == "A"
    assert responsible(UNITS, "09001", handled={"B": 3, "A": 1, "R": 90}) == "B"


def test_without_a_prefix_the_unit_of_the_road_is_asked_if_it_is_a_unit():
    assert responsible(UNITS, "05001", road_unit="R") == "R"
    assert responsible(UNITS, "05001", road_unit="gone") is None
    assert responsible(UNITS, "05001") is None


def test_a_changed_unit_is_seen_at_once(office, actor):
    assert units(office, actor("viewer")) == ()
    with office.store.write("test", office.clock()) as tx:
        accounts.add_unit(tx, Unit("U1", "市政中心", ""))

    assert [unit.code for unit in units(office, actor("viewer"))] == ["U1"]
    assert words(office, "en").units == {"U1": "市政中心"}


def test_locators_are_kept_until_one_of_their_layers_changes(filled):
    office = filled.office
    whole, ground = locator(office), ground_locator(office)
    with office.store.write("test", office.clock()) as tx:
        features.remove(tx, "hydrants", "H-0001", version=1)

    assert ground_locator(office) is ground
    assert locator(office) is not whole
    assert locator(office) is locator(office)
