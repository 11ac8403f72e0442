"""What a claim is told: its verdict, its findings, who looked at each line, and which codes would fit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from contralateral import policy
from contralateral.claim.risk import Stake, stakes
from contralateral.claim.suggest import ASKED, Suggestion, suggest, suggesting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import polars as pl

    from contralateral.policy import Book, Finding
    from contralateral.policy.spaces import Lines

__all__ = ["ClaimReport", "Covered", "reports", "verdict"]

Verdict = Literal["clean", "ask", "blocked"]


@dataclass(frozen=True, slots=True)
class Covered:
    """Which packs and rules looked at a line, and what none of them covers."""

    line: int
    code: str | None
    packs: tuple[str, ...]
    rules: tuple[str, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimReport:
    """One claim's answer."""

    claim: str
    source: str
    payer: str
    verdict: Verdict
    findings: tuple[Finding, ...]
    coverage: tuple[Covered, ...]
    suggestions: tuple[Suggestion, ...]
    stakes: tuple[Stake, ...]


def reports(
    claims: pl.DataFrame, lines: Lines, findings: Sequence[Finding], book: Book
) -> tuple[ClaimReport, ...]:
    """Put together what each claim is told.

    Args:
        claims: ``ClaimTables.claims`` with ``payer``.
        lines: the widened lines.
        findings: of all claims, in order.
        book: the rules they were judged by.
    """
    of_claim: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        of_claim[finding.claim].append(finding)
    wanted = suggesting(book)
    routes = {rule.id: rule.record.route for rule in book.rules}
    rows: dict[int, list[tuple[int, int, str | None, date | None]]] = defaultdict(list)
    billed = lines.plain(("claim", "line", "code", "dos", "charge_cents", "code_in_force"))
    charges = billed["charge_cents"]
    received = lines.plain(("receipt",))["receipt"]
    columns = (billed[name] for name in ("claim", "line", "code", "dos"))
    for at, (number, line, code, day) in enumerate(zip(*columns, strict=True)):
        rows[number].append((at, line, code, day))
    told = []
    for claim in claims.select("claim", "claim_id", "source", "payer").iter_rows(named=True):
        number, payer = claim["claim"], claim["payer"]
        coverage = tuple(
            _covered(book, payer, line, code, day, received[at], over=billed["code_in_force"][at] is False)
            for at, line, code, day in rows[number]
        )
        mine = tuple(of_claim[number])
        charged = ((line, charges[at]) for at, line, _, _ in rows[number])
        asking = {f.line for f in mine if f.verdict == "fails" and f.rule in wanted}
        told.append(
            ClaimReport(
                claim=claim["claim_id"] or "",
                source=claim["source"] or "",
                payer=payer,
                verdict=verdict(mine, coverage),
                findings=mine,
                coverage=coverage,
                suggestions=tuple(suggest(mine, _lines(lines, rows[number], asking), wanted))
                if asking
                else (),
                stakes=stakes(charged, mine, {c.line for c in coverage if c.gaps}, routes),
            )
        )
    return tuple(told)


def _lines(
    lines: Lines, rows: Sequence[tuple[int, int, str | None, date | None]], asking: set[int]
) -> dict[int, dict[str, Any]]:
    """What suggestions ask of some of a claim's lines, by line number."""
    at = {line: row for row, line, _, _ in rows if line in asking}
    told = lines.plain(ASKED, np.array(list(at.values()), np.int64))
    return {line: {name: told[name][i] for name in told} for i, line in enumerate(at)}


def verdict(findings: Sequence[Finding], coverage: Sequence[Covered]) -> Verdict:
    """Blocked where a finding blocks; ask where an answer that could block is open, or nobody examined a line."""
    if any(f.blocks for f in findings):
        return "blocked"
    open_question = any(f.verdict == "unknown" and f.outcome != "advise" for f in findings)
    return "ask" if open_question or any(c.gaps for c in coverage) or not coverage else "clean"


def _covered(
    book: Book,
    payer: str,
    line: int,
    code: str | None,
    day: date | None,
    received: date | None,
    *,
    over: bool,
) -> Covered:
    looked = policy.coverage(book, payer, code, day, received)
    named = code or "a line without a code"
    gaps = []
    if payer == policy.UNRECOGNIZED:
        gaps.append("The payer is not recognized: only what holds for every payer was applied.")
    elif (
        not looked.named and not over
    ):  # no policy speaks of a code that is not in force: that it is not is found
        title = book.payers[payer].title
        gaps.append(f"No rule here of {title} speaks of {named}: its policy has not been examined.")
    return Covered(line, code, looked.packs, looked.rules, tuple(gaps))
