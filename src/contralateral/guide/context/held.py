"""Which version of a rule holds for a code on a day, and on whose authority."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contralateral.policy import Authority

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from contralateral.policy import Book
    from contralateral.policy.book import Edition, Rule

__all__ = ["authority_of", "edition_of", "included_in"]


def edition_of(rule: Rule, code: str, *, day: date, receipt: date) -> Edition | None:
    """Return the version that holds for a code, by the day of service or, where the rule goes by it, of receipt."""
    on = receipt if rule.record.basis == "receipt" else day
    held = (
        e
        for e in rule.editions
        if e.scope.covers(code) and e.starts <= on and (e.ends_before is None or on < e.ends_before)
    )
    return next(held, None)


def authority_of(rule: Rule, edition: Edition, book: Book) -> Authority:
    """Return whose word a version of a rule is."""
    version = rule.record.version[edition.index]
    source = book.sources[version.source]
    return Authority(version.source, source.title, source.url, version.at, version.from_, version.confidence)


def included_in(code: str, bases: Iterable[str], *, on: date, book: Book) -> frozenset[str]:
    """Return those of an addition's bases that include it: a rule denies it beside them, on that day."""
    found: set[str] = set()
    for rule in book.rules:
        if rule.record.check == "claim_also_has" and rule.record.outcome == "deny":
            edition = edition_of(rule, code, day=on, receipt=on)
            if edition is not None:
                params = {**rule.record.params, **(rule.record.version[edition.index].params or {})}
                found.update(params["codes"])
    return frozenset(found) & frozenset(bases)
