"""The DMEPOS fee schedule: what Medicare allows for a code, by state, rural or not, and by modifier.

The schedule prints a rural amount only where it differs, so elsewhere the other amount is everyone's. Amounts
are cents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from contralateral.codes.lookup.answer import Ground, ground
from contralateral.codes.lookup.moments import BASES, Basis, Moment, moment
from contralateral.codes.store import releases, where

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

__all__ = ["Fee", "FeeRange", "fee", "fee_range"]


@dataclass(frozen=True, slots=True)
class Fee:
    """An allowed amount. ``cents`` is null when no table tells, or a modifier or the ZIP code decides: see ``note``."""

    code: str
    on: date
    state: str
    rural: bool | None
    modifiers: tuple[str, ...]
    cents: int | None
    ceiling_cents: int | None
    floor_cents: int | None
    category: str | None
    basis: Basis
    release: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class FeeRange:
    """The lowest and highest amounts of a code over all states, and the bounds the schedule prints."""

    code: str
    on: date
    lowest_cents: int | None
    highest_cents: int | None
    ceiling_cents: int | None
    floor_cents: int | None
    category: str | None
    basis: Basis
    release: str
    source: str
    note: str


class _Chosen(NamedTuple):
    """The rows of a schedule that a line's modifiers select; none, with the reason, when they do not select one."""

    rows: pl.DataFrame
    why: str


def fee(
    code: str,
    *,
    on: date,
    state: str,
    rural: bool | None = None,
    zip_code: str | None = None,
    modifiers: Collection[str] = (),
    area: str | None = None,
) -> Fee:
    """Return the amount for a code on a day of service in a state.

    ``rural`` wins over ``zip_code``, from which it is found otherwise. ``modifiers`` are the line's; NU, RR,
    UE, KM, KN and the like select among a code's amounts. ``area`` names a former bidding area ("Toledo,
    OH"), which has amounts of its own.
    """
    code, state = code.strip().upper(), state.strip().upper()
    if rural is None and zip_code:
        rural = _is_rural(zip_code, on)
    at = moment(releases("fees"), on)
    chosen = _chosen(_rows("fees", code, at), code, modifiers)
    cents, why = _amount(chosen, state, rural)
    in_areas = _chosen(_rows("area_fees", code, moment(releases("area_fees"), on)), code, modifiers).rows
    if area is not None:
        here = in_areas.filter(pl.col("area").str.to_lowercase() == area.strip().lower())["cents"]
        cents, why = (here[0], "") if len(here) == 1 else (None, f"No amount for the area '{area}'.")
    elif not in_areas.is_empty():
        low, high = in_areas["cents"].min(), in_areas["cents"].max()
        why = f"{why} Former bidding areas pay {_dollars(low)} to {_dollars(high)} instead: name the area.".strip()
    head = chosen.rows.head(1).select("ceiling", "floor", "category")
    bounds = head.row(0) if len(head) else (None, None, None)
    mods = tuple(modifiers)
    return Fee(code, on, state, rural, mods, cents, *bounds, **_ground(at, why or chosen.why)._asdict())


def fee_range(code: str, *, on: date) -> FeeRange:
    """Return the lowest and highest amounts of a code on a day, its ceiling, floor and category.

    Rows for new equipment or without modifier are taken before rental and used ones.
    """
    code = code.strip().upper()
    at = moment(releases("fees"), on)
    rows = _rows("fees", code, at)
    plain = rows.filter(pl.col("mod").is_null() | (pl.col("mod") == "NU"), pl.col("mod2").is_null())
    rows = rows if plain.is_empty() else plain
    found = rows.select(
        lowest=pl.col("cents").min(),
        highest=pl.col("cents").max(),
        ceiling=pl.col("ceiling").max(),
        floor=pl.col("floor").min(),
        category=pl.col("category").first(),
    ).row(0)
    return FeeRange(code, on, *found, **_ground(at, _silence(rows, code, at))._asdict())


def _rows(kind: str, code: str, at: Moment) -> pl.DataFrame:
    """The rows of a code in the schedule that answers for the day; none before the oldest and in a gap."""
    tables = releases("fees" if kind == "fees" else "area_fees")
    rows = where(tables[at.used if at.used is not None else 0], "code", pl.Series([code]))
    return rows if at.used is not None else rows.clear()


def _chosen(rows: pl.DataFrame, code: str, modifiers: Collection[str]) -> _Chosen:
    """The most particular row whose modifiers the line has."""
    pairs = {(mod, mod2) for mod, mod2 in rows.select("mod", "mod2").unique().iter_rows()}
    given = {mod.strip().upper() for mod in modifiers}
    fitting = {pair for pair in pairs if {mod for mod in pair if mod} <= given}
    most = max((sum(map(bool, pair)) for pair in fitting), default=0)
    best = [pair for pair in fitting if sum(map(bool, pair)) == most]
    if len(best) == 1:
        mod, mod2 = best[0]
        return _Chosen(
            rows.filter(pl.col("mod").eq_missing(pl.lit(mod)), pl.col("mod2").eq_missing(pl.lit(mod2))), ""
        )
    if not pairs:
        return _Chosen(
            rows, f"The schedule has no amount for {code}: it is priced individually, or not at all."
        )
    choices = ", ".join(sorted(" ".join(mod for mod in pair if mod) or "none" for pair in (best or pairs)))
    return _Chosen(rows.clear(), f"The amount depends on the modifier: {choices}.")


def _amount(chosen: _Chosen, state: str, rural: bool | None) -> tuple[int | None, str]:
    here = dict(chosen.rows.filter(pl.col("state") == state).select("rural", "cents").iter_rows())
    if not here:
        return None, chosen.why or f"The schedule has no amount for {state}."
    if True in here and rural is None:
        return None, "The amount is another in rural ZIP codes: give the ZIP code."
    return (here.get(True) if rural else None) or here.get(False), ""


def _is_rural(zip_code: str, on: date) -> bool | None:
    """Whether a ZIP code is on the day's list of rural ones; null when no list is of that day."""
    tables = releases("rural_zips")
    at = moment(tables, on)
    if at.used is None:
        return None
    return not where(tables[at.used], "zip", pl.Series([zip_code.strip()[:5]])).is_empty()


def _silence(rows: pl.DataFrame, code: str, at: Moment) -> str:
    if at.used is None:
        return ""
    return (
        ""
        if rows["cents"].count()
        else f"The schedule has no amount for {code}: it is priced individually, or not at all."
    )


def _ground(at: Moment, why: str) -> Ground:
    tables = releases("fees")
    if at.used is None:
        why = "No fee schedule of that day is at hand: load the one of its quarter."
    return ground({"speaks": at.nearest, "basis": BASES.index(at.basis)}, tables, [why] if why else [])


def _dollars(cents: object) -> str:
    return f"${int(str(cents)) / 100:,.2f}"
