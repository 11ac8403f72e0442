"""Findings as a table, for files of millions of lines: words are made once for each distinct thing to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from contralateral.policy.engine import WRONG
from contralateral.policy.findings import asks_of, question, say
from contralateral.policy.spaces import FrameLines, Lines

if TYPE_CHECKING:
    from contralateral.policy.book import Book, Rule

__all__ = ["FINDINGS", "tabulate"]

_T = pl.String()
#: One row a finding. The first five say where; the rest says what, as a report of one claim would.
FINDINGS: dict[str, pl.DataType] = {
    "claim": pl.UInt32(),
    "line": pl.UInt32(),
    "code": _T,
    "dos": pl.Date(),
    "payer": _T,
    "rule": _T,
    "verdict": _T,  # fails or unknown
    "outcome": _T,
    "blocks": pl.Boolean(),
    "would_block": pl.Boolean(),  # were it to fail
    "message": _T,
    "remedy": _T,
    "group": _T,  # the denial to expect
    "carc": _T,
    "rarc": _T,
    "source": _T,
    "from": pl.Date(),
    "confidence": _T,
}
_WHERE = ("claim", "line", "code", "dos", "payer")


def tabulate(verdicts: pl.DataFrame, lines: Lines | pl.DataFrame, book: Book) -> pl.DataFrame:
    """Put verdicts into words, as a table.

    Args:
        verdicts: of ``engine.judge``.
        lines: the lines that the verdicts' ``row`` points into.
        book: the rules that were judged by.

    Returns:
        A row a verdict in the order given, with the columns of ``FINDINGS``.
    """
    spaced = FrameLines(lines) if isinstance(lines, pl.DataFrame) else lines
    rows = verdicts["row"].to_numpy().astype(np.int64)
    keys = (
        verdicts["rule"].to_numpy().astype(np.int64) << 16
        | verdicts["edition"].to_numpy().astype(np.int64) << 8
        | verdicts["verdict"].to_numpy()
    )
    if not len(keys):
        return pl.DataFrame(schema=FINDINGS)
    distinct, which = np.unique(keys, return_inverse=True)
    messages, remedies = _Words(len(keys)), _Words(len(keys))
    order = np.argsort(which, kind="stable")
    bounds = np.searchsorted(which[order], np.arange(len(distinct) + 1))
    facts: dict[str, list[Any]] = {
        name: [] for name in FINDINGS if name not in (*_WHERE, "message", "remedy")
    }
    for i, key in enumerate(distinct.tolist()):
        rule, wrong = book.rules[key >> 16], key & 0xFF == WRONG
        mine = order[bounds[i] : bounds[i + 1]]
        write = _wrong if wrong else _unknown
        write(rule, spaced, rows[mine], book, mine, messages, remedies)
        _add_facts(facts, rule, key >> 8 & 0xFF, wrong=wrong)
    where = spaced.take(_WHERE, rows)
    told = pl.DataFrame(facts, schema={name: FINDINGS[name] for name in facts})[which]
    columns = {**where.to_dict(), **told.to_dict(), "message": messages.series(), "remedy": remedies.series()}
    return pl.DataFrame([columns[name].alias(name) for name in FINDINGS]).cast(FINDINGS)  # type: ignore[arg-type]


class _Words:
    """Text for each of many rows, each distinct one kept once."""

    def __init__(self, size: int) -> None:
        self.at = np.zeros(size, dtype=np.int64)
        self.texts: list[str] = []

    def put(self, rows: np.ndarray[Any, Any], which: np.ndarray[Any, Any] | int, texts: list[str]) -> None:
        self.at[rows] = which + len(self.texts)
        self.texts += texts

    def series(self) -> pl.Series:
        return pl.Series(self.texts, dtype=pl.String)[self.at]


def _wrong(
    rule: Rule,
    lines: Lines,
    rows: np.ndarray[Any, Any],
    book: Book,
    mine: np.ndarray[Any, Any],
    messages: _Words,
    remedies: _Words,
) -> None:
    names = sorted(rule.fields)
    if not names:
        messages.put(mine, 0, [rule.record.message.format()])
        remedies.put(mine, 0, [rule.record.remedy.format()])
        return

    first, which = _distinct(lines.keys(names, rows))
    values = lines.plain(names, rows[first])
    told = []
    for line in zip(*values.values(), strict=True):
        words = {name: say(value, name) for name, value in zip(values, line, strict=True)}
        told.append((rule.record.message.format(**words), rule.record.remedy.format(**words)))
    _put(told, which, mine, messages, remedies)


def _unknown(
    rule: Rule,
    lines: Lines,
    rows: np.ndarray[Any, Any],
    book: Book,
    mine: np.ndarray[Any, Any],
    messages: _Words,
    remedies: _Words,
) -> None:
    """What is asked depends on which of the facts are missing, and names the code and the line."""
    waits = sorted(rule.waits_for)
    found = lines.take(dict.fromkeys([*waits, "code", "line"]), rows)
    lacking = found.select(*(pl.col(name).is_null().alias(f"no {name}") for name in waits), "code", "line")
    first, which = _distinct(lacking)
    told = []
    for line in lacking[first].iter_rows(named=True):
        known = {name: None if line[f"no {name}"] else True for name in waits}
        asks = asks_of(book, rule, {**known, "code": line["code"], "line": line["line"]})
        told.append((question(rule.record.title, asks), f"Needed for: {rule.record.title}."))
    _put(told, which, mine, messages, remedies)


def _distinct(keys: pl.DataFrame) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return a row of each distinct kind, and the kind of each row."""
    prints = keys.select(pl.struct(keys.columns).hash().alias("print"))["print"].to_numpy()
    _, first, which = np.unique(prints, return_index=True, return_inverse=True)
    return first, which


def _put(
    told: list[tuple[str, str]],
    which: np.ndarray[Any, Any],
    mine: np.ndarray[Any, Any],
    messages: _Words,
    remedies: _Words,
) -> None:
    messages.put(mine, which, [message for message, _ in told])
    remedies.put(mine, which, [remedy for _, remedy in told])


def _add_facts(facts: dict[str, list[Any]], rule: Rule, edition: int, *, wrong: bool) -> None:
    record = rule.record
    version = record.version[rule.editions[edition].index]
    values = {
        "rule": rule.id,
        "verdict": "fails" if wrong else "unknown",
        "outcome": record.outcome,
        "blocks": wrong and record.blocks,
        "would_block": record.blocks,
        "group": record.forecast.group or None,
        "carc": record.forecast.carc or None,
        "rarc": " ".join(record.forecast.rarc) or None,
        "source": f"{version.source} {version.at}".strip(),
        "from": version.from_,
        "confidence": version.confidence,
    }
    for name, value in values.items():
        facts[name].append(value)
