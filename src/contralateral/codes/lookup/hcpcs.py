"""HCPCS Level II: is a code in force on the day of service, and what was it called then."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl

from contralateral.codes.lookup import derived
from contralateral.codes.lookup.answer import ground, one
from contralateral.codes.lookup.kept import Kept, Timeline, day_at, slot
from contralateral.codes.lookup.listing import (
    STATUSES,
    Known,
    Status,
    filled,
    in_force,
    known,
    printing_ends,
    statuses,
)
from contralateral.codes.store import frame, releases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contralateral.codes.lookup.moments import Basis
    from contralateral.codes.store import Release

__all__ = ["Hcpcs", "hcpcs", "lookup_hcpcs", "named_since", "names"]

#: The columns of ``lookup_hcpcs``, in order.
COLUMNS = (
    "code_status",
    "code_in_force",
    "coverage",
    "pricing",
    "short",
    "long",
    "added",
    "ended",
    "replaced_by",
    "noc",
    "after_newest",
)
#: What is kept of a code from a day on.
SCHEMA: dict[str, pl.DataType] = {
    "code_status": STATUSES,
    "code_in_force": pl.Boolean(),
    "after_newest": pl.Boolean(),
    "noc": pl.Boolean(),
    **dict.fromkeys(("coverage", "pricing", "short", "long", "replaced_by"), pl.String()),
    **dict.fromkeys(("added", "ended", "known_through"), pl.Date()),
    "by": pl.UInt32(),
    "speaks": pl.Int16(),
    "basis": pl.UInt8(),
}
_NAMED = ("short", "long", "coverage", "pricing", "xref")
#: CPT (five digits, or four and a letter) and dental codes are not in these tables.
CODE = re.compile(r"\b[A-Z]\d{4}\b")
_LICENSED = r"^(\d{4}[0-9A-Z]|D\d{4})$"
#: What the names of codes for items without a code of their own say.
_UNLISTED = (
    r"(?i)not[- ]otherwise|unlisted|unspecified|unclassified|miscellaneous|not elsewhere|by report|\bno[cs]\b"
)


@dataclass(frozen=True, slots=True)
class Hcpcs:
    """A code on a day. ``in_force`` is null where no table knows; names and indicators are those of the day.

    ``replaced_by`` are the codes named in place of one that is over, ``replacement`` the same in words.
    """

    code: str
    on: date
    status: Status
    in_force: bool | None
    short: str | None
    long: str | None
    coverage: str | None
    pricing: str | None
    added: date | None
    ended: date | None
    replaced_by: tuple[str, ...]
    replacement: str | None
    noc: bool | None
    basis: Basis
    release: str
    source: str
    note: str


def hcpcs(code: str, *, on: date) -> Hcpcs:
    """Return what is known of a HCPCS Level II code on a day of service."""
    code = code.strip().upper()
    row = _answers(one(code, on), "code", "on", ("by", "speaks", "basis", "known_through")).row(0, named=True)
    found = ground(row, releases("hcpcs"), _notes(code, on, row), about=row["code_in_force"] is True)
    text = row["replaced_by"]
    return Hcpcs(
        code,
        on,
        status=row["code_status"],
        in_force=row["code_in_force"],
        **{name: row[name] for name in ("short", "long", "coverage", "pricing", "added", "ended", "noc")},
        replaced_by=tuple(CODE.findall(text or "")),
        replacement=text,
        **found._asdict(),
    )


def lookup_hcpcs(lines: pl.DataFrame, code: str = "code", on: str = "dos") -> pl.DataFrame:
    """Return status, indicators, names and dates of every line's code on its day, in the lines' order.

    Columns: code_status (Enum: in_force, ended, withdrawn, not_yet, not_listed, unknown), code_in_force (null where
    unknown), coverage, pricing, short, long, added, ended, replaced_by, noc (null where no list tells), after_newest.
    A line without code or day gets nulls.
    """
    return _answers(lines, code, on)


def names(on: date) -> pl.DataFrame:
    """Return ``code``, ``short`` and ``long`` of every code that is in force on a day, or may be, by code."""
    return _names(KEPT.now(), named_since(on))


def named_since(on: date) -> date:
    """Return the first day since which the names in force are those of a day: a name for its whole period."""
    days = _renamings(KEPT.now())
    at = bisect_right(days, slot(on))
    return day_at(days[at - 1]) if at else on


@lru_cache(maxsize=4)
def _renamings(kept: Timeline) -> list[int]:
    """The slots on which something of some code changes, in order."""
    rows = derived.written()
    if rows is not None:
        days = rows.select(pl.col("from").unique().drop_nulls().sort()).collect(engine="in-memory")
        return [slot(day) for day in days["from"]]
    found: list[int] = kept.changes(kept.numbers(every_code()), 0, slot(date.max)).tolist()
    return found


@lru_cache(maxsize=16)
def _names(kept: Timeline, on: date) -> pl.DataFrame:
    rows = derived.written()
    if rows is not None:
        return named(derived.on_day(rows, on)).collect(engine="in-memory")
    every = pl.DataFrame({"code": every_code()}, schema={"code": pl.String}).with_columns(dos=pl.lit(on))
    answer = kept.look_up(every, key="code", on="dos", values=["short", "long", "code_in_force"])
    return named(every.select("code").hstack(answer).lazy()).collect(engine="in-memory")


def named(rows: pl.LazyFrame, more: Sequence[str] = ()) -> pl.LazyFrame:
    """Return code, names and ``more`` of those that have a name and are in force, or may be."""
    has_name = pl.col("short").is_not_null() | pl.col("long").is_not_null()
    may_be = pl.col("code_in_force").fill_null(value=True)
    return rows.filter(may_be & has_name).select("code", "short", "long", *more)


def _answers(lines: pl.DataFrame, code: str, on: str, more: Sequence[str] = ()) -> pl.DataFrame:
    return KEPT.now().look_up(lines, key=code, on=on, values=[*COLUMNS, *more])


def every_code() -> list[str]:
    """Return every code that a table or a correction names."""
    return _every_code(releases())


@lru_cache(maxsize=4)
def _every_code(_: tuple[Release, ...]) -> list[str]:
    tables = [frame(r).select("code") for r in releases("hcpcs")]
    corrections = [
        frame(r).filter(table="hcpcs", change="added").select("code") for r in releases("corrections")[-1:]
    ]
    return pl.concat([*tables, *corrections])["code"].unique().sort().to_list()


def timeline_of(codes: pl.Series) -> pl.DataFrame:
    """Return the rows of some codes: ``code``, the day ``from`` which they hold, and the values of ``SCHEMA``."""
    return derived.of(codes, ("code", "from", *SCHEMA), derive).drop_nulls("from")


def derive(codes: pl.Series) -> pl.DataFrame:
    """Return what ``timeline_of`` does, from the releases themselves."""
    rows = _timeline(known("hcpcs", codes)).select("code", "from", *SCHEMA)
    return rows.sort("code", "from").collect(engine="in-memory")


def _timeline(this: Known) -> pl.LazyFrame:
    rows = statuses(this)
    licensed = pl.col("code").str.contains(_LICENSED)
    rows = rows.with_columns(
        status=pl.when(licensed).then(pl.lit("unknown")).otherwise("status").cast(STATUSES)
    )
    rows = rows.join(filled(this, _NAMED), left_on=["code", "nearest"], right_on=["code", "r"], how="left")
    rows = rows.join(_said(this), on="code", how="left").join(_unlisted(this), on="code", how="left")
    return rows.select(
        "code",
        "from",
        "by",
        "speaks",
        "basis",
        "known_through",
        "coverage",
        "pricing",
        "short",
        "added",
        "ended",
        # A code newer than the lists of unlisted codes: one that is unlisted says so in its official name.
        noc=pl.coalesce("noc", pl.when(~pl.col("long").str.contains(_UNLISTED)).then(pl.lit(value=False))),
        code_status="status",
        code_in_force=in_force(),
        long=pl.coalesce("long", "name"),
        replaced_by=pl.when(pl.col("status") != "in_force").then(pl.coalesce("replaced_by", "xref")),
        after_newest=pl.col("basis") == 1,
    )


def _said(this: Known) -> pl.LazyFrame:
    """What corrections add to a code beside its dates, and the day through which ends of its section are known."""
    told = this.corrections.lazy().group_by("code").agg(pl.col("replaced_by", "name").drop_nulls().first())
    tables = [frame(r).lazy() for r in releases("corrections")[-1:]]
    whole = pl.concat(tables).filter(pl.col("table") == "hcpcs", pl.col("change") == "complete")
    section = whole.select(section="code", known_through="through")
    return (
        this.codes.to_frame("code")
        .lazy()
        .join(told, on="code", how="left")
        .with_columns(section=pl.col("code").str.slice(0, 1))
        .join(section, on="section", how="left")
        .drop("section")
    )


def _unlisted(this: Known) -> pl.LazyFrame:
    """Whether each code is one for items not otherwise classified: null for a code newer than every such list."""
    rows = this.codes.to_frame("code").lazy()
    lists = releases("noc")
    if not lists:
        return rows.with_columns(noc=pl.lit(None, pl.Boolean))
    named = pl.concat([frame(r).select("code") for r in lists])["code"]
    newest = lists[-1].covers_through
    seen = [at for at, r in enumerate(this.releases) if r.covers_from <= newest]
    old = this.records.filter(pl.col("r").is_in(seen))["code"]
    is_named, is_old = pl.col("code").is_in(named.implode()), pl.col("code").is_in(old.implode())
    return rows.with_columns(
        noc=pl.when(is_named).then(pl.lit(value=True)).when(is_old).then(pl.lit(value=False))
    )


def _notes(code: str, on: date, row: dict[str, object]) -> list[str]:
    notes = []
    if row["code_status"] == "unknown" and pl.Series([code]).str.contains(_LICENSED)[0]:
        notes.append("CPT and dental codes are licensed by others and are in no table here.")
    through = row["known_through"] or _last_ends()
    if row["code_status"] == "in_force" and isinstance(through, date) and on > through:
        notes.append(f"Whether it ended after {through} is not in these tables: load a newer HCPCS file.")
    return notes


def _last_ends() -> date | None:
    """The last day of service for which a whole file printed the ends of codes."""
    tables = releases("hcpcs")
    return max((tables[at].covers_through for at in printing_ends(tables)), default=None)


KEPT = Kept(lambda: Timeline(timeline_of, SCHEMA, every_code))
