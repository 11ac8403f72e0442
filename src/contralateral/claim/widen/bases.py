"""Whether one of the bases that an addition belongs to is on the claim, or still held from before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral import codes
from contralateral.claim.widen.base import yes_no
from contralateral.claim.widen.batch import numbers_of
from contralateral.claim.widen.history import still_held
from contralateral.claim.widen.pairs import pairs as rows_of_lines
from contralateral.claim.widen.pairs import spans

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from contralateral.claim.widen.batch import Batch
    from contralateral.policy.spaces import Space

__all__ = ["base_in_history", "base_on_claim", "pairs"]

_KEPT: list[tuple[pl.DataFrame, dict[str, frozenset[str]]]] = []


def pairs() -> dict[str, frozenset[str]]:
    """The bases of each addition."""
    frame = codes.bases_frame()
    if not _KEPT or _KEPT[0][0] is not frame:
        grouped = frame.group_by("addition").agg("base")
        _KEPT[:] = [(frame, {addition: frozenset(found) for addition, found in grouped.iter_rows()})]
    return _KEPT[0][1]


def base_on_claim(batch: Batch, name: str) -> Mapping[str, Space]:
    """Whether a base of the line's addition is on its claim: false only where every code of the claim is told."""
    known = pairs()
    adds = np.array([code in known for code in batch.codes], np.bool_)
    lines = np.flatnonzero(adds[batch.code.ids])
    answer = np.full(batch.n, 2, np.int64)
    if not len(lines):
        return {name: yes_no(name, answer)}
    number = {code: at for at, code in enumerate(batch.codes)}
    fits = np.zeros((len(batch.codes), len(batch.codes)), np.bool_)
    for at, code in enumerate(batch.codes):
        for base in known.get(code or "", ()):
            if base in number:
                fits[at, number[base]] = True
    starts, counts = np.zeros(batch.claims, np.int64), np.zeros(batch.claims, np.int64)
    starts[batch.claims_with_lines], counts[batch.claims_with_lines] = batch.starts, batch.counts
    claim = batch.claim_of[lines]
    per_line = counts[claim]
    others = spans(starts[claim], per_line)
    others = others if batch.order is None else batch.order[others]
    mine = np.repeat(batch.code.ids[lines], per_line)
    hit = fits[mine, batch.code.ids[others]]
    found = np.logical_or.reduceat(hit, np.cumsum(per_line) - per_line)
    told = np.zeros(len(lines), np.int64)
    if batch.no_code.any():
        open_ = batch.over_claims(np.logical_or, batch.no_code[batch.code.ids], False)
        told = np.where(open_[claim], 2, 0)
    answer[lines] = np.where(found, 1, told)
    return {name: yes_no(name, answer)}


def base_in_history(batch: Batch, name: str) -> Mapping[str, Space]:
    """Whether a base of the line's addition is among the devices that the patient still has."""
    known = pairs()
    adds = np.array([code in known for code in batch.codes], np.bool_)[batch.code.ids]
    supplied = numbers_of(batch.claim_rows["history_supplied"], 0)[batch.claim_of] == 1
    answer = np.where(adds & supplied, 0, 2)
    held = still_held(batch)
    if held.height:
        beside = rows_of_lines(batch, held)
        earlier = held["code"].to_list()
        for line, row in zip(beside.line.tolist(), beside.row.tolist(), strict=True):
            if earlier[row] in known.get(batch.codes[batch.code.ids[line]] or "", ()):
                answer[line] = 1
    return {name: yes_no(name, answer)}
