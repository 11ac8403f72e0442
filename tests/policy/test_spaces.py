"""Spaces: what is put together again is what was taken apart, for any lines in any order."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from contralateral.policy.factor import FEW
from contralateral.policy.spaces import FrameLines, Lines, Space

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXTS = pl.List(pl.String())


class Made(Lines):
    """Lines of three claims, with a column of every kind of space."""

    def make(self, column: str) -> Mapping[str, Space]:
        return {
            "said": Space(np.array([1, 0, 1, 1]), values={"said": ["a", None]}, schema={"said": pl.String()}),
            "of_claim": Space(
                np.array([0, 1, 0]),
                values={"of_claim": [7, 8]},
                schema={"of_claim": pl.Int64()},
                of_claim=True,
            ),
            "fixed": Space(None, values={"fixed": [True]}, schema={"fixed": pl.Boolean()}),
            "dense": Space(None, frame=pl.DataFrame({"dense": [10, 11, 12, 13]}), dense=True),
        }


ROWS = [(None, 7, True, 10), ("a", 8, True, 11), (None, 8, True, 12), (None, 7, True, 13)]
NAMES = ("said", "of_claim", "fixed", "dense")


@pytest.mark.parametrize("rows", [None, [0, 1, 2, 3], [3, 2, 1, 0], [2], [1, 1, 3], []])
def test_lines_are_put_together(rows: list[int] | None) -> None:
    lines = Made(4, np.array([0, 1, 1, 2]))
    at = None if rows is None else np.array(rows, np.int64)
    wanted = ROWS if rows is None else [ROWS[i] for i in rows]
    assert lines.take(NAMES, at).rows() == wanted
    assert list(zip(*lines.plain(NAMES, at).values(), strict=True)) == wanted


@pytest.mark.parametrize("copies", [1, FEW])
def test_rows_that_differ_only_elsewhere_are_one(copies: int) -> None:
    frame = pl.DataFrame(
        {
            "a": [None, "x", "x", None] * copies,
            "b": [["p"], ["q"], ["q"], ["p"]] * copies,
            "c": range(4 * copies),
        },
        schema_overrides={"b": TEXTS},
    )
    numbers, first = Space(None, frame=frame, dense=True).projected(("a", "b"))
    assert len(first) == 2
    assert frame.select("a", "b")[first[numbers]].equals(frame.select("a", "b"))


def test_a_plain_frame_keeps_its_values() -> None:
    frame = pl.DataFrame(
        {
            "day": [date(2026, 1, 2), None, date(2020, 1, 1)] * 40,
            "text": ["b", "a", None] * 40,
            "yes": [True, None, False] * 40,
            "lists": [["x"], None, []] * 40,
        },
        schema_overrides={"lists": TEXTS},
    )
    lines = FrameLines(frame)
    assert lines.select(frame.columns).equals(frame)
    assert lines.space("text").height == 3
