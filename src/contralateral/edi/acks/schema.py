"""Schemas of tables as words: ``name`` is text, ``name:u`` a small count, ``name:n`` a whole number or cents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Schema", "schema"]

Schema = dict[str, pl.DataType]
_TYPES: Mapping[str, pl.DataType] = {
    "": pl.String(),
    "u": pl.UInt32(),
    "n": pl.Int64(),
    "f": pl.Float64(),
    "d": pl.Date(),
}


def schema(*words: str) -> Schema:
    """Return the schema that words stand for.

    >>> schema("claim:u code paid_cents:n")
    {'claim': UInt32, 'code': String, 'paid_cents': Int64}
    """
    found: Schema = {}
    for each in " ".join(words).split():
        name, _, type_ = each.partition(":")
        assert name not in found, name
        found[name] = _TYPES[type_]
    return found
