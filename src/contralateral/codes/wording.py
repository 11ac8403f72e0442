"""Words as the room reads and says them: plain text for patterns, values for people, the data files beside it."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["data", "name_of", "plain", "say"]


@cache
def data(file: str) -> Mapping[str, Any]:
    """Return a data file of the room (TOML), read once."""
    return tomllib.loads(files(__package__).joinpath("data", file).read_text(encoding="utf-8"))


def plain(text: pl.Expr) -> pl.Expr:
    """Lower case, no quotation marks, hyphens as blanks, single blanks: what every pattern of the room looks at."""
    return (
        text.str.to_lowercase()
        .str.replace_all(r"['\"‘’“”]", "")
        .str.replace_all(r"[-‐‑–—_\s]+", " ")
        .str.strip_chars()
    )


def name_of() -> pl.Expr:
    """Return the official name of a row: the long one, else the short one, else null."""
    return pl.coalesce("long", "short")


def say(value: object) -> str:
    """Return an attribute's value in words, or nothing where it is unknown.

    >>> say(("lumbar", "sacral")), say(False), say(None)
    ('lumbar, sacral', 'no', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else ", ".join(str(part) for part in value)  # type: ignore[attr-defined]
