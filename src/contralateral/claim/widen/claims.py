"""What the claim as a whole says of each of its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from contralateral.claim.widen.base import bits
from contralateral.claim.widen.batch import numbers_of
from contralateral.claim.widen.listed import Listed
from contralateral.claim.widen.pairs import spans
from contralateral.policy.factor import Ints, factor_numbers
from contralateral.policy.line import COLUMNS, modifier_mask
from contralateral.policy.spaces import Runs, Space

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contralateral.claim.widen.batch import Batch, Bools

__all__ = ["charges", "claim_bits", "claim_codes", "other_bits", "without_ey"]


def _line_bits(batch: Batch) -> tuple[Ints, Ints, Bools]:
    """Bits of each distinct list of modifiers, and which of them nobody told."""
    lists = batch.mod_lists
    return (
        np.array([bits(each or []) for each in lists], np.int64),
        batch.mods.ids,
        np.array([each is None for each in lists], np.bool_),
    )


def claim_bits(batch: Batch, name: str) -> Mapping[str, Space]:
    """The modifiers of any line, as bits; unknown where a line's are."""
    distinct, ids, unknown = _line_bits(batch)
    any_of = batch.over_claims(np.bitwise_or, np.where(unknown, -1, distinct)[ids], 0)
    return {name: _masks(name, any_of, of_claim=True)}


def _masks(name: str, masks: Ints, *, of_claim: bool) -> Space:
    """A column of bits, with -1 for what is unknown; the top bit is never in use."""
    told = factor_numbers(masks)
    values = [None if mask < 0 else mask for mask in masks[told.first].tolist()]
    return Space(told.ids, values={name: values}, schema={name: COLUMNS[name]}, of_claim=of_claim)


def other_bits(batch: Batch, name: str) -> Mapping[str, Space]:
    """The modifiers of the claim's other lines, as bits: none for a lone line, unknown where one's are."""
    distinct, ids, unknown = _line_bits(batch)
    mine = np.where(unknown, -1, distinct)[ids]
    whole = np.zeros(batch.n, np.int64)
    ordered = mine if batch.order is None else mine[batch.order]
    starts, counts = batch.starts, batch.counts
    # From the front and from the back: what the lines before and the lines after hold together.
    front = np.zeros(batch.n, np.int64)
    back = np.zeros(batch.n, np.int64)
    longer = np.flatnonzero(counts > 1)
    step = 1
    while len(longer):
        at, end = starts[longer] + step, starts[longer] + counts[longer] - 1 - step
        front[at] = front[at - 1] | ordered[at - 1]
        back[end] = back[end + 1] | ordered[end + 1]
        step += 1
        longer = longer[counts[longer] > step]
    others = front | back
    if batch.order is None:
        whole = others
    else:
        whole[batch.order] = others
    return {name: _masks(name, whole, of_claim=False)}


def without_ey(batch: Batch, name: str) -> Mapping[str, Space]:
    """How many lines of the claim surely lack EY. One is enough; without one, a line that nobody told us of leaves it
    open."""
    distinct, ids, unknown = _line_bits(batch)
    surely = ~unknown & ((distinct & modifier_mask("EY")) == 0)
    if surely.all():
        number = np.bincount(batch.claim_of, minlength=batch.claims)
    else:
        number = batch.over_claims(np.add, surely.astype(np.int64)[ids], 0)
    if unknown.any():
        open_ = batch.over_claims(np.logical_or, unknown[ids], False)
        number = np.where(open_ & (number == 0), -1, number)
    return {name: _counted(name, number)}


def _counted(name: str, number: Ints) -> Space:
    told = factor_numbers(number)
    values = [None if v < 0 else v for v in number[told.first].tolist()]
    return Space(told.ids, values={name: values}, schema=COLUMNS, of_claim=True)


def charges(batch: Batch, name: str) -> Mapping[str, Space]:
    """The sum of the lines' charges; unknown where one is."""
    cents = batch.lines["charge_cents"]
    total = batch.over_claims(np.add, numbers_of(cents, 0), 0)
    column = pl.Series(name, total, pl.Int64)
    if cents.null_count():
        open_ = batch.over_claims(np.logical_or, numbers_of(cents.is_null(), 0).astype(np.bool_), False)
        column = pl.select(pl.when(~pl.Series(open_)).then(column).alias(name)).to_series()
    rows = np.arange(batch.claims, dtype=np.int64)
    return {name: Space(rows, frame=column.to_frame(name), of_claim=True)}


def claim_codes(batch: Batch) -> Listed:
    """The claim's codes; with one unknown nobody can say what the claim does not bill."""
    unknown = (
        batch.over_claims(np.logical_or, batch.no_code[batch.code.ids], False)
        if batch.no_code.any()
        else None
    )

    def any_of(of_code: Ints) -> Ints:
        masks = np.zeros(batch.claims, np.int64)
        # Few lines carry a code that anybody looks for.
        for code in np.flatnonzero(of_code).tolist():
            masks[batch.claim_of[batch.lines_of_code(code)]] |= of_code[code]
        return masks if unknown is None else np.where(unknown, -1, masks)

    def runs(lines: Ints) -> Runs:
        claims = factor_numbers(batch.claim_of[lines])
        begins, number = np.zeros(batch.claims, np.int64), np.zeros(batch.claims, np.int64)
        there = batch.claims_with_lines
        begins[there], number[there] = batch.starts, batch.counts
        wanted = batch.claim_of[lines][claims.first]
        count = number[wanted]
        at = spans(begins[wanted], count)
        at = at if batch.order is None else batch.order[at]
        ordered = sorted(range(len(batch.codes)), key=lambda i: batch.codes[i] or "")
        rank = np.zeros(len(ordered), np.int64)
        rank[ordered] = np.arange(len(ordered))
        # Each code of a claim once, in the order of the codes.
        each = np.unique(np.repeat(np.arange(len(wanted)), count) * len(ordered) + rank[batch.code.ids[at]])
        claim, ids = np.divmod(each, max(1, len(ordered)))
        lengths = np.bincount(claim, minlength=len(wanted))
        first = np.cumsum(lengths) - lengths
        lengths = lengths if unknown is None else np.where(unknown[wanted], -1, lengths)
        of_line = lengths[claims.ids]
        spread = spans(first[claims.ids], np.maximum(of_line, 0))
        return Runs([batch.codes[i] for i in ordered], ids[spread], of_line)

    return Listed(batch.codes, any_of, runs, of_claim=True)
