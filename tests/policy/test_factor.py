"""Factoring: the same values have the same number, different ones never, however many there are."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contralateral.policy import factor
from contralateral.policy.factor import FEW, combine, factor_column, factor_numbers, factor_runs, factor_texts

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


def test_numbers_far_apart_that_meet_in_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(5)
    pool = draw.integers(-(1 << 62), 1 << 62, 3_000)
    values = pool[draw.integers(0, len(pool), 20_000)]
    expected = np.unique(values)
    for odd in (factor._ODD, np.ones(4, np.uint64), np.zeros(4, np.uint64)):  # the last ones spread nothing
        monkeypatch.setattr(factor, "_ODD", odd)
        told = factor_numbers(values)
        assert (values[told.first] == expected).all()
        assert (expected[told.ids] == values).all()


@given(values=st.lists(st.none() | st.text(max_size=14), min_size=1, max_size=FEW), many=st.booleans())
def test_texts(values: list[str | None], many: bool) -> None:
    whole = values * (FEW // len(values) + 2) if many else values
    told = factor_texts(pl.Series(whole, dtype=pl.String))
    assert [whole[told.first[i]] for i in told.ids] == whole
    assert told.count == len(set(values))


@pytest.mark.parametrize(
    "number", [factor_numbers, lambda a: factor_texts(pl.Series(a.tolist(), dtype=pl.String))]
)
def test_nothing_has_no_values(number: object) -> None:
    told = number(np.zeros(0, np.int64))  # type: ignore[operator]
    assert (told.count, len(told.ids)) == (0, 0)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 6)), min_size=1, max_size=200))
def test_pairs(pairs: list[tuple[int, int]]) -> None:
    one, other = (np.array(column, np.int64) for column in zip(*pairs, strict=True))
    told = combine(one, other, 7)
    assert [pairs[told.first[i]] for i in told.ids] == pairs
    assert told.count == len(set(pairs))


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize(
    "column",
    [
        pl.Series(["b", None, "a", "b"]),
        pl.Series([3, None, -7, 3], dtype=pl.Int32),
        pl.Series([1 << 62, 0, None, 0], dtype=pl.UInt64),
        pl.Series([True, None, False, True]),
        pl.Series([0.5, -1.5, None, 0.5]),
        pl.Series([20_000, None, 20_001, 20_000], dtype=pl.Date),
        pl.Series([["x"], None, [], ["x"]], dtype=pl.List(pl.String)),
        pl.Series([None, None], dtype=pl.Int64),
    ],
)
def test_columns_of_every_type(column: pl.Series, many: bool) -> None:
    whole = pl.concat([column] * (FEW if many else 1))
    told = factor_column(whole)
    assert whole[told.first][told.ids].equals(whole)
    assert told.count == whole.n_unique()


@given(lists=st.lists(st.none() | st.lists(st.integers(0, 5), max_size=30), max_size=30))
def test_runs(lists: list[list[int] | None]) -> None:
    flat = np.array([i for each in lists for i in each or ()], np.int64)
    lengths = np.array([-1 if each is None else len(each) for each in lists], np.int64)
    told = factor_runs(flat, 6, lengths)
    assert [lists[told.first[i]] for i in told.ids] == lists
    assert told.count == len({None if each is None else tuple(each) for each in lists})
