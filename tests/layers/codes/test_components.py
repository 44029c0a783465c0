"""Identification codes of components: 16 or 17 digits, and the scheme always beside them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.codes import (
    CJ2007,
    GB2013,
    GB2026,
    SCHEMES,
    ComponentId,
    ComponentIdBroken,
    UnknownScheme,
    builtin_classes,
)

CLASSES = builtin_classes()


@st.composite
def component_ids(draw):
    scheme = draw(st.sampled_from(sorted(SCHEMES)))
    return ComponentId.of(
        scheme=scheme,
        adcode=draw(st.from_regex(r"[0-9]{6}", fullmatch=True)),
        class_code=draw(
            st.from_regex(rf"[0-9]{{{2 + SCHEMES[scheme].minor_digits}}}", fullmatch=True)
        ),
        sequence=draw(st.sampled_from([1, 999_999]) | st.integers(1, 999_999)),
    )


@given(component_ids())
def test_writing_and_parsing_are_inverse(made):
    text = str(made)

    assert ComponentId.parse(text, scheme=made.scheme) == made
    assert len(text) == SCHEMES[made.scheme].id_digits


def test_a_hydrant_of_2026_has_17_digits():
    made = ComponentId.parse("33020601013000231", scheme=GB2026, classes=CLASSES)

    assert (made.adcode, made.class_code, made.sequence) == ("330206", "01013", 231)


def test_the_same_digits_are_read_by_the_scheme_that_is_stated():
    text = "3302060118000001"

    lamp = ComponentId.parse(text, scheme=CJ2007).converted(CLASSES, to_scheme=GB2026)
    cover = ComponentId.parse(text, scheme=GB2013).converted(CLASSES, to_scheme=GB2026)

    assert (str(lamp), str(cover)) == ("33020601037000001", "33020601018000001")


def test_a_class_without_a_counterpart_has_no_code_in_the_other_scheme():
    made = ComponentId.parse("3302060504000001", scheme=GB2013)

    assert made.converted(CLASSES, to_scheme=GB2026) is None


@pytest.mark.parametrize(
    ("text", "scheme", "problem"),
    [
        ("3302060113000231", GB2026, "17 digits"),
        ("33020601013000231", GB2013, "16 digits"),
        ("", GB2026, "17 digits"),
        ("3302060101300023x", GB2026, "17 digits"),
        ("３３０２０６０１０１３０００２３１", GB2026, "17 digits"),
        ("33020601013000000", GB2026, "between 1"),
        ("33020601016000001", GB2026, "01016"),
    ],
)
def test_a_code_that_does_not_hold_says_why(text, scheme, problem):
    with pytest.raises(ComponentIdBroken, match=problem):
        ComponentId.parse(text, scheme=scheme, classes=CLASSES)


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ({"adcode": "3302"}, "district"),
        ({"class_code": "0113"}, "class"),
        ({"sequence": 1_000_000}, "sequence"),
        ({"sequence": -1}, "sequence"),
    ],
)
def test_a_part_that_does_not_fit_is_named(parts, problem):
    whole = {"scheme": GB2026, "adcode": "330206", "class_code": "01013", "sequence": 1}

    with pytest.raises(ComponentIdBroken, match=problem):
        ComponentId.of(**{**whole, **parts})


def test_an_unknown_scheme_is_refused():
    with pytest.raises(UnknownScheme):
        ComponentId.parse("3302060113000231", scheme="guess")
