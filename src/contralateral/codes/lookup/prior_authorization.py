"""Medicare's required prior authorization: is one needed for a code delivered on a day to someone in a state.

The published list gives phases with first days and states, no ends; corrections give what it dropped (the
first spell of L1833). The list of a day is the first one published on or after it: later lists no longer
print what has ended. What stood in an older list and not in the next is unknown in between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from contralateral.codes.editions import next_day
from contralateral.codes.lookup.answer import correction, ground, one
from contralateral.codes.lookup.kept import Timeline
from contralateral.codes.lookup.listing import corrected
from contralateral.codes.lookup.moments import EVER, Basis
from contralateral.codes.lookup.timeline import asked, look_up
from contralateral.codes.store import frame, releases, where

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contralateral.codes.lookup.kept import Ints

__all__ = [
    "Phase",
    "PriorAuthorization",
    "listed_for_authorization",
    "lookup_prior_authorization",
    "prior_authorization",
]

#: Sections of which codes left the list before the oldest one here: nothing is known of what it does not print.
_HISTORY_UNKNOWN = r"^[EK]"
#: Past every phase.
_OPEN = date(9999, 12, 31)
#: Keys shared by codes without a phase (of those sections, and of others), and by lines that tell no state.
_FORGOTTEN, _NEVER, _UNTOLD = "E", "", "?"


@dataclass(frozen=True, slots=True)
class Phase:
    """A spell in which authorization is required; no states: in all of them. ``through`` null: not ended."""

    since: date
    through: date | None
    states: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class PriorAuthorization:
    """The answer for a day of delivery. ``required`` is null where the list does not reach, or the state decides."""

    code: str
    on: date
    state: str | None
    required: bool | None
    since: date | None
    phases: tuple[Phase, ...]
    basis: Basis
    release: str
    source: str
    note: str


def prior_authorization(code: str, *, on: date, state: str | None = None) -> PriorAuthorization:
    """Return whether Medicare requires authorization of a code delivered on a day in a state."""
    code, state = code.strip().upper(), state.strip().upper() if state else None
    codes = pl.Series("code", [code])
    line = one(code, on, state=state).with_columns(pl.col("state").cast(pl.String))
    spells = _spells(codes)
    values = ("pa_required", "since", "by")
    row = _answers(line, spells, "code", "on", "state", values).row(0, named=True)
    tables = releases("prior_authorization")
    nearest = next((at for at, r in enumerate(tables) if on <= r.covers_through), len(tables) - 1)
    basis = 0 if on <= tables[nearest].covers_through else 1
    notes = []
    if row["pa_required"] is None:
        notes.append(
            "The state decides, and none is given." if not state else "The lists at hand do not tell."
        )
    phases = _phases(spells)
    if row["pa_required"] is False and (coming := _coming(phases, on, state)):
        notes.append(f"A phase begins on {coming}.")
    found = ground({"speaks": nearest, "by": row["by"], "basis": basis}, tables, notes)
    return PriorAuthorization(code, on, state, row["pa_required"], row["since"], phases, *found)


def listed_for_authorization() -> frozenset[str]:
    """Return every code that a list or a correction names; of the others of a section the answer is the same."""
    return frozenset(_named())


def lookup_prior_authorization(
    lines: pl.DataFrame, code: str = "code", on: str = "dos", state: str = "state"
) -> pl.DataFrame:
    """Return ``pa_required`` (null: unknown), ``since`` (first day of the phase) and ``after_newest``, in order.

    ``on`` is the day of delivery. A phase of some states answers null where the state is null. After the
    newest list its phases hold, those announced for later days among them, and ``after_newest`` is true.
    """
    spells = _spells(asked(lines, code))
    return _answers(lines, spells, code, on, state, ("pa_required", "since", "after_newest"))


def _spells(codes: pl.Series) -> pl.DataFrame:
    """Phases of the codes as spells: ``code``, ``state`` ("" is all), ``from``, ``until`` (exclusive),
    ``sure``, ``by``.

    A list speaks for the days after the one before it; only what both print is sure in between.
    """
    tables = releases("prior_authorization")
    parts = []
    begun = EVER
    older: pl.DataFrame | None = None
    for at, table in enumerate(tables):
        last = at == len(tables) - 1
        until = _OPEN if last else next_day(table.covers_through)
        rows = where(table, "code", codes).with_columns(sure=pl.lit(value=True))
        if older is not None:
            gone = older.join(rows, on=["code", "from", "states"], how="anti").with_columns(
                sure=pl.lit(value=False)
            )
            shown_until = next_day(table.covers_through)
            parts.append(_clipped(gone, begun, shown_until))
        parts.append(_clipped(rows, begun, until))
        begun, older = next_day(table.covers_through), rows
    said = corrected("prior_authorization", codes).filter(pl.col("change") == "phase")
    parts.append(_clipped(said.with_columns(sure=pl.lit(value=True)), EVER, _OPEN, by=pl.col("by")))
    return pl.concat(parts)


def _clipped(rows: pl.DataFrame, begun: date, until: date, by: pl.Expr | None = None) -> pl.DataFrame:
    by = pl.lit(None, pl.UInt32).alias("by") if by is None else by
    ends = pl.col("through").dt.offset_by("1d").fill_null(_OPEN)
    rows = rows.select(
        "code",
        pl.col("states").str.split(" ").alias("state"),
        pl.col("from").alias("since"),
        pl.max_horizontal("from", pl.lit(begun)).alias("from"),
        pl.min_horizontal(ends, pl.lit(until)).alias("until"),
        "sure",
        by,
    )
    return rows.filter(pl.col("from") < pl.col("until")).explode("state")


def _answers(
    lines: pl.DataFrame, spells: pl.DataFrame, code: str, on: str, state: str, values: Sequence[str]
) -> pl.DataFrame:
    """Look up code and state. Codes without any phase share one row, states that no phase names another."""
    named, states = spells["code"].unique().sort(), spells["state"].unique().sort()
    told = pl.col(state).cast(pl.String)
    place = pl.when(told.is_in(states.implode())).then(told).when(told.is_null()).then(pl.lit(_UNTOLD))
    has_phases = pl.col(code).cast(pl.String).is_in(named.implode())
    section = (
        pl.when(pl.col(code).str.contains(_HISTORY_UNKNOWN))
        .then(pl.lit(_FORGOTTEN))
        .otherwise(pl.lit(_NEVER))
    )
    short = lines.select(
        on,
        code=pl.when(has_phases)
        .then(pl.col(code).cast(pl.String))
        .when(pl.col(code).is_not_null())
        .then(section),
        state=pl.when(has_phases).then(place.otherwise(pl.lit(""))).otherwise(pl.lit("")),
    )
    keys = {"code": "code", "state": "state"}
    return look_up(short, _timeline(spells).lazy(), keys=keys, on=on, values=values)


def _timeline(spells: pl.DataFrame) -> pl.DataFrame:
    """For every code, state and day on which something changes: is it required, and since when."""
    tables = releases("prior_authorization")
    oldest, newest = tables[0].covers_through, tables[-1].covers_through
    codes = pl.DataFrame({"code": [*spells["code"].unique().sort(), _NEVER, _FORGOTTEN]})
    fixed = pl.DataFrame({"from": [EVER, oldest, next_day(newest)]})
    ended = spells.filter(pl.col("until") < _OPEN).select("code", pl.col("until").alias("from"))
    days = pl.concat([spells.select("code", "from"), ended, codes.join(fixed, how="cross")]).unique()
    rows = days.join(pl.DataFrame({"state": sorted({*spells["state"], "", _UNTOLD})}), how="cross")
    live = rows.join(spells, on="code", suffix="_phase")
    live = live.filter(pl.col("from") >= pl.col("from_phase"), pl.col("from") < pl.col("until"))
    here = (pl.col("state_phase") == "") | (pl.col("state_phase") == pl.col("state"))
    sure, elsewhere = here & pl.col("sure"), (pl.col("state") == _UNTOLD) & ~here
    found = live.group_by("code", "state", "from").agg(
        yes=sure.any(),
        perhaps=(elsewhere | here & ~pl.col("sure")).any(),
        since=pl.col("since").filter(sure).min(),
        by=pl.col("by").filter(sure).first(),
    )
    rows = rows.join(found, on=["code", "state", "from"], how="left")
    # In these sections codes left the list before it begins here; for other codes the history is whole.
    forgotten = (pl.col("code") == _FORGOTTEN) | pl.col("code").str.contains(_HISTORY_UNKNOWN)
    perhaps = pl.col("perhaps").fill_null(value=False) | (forgotten & (pl.col("from") < oldest))
    required = pl.when(pl.col("yes")).then(pl.lit(value=True)).when(~perhaps).then(pl.lit(value=False))
    return rows.with_columns(pa_required=required, after_newest=pl.col("from") > newest)


def _phases(spells: pl.DataFrame) -> tuple[Phase, ...]:
    """The phases a person reads, each once: clipping by the days of lists is undone."""
    whole = (
        spells.filter("sure")
        .group_by("since", "by")
        .agg(pl.col("state").unique().sort(), pl.col("until").max())
    )
    published = releases("prior_authorization")[-1].title
    phases = []
    for row in whole.sort("since", "by", nulls_last=True).iter_rows(named=True):
        through = None if row["until"] == _OPEN else row["until"] - timedelta(days=1)
        source = published if row["by"] is None else correction(row["by"])["source"]
        states = tuple(state for state in row["state"] if state)
        phases.append(Phase(row["since"], through, states, source))
    return tuple(phases)


def _named() -> pl.Series:
    """Every code that a list or a correction names, in order."""
    lists = [frame(r)["code"] for r in releases("prior_authorization")]
    said = frame(releases("corrections")[-1]).filter(pl.col("table") == "prior_authorization")["code"]
    return pl.concat([*lists, said]).unique().sort()


def _coming(phases: tuple[Phase, ...], on: date, state: str | None) -> date | None:
    """The first day of the next phase that reaches the state."""
    return min(
        (p.since for p in phases if p.since > on and (not p.states or state is None or state in p.states)),
        default=None,
    )


#: So many pairs of a code and a state are remembered with their numbers.
_REMEMBERED = 100_000


class Required:
    """Whether authorization is required, kept for every code with a phase, every state that a phase names, and what
    stands for the others."""

    def __init__(self) -> None:
        """Read the lists whole; they are short."""
        spells = _spells(_named())
        rows = _timeline(spells).select(
            pl.concat_str("code", "state", separator=" ").alias("code"), "from", *_SCHEMA
        )
        self._numbers: dict[tuple[str | None, str | None], int] = {}
        self._named, self._states = set(spells["code"]), set(spells["state"])
        self.timeline = Timeline(lambda _: rows.sort("code", "from"), _SCHEMA)
        self.timeline.numbers(rows["code"].unique().sort().to_list())

    def numbers(self, codes: Sequence[str | None], states: Sequence[str | None]) -> Ints:
        """Return the timeline's number for every code in every state, a row a code."""
        pairs = [(code, state) for code in codes for state in states]
        if len(self._numbers) > _REMEMBERED:
            self._numbers = {}
        known = self._numbers
        if new := [pair for pair in dict.fromkeys(pairs) if pair not in known]:
            numbers = self.timeline.numbers([self._key(code, state) for code, state in new])
            known.update(zip(new, numbers.tolist(), strict=True))
        return np.array([known[pair] for pair in pairs], np.int64).reshape(len(codes), len(states))

    def _key(self, code: str | None, state: str | None) -> str | None:
        if code is None:
            return None
        if code not in self._named:
            return f"{_FORGOTTEN if re.match(_HISTORY_UNKNOWN, code) else _NEVER} "
        return f"{code} {_UNTOLD if state is None else state if state in self._states else ''}"


class _RequiredNow:
    """The same, begun anew when the tables at hand are others."""

    def __init__(self) -> None:
        self._of: object = None
        self._kept: Required | None = None

    def now(self) -> Required:
        """Return the phases of the tables at hand."""
        tables = releases()
        if self._kept is None or self._of is not tables:
            self._kept, self._of = Required(), tables
        return self._kept


_SCHEMA = {"pa_required": pl.Boolean(), "since": pl.Date(), "after_newest": pl.Boolean(), "by": pl.UInt32()}
REQUIRED = _RequiredNow()
