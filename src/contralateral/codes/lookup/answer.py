"""What every answer carries: how the tables know it, which release says so, and whose statement that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from contralateral.codes.lookup.moments import BASES, Basis
from contralateral.codes.store import frame, releases

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from contralateral.codes.store import Release

__all__ = ["Ground", "correction", "ground", "one"]


class Ground(NamedTuple):
    """Where an answer comes from."""

    basis: Basis
    release: str
    source: str
    note: str


def one(code: str, on: date, **more: object) -> pl.DataFrame:
    """Return a frame of one line, so that a single question goes through the look-up of millions."""
    columns = {"code": [code], "on": [on], **{name: [value] for name, value in more.items()}}
    return pl.DataFrame(columns, schema_overrides={"code": pl.String, "on": pl.Date})


def correction(by: int) -> dict[str, Any]:
    """Return a row of the newest corrections by its number."""
    return frame(releases("corrections")[-1]).row(by, named=True)


def ground(
    row: Mapping[str, object], tables: Sequence[Release], notes: Sequence[str] = (), *, about: bool = True
) -> Ground:
    """Return the ground of an answer from its ``basis``, the release that ``speaks`` and the correction ``by``.

    ``about`` adds what is to be known of the release itself.
    """
    at, by, basis = row.get("speaks"), row.get("by"), row.get("basis")
    release = tables[at] if isinstance(at, int) else None
    source = release.title if release else ""
    said = list(notes)
    if isinstance(by, int):
        decided = correction(by)
        source = decided["source"]
        said += [decided["note"]] if decided["note"] else []
    elif about and release and release.note:
        said.append(release.note)
    named = BASES[basis] if isinstance(basis, int) else "before oldest release"
    return Ground(named, release.release if release else "", source, " ".join(said))
