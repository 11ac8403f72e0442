"""Whether a code stands on a day: what the releases list, what dated records say, and what corrections decide.

One logic serves codes, modifiers, diagnoses and places of service. Dates are official facts wherever they are
printed: a code ended before the day is ended, one added after it is not yet. Otherwise the release of the day
lists it or not; in a gap both neighbours must list it; after the newest release its listing is used and a
code absent from it is unknown; before the oldest nothing is known. A correction decides over all of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, get_args

import polars as pl

from contralateral.codes.lookup.moments import boundaries, moments
from contralateral.codes.store import frame, releases, where

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contralateral.codes.editions import Kind
    from contralateral.codes.store import Release

__all__ = [
    "STATUSES",
    "Known",
    "Status",
    "corrected",
    "facts",
    "filled",
    "in_force",
    "known",
    "printing_ends",
    "statuses",
]

Status = Literal["in_force", "ended", "withdrawn", "not_yet", "not_listed", "unknown"]
STATUSES = pl.Enum(get_args(Status))
#: What a dated fact makes of a code from its day on.
_ALIVE, _DEAD, _WITHDRAWN, _UNCERTAIN = 1, 0, 2, 3
_STATE = {"added": _ALIVE, "ended": _DEAD, "withdrawn": _WITHDRAWN, "uncertain": _UNCERTAIN}


@dataclass(frozen=True, slots=True)
class Known:
    """All that the tables of a kind hold of some codes.

    ``records`` has the rows of every release with its place ``r`` in ``releases``; ``corrections`` those of the newest
    table of corrections, numbered by ``by``.
    """

    kind: Kind
    codes: pl.Series
    releases: tuple[Release, ...]
    records: pl.DataFrame
    corrections: pl.DataFrame

    @property
    def dated(self) -> bool:
        """Whether records of this kind carry dates."""
        return "ended" in self.records.columns


def known(kind: Kind, codes: pl.Series) -> Known:
    """Return what the tables hold of ``codes``."""
    tables = releases(kind)
    parts = [where(r, "code", codes).with_columns(r=pl.lit(at, pl.Int16)) for at, r in enumerate(tables)]
    records = pl.concat(parts) if parts else pl.DataFrame(schema={"code": pl.String, "r": pl.Int16})
    return Known(kind, codes, tables, records, corrected(kind, codes))


def filled(this: Known, columns: Sequence[str]) -> pl.LazyFrame:
    """Return ``columns`` for each code and release place ``r``: of that release, else of the last before it that tells,
    else of the first after."""
    places = pl.LazyFrame({"r": range(len(this.releases))}, schema={"r": pl.Int16})
    grid = this.codes.to_frame("code").lazy().join(places, how="cross")
    told = this.records.lazy().select("code", "r", *columns)
    grid = grid.join(told, on=["code", "r"], how="left", maintain_order="left")
    return grid.with_columns(pl.col(name).forward_fill().backward_fill().over("code") for name in columns)


def corrected(kind: Kind, codes: pl.Series) -> pl.DataFrame:
    """Return the corrections of a kind that name any of ``codes``, numbered by ``by``."""
    newest = releases("corrections")[-1:]
    rows = [frame(release).with_row_index("by") for release in newest]
    if not rows:
        raise LookupError("the shipped corrections are missing")
    return rows[0].filter(pl.col("table") == kind, pl.col("code").is_in(codes.implode()))


def facts(this: Known) -> pl.LazyFrame:
    """Return dated facts, numbered by ``fact``: ``code``, the day ``from`` which it is so, ``state``, the
    correction ``by`` that says it or the place ``said`` of the newest release that prints it."""
    day_after = pl.col("through").dt.offset_by("1d")
    said = this.corrections.lazy().filter(pl.col("change").is_in(list(_STATE)))
    parts = [
        said.select(
            "code",
            pl.when(pl.col("change") == "ended").then(day_after).otherwise("from").alias("from"),
            pl.col("change").replace_strict(_STATE, return_dtype=pl.Int8).alias("state"),
            "by",
            pl.lit(None, pl.Int16).alias("said"),
        )
    ]
    if this.dated:
        born = this.records.lazy().filter(pl.col("added").is_not_null()).select("code", "r", day="added")
        parts.append(_printed(born, _ALIVE))
        newest = born.group_by("code").agg(pl.col("day").sort_by("r").last().alias("newest"))
        # An end that a newer file no longer prints was taken back, unless the code was ended and then added again.
        ends = _ends(this).join(newest, on="code", how="left")
        ends = ends.filter(pl.col("current") | (pl.col("newest") > pl.col("day")))
        parts.append(_printed(ends.with_columns(pl.col("day").dt.offset_by("1d")), _DEAD))
    # On one day a correction goes before a record, and an addition before an end.
    order = [pl.col("by").is_null(), pl.col("state") != _ALIVE]
    told = pl.concat(parts).sort("code", "from", *order)
    return told.unique(["code", "from"], keep="first", maintain_order=True).with_row_index("fact")


def _printed(days: pl.LazyFrame, state: int) -> pl.LazyFrame:
    """Days that records print, as facts."""
    newest = days.group_by("code", "day").agg(pl.col("r").max().alias("said"))
    return newest.select(
        "code",
        pl.col("day").alias("from"),
        pl.lit(state, pl.Int8).alias("state"),
        pl.lit(None, pl.UInt32).alias("by"),
        "said",
    )


def _ends(this: Known) -> pl.LazyFrame:
    """Ends printed anywhere, and whether the newest file that prints ends still has this one for the code."""
    seen = this.records.lazy().filter(pl.col("r").is_in(list(printing_ends(this.releases))))
    last = seen.group_by("code").agg(pl.col("r").max().alias("last"))
    ends = seen.filter(pl.col("ended").is_not_null()).select("code", "r", day="ended").join(last, on="code")
    return ends.with_columns(current=pl.col("r") == pl.col("last"))


def printing_ends(tables: Sequence[Release]) -> tuple[int, ...]:
    """Return the places of the releases that print the ends of codes; a bare list of codes or names does not."""
    return tuple(at for at, r in enumerate(tables) if frame(r)["ended"].null_count() < r.rows)


def statuses(this: Known, extra_days: pl.DataFrame | None = None) -> pl.LazyFrame:
    """Return the timeline of the codes asked: ``code``, ``from``, ``status``, ``by`` (the correction that decides),
    ``speaks`` (the place of the release that answers), ``nearest`` and ``used`` (places, for names and values),
    ``basis``, ``begun``, and the codes' own ``added`` and ``ended``.

    ``extra_days`` (code, from) adds days on which something else changes.
    """
    told = facts(this).collect(engine="in-memory")
    every = this.codes.to_frame("code").join(pl.DataFrame({"from": boundaries(this.releases)}), how="cross")
    parts = [every, told.select("code", "from"), *([] if extra_days is None else [extra_days])]
    days = pl.concat(parts)
    now = moments(this.releases, days["from"].unique().sort()).lazy()
    numbers = told.lazy().select("code", "from", "fact")
    rows = days.lazy().unique().sort("code", "from").join(now, on="from", how="left", maintain_order="left")
    rows = rows.join(numbers, on=["code", "from"], how="left", maintain_order="left")
    rows = rows.with_columns(
        fact=pl.col("fact").forward_fill().over("code"), coming=pl.col("fact").backward_fill().over("code")
    )
    last = told.lazy().select("fact", "state", "by", "said", since="from")
    rows = rows.join(last, on="fact", how="left", maintain_order="left")
    coming = told.lazy().select(coming="fact", state_next="state", by_next="by", said_next="said")
    rows = rows.join(coming, on="coming", how="left", maintain_order="left")
    for name in ("covering", "before", "after"):
        rows = _mark_listed(rows, this, name)
    rows = rows.with_columns(status=_status())
    rows = rows.with_columns(_speaker("by"), speaks=pl.coalesce(_speaker("said"), "nearest"))
    return rows.join(_own_days(told.lazy()), on="code", how="left", maintain_order="left")


def _speaker(name: str) -> pl.Expr:
    """Whose word decides: the next fact's for a code not yet in force, the last one's for one over or corrected."""
    last = (
        pl.col(name) if name == "by" else pl.when(pl.col("status").is_in(["ended", "withdrawn"])).then(name)
    )
    return pl.when(pl.col("status") == "not_yet").then(f"{name}_next").otherwise(last).alias(name)


def _mark_listed(rows: pl.LazyFrame, this: Known, name: str) -> pl.LazyFrame:
    listed = this.records.lazy().select(
        "code", pl.col("r").alias(name), pl.lit(value=True).alias(f"in_{name}")
    )
    joined = rows.join(listed, on=["code", name], how="left", maintain_order="left")
    return joined.with_columns(pl.col(f"in_{name}").fill_null(value=False))


def _status() -> pl.Expr:
    state, alive = pl.col("state"), pl.col("state") == _ALIVE
    unborn = state.is_null() & (pl.col("state_next") == _ALIVE)
    # A code added within a release's time is in the next one and not in this.
    joined_late = alive & pl.col("in_after") & (pl.col("since") > pl.col("begun"))
    listed = (
        pl.when(pl.col("covering").is_not_null())
        .then(pl.col("in_covering") | joined_late.fill_null(value=False))
        .when(pl.col("before").is_not_null() & pl.col("after").is_null() & pl.col("in_before"))
        .then(pl.lit(value=True))
        .when(pl.col("before").is_not_null() & pl.col("after").is_not_null())
        .then(pl.when(pl.col("in_after") & pl.col("in_before") | joined_late).then(pl.lit(value=True)))
    )
    return (
        pl.when(state == _WITHDRAWN)
        .then(pl.lit("withdrawn"))
        .when(state == _DEAD)
        .then(pl.lit("ended"))
        .when(unborn)
        .then(pl.lit("not_yet"))
        .when(state == _UNCERTAIN)
        .then(pl.lit("unknown"))
        .when(alive & pl.col("by").is_not_null() | listed)
        .then(pl.lit("in_force"))
        .when(~listed)
        .then(pl.lit("not_listed"))
        .otherwise(pl.lit("unknown"))
        .cast(STATUSES)
    )


def _own_days(told: pl.LazyFrame) -> pl.LazyFrame:
    added = pl.col("from").filter(pl.col("state") == _ALIVE).max().alias("added")
    over = pl.col("from").filter(pl.col("state") == _DEAD).max().dt.offset_by("-1d").alias("ended")
    days = told.group_by("code").agg(added, over)
    return days.with_columns(
        ended=pl.when(pl.col("ended") >= pl.col("added").fill_null(date(1900, 1, 1))).then("ended")
    )


def in_force(status: str = "status") -> pl.Expr:
    """Return whether a status means that the code can be used; null when that is unknown."""
    return pl.when(pl.col(status) != "unknown").then(pl.col(status) == "in_force")
