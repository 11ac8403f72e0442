"""Lists of codes on claims or lines: whether a list names a watched code, and the list itself where it is read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from contralateral.policy.factor import Ints, factor_numbers
from contralateral.policy.spaces import Space

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from contralateral.policy.spaces import Runs, Watch

__all__ = ["Listed"]

_UNKNOWN = np.int64(-1)
_MOST = 62
_FEW_KINDS = 10
_TEXTS = pl.List(pl.String())


@dataclass(slots=True)
class Listed:
    """A column of lists, not yet put together.

    Attributes:
        codes: the distinct codes that stand on any of the lists.
        any_of: given a number a code, returns for each list the bits of all its codes, -1 where the list is unknown.
        runs: returns the lists of some lines, as numbers of codes.
        of_claim: whether there is a list a claim.
    """

    codes: Sequence[str | None]
    any_of: Callable[[Ints], Ints]
    runs: Callable[[Ints], Runs]
    of_claim: bool

    def lists(self, lines: Ints) -> list[list[str | None] | None]:
        """Return the lists of some lines."""
        values, ids, lengths = self.runs(lines)
        flat = [values[i] for i in ids.tolist()]
        found: list[list[str | None] | None] = []
        begin = 0
        for length in lengths.tolist():
            found.append(None if length < 0 else flat[begin : begin + length])
            begin += max(length, 0)
        return found

    def watched(self, name: str, watch: Watch) -> Space | None:
        """Return a space whose lists meet the same watched lists as the true ones; None where there are too many.

        Codes that stand on the same watched lists are alike: one of each kind stands for all.
        """
        on_lists = _on_lists(watch)
        kinds: dict[tuple[bool, ...], int] = {}
        chosen: list[str] = []
        bits = np.zeros(len(self.codes), np.int64)
        for at, code in enumerate(self.codes):
            on = on_lists.get(code) if code is not None else None
            if on is None or code is None:
                continue
            if on not in kinds:
                kinds[on] = len(kinds)
                chosen.append(code)
            bits[at] = 1 << kinds[on] if kinds[on] < _MOST else 0
        if len(kinds) > _MOST:
            return None
        masks = self.any_of(bits)
        if len(kinds) > _FEW_KINDS:
            told = factor_numbers(masks)
            return self._space(name, told.ids, masks[told.first], chosen)
        # Of few kinds every combination is a row, and one more the unknown; -1 is the last from behind.
        combinations = np.append(np.arange(1 << len(kinds), dtype=np.int64), _UNKNOWN)
        there = np.zeros(len(combinations), np.bool_)
        there[masks] = True
        number = np.cumsum(there) - 1
        return self._space(name, number[masks], combinations[there], chosen)

    def _space(self, name: str, index: Ints, masks: Ints, chosen: Sequence[str]) -> Space:
        lists: list[Any] = [
            None if mask == _UNKNOWN else [code for at, code in enumerate(chosen) if mask >> at & 1]
            for mask in masks.tolist()
        ]
        return Space(index, values={name: lists}, schema={name: _TEXTS}, of_claim=self.of_claim)


@lru_cache(maxsize=64)
def _on_lists(watch: Watch) -> dict[str, tuple[bool, ...]]:
    """Which of the watched lists each code stands on, of those that stand on any."""
    ordered = sorted(watch, key=sorted)
    return {code: tuple(code in codes for codes in ordered) for codes in ordered for code in codes}
