"""The choice among near codes as a biller reads it: at most a screen a code, the best first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from contralateral.cli.money import FATE_WORDS, dollars

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import Console

    from contralateral.guide.similar import Candidate, Need, Similar
    from contralateral.policy import Finding

__all__ = ["print_similar"]

_MOST = 3  # findings, lacking documents and questions of a code that a screen holds beside the rest
_MARK = {"fits": "bold green", "open": "bold magenta", "does not fit": "bold red"}
_AUTHORIZATION = {
    True: "required by Medicare before delivery",
    False: "not required by Medicare",
    None: "not told: it depends on the state, or on the payer's own list",
}


def print_similar(told: Similar, screen: Console) -> None:
    """Print every candidate, then what holds whichever is billed."""
    who = told.payer_title or "payer not recognized: only what holds for every payer"
    head = f"  {told.source}  line {told.line}  on {told.on}  {who}"
    screen.print(Text.assemble((told.case, "bold"), head), soft_wrap=True)
    screen.print(Text(f"The case tells of: {', '.join(told.told) or 'nothing of the device'}."))
    if not told.candidates:
        screen.print("The line has no code, and the case tells too little of the device to name any.")
    for candidate in told.candidates:
        screen.print()
        _candidate(candidate, screen)
    if told.needs or told.findings:
        screen.print()
        screen.print(Text("Whichever of these is billed", "bold"))
        _grid(_common(told), screen)


def _candidate(candidate: Candidate, screen: Console) -> None:
    billed = ", as billed" if candidate.billed else ""
    screen.print(
        Text.assemble(
            (f"{candidate.place}. {candidate.code}{billed}", "bold"),
            "  ",
            (candidate.verdict, _MARK[candidate.verdict]),
            f"  {candidate.name}",
        )
    )
    _grid(_rows(candidate), screen)


def _rows(candidate: Candidate) -> Iterator[tuple[str, str]]:
    yield "why here", candidate.reason
    yield "agrees", ", ".join(candidate.same)
    for words in candidate.against:
        yield "disagrees", words
    yield "leaves open", ", ".join(candidate.left_open)
    yield "only if", "; ".join(candidate.only_if)
    yield from _payer(candidate.findings)
    yield "charge", _charge(candidate)
    yield from _lacking(candidate.needs)
    yield from _questions(candidate.findings, candidate.needs)
    fee = "none to show: " if candidate.fee_cents is None else f"{dollars(candidate.fee_cents)} by Medicare: "
    yield "fee", fee + candidate.fee_note
    yield "authorization", _AUTHORIZATION[candidate.authorization]


def _charge(candidate: Candidate) -> str:
    stake = candidate.stake
    amount = "not told" if stake.cents is None else dollars(stake.cents)
    if candidate.modifiers is None:
        judged = "modifiers not told"
    else:
        judged = f"with {' '.join(candidate.modifiers)}" if candidate.modifiers else "without modifiers"
    anew = f"; {', '.join(candidate.set_aside)} to be decided anew" if candidate.set_aside else ""
    return f"{amount}, {FATE_WORDS[stake.fate]} (judged {judged}{anew})"


def _common(told: Similar) -> Iterator[tuple[str, str]]:
    yield from _payer(told.findings)
    yield from _lacking(told.needs)
    yield from _questions(told.findings, told.needs)


def _payer(findings: Sequence[Finding]) -> Iterator[tuple[str, str]]:
    wrong = [f for f in findings if f.verdict == "fails"]
    for finding in wrong[:_MOST]:
        forecast = finding.forecast
        denial = " ".join(w for w in (forecast.group, forecast.carc, *forecast.rarc) if w)
        yield finding.outcome, f"{finding.message}{f'  Expect {denial}.' if denial else ''} {finding.remedy}"
    yield from _more(len(wrong))


def _lacking(needs: Sequence[Need]) -> Iterator[tuple[str, str]]:
    known = [need for need in needs if need.state != "unknown"]
    for need in known[:_MOST]:
        yield "lacks", f"{need.title}: {need.state}. {' '.join(need.detail)}"
    yield from _more(len(known))


def _questions(findings: Iterable[Finding], needs: Iterable[Need]) -> Iterator[tuple[str, str]]:
    asked = [ask for need in needs for ask in need.asks]
    asked += [ask.question for finding in findings for ask in finding.asks]
    each = list(dict.fromkeys(asked))
    for question in each[:_MOST]:
        yield "?", question
    yield from _more(len(each))


def _more(count: int) -> Iterator[tuple[str, str]]:
    if count > _MOST:
        yield "", f"and {count - _MOST} more; --format json has them all."


def _grid(rows: Iterable[tuple[str, str]], screen: Console) -> None:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(ratio=1)
    for heading, words in rows:
        if words:
            grid.add_row(heading, Text(words))
    screen.print(Padding(grid, (0, 0, 0, 3)))
