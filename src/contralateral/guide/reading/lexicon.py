"""The words and facts that an audit goes by: data files of the room, each read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["lexicon"]


@cache
def lexicon(name: str) -> Mapping[str, Any]:
    """Return one of ``data/*.toml`` by its stem: phrases, kinds, modifiers or forms."""
    text = files("contralateral.guide").joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
