"""The diagnoses that a line points to, and what the tables of the day say of them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import polars as pl

from contralateral import codes
from contralateral.claim.widen.base import constant, yes_no
from contralateral.claim.widen.batch import numbers_of, places, texts_at
from contralateral.claim.widen.listed import Listed
from contralateral.claim.widen.pairs import spans
from contralateral.codes import kept
from contralateral.policy.factor import Factor, Ints, factor_numbers, factor_runs, factor_texts, grouped
from contralateral.policy.line import COLUMNS
from contralateral.policy.spaces import Runs, Space

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contralateral.claim.widen.batch import Batch

__all__ = ["MEANING", "POINTERS", "Diagnosed", "dx", "icd9", "meaning", "pointers"]

POINTERS = ("dx_count", "pointers_given", "pointers_good")
MEANING = ("dx_not_listed", "dx_not_billable", "dx_regions", "dx_without_region", "dx_sides")
_SIDES = ("bilateral", "left", "right")
#: What a diagnosis says on a day, as bits; regions follow, as they are met.
_NOT_LISTED, _LISTED_OPEN, _NOT_BILLABLE, _BILLABLE_OPEN, _NO_REGION, _SOME = (1 << at for at in range(6))
_SIDE, _REGION = 6, 9


class Diagnosed(NamedTuple):
    """The claims' diagnoses by claim and position, and the pairs of line and diagnosis.

    ``dx`` factors the diagnoses of ``distinct``; ``number`` says how many each claim has. ``row`` names
    for every pair the diagnosis, ``per_line`` how many each line has, and ``begins`` where they begin.
    """

    dx: Factor
    distinct: list[str | None]
    number: Ints
    row: Ints
    per_line: Ints
    begins: Ints
    supplied: Ints  # a claim: 0 false, 1 true, 2 unknown
    pointed: Ints  # a line: how many pointers it gives, -1 where nobody told


def read(batch: Batch) -> Diagnosed:
    """Find the diagnoses of every line; where nobody gave pointers, all of the claim's."""
    table = batch.tables.diagnoses
    of, _ = places(batch.tables.claims["claim"], table["claim"])
    position = numbers_of(table["position"], 0)
    key = (of << 20) + position
    if len(key) > 1 and not bool((key[1:] >= key[:-1]).all()):
        order = np.argsort(key, kind="stable")
        table, of, position, key = table[order], of[order], position[order], key[order]
    count = np.bincount(of, minlength=batch.claims + 1)[: batch.claims]
    first = np.cumsum(count) - count
    told = factor_texts(table["diagnosis"])
    distinct = texts_at(table["diagnosis"], told.first)
    pointers_ = batch.lines["pointers"]
    pointed = numbers_of(pointers_.list.len(), -1)
    rows, per_line = _pointed(batch, pointers_, pointed, (first, count, key, position))
    missing = np.array([d is None for d in distinct], np.bool_)
    if missing.any() and len(rows):
        # A pointer to nothing points to nothing; of all the claim's diagnoses the missing one is one.
        line = np.repeat(np.arange(batch.n), per_line)
        keep = ~missing[told.ids[rows]] | (pointed[line] <= 0)
        rows, per_line = rows[keep], np.bincount(line[keep], minlength=batch.n)
    supplied = numbers_of(batch.claim_rows["diagnoses_supplied"], 2)
    return Diagnosed(told, distinct, count, rows, per_line, np.cumsum(per_line) - per_line, supplied, pointed)


def _pointed(
    batch: Batch, pointers_: pl.Series, pointed: Ints, claims: tuple[Ints, Ints, Ints, Ints]
) -> tuple[Ints, Ints]:
    """The rows that lines point to, line by line, and how many each has."""
    first, count, key, position = claims
    size = np.maximum(pointed, 0)
    given = pointers_.drop_nulls() if pointers_.null_count() else pointers_
    flat = numbers_of(given.explode(empty_as_null=False), -1)
    claim_count, claim_first = count[batch.claim_of], first[batch.claim_of]
    plain = (
        bool((position == np.arange(len(position)) - np.repeat(first, count) + 1).all())
        if len(position)
        else True
    )
    if plain:
        good = (flat >= 1) & (flat <= np.repeat(claim_count, size))
        rows = np.repeat(claim_first, size) + flat - 1
        per_pointer = good.astype(np.int64)
        rows = rows if good.all() else rows[good]
    else:
        wanted = (np.repeat(batch.claim_of, size) << 20) + flat
        low, high = np.searchsorted(key, wanted), np.searchsorted(key, wanted, side="right")
        per_pointer = np.where(flat >= 0, high - low, 0)
        rows = spans(low, per_pointer)
    if len(per_pointer) and not (plain and good.all()):
        line = np.repeat(np.arange(batch.n), size)
        per_line = np.bincount(line, weights=per_pointer, minlength=batch.n).astype(np.int64)
    else:
        per_line = size
    all_of = pointed <= 0
    if not all_of.any():
        return rows, per_line
    counts = np.where(all_of, claim_count, per_line)
    whole = np.empty(int(counts.sum()), np.int64)
    of_pair = np.repeat(all_of, counts)
    whole[~of_pair] = rows
    whole[of_pair] = spans(claim_first[all_of], claim_count[all_of])
    return whole, counts


def pointers(batch: Batch, _: str) -> Mapping[str, Space]:
    """How many diagnoses the claim has, whether the line points to any, and whether these are there."""
    told = batch.diagnosed
    number = np.where(told.supplied == 1, told.number, -1)
    values = factor_numbers(number)
    counts = [None if v < 0 else v for v in number[values.first].tolist()]
    of_claim = Space(values.ids, values={"dx_count": counts}, schema=COLUMNS, of_claim=True)
    given = np.where(told.pointed < 0, 2, (told.pointed > 0).astype(np.int64))
    return {
        "dx_count": of_claim,
        "pointers_given": yes_no("pointers_given", given),
        "pointers_good": yes_no("pointers_good", _good(batch, number[batch.claim_of], told.pointed)),
    }


def _good(batch: Batch, count: Ints, pointed: Ints) -> Ints:
    """Whether all pointers of a line are to diagnoses of its claim: 0 no, 1 yes, 2 open."""
    lists = batch.lines["pointers"]
    size = np.maximum(pointed, 0)
    flat = numbers_of((lists.drop_nulls() if lists.null_count() else lists).explode(empty_as_null=False), -1)
    bad = np.flatnonzero((flat == 0) | (flat > np.repeat(np.where(count < 0, 1 << 40, count), size)))
    answer = np.where(count < 0, 2, 1)
    answer[np.searchsorted(np.cumsum(size), bad, side="right")] = 0
    if len(flat) and int(flat.min()) < 0:
        # A pointer that is not told leaves the others to answer; where none is told, nobody can.
        none = np.bincount(np.repeat(np.arange(batch.n), size), weights=flat >= 0, minlength=batch.n) == 0
        answer[none] = 2
    answer[pointed == 0] = 1
    answer[pointed < 0] = 2
    return answer


def icd9(batch: Batch, name: str) -> Mapping[str, Space]:
    """Whether the claim carries a diagnosis of the old set."""
    return {name: yes_no(name, _old(batch), of_claim=True)}


def _old(batch: Batch) -> Ints:
    """A claim: 0 no, 1 yes, 2 unknown."""
    table = batch.tables.diagnoses
    answer = np.where(batch.diagnosed.supplied == 1, 0, 2)
    old = table["system"] == "ICD-9-CM"
    if old.any():
        of, _ = places(batch.tables.claims["claim"], table["claim"])
        has = np.zeros(batch.claims + 1, np.bool_)
        has[of[numbers_of(old, 0) == 1]] = True
        answer = np.where(has[: batch.claims] & (answer == 0), 1, answer)
    return answer


def dx(batch: Batch) -> Listed:
    """The line's diagnoses."""
    told = batch.diagnosed
    unknown = (told.supplied == 2)[batch.claim_of]
    lines_of, begins = _by_diagnosis(batch, told)

    def any_of(of_code: Ints) -> Ints:
        masks = np.zeros(batch.n, np.int64)
        # Few diagnoses are on any watched list.
        for code in np.flatnonzero(of_code).tolist():
            masks[lines_of[begins[code] : begins[code + 1]]] |= of_code[code]
        return np.where(unknown, -1, masks) if unknown.any() else masks

    def runs(lines: Ints) -> Runs:
        count = told.per_line[lines]
        open_ = unknown[lines]
        if open_.any():
            count = np.where(open_, 0, count)
        ids = told.dx.ids[told.row[spans(told.begins[lines], count)]]
        return Runs(told.distinct, ids, np.where(open_, -1, count))

    return Listed(told.distinct, any_of, runs, of_claim=False)


def _by_diagnosis(batch: Batch, told: Diagnosed) -> tuple[Ints, Ints]:
    """The lines that have each distinct diagnosis, one after the other, and where those of each begin."""
    order, begins = grouped(told.dx.ids[told.row], told.dx.count)
    return np.repeat(np.arange(batch.n, dtype=np.int64), told.per_line)[order], begins


def reduced(reduce: np.ufunc, of_pairs: np.ndarray[Any, Any], told: Diagnosed) -> np.ndarray[Any, Any]:
    """Reduce the values of each line's diagnoses; 0 for a line that has none."""
    some = told.per_line > 0
    if some.all() and len(some):
        found: np.ndarray[Any, Any] = reduce.reduceat(of_pairs, told.begins)
        return found
    whole = np.zeros(len(some), of_pairs.dtype)
    if len(of_pairs):
        whole[some] = reduce.reduceat(of_pairs, told.begins[some])
    return whole


@lru_cache(maxsize=200_000)
def _region(diagnosis: str) -> str | None:
    found: str | None = codes.diagnosis_regions(pl.Series([diagnosis], dtype=pl.String))[0]
    return found


def meaning(batch: Batch, _: str) -> Mapping[str, Space]:
    """What each diagnosis is on the day, and which part and side of the body it speaks of."""
    told = batch.diagnosed
    regions: dict[str, int] = {}
    said, period = _said(batch, told, regions)
    # A line without any diagnosis has none that is bad; one whose diagnoses are unknown has unknown ones.
    line_period = period[batch.day.ids]
    width = said.shape[1]
    place = told.dx.ids[told.row]
    if width > 1:
        place *= width
        place += np.repeat(line_period, told.per_line)
    bits = reduced(np.bitwise_or, said.ravel()[place], told)
    old = _old(batch) == 1
    unknown = told.supplied == 2
    plain = not (old.any() or unknown.any() or None in told.distinct) and bool((told.per_line > 0).all())
    if not plain:
        unknown_line = unknown[batch.claim_of]
        none = old[batch.claim_of] | ((told.per_line == 0) & ~unknown_line)
        bits = np.where(none, 0, np.where(unknown_line, -1, bits))
        # With diagnoses that are all missing themselves nothing is told of them.
        bits = np.where(~none & (bits == 0), -1, bits)
    low = (1 << _SIDE) - 1
    spaces = dict.fromkeys(MEANING[2:], _spoken(bits, regions, low))
    spaces["dx_not_listed"] = _bad(
        batch, "dx_not_listed", bits, (_NOT_LISTED, _LISTED_OPEN), said, line_period
    )
    spaces["dx_not_billable"] = _bad(
        batch, "dx_not_billable", bits, (_NOT_BILLABLE, _BILLABLE_OPEN), said, line_period
    )
    return spaces


def _said(batch: Batch, told: Diagnosed, regions: dict[str, int]) -> tuple[Ints, Ints]:
    """The bits of each distinct diagnosis in each period, and the period of each distinct day."""
    tables = kept.DIAGNOSES.now()
    numbers = tables.numbers(told.distinct)
    days = batch.days
    changes = tables.changes(numbers, int(days[days > 0].min(initial=1 << 22)), int(days.max(initial=0)))
    period, day_of = batch.periods(changes)
    rows = tables.at(numbers[:, None], day_of[None, :])
    of_row = factor_numbers(rows.ravel())
    distinct = rows.ravel()[of_row.first].tolist()
    listing = np.array([_standing(tables.row(at)) for at in distinct], np.int64)[of_row.ids].reshape(
        rows.shape
    )
    sides = np.array([_sided(tables.row(at)) for at in distinct], np.int64)[of_row.ids].reshape(rows.shape)
    spoken = [None if d is None else _region(d) for d in told.distinct]
    part = np.array(
        [1 << (_REGION + regions.setdefault(r, len(regions))) if r else _NO_REGION for r in spoken], np.int64
    )
    # "Infarction of the left artery" is the reason for a brace on the right: a side counts with its part.
    has_part = np.array([r is not None for r in spoken], np.bool_)
    bits = listing | _SOME | part[:, None] | np.where(has_part[:, None], sides, 0)
    missing = np.array([d is None for d in told.distinct], np.bool_)
    bits[missing] = 0
    return bits, period


def _standing(row: Mapping[str, Any]) -> int:
    exists, billable = row["dx_exists"], row["dx_billable"]
    listed = _LISTED_OPEN if exists is None else 0 if exists else _NOT_LISTED
    if exists is False or billable:
        return listed
    # Open and billable is fine; listed and not billable is bad; the rest nobody can say.
    return listed | (_NOT_BILLABLE if exists and billable is False else _BILLABLE_OPEN)


def _sided(row: Mapping[str, Any]) -> int:
    side = _side_of(row["dx_name"])
    return 1 << (_SIDE + _SIDES.index(side)) if side else 0


@lru_cache(maxsize=200_000)
def _side_of(name: str | None) -> str | None:
    side: str | None = codes.sides_of(pl.Series([name], dtype=pl.String))[0]
    return side


def _spoken(bits: Ints, regions: Mapping[str, int], low: int) -> Space:
    """The parts and sides that the diagnoses speak of: few combinations."""
    kept_bits = bits & ~(low ^ _NO_REGION)
    if int(bits.min(initial=0)) < 0:
        kept_bits[bits < 0] = -1
    told = factor_numbers(kept_bits)
    masks = kept_bits[told.first].tolist()
    names = sorted(regions.items())
    values: dict[str, list[Any]] = {
        "dx_regions": [None if m < 0 else [r for r, at in names if m >> (_REGION + at) & 1] for m in masks],
        "dx_without_region": [None if m < 0 else bool(m & _NO_REGION) for m in masks],
        "dx_sides": [
            None if m < 0 else [s for at, s in enumerate(_SIDES) if m >> (_SIDE + at) & 1] for m in masks
        ],
    }
    return Space(told.ids, values=values, schema=COLUMNS)


def _bad(batch: Batch, name: str, bits: Ints, marks: tuple[int, int], said: Ints, line_period: Ints) -> Space:
    """The diagnoses that are surely bad; null where none is and the tables cannot say of one."""
    bad, open_ = marks
    told = batch.diagnosed
    index = ((bits & open_) != 0).astype(np.int64)  # -1 has every bit: it is open
    values: list[list[str | None] | None] = [[], None]
    hit = np.flatnonzero((bits & bad) != 0)
    hit = hit[bits[hit] > 0]
    if not len(hit) and not index.any():
        return constant(**{name: []})
    if len(hit):
        count = told.per_line[hit]
        ids = told.dx.ids[told.row[spans(told.begins[hit], count)]]
        line = np.repeat(np.arange(len(hit)), count)
        is_bad = (said[ids, line_period[hit][line]] & bad) != 0
        mine, ids = np.bincount(line[is_bad], minlength=len(hit)), ids[is_bad]
        runs = factor_runs(ids, told.dx.count, mine)
        index[hit] = len(values) + runs.ids
        begin = np.cumsum(mine) - mine
        first = zip(begin[runs.first].tolist(), mine[runs.first].tolist(), strict=True)
        values += [[told.distinct[i] for i in ids[at : at + size].tolist()] for at, size in first]
    return Space(index, values={name: values}, schema=COLUMNS)
