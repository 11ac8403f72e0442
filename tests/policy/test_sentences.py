"""Sentences about many lines are those that each line would have by itself."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest

from contralateral.policy.findings import say
from contralateral.policy.sentences import Teller, Told
from contralateral.policy.spaces import FrameLines, Lines, Runs, Space

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contralateral.policy.factor import Ints

DX: list[list[str | None] | None] = [["Z9011", None], None, [], ["Z9011"], ["M4125", "E11", "Z9011"]]

DAYS = [date(2026, 1, 2), None]


class Made(Lines):
    """Five lines of two claims, with a column of every kind of space, and one of lists by number."""

    def make(self, column: str) -> Mapping[str, Space]:
        pair = Space(
            np.array([1, 0, 1, 1, 2]),
            values={"code": ["L1200", None, "L8030"], "mue": [2, 4, None]},
            schema={"code": pl.String(), "mue": pl.UInt32()},
        )
        return {
            "code": pair,
            "mue": pair,
            "charge_cents": Space(None, frame=pl.DataFrame({"charge_cents": [1, 250, None, 1, 99_99]}), dense=True),
            "dos": Space(np.array([0, 1]), values={"dos": DAYS}, schema={"dos": pl.Date()}, of_claim=True),
            "on_order": Space(None, values={"on_order": [True]}, schema={"on_order": pl.Boolean()}),
            "told": Space(None, values={"told": [None]}, schema={"told": pl.Boolean()}),
            "units": Space(np.arange(5) + 995, frame=pl.DataFrame({"units": [1.0, 2.5] * 500})),
        }  # fmt: skip

    def runs(self, column: str, rows: Ints) -> Runs | None:
        if column != "dx":
            return None
        values = ["E11", "M4125", "Z9011", None]
        some = [DX[row] for row in rows.tolist()]
        ids = [values.index(code) for each in some for code in each or ()]
        lengths = [-1 if each is None else len(each) for each in some]
        return Runs(values, np.array(ids, np.int64), np.array(lengths, np.int64))


LINES = Made(5, np.array([0, 0, 1, 1, 1]))
COLUMNS = ("code", "mue", "charge_cents", "dos", "on_order", "told", "units")


def plainly(template: str, rows: list[int]) -> list[str]:
    """Say it line by line."""
    told: dict[str, list[Any]] = {**LINES.plain(COLUMNS), "dx": DX}
    return [template.format(**{name: say(told[name][row], name) for name in told}) for row in rows]


@pytest.mark.parametrize("rows", [[0, 1, 2, 3, 4], [4, 0, 0], [2], [1, 3]])
@pytest.mark.parametrize(
    "template",
    [
        "nothing to name",
        "{code}",
        "{code} of {mue}, {{not a column}}",
        "{dos}: {code} for {charge_cents}; ordered: {on_order}",
        "{dx}",
        "{code} because of {dx} {told}",
        "{units} units, {dx} {dos}",
        "{code:>8}|{code!r}",
    ],
)
def test_what_is_told_of_many_is_told_of_each(template: str, rows: list[int]) -> None:
    at = np.array(rows, np.int64)
    which, (texts, same) = Teller(LINES).tell((template, "again " + template), at)
    told = Told(len(rows))
    told.put(np.arange(len(rows)), which, texts)
    assert told.series().to_list() == plainly(template, rows)
    assert same.to_list() == ["again " + text for text in texts.to_list()]


def test_what_is_missing_may_have_words_of_its_own() -> None:
    which, (texts,) = Teller(LINES, {"code": "the item"}).tell(("{code}",), np.arange(5))
    assert texts.gather(which).to_list() == ["the item", "L1200", "the item", "the item", "L8030"]


@pytest.mark.parametrize("column", [*COLUMNS, "dx"])
@pytest.mark.parametrize("rows", [[0, 1, 2, 3, 4], [4, 1], [3]])
def test_nulls_of_some_lines(column: str, rows: list[int]) -> None:
    values: list[Any] = DX if column == "dx" else LINES.plain([column])[column]
    said = np.broadcast_to(Teller(LINES).nulls(column, np.array(rows, np.int64)), len(rows))
    assert said.tolist() == [values[row] is None for row in rows]


def test_sentences_are_put_where_they_belong() -> None:
    told = Told(4)
    told.put(np.array([2, 0]), np.array([1, 0]), pl.Series(["a", "b"]))
    told.put(np.array([1, 3]), 0, pl.Series(["c"]))
    assert told.series().to_list() == ["a", "c", "b", "c"]


def test_a_plain_frame_is_told_as_well() -> None:
    frame = pl.DataFrame({"code": ["L1", None, "L1"], "mods": [["RT"], [], None]})
    which, (texts,) = Teller(FrameLines(frame)).tell(("{code} {mods}",), np.array([2, 1, 0]))
    assert texts.gather(which).to_list() == ["L1 unknown", "unknown ", "L1 RT"]
