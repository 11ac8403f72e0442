"""What happened to a code: added, renamed, its indicators changed, ended, withdrawn, each with who says so."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import polars as pl

from contralateral.codes.lookup.listing import Known, facts, known
from contralateral.codes.store import frame, releases

__all__ = ["CodeEvent", "history"]

Change = Literal["added", "ended", "withdrawn", "listed", "not_listed", "renamed", "coverage", "pricing"]
_CHANGES: dict[int, Change] = {1: "added", 0: "ended", 2: "withdrawn"}
_WATCHED: dict[Change, str] = {"renamed": "long", "coverage": "coverage", "pricing": "pricing"}


@dataclass(frozen=True, slots=True)
class CodeEvent:
    """One thing that happened to a code. ``on`` of an end is the last day of service; of a change, the first day of the
    release that shows it, which may be later than the change."""

    on: date
    change: Change
    was: str | None
    now: str | None
    source: str


def history(code: str) -> tuple[CodeEvent, ...]:
    """Return what the tables tell of a HCPCS code, oldest first; nothing for a code in no table."""
    this = known("hcpcs", pl.Series("code", [code.strip().upper()]))
    records = {row["r"]: row for row in this.records.iter_rows(named=True)}
    dated = _dated(this)
    events = [
        *dated,
        *_listed(this, set(records), {event.change for event in dated}),
        *_changed(this, records),
    ]
    return tuple(sorted(events, key=lambda event: event.on))


def _dated(this: Known) -> list[CodeEvent]:
    corrections = frame(releases("corrections")[-1])
    events = []
    for row in facts(this).collect(engine="in-memory").iter_rows(named=True):
        if row["state"] not in _CHANGES:
            continue
        change = _CHANGES[row["state"]]
        on = row["from"]
        if change == "ended":
            on = date.fromordinal(on.toordinal() - 1)
        said = corrections.row(row["by"], named=True) if row["by"] is not None else {}
        source = said.get("source") or this.releases[row["said"]].title
        events.append(CodeEvent(on, change, None, said.get("replaced_by"), source))
    return events


def _listed(this: Known, present: set[int], told: set[Change]) -> list[CodeEvent]:
    """Where releases begin or cease to list the code, when no date says so."""
    if not present:
        return []
    events = []
    first, last = min(present), max(present)
    if first > 0 and "added" not in told:
        release = this.releases[first]
        events.append(CodeEvent(release.covers_from, "listed", None, None, release.title))
    if last < len(this.releases) - 1 and "ended" not in told:
        release = this.releases[last + 1]
        events.append(CodeEvent(release.covers_from, "not_listed", None, None, release.title))
    return events


def _changed(this: Known, records: dict[int, dict[str, Any]]) -> list[CodeEvent]:
    events = []
    for change, column in _WATCHED.items():
        told = [(r, row[column]) for r, row in sorted(records.items()) if row[column] is not None]
        for (_, was), (at, now) in itertools.pairwise(told):
            if was != now:
                release = this.releases[at]
                events.append(CodeEvent(release.covers_from, change, was, now, release.title))
    return events
