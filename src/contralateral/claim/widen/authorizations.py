"""The number of a prior authorization: the line's own or its claim's, and whether it has the form of Medicare's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contralateral.claim.widen.base import named
from contralateral.policy.line import COLUMNS
from contralateral.policy.spaces import Space

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contralateral.claim.widen.batch import Batch

__all__ = ["number"]

_LENGTH = 14


def number(batch: Batch, _: str) -> Mapping[str, Space]:
    """Give the number and say whether it has 14 letters and digits; an empty one is none at all."""
    index, numbers, of_claim = named(batch, "authorization")
    values: dict[str, list[Any]] = {
        "authorization_number": numbers,
        "authorization_of_14": [
            None if not n else len(n.strip()) == _LENGTH and n.strip().isalnum() for n in numbers
        ],
    }
    space = Space(index, values=values, schema=COLUMNS, of_claim=of_claim)
    return dict.fromkeys(values, space)
