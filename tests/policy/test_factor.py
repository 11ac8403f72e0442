"""Factoring: the same values have the same number, different ones never, however many there are."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contralateral.policy.factor import FEW, combine, factor_numbers, factor_texts

WIDE = st.integers(-(1 << 60), 1 << 60)


def repeated(values: list[int], many: bool) -> list[int]:
    return values * (FEW // len(values) + 2) if many else values


@given(values=st.lists(st.integers(-40, 40) | WIDE, min_size=1, max_size=FEW), many=st.booleans())
def test_numbers(values: list[int], many: bool) -> None:
    array = np.array(repeated(values, many), np.int64)
    told = factor_numbers(array)
    assert (array[told.first][told.ids] == array).all()
    assert array[told.first].tolist() == sorted(set(values))
    assert told.count == len(set(values))


@given(values=st.lists(st.none() | st.text(max_size=14), min_size=1, max_size=FEW), many=st.booleans())
def test_texts(values: list[str | None], many: bool) -> None:
    whole = values * (FEW // len(values) + 2) if many else values
    told = factor_texts(pl.Series(whole, dtype=pl.String))
    assert [whole[told.first[i]] for i in told.ids] == whole
    assert told.count == len(set(values))


@pytest.mark.parametrize(
    "factor", [factor_numbers, lambda a: factor_texts(pl.Series(a.tolist(), dtype=pl.String))]
)
def test_nothing_has_no_values(factor: object) -> None:
    told = factor(np.zeros(0, np.int64))  # type: ignore[operator]
    assert (told.count, len(told.ids)) == (0, 0)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 6)), min_size=1, max_size=200))
def test_pairs(pairs: list[tuple[int, int]]) -> None:
    one, other = (np.array(column, np.int64) for column in zip(*pairs, strict=True))
    told = combine(one, other, 7)
    assert [pairs[told.first[i]] for i in told.ids] == pairs
    assert told.count == len(set(pairs))
