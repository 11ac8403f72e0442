"""The check digit of provider identifiers."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contralateral.codes import npi_ok, npi_valid


@pytest.mark.parametrize("npi", ["1234567893", "1245319599", "2123456784"])
def test_right(npi: str) -> None:
    assert npi_ok(npi)


@pytest.mark.parametrize(
    "npi",
    ["1234567890", "12345678930", "123456789", "3234567893", "", "123456789X", "１234567893", " 234567893"],
)
def test_wrong(npi: str) -> None:
    assert not npi_ok(npi)


def test_one_wrong_digit_is_always_noticed() -> None:
    for at in range(1, 10):
        for digit in "0123456789":
            changed = "1234567893"[:at] + digit + "1234567893"[at + 1 :]
            assert npi_ok(changed) == (changed == "1234567893")


def test_null_stays_null() -> None:
    answer = pl.DataFrame({"npi": ["1234567893", None, "1234567890", ""]}).select(npi_valid("npi"))["npi"]
    assert answer.to_list() == [True, None, False, False]


def _luhn(number: str) -> bool:
    """The textbook's way, over the whole number with its prefix."""
    total = 0
    for at, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + at % 2)
        total += value // 10 + value % 10
    return total % 10 == 0


@given(st.from_regex(r"[12][0-9]{9}", fullmatch=True))
def test_same_as_the_textbook(npi: str) -> None:
    assert npi_ok(npi) == _luhn("80840" + npi)


@given(st.lists(st.one_of(st.text(max_size=12), st.from_regex(r"[12][0-9]{9}", fullmatch=True)), max_size=20))
def test_a_column_and_a_scalar_agree(npis: list[str]) -> None:
    frame = pl.DataFrame({"npi": npis}, schema={"npi": pl.String})
    assert frame.select(npi_valid("npi"))["npi"].to_list() == [npi_ok(npi) for npi in npis]
