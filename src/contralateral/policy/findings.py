"""Findings: what a rule found, in words, with its authority, its forecast and the way out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.policy.criteria import fact_of
from contralateral.policy.engine import WRONG
from contralateral.policy.fixes import propose
from contralateral.policy.spaces import Lines

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    import polars as pl

    from contralateral.policy.book import Book, Rule
    from contralateral.policy.record import Confidence, Forecast, Outcome, Route

__all__ = [
    "THE_ITEM",
    "Ask",
    "Authority",
    "Finding",
    "asks_of",
    "needed_for",
    "question",
    "questions_of",
    "say",
    "write",
]

#: What a question names where the line has no code.
THE_ITEM = "the item"

_DIAGNOSES = frozenset({"dx", "dx_not_listed", "dx_not_billable"})  # kept without the dot that people write


@dataclass(frozen=True, slots=True)
class Ask:
    """An open question: the fact that nobody has told us, and how to ask for it."""

    fact: str
    question: str


@dataclass(frozen=True, slots=True)
class Authority:
    """Where a rule's text was read, from when it holds and how sure we are."""

    id: str
    title: str
    url: str
    at: str
    from_: date
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's answer on one line, wrong or unknown; what is right is not kept."""

    rule: str
    verdict: str  # fails or unknown
    outcome: Outcome
    blocks: bool
    would_block: bool
    claim: int
    line: int
    code: str | None
    message: str
    remedy: str
    asks: tuple[Ask, ...]
    fix: dict[str, Any] | None
    forecast: Forecast
    route: Route
    sources: tuple[Authority, ...]
    modifiers: tuple[str, ...] = ()


#: What findings and their fixes say of any line.
_SAID = frozenset({"claim", "line", "code", "mods", "units", "charge_cents"})


def write(verdicts: pl.DataFrame, lines: Lines | pl.DataFrame, book: Book) -> list[Finding]:
    """Put verdicts into words.

    Args:
        verdicts: of ``engine.judge``.
        lines: the lines that the verdicts' ``row`` points into, or a frame with ``row`` and every column that the rules
            read and their words name.
        book: the rules that were judged by.

    Returns:
        Findings ordered by claim; in a claim wrong before unknown, blocking before not, then by line.
    """
    if isinstance(lines, Lines):
        by_row = _rows(verdicts, lines, book)
    else:
        by_row = {row["row"]: row for row in lines.iter_rows(named=True)}
    found = [
        _finding(book, book.rules[rule], edition, by_row[row], wrong=verdict == WRONG)
        for row, rule, edition, verdict in verdicts.iter_rows()
    ]
    return sorted(
        found, key=lambda f: (f.claim, f.verdict != "fails", not f.blocks, f.line, _rank(f), f.rule)
    )


def _rows(verdicts: pl.DataFrame, lines: Lines, book: Book) -> dict[int, dict[str, Any]]:
    """The lines that verdicts point into, with what is said of them."""
    rows = np.unique(verdicts["row"].to_numpy()).astype(np.int64)
    if not len(rows):
        return {}
    columns = set(_SAID)
    for number in set(verdicts["rule"].to_list()):
        columns |= book.rules[number].fields | book.rules[number].waits_for
    columns |= {"mods_open"} if "mods_unknown" in columns else set()
    told = lines.plain(columns, rows)
    names = list(told)
    each = zip(*told.values(), strict=True)
    return {
        row: dict(zip(names, values, strict=True)) for row, values in zip(rows.tolist(), each, strict=True)
    }


def _rank(finding: Finding) -> int:
    return ("reject", "deny", "audit", "advise").index(finding.outcome)


def _finding(book: Book, rule: Rule, edition: int, line: dict[str, Any], *, wrong: bool) -> Finding:
    record = rule.record
    version = record.version[rule.editions[edition].index]
    asks = () if wrong else asks_of(book, rule, line)
    words = {name: say(line.get(name), name) for name in rule.fields}
    return Finding(
        rule=rule.id,
        verdict="fails" if wrong else "unknown",
        outcome=record.outcome,
        blocks=wrong and record.blocks,
        would_block=record.blocks,
        claim=line["claim"],
        line=line["line"],
        code=line["code"],
        message=record.message.format(**words)
        if wrong
        else question(record.title, [a.question for a in asks]),
        remedy=record.remedy.format(**words) if wrong else needed_for(record.title),
        asks=asks,
        fix=propose(record.fix, line) if wrong and record.fix else None,
        forecast=record.forecast,
        route="fix" if wrong and record.blocks else record.route,
        sources=tuple(
            Authority(
                key,
                s.title,
                s.url,
                version.at if key == version.source else "",
                version.from_,
                version.confidence,
            )
            for key in (version.source, *version.also_sources)
            for s in (book.sources[key],)
        ),
        modifiers=tuple(line.get("mods") or ()),
    )


def question(title: str, asked: Sequence[str]) -> str:
    """Return what is asked, or that nothing that could be asked decides it."""
    return " ".join(asked) or f"{title}: what is known does not decide it."


def needed_for(title: str) -> str:
    """Return what an answer is needed for."""
    return f"Needed for: {title}."


def asks_of(book: Book, rule: Rule, line: dict[str, Any]) -> tuple[Ask, ...]:
    """The questions whose answers would decide: every fact the rule waits for that is null on the line."""
    open_ = questions_of(book, rule, {column for column in rule.waits_for if line.get(column) is None})
    told = {"code": line["code"] or THE_ITEM, "line": line["line"], "mods_open": line.get("mods_open")}
    return tuple(Ask(fact, words.format(**told)) for fact, words in open_.items())


def questions_of(book: Book, rule: Rule, lacking: Collection[str]) -> dict[str, str]:
    """The question of each fact behind columns that are lacking, with the code and the line still in braces."""
    found: dict[str, str] = {}
    for column in sorted(rule.waits_for & set(lacking)):
        fact = fact_of(column)
        fact = book.facts.get(fact, {}).get("ask", fact)
        if words := book.facts.get(fact, {}).get("question"):
            found[fact] = words
    return {fact: words for fact, words in found.items() if book.facts[fact].get("unless") not in found}


def say(value: Any, column: str = "") -> str:
    """Print a value as a person would say it; what is unknown stays visible as such."""
    if isinstance(value, list):
        return ", ".join(say(v, column) for v in value)
    match value:
        case None:
            words = "unknown"
        case bool():
            words = "yes" if value else "no"
        case int() if column.endswith("_cents"):
            words = f"${value / 100:,.2f}"
        case float() if value.is_integer():
            words = str(int(value))
        case str() if column in _DIAGNOSES and len(value) > 3:
            words = f"{value[:3]}.{value[3:]}"
        case _:
            words = str(value)
    return words
