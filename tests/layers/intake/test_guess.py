"""Guessing columns: by aliases, titles in both languages, and what a sample proves."""

import pytest

from layers.catalog import FieldKind, builtin_catalog
from layers.intake import REASONS, CodeRule, DateOrder, guess_mapping

CATALOG = builtin_catalog()


def guessed(layer, *titles, sample=()):
    return guess_mapping(CATALOG[layer], titles, list(sample))


def test_the_abbreviations_of_the_standard_are_known():
    found = guessed("hydrants", "GLBJBSM", "GLBJMC", "GLBJZT", "QSDWMC", "CSRQ", "BZ", "XX")

    assert dict(found.mapping.columns) == {
        "code": "GLBJBSM",
        "name": "GLBJMC",
        "state": "GLBJZT",
        "owner": "QSDWMC",
        "recorded_on": "CSRQ",
        "note": "BZ",
    }
    assert found.leftovers == ("XX",)


def test_the_older_field_names_are_known():
    found = guessed("manholes", "ObjID", "ObjName", "DeptName1", "DeptName2", "BGID", "ObjState")

    assert found.mapping.columns["code"] == "ObjID"
    assert found.mapping.columns["authority"] == "DeptName1"
    assert found.mapping.columns["owner"] == "DeptName2"
    assert found.mapping.columns["cell"] == "BGID"


@pytest.mark.parametrize("titles", [("编号", "状态", "备注"), ("編號", "狀態", "備註")])
def test_simplified_and_traditional_titles_are_read_alike(titles):
    found = guessed("hydrants", *titles)

    assert dict(found.mapping.columns) == dict(zip(("code", "state", "note"), titles, strict=True))


def test_english_titles_with_a_byte_order_mark_and_odd_case_are_read():
    found = guessed("bridges", "\ufeffNUMBER", "Bridge Number", "Condition Grade", "BUILT_YEAR")

    assert found.mapping.columns["grade"] == "Condition Grade"
    assert found.mapping.columns["built_year"] == "BUILT_YEAR"
    assert found.mapping.columns["code"] == "Bridge Number"


def test_titles_that_a_shapefile_cut_to_ten_characters_are_read():
    found = guessed("bridges", "QLBH", "inspected_", "load_limit")

    assert found.mapping.columns["inspected_on"] == "inspected_"
    assert found.mapping.columns["load_limit_t"] == "load_limit"
    assert next(g for g in found.guesses if g.target == "inspected_on").reason == "cut_title"


def test_an_alias_goes_before_a_similar_title_and_an_earlier_one_before_a_later():
    found = guessed("hydrants", "编号", "GLBJBSM", "编号备注")

    assert found.mapping.columns["code"] == "GLBJBSM"


def test_a_column_that_numbers_rows_is_taken_for_codes_only_if_nothing_better_is_there():
    sample = [{"OBJECTID": n, "BRDG_ID": f"B{n}"} for n in range(5)]

    assert guessed("bridges", "OBJECTID", "BRDG_ID", sample=sample).mapping.columns == {
        "code": "BRDG_ID"
    }
    assert guessed("bridges", "OBJECTID", sample=sample).mapping.columns == {"code": "OBJECTID"}


def test_a_code_column_that_is_mostly_empty_is_no_code():
    sample = [{"GIS_ID": None, "OBJECTID": n} for n in range(10)]

    found = guessed("manholes", "GIS_ID", "OBJECTID", sample=sample)

    assert found.mapping.columns["code"] == "OBJECTID"


def test_without_a_column_codes_are_made():
    found = guessed("street_lamps", "위도", "경도")

    assert found.mapping.columns == {}
    assert found.mapping.code_rule == CodeRule(prefix="street_lamps-")
    assert found.guesses[0].reason == "made"
    assert found.leftovers == ("위도", "경도")


def test_a_column_whose_values_do_not_fit_is_shown_but_not_used():
    sample = [{"id": "w1", "highway": "kerb"}, {"id": "w2", "highway": "verge"}]

    found = guessed("roads", "id", "highway", sample=sample)

    guess = next(g for g in found.guesses if g.target == "class")
    assert (guess.column, guess.readable) == ("highway", 0.0)
    assert "class" not in found.mapping.columns
    assert found.leftovers == ("highway",)


def test_the_words_of_openstreetmap_are_read_as_road_classes():
    sample = [{"id": "w1", "highway": "motorway"}, {"id": "w2", "highway": "trunk"}]

    found = guessed("roads", "id", "highway", sample=sample)

    assert found.mapping.columns["class"] == "highway"


def test_the_order_of_dates_is_proposed_from_the_sample():
    sample = [{"CASE_ENQUIRY_ID": 1, "OPEN_DT": "01/16/2015 08:30:00 AM"}]

    found = guessed("cases", "CASE_ENQUIRY_ID", "OPEN_DT", sample=sample)

    assert found.date_order is DateOrder.MONTH_FIRST


def test_every_field_of_every_layer_is_found_by_its_own_names():
    for spec in CATALOG:
        for language in ("zh", "en"):
            titles = [field.title.in_language(language) for field in spec.fields]
            found = guess_mapping(spec, titles, [])
            lost = {field.name for field in spec.fields} - set(found.mapping.columns)
            # A title may be a better known name of the code or of a neighbour (道路名称).
            assert len(lost) <= 2, (spec.name, language, lost)
        found = guess_mapping(spec, [field.name for field in spec.fields], [])
        assert {f.name for f in spec.fields} - set(found.mapping.columns) <= {"kind", "note"}


def test_each_column_feeds_one_field_and_each_reason_has_a_sentence():
    titles = [
        "NAME",
        "Name",
        "名称",
        "TYPE",
        "type",
        "STATUS",
        "STATE",
        "编号",
        "备注",
        "note",
    ]
    for spec in CATALOG:
        found = guess_mapping(spec, titles, [])
        used = list(found.mapping.columns.values())
        assert len(set(used)) == len(used)
        assert sorted((*used, *found.leftovers)) == sorted(titles)
        assert {guess.reason for guess in found.guesses} <= set(REASONS)


def test_a_column_that_two_fields_know_feeds_the_surer_one():
    found = guessed("dig_permits", "EVENTDESCRIPTION")

    assert dict(found.mapping.columns) == {"purpose": "EVENTDESCRIPTION"}


def test_guesses_come_in_the_order_of_the_layer_and_name_all_of_it():
    spec = CATALOG["bridges"]

    found = guess_mapping(spec, ["note", "GLBJBSM"], [])

    assert [g.target for g in found.guesses] == ["code", "name", *(f.name for f in spec.fields)]
    assert FieldKind.TEXT is spec.field("note").kind
