"""Ranges over what nobody has told: their ends are the ends, and the best question comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from contralateral.claim.share import told
from contralateral.claim.share.told import ENDLESS, Range, Told, known, narrowing, open_between, range_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest

amounts = st.integers(0, 1_000)


def total(chosen: Mapping[str, int]) -> int:
    return sum(chosen.values())


@given(st.lists(st.lists(amounts, min_size=1, max_size=3), min_size=1, max_size=5))
def test_the_ends_are_the_sums_of_the_ends(values: list[list[int]]) -> None:
    facts = {str(at): Told(tuple(mine), tuple("" for _ in mine)) for at, mine in enumerate(values)}
    assert range_of(facts, total) == Range(sum(map(min, values)), sum(map(max, values)))


def test_many_open_inputs_are_climbed_to_the_same_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = {str(at): open_between("?", (at, "low"), (3 * at, "high")) for at in range(9)}
    whole = range_of(facts, total)
    monkeypatch.setattr(told, "_ALL", 4)
    assert range_of(facts, total) == whole == Range(36, 108)


def test_forty_open_inputs_take_no_time() -> None:
    facts = {str(at): open_between("?", (0, "no"), (1, "yes")) for at in range(40)}
    assert range_of(facts, total) == Range(0, 40)


def test_the_question_that_narrows_most_comes_first_and_one_that_changes_nothing_is_not_put() -> None:
    facts = {
        "little": open_between("Little?", (0, "no"), (1, "yes")),
        "much": open_between("Much?", (0, "no"), (100, "yes")),
        "idle": open_between("Idle?", (5, "no"), (5, "yes")),
        "told": known(7),
    }
    asked = narrowing(facts, total)
    assert [q.question for q in asked] == ["Much?", "Little?"]
    assert asked[0].answers == (("no", Range(12, 13)), ("yes", Range(112, 113)))


def test_an_end_that_is_none_is_said_so() -> None:
    assert range_of({"x": open_between("?", (0, "no"), (ENDLESS, "no end"))}, total) == Range(0, None)
