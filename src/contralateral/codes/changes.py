"""What the tables say otherwise on one day than on another: codes, names, fees, limits, authorization.

Two days are compared, not the files between them: a code that came and went in between has changed nothing. What no
table tells of one of the days is not a change; it is said to be unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from contralateral.codes.lookup.hcpcs import every_code, lookup_hcpcs
from contralateral.codes.lookup.history import CodeEvent, history
from contralateral.codes.lookup.icd10 import lookup_icd10
from contralateral.codes.lookup.modifiers import lookup_modifiers
from contralateral.codes.lookup.moments import moment
from contralateral.codes.lookup.mue import lookup_mue
from contralateral.codes.lookup.prior_authorization import (
    listed_for_authorization,
    lookup_prior_authorization,
    prior_authorization,
)
from contralateral.codes.store import frame, releases

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from contralateral.codes.editions import Kind

__all__ = ["Changed", "TableChange", "changes"]

What = Literal[
    "added", "ended", "renamed", "coverage", "pricing", "billable", "fee", "limit", "authorization"
]


@dataclass(frozen=True, slots=True)
class TableChange:
    """One thing that is otherwise: ``was`` and ``now`` in words, ``on`` the day from which, where it is known."""

    table: Kind
    code: str
    what: What
    was: str | None
    now: str | None
    on: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed, by table and code, and of which tables nothing can be said."""

    changes: tuple[TableChange, ...]
    unknown: tuple[str, ...]


def changes(first: date, last: date) -> Changed:
    """Compare what holds on two days.

    Args:
        first: the earlier day.
        last: the later one.

    Raises:
        ValueError: the days are not in order.
    """
    if first >= last:
        raise ValueError(f"{first} is not before {last}.")
    found: list[TableChange] = []
    unknown: list[str] = []
    for look in (_codes, _modifiers, _diagnoses, _fees, _limits, _authorization):
        told = look(first, last)
        found += told.changes
        unknown += told.unknown
    return Changed(tuple(found), tuple(unknown))


def _asked(column: str, keys: Iterable[str], day: date, **more: Any) -> pl.DataFrame:
    frame_ = pl.DataFrame({column: list(keys)}, schema={column: pl.String})
    return frame_.with_columns(dos=pl.lit(day), **{name: pl.lit(v, pl.String) for name, v in more.items()})


def _beside(key: str, keys: list[str], was: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Put what holds on both days side by side; the later day's columns end in ``_now``."""
    return pl.DataFrame({key: keys}).hstack(was).hstack(now.rename(lambda name: f"{name}_now"))


def _codes(first: date, last: date) -> Changed:
    keys = every_code()
    was, now = (lookup_hcpcs(_asked("code", keys, day)) for day in (first, last))
    both = _beside("code", keys, was, now)
    status, status_now = pl.col("code_status").cast(pl.String), pl.col("code_status_now").cast(pl.String)
    dark = both.filter((status == "unknown") != (status_now == "unknown")).height
    known = both.filter(status != "unknown", status_now != "unknown")
    found: list[TableChange] = []
    for row in known.filter(status != status_now).iter_rows(named=True):
        found += _come_or_gone(row, last)
    stays = known.filter(status == "in_force", status_now == "in_force")
    for what, column in (("renamed", "long"), ("coverage", "coverage"), ("pricing", "pricing")):
        changed = stays.filter(pl.col(column).is_not_null(), pl.col(f"{column}_now").is_not_null())
        for row in changed.filter(pl.col(column) != pl.col(f"{column}_now")).iter_rows(named=True):
            event = _event(row["code"], {what}, first, last)
            told = (event.on, event.source) if event else (None, _source("hcpcs", last))
            found.append(TableChange("hcpcs", row["code"], what, row[column], row[f"{column}_now"], *told))  # type: ignore[arg-type]
    found.sort(key=lambda change: change.code)
    silent = [f"{dark:,} HCPCS codes: no table tells whether they stood on both days."] if dark else []
    return Changed(tuple(found), tuple(silent))


def _come_or_gone(row: Mapping[str, Any], last: date) -> list[TableChange]:
    code, name = row["code"], row["long_now"] or row["short_now"] or row["long"] or row["short"]
    source = _said("hcpcs", code) or _source("hcpcs", last)
    if row["code_status_now"] == "in_force":
        return [TableChange("hcpcs", code, "added", None, name, row["added_now"], source)]
    if row["code_status"] == "in_force":
        instead = f"see {row['replaced_by_now']}" if row["replaced_by_now"] else None
        return [TableChange("hcpcs", code, "ended", name, instead, row["ended_now"], source)]
    return []


def _said(kind: Kind, code: str) -> str | None:
    """Who says it, where a correction speaks of the code: the published files lack it."""
    said = _corrections().filter(
        pl.col("table") == kind,
        pl.col("code") == code,
        pl.col("change").is_in(["added", "ended", "withdrawn"]),
    )
    return None if said.is_empty() else str(said["source"][0])


def _corrections() -> pl.DataFrame:
    return frame(releases("corrections")[-1])


def _event(code: str, kinds: set[str], first: date, last: date) -> CodeEvent | None:
    """The last event of these kinds between the days; the last day of a code that ends may be the first of them."""
    events = [e for e in history(code) if e.change in kinds and first <= e.on <= last]
    return events[-1] if events else None


def _modifiers(first: date, last: date) -> Changed:
    keys = _keys("modifiers")
    was, now = (lookup_modifiers(_asked("modifier", keys, day)) for day in (first, last))
    return _listed("modifiers", "modifier", _beside("modifier", keys, was, now), "known", "name", last)


def _diagnoses(first: date, last: date) -> Changed:
    keys = _keys("icd10")
    was, now = (lookup_icd10(_asked("diagnosis", keys, day)) for day in (first, last))
    both = _beside("diagnosis", keys, was, now)
    told = _listed("icd10", "diagnosis", both, "dx_exists", "dx_name", last)
    stays = both.filter("dx_exists", "dx_exists_now")
    billable = stays.filter(pl.col("dx_billable") != pl.col("dx_billable_now"))
    words = {True: "billable", False: "a heading: name one of the codes below it"}
    more = [
        _named(
            "icd10",
            row["diagnosis"],
            "billable",
            words[row["dx_billable"]],
            words[row["dx_billable_now"]],
            last,
        )
        for row in billable.iter_rows(named=True)
    ]
    return Changed((*told.changes, *more), told.unknown)


def _listed(kind: Kind, key: str, both: pl.DataFrame, there: str, name: str, last: date) -> Changed:
    """Compare lists of names: what is on both days' list has its name, what is on one came or went."""
    was, now = pl.col(there), pl.col(f"{there}_now")
    dark = both.filter(was.is_null() != now.is_null()).height
    found = [
        _named(kind, row[key], "added", None, row[f"{name}_now"], last)
        for row in both.filter(~was, now).iter_rows(named=True)
    ]
    found += [
        _named(kind, row[key], "ended", row[name] or row[f"{name}_now"], None, last)
        for row in both.filter(was, ~now).iter_rows(named=True)
    ]
    named = both.filter(was, now).filter(pl.col(name) != pl.col(f"{name}_now"))
    found += [
        _named(kind, row[key], "renamed", row[name], row[f"{name}_now"], last)
        for row in named.iter_rows(named=True)
    ]
    words = "Modifiers" if kind == "modifiers" else "ICD-10-CM"
    return Changed(
        tuple(found), (f"{words}: of {dark:,} codes no table tells of both days.",) if dark else ()
    )


def _named(kind: Kind, code: str, what: What, was: str | None, now: str | None, last: date) -> TableChange:
    """The day is the correction's that says it; lists of names print none."""
    said = _corrections().filter(pl.col("table") == kind, pl.col("code") == code)
    if said.is_empty():
        return TableChange(kind, code, what, was, now, None, _source(kind, last))
    return TableChange(kind, code, what, was, now, said["from"][0], str(said["source"][0]))


def _fees(first: date, last: date) -> Changed:
    tables = releases("fees")
    one, other = moment(tables, first).used, moment(tables, last).used
    if one is None or other is None:
        day = first if one is None else last
        return Changed((), (f"Fees: no schedule of {day} is at hand. `contra tables load` takes it.",))
    if one == other:
        if moment(tables, last).basis == "table of the day":
            return Changed((), ())
        return Changed((), (f"Fees: {tables[one].title} is the newest schedule at hand.",))
    keys = ["code", "mod", "mod2"]
    parts = [
        frame(tables[at]).group_by(keys).agg(low=pl.col("cents").min(), high=pl.col("cents").max())
        for at in (one, other)
    ]
    both = parts[0].join(parts[1], on=keys, how="full", nulls_equal=True, coalesce=True, suffix="_now")
    same = pl.col("low").eq_missing(pl.col("low_now")) & pl.col("high").eq_missing(pl.col("high_now"))
    found = [
        TableChange(
            "fees",
            row["code"],
            "fee",
            _dollars(row["low"], row["high"], row["mod"], row["mod2"]),
            _dollars(row["low_now"], row["high_now"], row["mod"], row["mod2"]),
            tables[other].covers_from,
            tables[other].title,
        )
        for row in both.filter(~same).sort(keys).iter_rows(named=True)
    ]
    return Changed(tuple(found), ())


def _dollars(low: int | None, high: int | None, *mods: str | None) -> str | None:
    if low is None or high is None:
        return None
    amount = f"${low / 100:,.2f}" + (f" to ${high / 100:,.2f}" if high != low else "")
    return " ".join([amount, *(mod for mod in mods if mod)])


def _limits(first: date, last: date) -> Changed:
    keys = _keys("mue")
    was, now = (lookup_mue(_asked("code", keys, day)) for day in (first, last))
    both = _beside("code", keys, was, now)
    pairs = both.filter(pl.col("mue").is_not_null(), pl.col("mue_now").is_not_null())
    found = [
        TableChange("mue", row["code"], "limit", f"{row['mue']} a day", f"{row['mue_now']} a day", None,
                    _source("mue", last))
        for row in pairs.filter(pl.col("mue") != pl.col("mue_now")).iter_rows(named=True)
    ]  # fmt: skip
    tables = releases("mue")
    silent = []
    if moment(tables, first).used is None or moment(tables, last).used is None:
        silent.append("Unit limits: no table tells of both days.")
    elif moment(tables, last).basis == "after newest release":
        silent.append(f"Unit limits: {tables[-1].title} is the newest table at hand.")
    return Changed(tuple(found), tuple(silent))


def _authorization(first: date, last: date) -> Changed:
    keys = every_code()
    was, now = (lookup_prior_authorization(_asked("code", keys, day, state=None)) for day in (first, last))
    both = _beside("code", keys, was, now)
    known = both.filter(pl.col("pa_required").is_not_null(), pl.col("pa_required_now").is_not_null())
    words = {True: "required by Medicare", False: "not required by Medicare"}
    found = [
        TableChange("prior_authorization", row["code"], "authorization", words[row["pa_required"]],
                    words[row["pa_required_now"]], row["since_now"] or _lapsed(row["code"], first, last),
                    _source("prior_authorization", last))
        for row in known.filter(pl.col("pa_required") != pl.col("pa_required_now")).iter_rows(named=True)
    ]  # fmt: skip
    some = [c for code in sorted(listed_for_authorization()) for c in _begun(code, first, last)]
    found += [change for change in some if change.code not in {whole.code for whole in found}]
    found.sort(key=lambda change: change.code)
    told = [change.code for change in found]
    one = both.filter(pl.col("pa_required").is_null() != pl.col("pa_required_now").is_null())
    dark = one.filter(~pl.col("code").is_in(told)).height
    silent = (f"Authorization: for {dark:,} codes it is unknown on one of the days (some by state).",)
    return Changed(tuple(found), silent if dark else ())


def _begun(code: str, first: date, last: date) -> Iterator[TableChange]:
    """Phases of authorization that began in some states, or everywhere after some states had it."""
    for phase in prior_authorization(code, on=last).phases:
        if first < phase.since <= last and (phase.through is None or last <= phase.through):
            where = f"in {', '.join(phase.states)}" if phase.states else "in every state"
            now = f"required by Medicare {where}"
            yield TableChange(
                "prior_authorization",
                code,
                "authorization",
                "not required there",
                now,
                phase.since,
                phase.source,
            )


def _lapsed(code: str, first: date, last: date) -> date | None:
    """The first day on which authorization of a code was over, where its phases tell."""
    ends = [
        p.through
        for p in prior_authorization(code, on=last).phases
        if p.through and first <= p.through < last
    ]
    return max(ends) + timedelta(days=1) if ends else None


def _keys(kind: Kind) -> list[str]:
    """Every code that a table of a kind, or a correction of it, names."""
    listed = [frame(r)["code"] for r in releases(kind)]
    said = _corrections().filter(pl.col("table") == kind)["code"]
    return pl.concat([*listed, said]).unique().sort().to_list()


def _source(kind: Kind, day: date) -> str:
    """Who answers for a day."""
    tables = releases(kind)
    at = moment(tables, day).nearest
    return "" if at is None else tables[at].title
