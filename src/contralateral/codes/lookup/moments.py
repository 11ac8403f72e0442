"""Which release answers for a day: the one that covers it, else its neighbours.

Releases may overlap (an annual file and a quarterly one): of those that cover a day the latest begun answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, get_args

import polars as pl

from contralateral.codes.editions import next_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from contralateral.codes.store import Release

__all__ = ["BASES", "Basis", "Moment", "boundaries", "moment", "moments"]

Basis = Literal["table of the day", "after newest release", "before oldest release", "between releases"]
BASES: tuple[Basis, ...] = get_args(Basis)
#: Before every table and every dated fact.
EVER = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day against the releases of one kind: places in their sequence, or none."""

    covering: int | None
    before: int | None
    after: int | None
    basis: Basis

    @property
    def used(self) -> int | None:
        """The release whose values hold on the day: none before the oldest and in a gap."""
        return self.before if self.basis == "after newest release" else self.covering

    @property
    def nearest(self) -> int | None:
        """The release that says most of the day: the one covering it, else the last before it, else the first after."""
        return next((at for at in (self.covering, self.before, self.after) if at is not None), None)


def moment(releases: Sequence[Release], day: date) -> Moment:
    """Return where a day stands among releases ordered by their first day."""
    begun = [at for at, r in enumerate(releases) if r.covers_from <= day]
    covering = next((at for at in reversed(begun) if day <= releases[at].covers_through), None)
    before = begun[-1] if begun else None
    after = len(begun) if len(begun) < len(releases) else None
    if covering is not None:
        return Moment(covering, before, after, "table of the day")
    if before is None:
        return Moment(None, None, after, "before oldest release")
    return Moment(None, before, after, "after newest release" if after is None else "between releases")


def boundaries(releases: Sequence[Release]) -> list[date]:
    """Return the days on which another release begins to answer, the first of them before all."""
    days = {EVER}
    for release in releases:
        days |= {release.covers_from, next_day(release.covers_through)}
    return sorted(days)


def moments(releases: Sequence[Release], days: Iterable[date]) -> pl.DataFrame:
    """Return one row a day: ``from``, ``covering``, ``before``, ``after``, ``used``, ``nearest``, ``basis``, and the
    first days of the covering and of the last release (``begun``)."""
    rows = []
    for day in days:
        now = moment(releases, day)
        base = now.covering if now.covering is not None else now.before
        begun = None if base is None else releases[base].covers_from
        places = (now.covering, now.before, now.after, now.used, now.nearest)
        rows.append((day, *places, BASES.index(now.basis), begun))
    names = ("covering", "before", "after", "used", "nearest")
    schema = {
        "from": pl.Date(),
        **{name: pl.Int16() for name in names},
        "basis": pl.UInt8(),
        "begun": pl.Date(),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")
