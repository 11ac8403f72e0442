"""Checks on the delivery: its proof, and its day against those of order and service."""

from __future__ import annotations

import polars as pl

from contralateral.policy.checks.dates import on_list
from contralateral.policy.checks.registry import check, has


@check(may_lack=["delivered"])
def proof_unsigned() -> pl.Expr:
    """No signed proof of delivery. A claim form has no place for one: only a case that tells of a delivery is asked."""
    silent = pl.col("proof_signed").is_null() & pl.col("delivered").is_null()
    return pl.when(silent).then(pl.lit(value=False)).otherwise(~pl.col("proof_signed"))


@check(may_lack=["proof_relation"])
def proof_signed_by(*, relations: list[str]) -> pl.Expr:
    """The proof is signed by somebody whose signature does not count; who signed is asked by the checklist."""
    signer = pl.col("proof_relation")
    return pl.when(signer.is_null()).then(pl.lit(value=False)).otherwise(signer.is_in(relations))


@check(may_lack=["proof_dated"])
def proof_undated() -> pl.Expr:
    """The proof bears no date; where nobody says, the checklist asks."""
    dated = pl.col("proof_dated")
    return pl.when(dated.is_null()).then(pl.lit(value=False)).otherwise(~dated)


@check(may_lack=["delivered", "shipped"])
def service_not_on_delivery() -> pl.Expr:
    """The date of service is neither the day of delivery nor, for what was sent, that of shipping.

    A case that gives no day of delivery has no second statement to contradict; nor does a claim form.
    """
    told = pl.col("delivered").is_not_null()
    shipped = pl.col("shipped").is_not_null() & (pl.col("dos") == pl.col("shipped"))
    return (
        pl.when(told).then((pl.col("dos") != pl.col("delivered")) & ~shipped).otherwise(pl.lit(value=False))
    )


@check(may_lack=["order_cancelled"])
def service_not_on_cancellation() -> pl.Expr:
    """The order was cancelled, and the date of service is another day; an order that nobody calls so was not."""
    day = pl.col("order_cancelled")
    return pl.when(day.is_null()).then(pl.lit(value=False)).otherwise(pl.col("dos") != day)


@check(may_lack=["order_cancelled"])
def cancellation_unexplained() -> pl.Expr:
    """The order was cancelled, and no words on the line say why."""
    wordless = pl.col("description").str.strip_chars() == ""
    return pl.when(pl.col("order_cancelled").is_null()).then(pl.lit(value=False)).otherwise(wordless)


@check(may_lack=["order_date"])
def order_after_receipt(*, unless: list[str]) -> pl.Expr:
    """The order is dated after the day the claim goes; a claim without an order's date contradicts nothing."""
    written = pl.col("order_date")
    late = pl.when(written.is_null()).then(pl.lit(value=False)).otherwise(written > pl.col("receipt"))
    return late & ~has(*unless)


@check(may_lack=["order_date", "order_signed"])
def delivered_before_order(*, apart: list[object], unless: list[str]) -> pl.Expr:
    """Delivered before the order was written, of a code that is not on the dated list of those that must not be."""
    written = pl.col("order_date")
    early = pl.when(written.is_null()).then(pl.lit(value=False)).otherwise(pl.col("dos") < written)
    return ~on_list(apart) & early & ~has(*unless)


@check(may_lack=["order_lacks"])
def order_incomplete(*, unless: list[str], elements: list[str] | None = None) -> pl.Expr:
    """The case says that the order lacks an element; what it does not say, the checklist asks.

    Args:
        unless: modifiers that say that there is no order.
        elements: words of which what is lacking names one; every element where left out.
    """
    lacks = _told_to_lack("order_lacks")
    if elements is not None:
        named = pl.col("order_lacks").str.contains_any(elements)
        lacks = lacks & pl.when(named.is_null()).then(pl.lit(value=False)).otherwise(named)
    return lacks & ~has(*unless)


@check(may_lack=["proof_lacks"])
def proof_incomplete() -> pl.Expr:
    """The case says that the proof of delivery lacks an element; what it does not say, the checklist asks."""
    return _told_to_lack("proof_lacks")


def _told_to_lack(column: str) -> pl.Expr:
    lacks = pl.col(column)
    return pl.when(lacks.is_null()).then(pl.lit(value=False)).otherwise(lacks != "")
