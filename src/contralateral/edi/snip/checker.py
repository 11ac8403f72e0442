"""Check the chunks of a file by SNIP levels 1 to 5, against our own data of the guide."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.snip import balance, between, codeforms
from contralateral.edi.snip.elements import check_elements
from contralateral.edi.snip.problems import FAULTS, SUBJECTS, Finds, Kind, Problems, level_and_severity
from contralateral.edi.snip.tables import packed, tables
from contralateral.edi.snip.uses import place, structure
from contralateral.edi.snip.view import View
from contralateral.edi.snip.words import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from contralateral.edi.chunks import Chunk
    from contralateral.edi.reading import Loops
    from contralateral.edi.values import Severity

__all__ = ["Checker", "Rule", "checker", "rules_of"]

_CHECKS = {**balance.CHECKS, **between.CHECKS, **codeforms.CHECKS}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: SNIP level, the loop it is about, the element at fault (0 the segment), its words, its check."""

    name: str
    level: int
    loop: str
    element: int
    text: str
    severity: Severity
    check: Callable[[View], NDArray[np.intp]]


def rules_of(kind: str) -> tuple[Rule, ...]:
    """Return the rules of a kind of file, levels 3 to 5."""
    return tuple(Rule(**rule, check=_CHECKS[rule["name"]]) for rule in packed()["rules"][kind])


_FIRST_PRINTED, _DELETE = 32, b"\x7f"
_LEVELS = np.array([level_and_severity(fault)[0] for fault in range(len(FAULTS))], dtype=np.uint8)
_OF_DEFINITION = frozenset(
    FAULTS[name]
    for name in (
        *("too_many_components", "component_in_simple", "not_number", "not_day", "not_time", "blanks"),
        *("missing", "not_used", "too_short", "too_long", "no_such_code"),
    )
)


class Checker:
    """The checks of one guide for one reader; holds nothing between chunks, so that it may be shared.

    How many claims a level has (100 at most) is counted by the reader, which sees the pieces in order.
    """

    def __init__(self, kind: str, loop_names: tuple[str, ...]) -> None:
        self.known = tables(kind, loop_names)
        self.rules = rules_of(kind)

    def check(self, chunk: Chunk, loops: Loops) -> Problems:
        """Check one chunk; context that was read before gives no problems again.

        Args:
            chunk: as ``edi.chunks`` cuts it.
            loops: where its reader puts each segment.
        """
        finds = Finds()
        tokens = chunk.tokens
        if len(tokens):
            placed = place(self.known, chunk, loops, finds)
            structure(self.known, chunk, placed, finds)
            present, parts = check_elements(self.known, tokens, placed, finds)
            _characters(chunk, finds)
            view = View(self.known, chunk, placed, present, parts)
            for number, rule in enumerate(self.rules):
                finds.add(rule.check(view), "rule", number)
        return self._problems(finds, chunk.fresh)

    def _problems(self, finds: Finds, fresh: int) -> Problems:
        if finds.rows:
            rows, numbers = np.concatenate(finds.rows), np.concatenate(finds.numbers)
            kept = rows >= fresh
            rows, numbers = rows[kept], numbers[kept]
            order = np.lexsort((numbers, rows))
            rows, numbers = rows[order].astype(np.intp), numbers[order]
        else:
            rows, numbers = np.empty(0, dtype=np.intp), np.empty(0, dtype=np.int32)
        fault, subject = numbers // SUBJECTS, numbers % SUBJECTS
        level, element = _LEVELS[fault], np.zeros(len(rows), dtype=np.uint8)
        component = np.zeros(len(rows), dtype=np.uint8)
        defined = np.isin(fault, list(_OF_DEFINITION))
        element[defined] = self.known.element[subject[defined]]
        component[defined] = self.known.component[subject[defined]]
        ruled = fault == FAULTS["rule"]
        level[ruled] = np.array([r.level for r in self.rules], dtype=np.uint8)[subject[ruled]]
        element[ruled] = np.array([r.element for r in self.rules], dtype=np.uint8)[subject[ruled]]
        return Problems(rows, numbers, level, element, component, self.kind)

    def kind(self, number: int) -> Kind:
        """Return the level, severity and words of a kind of problem."""
        fault, subject = divmod(number, SUBJECTS)
        if fault == FAULTS["rule"]:
            rule = self.rules[subject]
            place_ = f"{self.known.guide} {rule.loop}"
            return Kind(rule.level, rule.severity, f"{rule.text} ({place_})")
        return Kind(*level_and_severity(fault), words(self.known, fault, subject))


@lru_cache(maxsize=8)
def checker(kind: str, loop_names: tuple[str, ...]) -> Checker:
    """Return the checker of a kind of file (837P, 835) for a reader with these loops."""
    return Checker(kind, loop_names)


def _characters(chunk: Chunk, finds: Finds) -> None:
    """Find control characters inside segments, and separators of repetitions, which these guides do not use."""
    tokens = chunk.tokens
    low, high = int(tokens.start[0]), int(tokens.ends[tokens.base[-1] + tokens.count[-1]])
    view = tokens.bytes_[low:high]
    if view.min() < _FIRST_PRINTED or tokens.data.find(_DELETE, low, high) >= 0:
        at = (((view < _FIRST_PRINTED) | (view == _DELETE[0])).nonzero()[0] + low).astype(np.int32)
        at = at[~_is_separator(chunk, at)]
        row = np.searchsorted(tokens.start, at, side="right") - 1
        inside = at < tokens.ends[tokens.base[row] + tokens.count[row]]
        finds.add(np.unique(row[inside]), "control_character")
    repetition = (tokens.delimiters.repetition or "").encode()
    if len(repetition) == 1 and tokens.data.find(repetition, low, high) >= 0:
        there = (view == repetition[0]).nonzero()[0] + low
        row = np.unique(np.searchsorted(tokens.start, there, side="right") - 1)
        finds.add(row[chunk.transaction[row] >= 0], "repetition")


def _is_separator(chunk: Chunk, at: NDArray[np.int32]) -> NDArray[np.bool_]:
    delimiters = chunk.tokens.delimiters
    own = [ord(delimiters.element), ord(delimiters.component), ord(delimiters.terminator)]
    return np.isin(chunk.tokens.bytes_[at], own)
