"""Lines that are the same in all that counts: in their claim, and in earlier claims of the same patient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from contralateral.claim.widen.base import constant
from contralateral.claim.widen.batch import Bools, numbers_of, repeated
from contralateral.codes.kept import slots
from contralateral.policy.factor import Ints, factor_numbers
from contralateral.policy.line import COLUMNS
from contralateral.policy.spaces import Space

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contralateral.claim.widen.batch import Batch

__all__ = ["DUPLICATES", "Seen", "duplicates"]

DUPLICATES = ("same_in_claim", "same_elsewhere")
Prints = np.ndarray[Any, np.dtype[np.uint64]]
_ODD = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9))
_SEED = 20_261_123
#: The sieve takes four megabytes, however many lines there are; beyond some millions it lets all of them through.
_SIEVE_BITS = 22


class Seen:
    """What lines were seen in earlier batches, as 64-bit prints: 16 bytes a line, no word of any claim.

    Among ten million lines two different ones share a print with a chance of three in a million. A line is told of
    lines before it, never of those after: where the patient is unknown, of two same lines in two batches only the
    second is in doubt.
    """

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._of_patients: list[Prints] = []
        self._of_lines: list[Prints] = []
        # Where nothing stands no print was added: most lines are new, and need not be looked for.
        self._sieve = np.zeros(0, np.bool_)

    def __len__(self) -> int:
        """How many lines are remembered."""
        return sum(map(len, self._of_lines))

    def count(self, prints: Prints) -> Ints:
        """How many earlier claims carried each of these lines of a patient."""
        found = np.zeros(len(prints), np.int64)
        if not self._of_patients:
            return found
        if not len(self._sieve):
            self._sieve = np.zeros(1 << _SIEVE_BITS, np.bool_)
            for run in self._of_patients:
                self._sieve[_place(run)] = True
        maybe = np.flatnonzero(self._sieve[_place(prints)])
        found[maybe] = _count(self._of_patients, prints[maybe])
        return found

    def any_line(self, prints: Prints) -> Bools:
        """Whether any earlier claim carried each of these lines, whoever the patient was."""
        return _count(self._of_lines, prints) > 0

    def add(self, of_patients: Prints, of_lines: Prints) -> None:
        """Remember lines; each print once a claim."""
        if len(self._sieve):
            self._sieve[_place(of_patients)] = True
        for runs, prints in ((self._of_patients, of_patients), (self._of_lines, of_lines)):
            if len(prints):
                runs.append(prints)


def _count(runs: list[Prints], prints: Prints) -> Ints:
    """Count each print in the runs."""
    _tidy(runs)
    found = np.zeros(len(prints), np.int64)
    if not runs:
        return found
    order = np.argsort(prints)
    ordered = prints[order]
    for run in runs:
        first = np.searchsorted(run, ordered)
        there = np.flatnonzero(run[np.minimum(first, len(run) - 1)] == ordered)
        more = np.searchsorted(run, ordered[there], side="right") - first[there]
        found[order[there]] += more
    return found


def _place(prints: Prints) -> Ints:
    return (prints >> np.uint64(64 - _SIEVE_BITS)).astype(np.int64)


def _tidy(runs: list[Prints]) -> None:
    """Keep few sorted runs; what was added last is not sorted yet."""
    for at in range(len(runs) - 1, -1, -1):
        if bool((runs[at][1:] >= runs[at][:-1]).all()):
            break
        runs[at] = pl.Series(runs[at]).sort().to_numpy()
    while len(runs) > 1 and len(runs[-2]) < 2 * len(runs[-1]):
        last = runs.pop()
        merged = np.concatenate([runs.pop(), last])
        del last
        merged.sort(kind="stable")  # two runs that are sorted already are merged
        runs.append(merged)


def duplicates(batch: Batch, _: str) -> Mapping[str, Space]:
    """Count the earlier lines that are the same: in the claim, and for the same patient in earlier claims."""
    line, good = _prints(batch)
    whole = bool(good.all())
    rows = np.arange(batch.n, dtype=np.int64) if whole else np.flatnonzero(good)
    claim = batch.claim_of if whole else batch.claim_of[rows]
    prints = line if whole else line[rows]
    maybe = batch.repeats
    if not whole and len(maybe):
        place = np.cumsum(good) - 1
        maybe = place[maybe[good[maybe]]]
    in_claim = _in_claim(prints, claim, maybe)
    elsewhere = _elsewhere(batch, prints, claim, in_claim == 0)
    found = {}
    for name, answer in zip(DUPLICATES, (in_claim, elsewhere), strict=True):
        if whole and not answer.any():
            found[name] = constant(**{name: 0})
            continue
        of_line = np.full(batch.n, -1, np.int64)
        of_line[rows] = answer
        told = factor_numbers(of_line)
        values = [None if v < 0 else v for v in of_line[told.first].tolist()]
        found[name] = Space(told.ids, values={name: values}, schema=COLUMNS)
    return found


def _prints(batch: Batch) -> tuple[Prints, Bools]:
    """A print of each line's code, days and modifiers in any order; and which lines can be compared at all."""
    code = _words(batch.codes)
    mods = [
        None if each is None or None in each else " ".join(sorted(map(str, each))) for each in batch.mod_lists
    ]
    of_mods = _words(mods)
    through = batch.lines["dos_through"]
    first = _mix(code, _ODD[0])[batch.code.ids] + _mix(of_mods, _ODD[1])[batch.mods.ids]
    print_ = first + _mix(batch.days.astype(np.uint64), _ODD[2])[batch.day.ids]
    if through.null_count() < len(through):
        last = slots(through)
        ends = factor_numbers(last)
        distinct = last[ends.first].astype(np.uint64)
        print_ = print_ + _mix(distinct ^ _ODD[2], _ODD[0])[ends.ids]
    no_mods = np.array([each is None for each in mods], np.bool_)
    good = np.ones(batch.n, np.bool_)
    if batch.no_code.any():
        good &= ~batch.no_code[batch.code.ids]
    if no_mods.any():
        good &= ~no_mods[batch.mods.ids]
    if batch.n and batch.days[0] == 0:
        good &= batch.slot > 0
    return _mix(print_, _ODD[1]), good


def _words(texts: list[str | None]) -> Prints:
    return np.array([hash(text) & 0xFFFFFFFFFFFFFFFF for text in texts], np.uint64)


def _mix(values: Prints, odd: np.uint64) -> Prints:
    """Spread whole numbers over all bits."""
    mixed = values * odd
    mixed = (mixed ^ (mixed >> np.uint64(29))) * _ODD[0]
    return mixed ^ (mixed >> np.uint64(32))


def _in_claim(prints: Prints, claim: Ints, maybe: Ints) -> Ints:
    """How many earlier lines of the claim have the print; ``maybe`` are the lines that could have any."""
    answer = np.zeros(len(prints), np.int64)
    if not len(maybe):
        return answer
    of_both = _mix(prints[maybe] + claim[maybe].astype(np.uint64) * _ODD[2], _ODD[0])
    order = np.argsort(of_both, kind="stable")
    ordered = of_both[order]
    begins = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    first = np.maximum.accumulate(np.where(begins, np.arange(len(ordered)), 0))
    answer[maybe[order]] = np.arange(len(ordered)) - first
    return answer


def _elsewhere(batch: Batch, prints: Prints, claim: Ints, once: Bools) -> Ints:
    """The earlier claims of the patient with the line; -1 where the patient is unknown and another claim has it."""
    patient = batch.claim_rows["patient_key"]
    named = numbers_of(patient.is_not_null(), 0).astype(np.bool_)
    keys = patient.hash(_SEED).to_numpy().astype(np.uint64, copy=False)
    number = _claim_rank(batch)
    of_patient = _mix(prints + _mix(keys, _ODD[2])[claim], _ODD[1])
    known = named[claim]
    answer = np.zeros(len(prints), np.int64)
    mine = np.arange(len(prints)) if known.all() else np.flatnonzero(known)
    answer[mine] = _rank(of_patient[mine], number[claim[mine]]) + batch.seen.count(of_patient[mine])
    if not known.all():
        unsure = np.flatnonzero(~known)
        answer[unsure] = np.where(
            _in_other_claims(prints, claim)[unsure] | batch.seen.any_line(prints[unsure]), -1, 0
        )
    batch.seen.add(of_patient[once & known], prints[once])
    return answer


def _claim_rank(batch: Batch) -> Ints:
    """The numbers of the claims, for their order."""
    return numbers_of(batch.claim_rows["claim"], 1 << 40)


def _rank(prints: Prints, number: Ints) -> Ints:
    """For each print, how many claims of a lower number have it too."""
    answer = np.zeros(len(prints), np.int64)
    again = repeated(prints)
    if not len(again):
        return answer
    order = np.lexsort((number[again], prints[again]))
    ordered, claims = prints[again][order], number[again][order]
    new_print = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    new_claim = new_print | np.concatenate([[True], claims[1:] != claims[:-1]])
    counted = np.cumsum(new_claim)
    first = np.maximum.accumulate(np.where(new_print, counted, 0))
    answer[again[order]] = counted - first
    return answer


def _in_other_claims(prints: Prints, claim: Ints) -> Bools:
    answer = np.zeros(len(prints), np.bool_)
    again = repeated(prints)
    if len(again):
        _, ids = np.unique(prints[again], return_inverse=True)
        low = np.full(int(ids.max()) + 1, np.iinfo(np.int64).max)
        high = np.full(len(low), -1)
        np.minimum.at(low, ids, claim[again])
        np.maximum.at(high, ids, claim[again])
        answer[again] = (low != high)[ids]
    return answer
