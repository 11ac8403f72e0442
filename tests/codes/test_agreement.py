"""What two readings of a device share and where they exclude each other."""

from __future__ import annotations

import pytest

from contralateral.codes.agreement import agreement, differences
from contralateral.codes.attributes import Attributes


def test_what_both_say_and_what_only_one_says() -> None:
    wanted = Attributes(kind="prosthesis", region="breast", make="custom fabricated")
    found = agreement(wanted, Attributes(kind="prosthesis", region="breast", materials=("silicone",)))
    assert found.same == (("kind", "prosthesis"), ("region", "breast"))
    assert found.missing == (("make", "custom fabricated"),)
    assert found.unasked == (("materials", "silicone"),)
    assert found.against == ()


@pytest.mark.parametrize(
    ("wanted", "had", "against"),
    [
        (Attributes(kind="prosthesis"), Attributes(kind="orthosis"), ("kind", "orthosis")),
        (Attributes(region="breast"), Attributes(region="spine"), ("region", "spine")),
        (Attributes(make="custom fabricated"), Attributes(make="off the shelf"), ("make", "off the shelf")),
        (
            Attributes(levels=("transtibial",)),
            Attributes(levels=("transfemoral",)),
            ("levels", "transfemoral"),
        ),
        (
            Attributes(features=("single axis",)),
            Attributes(features=("polycentric",)),
            ("features", "polycentric"),
        ),
        (Attributes(molded=True), Attributes(molded=False), ("molded", "no")),
    ],
)
def test_what_excludes_each_other(wanted: Attributes, had: Attributes, against: tuple[str, str]) -> None:
    assert agreement(wanted, had).against == (against,)


def test_what_is_left_open_is_no_contradiction() -> None:
    assert agreement(Attributes(make="off the shelf", molded=True), Attributes()).against == ()
    assert agreement(Attributes(), Attributes(make="off the shelf", molded=True)).against == ()


def test_prefabricated_is_served_by_either_way() -> None:
    for make in ("off the shelf", "custom fitted"):
        found = agreement(Attributes(make="prefabricated"), Attributes(make=make))
        assert found.same == (("make", make),)
        assert found.missing == ()
    assert agreement(Attributes(make="prefabricated"), Attributes(make="custom fabricated")).against


def test_one_shared_level_is_enough() -> None:
    both = Attributes(levels=("transtibial", "transfemoral"))
    found = agreement(Attributes(levels=("transtibial",)), both)
    assert found.against == ()
    assert found.unasked == (("levels", "transfemoral"),)


def test_differences_are_said_in_words() -> None:
    custom = Attributes(role="base", make="custom fabricated", molded=True)
    said = differences(custom, Attributes(role="addition", materials=("silicone",)))
    assert said == (
        "an addition instead of a whole device",
        "does not say custom fabricated",
        "does not say molded to a model of the patient",
        "silicone",
    )
    assert differences(custom, custom) == ()
