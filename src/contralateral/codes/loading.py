"""Taking over files that CMS and CDC publish: all of them read and checked before any table is replaced.

A table that was loaded before stays beside the new one, so that a past day of service is judged by the table
of its day.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from contralateral.codes.editions import Kind, Period, period
from contralateral.codes.importers import KEYS, LEAST, Parsed, read
from contralateral.codes.store import Release, frame, releases, replace_tables, user_folder
from contralateral.errors import TableRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["LoadReport", "Renamed", "load"]

_PUBLISHERS = {"icd10": "CDC", "corrections": "contralateral"}
#: A table may shrink by a tenth between editions; one that lost more was cut.
_KEPT = 0.9
#: So many codes at the end of a table do not all go at once; of short lists they may.
_TAIL = 5
_SHORT_LISTS = ("prior_authorization", "corrections")


@dataclass(frozen=True, slots=True)
class Renamed:
    """A code whose official name changed."""

    code: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a loaded table changed against the edition before it. ``ended`` are the codes that it ends or no longer has;
    ``changed`` counts rows with other values; ``dropped`` counts licensed rows that were left out."""

    kind: Kind
    release: str
    path: str
    what: str
    rows: int
    previous: str | None
    replaced: bool
    added: tuple[str, ...]
    ended: tuple[str, ...]
    renamed: tuple[Renamed, ...]
    changed: int
    dropped: int
    covers: Period


def load(
    paths: Sequence[str | Path],
    *,
    release: str | None = None,
    source: str | None = None,
    folder: Path | None = None,
) -> list[LoadReport]:
    """Take over published files; all or none.

    The release comes from what the file says; else from ``release``; else from the file's name. ``source`` is the title
    kept with the table. ``folder`` stands in for the user's own.

    Raises:
        TableRefused: naming the file, the place, the fault and the way out; nothing was changed.
    """
    accepted: list[tuple[Release, pl.DataFrame]] = []
    reports: list[LoadReport] = []
    for path in paths:
        for parsed in read(Path(path)):
            span = _period(parsed, release)
            if any((r.kind, r.release) == (parsed.kind, span.label) for r, _ in accepted):
                fault = f"another file here is {parsed.kind} {span.label} too."
                raise TableRefused(parsed.path, fault, "Load one of them. Nothing was changed.")
            earlier = [r for r in releases(parsed.kind) if r.covers_from < span.first]
            _refuse_cut(parsed, *_neighbours(parsed.kind, span))
            accepted.append((_release(parsed, span, source), parsed.frame))
            reports.append(_report(parsed, span, earlier))
    if accepted:
        replace_tables(folder or user_folder(), accepted)
    return reports


def _period(parsed: Parsed, asked: str | None) -> Period:
    chosen = parsed.stated or asked or parsed.named
    span = period(parsed.kind, chosen) if chosen else None
    example = {"icd10": "FY2027", "prior_authorization": "2026-10-28", "corrections": "2026-10-28"}.get(
        parsed.kind, "2026-10"
    )
    if span is None:
        fault = (
            f"'{chosen}' is not a release of {parsed.what}."
            if chosen
            else f"neither it nor its name says of which release this {parsed.what} is."
        )
        raise TableRefused(
            parsed.path, fault, f"Name the release, for example {example}. Nothing was changed."
        )
    wanted = period(parsed.kind, asked) if asked else span
    if parsed.stated and wanted != span:
        raise TableRefused(
            parsed.path,
            f"it says that it is of {span.label}, not of {asked}.",
            "Name that release. Nothing was changed.",
        )
    return span


def _neighbours(kind: Kind, span: Period) -> tuple[list[Release], list[Release]]:
    """The tables up to a period, one of the same release among them, and those after it."""
    tables = releases(kind)
    earlier = [r for r in tables if r.covers_from <= span.first]
    return earlier, [r for r in tables if r.covers_from > span.first]


def _refuse_cut(parsed: Parsed, earlier: Sequence[Release], later: Sequence[Release]) -> None:
    """Refuse a table that is shorter than any edition can be, or stops before the codes its neighbour has."""
    rows = parsed.frame.height
    fault = ""
    if rows < LEAST[parsed.kind]:
        fault = (
            f"only {rows} rows of {parsed.what}, where the whole table has {LEAST[parsed.kind]} at the least."
        )
    elif earlier and rows < earlier[-1].rows * _KEPT:
        fault = f"{rows} rows where {earlier[-1].release} has {earlier[-1].rows}: the file is cut."
    elif neighbour := (earlier[-1:] or later[:1]):
        fault = _end_missing(parsed, neighbour[0], older=not earlier)
    if fault:
        raise TableRefused(parsed.path, fault, "Download the file again. Nothing was changed.")


def _end_missing(parsed: Parsed, neighbour: Release, *, older: bool) -> str:
    """Say which part of its neighbour's codes a table lacks: a section of letters, or the last codes of all.

    An older table may lack whole sections, but not the end: that is where files are cut.
    """
    whole = frame(neighbour)
    if missing := sorted(set() if older else _sections(whole) - _sections(parsed.frame)):
        return f"no code in {missing[-1]}, where {neighbour.release} has some: the file is cut."
    key = KEYS[parsed.kind][0]
    last = whole[key].unique().sort().tail(_TAIL)
    if parsed.kind not in _SHORT_LISTS and not last.is_in(parsed.frame[key].implode()).any():
        return f"none of {last[0]} to {last[-1]}, with which {neighbour.release} ends: the file is cut."
    return ""


def _sections(table: pl.DataFrame) -> set[str]:
    """The first signs of codes that at least three rows share."""
    if "code" not in table.columns:
        return set()
    counts = table.group_by(section=pl.col("code").str.slice(0, 1)).len()
    return set(counts.filter(pl.col("len") >= 3)["section"])


def _release(parsed: Parsed, span: Period, source: str | None) -> Release:
    publisher = _PUBLISHERS.get(parsed.kind, "CMS")
    title = source or f"{parsed.what}, {span.label} ({Path(parsed.path).name})"
    dropped = f"{parsed.dropped} licensed codes left out." if parsed.dropped else ""
    days = (span.first, span.last)
    return Release(parsed.kind, span.label, title, publisher, "", *days, parsed.frame.height, "", dropped, "")


def _report(parsed: Parsed, span: Period, earlier: Sequence[Release]) -> LoadReport:
    kind = parsed.kind
    replaced = any(r.release == span.label for r in releases(kind))
    found = _Difference.none() if not earlier else _difference(parsed, earlier)
    previous = earlier[-1].release if earlier else None
    facts = (parsed.frame.height, previous, replaced, found.added, found.ended, found.renamed, found.changed)
    return LoadReport(kind, span.label, parsed.path, parsed.what, *facts, parsed.dropped, span)


@dataclass(frozen=True, slots=True)
class _Difference:
    added: tuple[str, ...]
    ended: tuple[str, ...]
    renamed: tuple[Renamed, ...]
    changed: int

    @classmethod
    def none(cls) -> _Difference:
        """No edition before it: nothing to compare with."""
        return cls((), (), (), 0)


def _difference(parsed: Parsed, earlier: Sequence[Release]) -> _Difference:
    code = KEYS[parsed.kind][0]
    before, now = frame(earlier[-1]), parsed.frame
    old, new = set(before[code]), set(now[code])
    ended = old - new
    if "ended" in now.columns:
        known = pl.concat([frame(r).select("code", "ended") for r in earlier]).drop_nulls()["code"]
        told = now.filter(pl.col("ended").is_not_null(), ~pl.col("code").is_in(known.implode()))
        ended |= set(told["code"])
    return _Difference(
        tuple(sorted(new - old)), tuple(sorted(ended)), _renamed(now, earlier), _changed(parsed, before)
    )


def _renamed(now: pl.DataFrame, earlier: Sequence[Release]) -> tuple[Renamed, ...]:
    """Codes whose name differs from the last one printed before."""
    name = next((column for column in ("long", "name") if column in now.columns), None)
    if name is None:
        return ()
    printed = pl.concat([frame(r).select("code", was=name) for r in earlier]).drop_nulls()
    last = printed.unique("code", keep="last", maintain_order=True)
    both = now.join(last, on="code").filter(pl.col(name) != pl.col("was")).sort("code")
    return tuple(Renamed(*row) for row in both.select("code", "was", name).iter_rows())


def _changed(parsed: Parsed, before: pl.DataFrame) -> int:
    """Rows of both editions whose values differ where both have one; names and dates are told apart already."""
    keys = list(KEYS[parsed.kind])
    told = {*keys, "long", "name", "short", "added", "ended"}
    values = [column for column in parsed.frame.columns if column not in told and column in before.columns]
    if not values:
        return 0
    both = parsed.frame.join(before, on=keys, suffix="_before", nulls_equal=True)
    return both.filter(pl.any_horizontal(pl.col(v) != pl.col(f"{v}_before") for v in values)).height
