"""How well two readings of a device agree: what they share, what they contradict, said in numbers and in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from contralateral.codes import wording

if TYPE_CHECKING:
    from contralateral.codes.attributes import Attributes

__all__ = ["Agreement", "agreement"]

_PREFABRICATED = frozenset({"prefabricated", "off the shelf", "custom fitted"})


@dataclass(frozen=True, slots=True)
class Agreement:
    """What two readings share and where they contradict each other, by the names of the attributes.

    `unasked` counts what the second states and the first leaves open.
    """

    shared: tuple[str, ...]
    contradicted: tuple[str, ...]
    unasked: tuple[str, ...]
