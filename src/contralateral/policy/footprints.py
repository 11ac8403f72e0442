"""Footprints: what reads the same columns, evaluated together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contralateral.policy.factor import Ints
    from contralateral.policy.gate import Bytes, Item
    from contralateral.policy.spaces import Lines, Space, Watch

__all__ = ["Footprint", "Found", "as_byte", "footprints"]

#: Answers of so many distinct rows are remembered a footprint.
_REMEMBERED = 20_000


class Found(NamedTuple):
    """What was found: lines, and for each the place of its edition (one for all) and its word (1 wrong, 2 unknown)."""

    rows: Ints
    items: Ints | int
    words: Bytes


@dataclass(slots=True)
class Footprint:
    """Expressions that read the same columns.

    columns: what they read, in order. answers: an expression each, a byte: 0 fine, 1 wrong, 2 unknown. watch: for
    columns of lists, the only lists of codes that are looked for. places: where these are whole editions, their places
    among the items of the gate.
    """

    columns: tuple[str, ...]
    answers: list[pl.Expr]
    watch: Mapping[str, Watch]
    places: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    known: dict[int | None, dict[tuple[Any, ...], bytes]] = field(default_factory=dict)

    def memory(self, which: int | None = None) -> dict[tuple[Any, ...], bytes]:
        """Return what is remembered of an answer, or of all at once; a full memory is begun anew, and whoever holds the
        old one keeps it whole."""
        found = self.known.get(which)
        if found is None or len(found) > _REMEMBERED:
            found = self.known[which] = {}
        return found

    def evaluate(self, which: Sequence[int], frame: pl.DataFrame) -> Bytes:
        """Evaluate some of the answers on rows; returns a row an answer with a byte a row of the frame."""
        said = frame.select([self.answers[at] for at in which])
        if not self.columns:
            return np.repeat(np.array(said.row(0), np.uint8)[:, None], frame.height, axis=1)
        return np.stack([column.to_numpy() for column in said])

    def spaces(self, lines: Lines) -> list[tuple[Space, tuple[str, ...]]]:
        """Return the spaces that hold the columns, each with its own."""
        groups: dict[int, tuple[Space, list[str]]] = {}
        for name in self.columns:
            watch = self.watch.get(name)
            space = lines.watched(name, watch) if watch else lines.space(name)
            groups.setdefault(id(space), (space, []))[1].append(name)
        return [(space, tuple(names)) for space, names in groups.values()]


def footprints(items: Sequence[Item]) -> list[Footprint]:
    """Group editions by the columns that they read."""
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[int]] = {}
    for at, item in enumerate(items):
        columns = tuple(sorted(set(item.edition.wrong.meta.root_names())))
        watched = tuple(sorted(name for name in columns if name in item.edition.watch))
        groups.setdefault((columns, watched), []).append(at)
    watch: dict[str, Watch] = {}
    for item in items:
        for name, lists in item.edition.watch.items():
            watch[name] = watch.get(name, frozenset()) | lists
    return [
        Footprint(
            columns,
            [as_byte(items[at].edition.wrong, str(i)) for i, at in enumerate(places)],
            {name: watch[name] for name in watched},
            np.array(places, np.int64),
        )
        for (columns, watched), places in groups.items()
    ]


def as_byte(wrong: pl.Expr, name: str) -> pl.Expr:
    """Return the answer of an expression as a byte: 0 fine, 1 wrong, 2 unknown."""
    return wrong.cast(pl.UInt8).fill_null(2).alias(name)
