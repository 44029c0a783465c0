"""Reading catalog files: what does not hold is refused with the file's name."""

import pytest

from layers.catalog import CatalogBroken, UnknownLayer, builtin_catalog, load_catalog

WHOLE = """
title = { zh = "甲", en = "A" }
group = "base"
shape = "point"
[style]
colour = "#123456"
"""


def written(folder, text, name="extra.toml"):
    (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("title = ", "not TOML"),
        (WHOLE.replace('group = "base"\n', ""), "'group'"),
        (WHOLE.replace('"base"', '"shelf"'), "shelf"),
        (WHOLE.replace('"point"', '"volume"'), "volume"),
        (WHOLE.replace("#123456", "red"), "red"),
        (WHOLE + "sparkle = 3\n", "sparkle"),
        (WHOLE + '[[fields]]\nname = "A b"\ntitle = {zh="x",en="x"}\nkind = "text"', "A b"),
        (WHOLE + '[[fields]]\nname = "code"\ntitle = {zh="x",en="x"}\nkind = "text"', "code"),
        (WHOLE + '[[fields]]\nname = "a"\ntitle = {zh="x",en="x"}\nkind = "choice"', "choices"),
        (WHOLE + '[[fields]]\nname = "a"\ntitle = {zh="x"}\nkind = "text"', "'en'"),
    ],
)
def test_a_file_that_does_not_hold_is_named_with_its_problem(tmp_path, text, problem):
    with pytest.raises(CatalogBroken) as caught:
        load_catalog(written(tmp_path, text))

    assert "extra.toml" in str(caught.value)
    assert problem in str(caught.value)


def test_a_file_name_that_is_no_word_is_refused(tmp_path):
    with pytest.raises(CatalogBroken, match="lower-case word"):
        load_catalog(written(tmp_path, WHOLE, "Bad-Name.toml"))


def test_a_later_folder_replaces_a_layer_of_the_same_name(tmp_path):
    catalog = load_catalog(written(tmp_path, WHOLE, "hydrants.toml"))

    assert catalog["hydrants"].title.en == "A"
    assert len(catalog.layers) == len(builtin_catalog().layers)


def test_a_file_that_begins_with_an_underscore_is_no_layer(tmp_path):
    assert "_draft" not in load_catalog(written(tmp_path, "fields = []", "_draft.toml"))


def test_an_unknown_layer_is_refused_by_name():
    with pytest.raises(UnknownLayer, match="volcanoes"):
        builtin_catalog()["volcanoes"]
