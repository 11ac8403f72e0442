"""Notices behind a line's GA: given, in time, on the form of their day, complete; each can be unknown."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from .widened import DAY, columns, tables

NAMES = ("notice_given", "notice_valid", "notice_late", "notice_old_form", "notice_incomplete")
FULL: dict[str, Any] = {
    "kind": "abn",
    "signed": date(2026, 11, 1),
    "form_expires": date(2029, 3, 31),
    "names_item": True,
    "states_reason": True,
}


def notice_columns(
    *notices: dict[str, Any], lines: int = 1, claim: dict[str, Any] | None = None
) -> list[Any]:
    given = tables(*({},) * lines, claim={"notices_supplied": True, **(claim or {})}, notices=list(notices))
    return columns(given, *NAMES)


def test_a_whole_notice_is_valid() -> None:
    assert notice_columns(FULL) == [(True, True, False, False, False)]


def test_none_given_is_false_and_nothing_said_is_unknown() -> None:
    assert notice_columns() == [(False, False, False, False, False)]
    assert columns(tables({}), *NAMES) == [(None,) * 5]


def test_other_papers_are_no_notice() -> None:
    assert notice_columns({**FULL, "kind": "other"}) == [(False, False, False, False, False)]


@pytest.mark.parametrize(
    ("signed", "late"), [(DAY, False), (date(2026, 11, 3), True), (date(2026, 11, 1), False), (None, None)]
)
def test_it_is_signed_no_later_than_the_delivery(signed: date | None, late: bool | None) -> None:
    assert notice_columns({**FULL, "signed": signed})[0][2] is late


def test_the_delivery_counts_before_the_date_of_service() -> None:
    after = {**FULL, "signed": date(2026, 11, 2)}
    assert notice_columns(after, claim={"delivered": date(2026, 11, 1)})[0][2] is True


@pytest.mark.parametrize(
    ("expires", "signed", "old"),
    [
        (date(2026, 1, 31), date(2026, 5, 11), False),  # the old form, while it could still be used
        (date(2026, 1, 31), date(2026, 5, 12), True),
        (date(2029, 3, 31), date(2026, 5, 12), False),
        (date(2023, 6, 30), date(2023, 6, 30), False),  # a form that no list has: good until its own day
        (date(2023, 6, 30), date(2023, 7, 1), True),
        (None, date(2026, 5, 12), None),
        (date(2026, 1, 31), None, None),
    ],
)
def test_the_form_is_one_of_its_day(expires: date | None, signed: date | None, old: bool | None) -> None:
    found = notice_columns({**FULL, "form_expires": expires, "signed": signed})[0]
    assert found[3] is old
    assert found[1] is (None if old is None else not old)


@pytest.mark.parametrize(
    ("item", "reason", "incomplete"),
    [(True, True, False), (True, False, True), (False, None, True), (True, None, None), (None, None, None)],
)
def test_it_names_the_item_and_the_reason(
    item: bool | None, reason: bool | None, incomplete: bool | None
) -> None:
    assert notice_columns({**FULL, "names_item": item, "states_reason": reason})[0][4] is incomplete


def test_a_notice_of_another_line_does_not_count() -> None:
    found = notice_columns({**FULL, "line": 2}, lines=2)
    assert [row[:2] for row in found] == [(False, False), (True, True)]


def test_of_several_the_nearest_to_a_valid_one_speaks() -> None:
    late, old = {**FULL, "signed": date(2026, 11, 3)}, {**FULL, "form_expires": date(2026, 1, 31)}
    assert notice_columns(late, FULL, old) == [(True, True, False, False, False)]
    twice_wrong = {**late, "names_item": False}
    assert notice_columns(twice_wrong, late) == [(True, False, True, False, False)]


def test_one_that_may_be_valid_comes_before_one_that_is_not() -> None:
    unsure = {**FULL, "signed": None}
    late = {**FULL, "signed": date(2026, 11, 3)}
    assert notice_columns(late, unsure) == [(True, None, None, None, False)]
