"""Who is the same patient, without saying who it is."""

from __future__ import annotations

import os
from functools import cache

import numpy as np
import polars as pl

__all__ = ["patient_keys", "prints"]

_DIGITS = 32
#: Drawn anew for every process: a key that somebody keeps tells nothing, whoever tries names against it.
_SEEDS = tuple(int.from_bytes(os.urandom(8), "little") for _ in range(2))
_BETWEEN = "\x1f"


def patient_keys(claims: pl.DataFrame) -> pl.Series:
    """Return for each claim a key of its patient; null without member id or birth date.

    The same patient has the same key in every claim of a run, whichever file it stands in; in another run it has
    another one.

    Args:
        claims: with ``member_id``, ``patient_born`` and ``patient_first``.
    """
    return prints(claims.select(_said()).to_series())


@cache
def _said() -> pl.Expr:
    member, first_name = pl.col("member_id"), pl.col("patient_first").fill_null("")
    return pl.concat_str(
        pl.when(member != "").then(member.str.to_uppercase()),
        pl.col("patient_born").cast(pl.Int32).cast(pl.String),  # the days since 1970
        first_name.str.strip_chars().str.to_uppercase(),
        separator=_BETWEEN,
    )


def prints(said: pl.Series) -> pl.Series:
    """Return 128 bits that tell texts apart, as 32 hexadecimal digits; null for null."""
    halves = np.stack([said.hash(seed).to_numpy() for seed in _SEEDS], axis=1)
    digits = halves.tobytes().hex()
    each = pl.Series([digits[at : at + _DIGITS] for at in range(0, len(digits), _DIGITS)], dtype=pl.String)
    return each.set(said.is_null(), None) if said.null_count() else each
