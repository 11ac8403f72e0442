"""A plain reading of made files, one segment after the other, that shares nothing with what made them."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal


def segments(data: bytes) -> list[list[str]]:
    """Return the elements of every segment."""
    return [text.strip("\n").split("*") for text in data.decode("ascii").split("~") if text.strip("\n")]


def cents(text: str) -> int:
    """Return an amount in cents; nothing is 0."""
    value = Decimal(text or "0") * 100
    assert value == int(value)
    return int(value)


def triples(cas: list[str]) -> list[tuple[str, int]]:
    """Return group and cents of each triple of a CAS."""
    return [(cas[1], cents(cas[at + 1])) for at in range(2, len(cas), 3)]


def counted(found: list[list[str]]) -> Counter[str]:
    """Return how often each segment name occurs."""
    return Counter(segment[0] for segment in found)


def claims(found: list[list[str]], first: str) -> list[list[list[str]]]:
    """Return the segments of each claim: from CLM or CLP to what opens the next claim or ends its group of claims."""
    parts: list[list[list[str]]] = []
    inside = False
    for segment in found:
        if segment[0] == first:
            parts.append([])
            inside = True
        elif segment[0] in {"HL", "SE", "PLB"} or (segment[0] == "LX" and first == "CLP"):
            inside = False
        if inside:
            parts[-1].append(segment)
    return parts
