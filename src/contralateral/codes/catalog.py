"""Attributes of the codes on claim lines, read from the names they had when they were billed."""

from __future__ import annotations

import polars as pl

from contralateral.codes import attributes
from contralateral.codes.lookup.hcpcs import lookup_hcpcs

__all__ = ["attribute_table"]


def attribute_table(lines: pl.DataFrame) -> pl.DataFrame:
    """Return one row per distinct code with the attributes of its name on the last day it was billed.

    Args:
        lines: with code and dos; lines without either are passed over.
    """
    last = (
        lines.select("code", "dos").drop_nulls("code").group_by("code").agg(pl.col("dos").max()).sort("code")
    )
    named = last.select("code").hstack(lookup_hcpcs(last).select("short", "long"))
    return attributes.table(named)
