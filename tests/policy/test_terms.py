"""Terms: a check taken apart says what the whole says, known or not, asked of many lines or of one."""

from __future__ import annotations

from functools import reduce
from itertools import product

import polars as pl
import pytest

from contralateral import policy
from contralateral.policy import engine
from contralateral.policy.terms import conjuncts

A, B, C = (pl.col(name) for name in "abc")
EVERY = pl.DataFrame(list(product([True, False, None], repeat=3)), schema=["a", "b", "c"], orient="row")


@pytest.mark.parametrize(
    ("whole", "count"),
    [
        (A, 1),
        (A | B, 1),
        (~(A & B), 1),
        (A & B, 2),
        (A & (B | C), 2),
        ((A & B) & (C & ~A), 4),
        (A & (~B & (A | C)), 3),
        (pl.all_horizontal("a", "b"), 1),
    ],
)
def test_what_must_all_hold_is_split(whole: pl.Expr, count: int) -> None:
    parts = conjuncts(whole)
    assert len(parts) == count
    together = EVERY.select(reduce(lambda one, other: one & other, parts).alias("x"))["x"]
    assert together.equals(EVERY.select(whole.alias("x"))["x"])


def test_bits_of_a_number_are_not_taken_for_conditions() -> None:
    bits = pl.DataFrame({"n": [0, 1, 2, 3, None]})
    parts = conjuncts(((pl.col("n") & 1) != 0) & ((pl.col("n") & 2) != 0))
    assert [bits.select(p.alias("x"))["x"].to_list() for p in parts] == [
        [False, True, False, True, None],
        [False, False, True, True, None],
    ]


def test_every_shipped_rule_is_the_sum_of_its_terms() -> None:
    plan = engine._plan(policy.load())
    split = 0
    for item, of_item in zip(plan.gate.items, plan.terms.of_item, strict=True):
        read = {name for term in of_item for name in plan.terms.footprints[term.footprint].columns}
        assert read == set(item.edition.wrong.meta.root_names())
        split += len(of_item) > 1
    assert split > 100
