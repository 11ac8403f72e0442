"""Denial reasons: what is returned, denied or taken back, with codes, the way back and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contralateral.guide.page.model import Group, Point
from contralateral.guide.page.words import fault, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contralateral.guide.page.shelf import Held, Shelf

__all__ = ["denials"]

_OUTCOME = {
    "reject": "Returned unprocessed",
    "deny": "Denied",
    "audit": "Paid, and taken back in an audit",
}
_ROUTE = {
    "fix": "put it right before sending",
    "resubmit": "send it again",
    "appeal": "appeal",
    "none": "there is no way back",
}


def denials(code: str, held: tuple[Held, ...], shelf: Shelf) -> Iterator[Group]:
    """Yield the groups of the fifth section: rules that name the code, then those for every code."""
    own = [h for h in held if not h.every and h.rule.record.outcome in _OUTCOME]
    general = [h for h in held if h.every and h.rule.record.outcome in _OUTCOME]
    if own:
        yield Group(f"Rules that name {code}", tuple(_point(h, shelf, remedy=True) for h in own))
    else:
        text = f"No rule here that names {code} returns, denies or takes back a claim; those for every code hold."
        yield Group("", (Point(text, shelf.searched_rules, kind="gap"),))
    said = shelf.book.sources.get("mln-ebp")
    if said is not None and general:
        text = "Reviews find thin or missing documents first: for breast prostheses half of the improper payments."
        yield Group("What reviews find", (Point(text, shelf.cite("mln-ebp", "M"), "Medicare"),))
    by_topic: dict[str, list[Point]] = {}
    for rule in general:
        by_topic.setdefault(rule.rule.id.split("/")[1], []).append(_point(rule, shelf, remedy=False))
    for topic, points in by_topic.items():
        yield Group(f"For every code: {topic}", tuple(points))


def _point(held: Held, shelf: Shelf, *, remedy: bool) -> Point:
    record = held.rule.record
    forecast = record.forecast
    codes = " ".join(filter(None, (forecast.group, forecast.carc, *forecast.rarc)))
    also = f" (or {', '.join(forecast.also)})" if forecast.also else ""
    told = f"{_OUTCOME[record.outcome]}{f', {codes}{also}' if codes or also else ''}: "
    told += f"{fault(record.title, record.message, record.general)}. Afterwards: {_ROUTE[record.route]}."
    if remedy:
        told += f" {plain(record.remedy)}"
    return Point(told, held.cite, shelf.who(held.rule.pack), "rule", held.rule.id)
