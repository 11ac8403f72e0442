"""Which version of a rule holds for a code on a day, and on whose authority."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contralateral.policy import Authority

if TYPE_CHECKING:
    from datetime import date

    from contralateral.policy import Book
    from contralateral.policy.book import Edition, Rule

__all__ = ["authority_of", "edition_of"]


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
