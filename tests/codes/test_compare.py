"""Codes side by side, their neighbours, and the codes that fit a described device."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from contralateral import codes
from contralateral.codes.attributes import Attributes, read
from contralateral.codes.compare import Comparison, compare
from contralateral.codes.near import fitting, near

if TYPE_CHECKING:
    import polars as pl

ON = date(2026, 11, 1)


@pytest.fixture(scope="module")
def names() -> pl.DataFrame:
    return codes.names(ON)


@pytest.fixture(scope="module")
def four(names: pl.DataFrame) -> Comparison:
    return compare(["L1290", "L8035", "L0100", "S1040"], names)


def test_the_four_codes_of_the_article(four: Comparison) -> None:
    assert four.codes == ("L1290", "L8035", "L0100", "S1040")
    assert four["kind"].values == ("orthosis", "prosthesis", "orthosis", "orthosis")
    assert four["region"].values == ("spine", "breast", "head", "head")
    assert four["role"].values == ("addition", "base", None, "base")
    assert four["make"].values == (None, "custom fabricated", "custom fabricated", "custom fabricated")
    assert four["molded to model"].values == (None, "yes", "yes", None)
    assert four["purpose"].values == ("scoliosis", "mastectomy", "protection", "cranial remolding")
    assert four["in force"].values == ("yes", "yes", "no", "yes")
    assert four["official name"].values[2] is None


def test_rows_say_whether_they_differ(four: Comparison) -> None:
    assert four["kind"].differs
    assert not four["side"].differs
    assert "levels" not in {row.label for row in four.rows}


def test_a_reading_put_right_by_hand_says_why(four: Comparison) -> None:
    assert [code for code, _ in four.notes] == ["L0100"]
    assert "O&P News" in four.notes[0][1]


def test_what_the_tables_say_of_force_goes_before(names: pl.DataFrame) -> None:
    told = compare(["l1290", "L8010", "L1290"], names, in_force={"L1290": True, "L8010": None})
    assert told.codes == ("L1290", "L8010")
    assert told["in force"].values == ("yes", None)


def test_an_unknown_row_names_the_rows_there_are(four: Comparison) -> None:
    with pytest.raises(KeyError, match="there are official name, in force, kind"):
        four["colour"]


def test_codes_near_the_trochanteric_pad_are_its_sisters(names: pl.DataFrame) -> None:
    found = near("L1290", names)
    assert {near.code for near in found[:5]} <= {f"L12{n}0" for n in range(1, 9)}
    (lumbar,) = [near for near in found if near.code == "L1240"]
    assert lumbar.differences == ("“lumbar derotation pad” instead of “lateral trochanteric pad”",)


def test_codes_near_the_custom_breast_prosthesis(names: pl.DataFrame) -> None:
    found = {near.code: near for near in near("L8035", names)}
    assert {"L8020", "L8030", "L8031"} <= set(found)
    assert found["L8030"].differences == (
        "does not say custom fabricated",
        "does not say molded to a model of the patient",
        "silicone",
        "without integral adhesive",
    )
    assert "L1290" not in found


def test_the_twin_of_a_brace_differs_in_its_make(names: pl.DataFrame) -> None:
    nearest = near("L1832", names)[0]
    assert (nearest.code, nearest.differences) == ("L1833", ("off the shelf instead of custom fitted",))


def test_near_is_sorted_limited_and_silent_without_a_family(names: pl.DataFrame) -> None:
    found = near("L5620", names, limit=3)
    assert len(found) == 3
    assert [n.likeness for n in found] == sorted((n.likeness for n in found), reverse=True)
    assert near("J0120", names) == []
    assert near("X9999", names) == []


def test_a_custom_breast_prosthesis_finds_its_family(names: pl.DataFrame) -> None:
    fits = fitting(Attributes(kind="prosthesis", region="breast", make="custom fabricated"), names)
    assert fits[0].code == "L8035"
    assert fits[0].reasons == ("prosthesis", "breast", "custom fabricated")
    assert fits[0].doubts == ()
    assert {"L8020", "L8030", "L8031"} <= {fit.code for fit in fits}
    assert [fit.code for fit in fits].index("L8039") > [fit.code for fit in fits].index("L8030")


def test_the_story_of_the_article(names: pl.DataFrame) -> None:
    fits = fitting(read("custom breast prosthesis after mastectomy, molded to her chest wall"), names, 3)
    assert fits[0].code == "L8035"
    assert "molded to a model of the patient" in fits[0].reasons
    assert "L1290" not in {fit.code for fit in fits}


def test_a_described_brace_finds_the_whole_before_its_parts(names: pl.DataFrame) -> None:
    fits = fitting(read("custom AFO with ankle joint"), names, 5)
    assert fits[0].code == "L1970"
    assert fits[1].doubts == ("does not say with joint",)
    assert not {"L2200", "L2210"} & {fit.code for fit in fits}


def test_what_contradicts_is_a_doubt(names: pl.DataFrame) -> None:
    wanted = Attributes(kind="orthosis", region="head", purposes=("cranial remolding",), make="off the shelf")
    (only,) = fitting(wanted, names)
    assert only.code == "S1040"
    assert only.doubts == ("custom fabricated, which was not described",)


def test_nothing_fits_a_description_without_kind_and_region(names: pl.DataFrame) -> None:
    assert fitting(Attributes(make="off the shelf"), names) == []
