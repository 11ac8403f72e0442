"""The answer as a person reads it: faults first, then the questions, each once."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from contralateral.cli.money import lines_in_words, print_stakes

if TYPE_CHECKING:
    from rich.console import Console

    from contralateral.claim import ClaimReport
    from contralateral.flow import Answer
    from contralateral.guide.checklist import Checklist
    from contralateral.policy import Finding

__all__ = ["print_answer"]

_COLOR = {"reject": "bold red", "deny": "bold red", "audit": "yellow", "advise": "cyan", "unknown": "magenta"}
_VERDICT = {"clean": "bold green", "ask": "bold magenta", "blocked": "bold red"}
_SAID = {"clean": "CLEAN", "ask": "OPEN QUESTIONS", "blocked": "DO NOT SEND"}
#: What is said of a claim without a fault whose papers lack, or stand in no file at hand.
_NOT_READY, _NOT_SEEN = "NO FAULT ON THE CLAIM, PAPERS NOT READY", "NO FAULT ON THE CLAIM, PAPERS NOT SEEN"
_QUESTIONS = 6


def print_answer(answer: Answer, console: Console, *, show_all: bool = False) -> None:
    """Print what was found, claim by claim, and a line of totals."""
    for claim in answer.claims:
        _claim(claim, answer.papers.get(claim.source), console, show_all=show_all)
    for said in answer.diagnostics:
        d = said.diagnostic
        place = ", ".join(
            words
            for words, at in ((f"segment {d.segment}", d.segment), (f"byte {d.byte}", d.byte))
            if at is not None
        )
        where = f"{said.path}: {place}" if place else said.path
        console.print(
            Text(f"{d.severity:8} {where}: {d.message}", style="red" if d.severity == "error" else "yellow")
        )
    _totals(answer, console)


def _totals(answer: Answer, console: Console) -> None:
    counts = {word: sum(c.verdict == word for c in answer.claims) for word in _SAID}
    told = f"{len(answer.claims)} claim(s): {counts['clean']} clean"
    seen = [answer.papers.get(c.source) for c in answer.claims if c.verdict == "clean"]
    lacking = sum(papers is not None and not papers.ready for papers in seen)
    apart = [(lacking, "whose papers are not ready"), (seen.count(None), "whose papers were not seen")]
    if words := ", ".join(f"{count} {of}" for count, of in apart if count):
        told += f" ({words})"
    told += f", {counts['ask']} with open questions, {counts['blocked']} not to send as they are."
    console.print(told, soft_wrap=True)


def _verdict(claim: ClaimReport, papers: Checklist | None) -> tuple[str, str]:
    """The verdict and its color: nothing is called clean that a biller could not send with its papers."""
    if claim.verdict != "clean" or (papers is not None and papers.ready):
        return _SAID[claim.verdict], _VERDICT[claim.verdict]
    return (_NOT_SEEN if papers is None else _NOT_READY), "bold yellow"


def _claim(claim: ClaimReport, papers: Checklist | None, console: Console, *, show_all: bool) -> None:
    head = Text.assemble(
        (f"{claim.claim}", "bold"),
        f"  {claim.source}  ",
        f"payer {claim.payer}" if claim.payer else "payer not recognized",
        "  ",
        _verdict(claim, papers),
    )
    console.print(head, soft_wrap=True)  # a long path must not break the verdict apart
    told = Table.grid(padding=(0, 2))
    told.add_column(no_wrap=True)
    told.add_column(no_wrap=True)
    told.add_column(ratio=1)
    for finding in claim.findings:
        if finding.verdict == "fails":
            told.add_row(*_finding(finding, claim))
    for suggestion in claim.suggestions:
        place = f"line {suggestion.line}  {suggestion.code}"
        told.add_row(Text("instead", "green"), place, Text(f"{suggestion.instead}: {suggestion.why}"))
    for line, gap in _gaps(claim):
        told.add_row(Text("gap", "magenta"), line, gap)
    if told.row_count:
        console.print(Padding(told, (0, 0, 0, 2)))
    print_stakes(claim.stakes, console)
    _questions(claim, console, show_all=show_all)
    if papers is not None:
        console.print(Text(f"  {_papers(papers)}", "green" if papers.ready else "yellow"), soft_wrap=True)
    console.print()


def _papers(papers: Checklist) -> str:
    """How many of the required papers are in each state, and which command tells of them."""
    counts = papers.required
    total = sum(counts.values())
    if papers.ready:
        return f"Papers: all {total} that are required are there." if total else "Papers: none is required."
    told = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
    return (
        f"Papers: of {total} required {told}. `contra checklist {shlex.quote(papers.source)}` tells of each."
    )


def _gaps(claim: ClaimReport) -> list[tuple[str, str]]:
    """Say each gap once, with the lines that it concerns."""
    lines: dict[str, list[int]] = {}
    for covered in claim.coverage:
        for gap in covered.gaps:
            lines.setdefault(gap, []).append(covered.line)
    return [(lines_in_words(found), gap) for gap, found in lines.items()]


def _finding(finding: Finding, claim: ClaimReport) -> tuple[Text, str, Text]:
    forecast = finding.forecast
    denial = " ".join(w for w in (forecast.group, forecast.carc, *forecast.rarc) if w)
    route = {"appeal": "appealable", "resubmit": "to be sent again", "fix": "", "none": ""}[finding.route]
    expected = f"  Expect {denial}{', ' + route if route else ''}." if denial else ""
    source = finding.sources[0]
    doubt = {"H": "", "M": "second-hand source, ", "NV": "not verified, "}[source.confidence]
    words = Text.assemble(
        finding.message,
        (expected, "bold"),
        "\n",
        finding.remedy,
        (f"\n{doubt}{source.title}, from {source.from_} · {finding.rule}", "dim"),
    )
    mark = Text(finding.outcome, _COLOR[finding.outcome])
    billed = " ".join([finding.code or "", *finding.modifiers])
    return mark, f"line {finding.line}  {billed}", words


def _questions(claim: ClaimReport, console: Console, *, show_all: bool) -> None:
    """Print each open question once for the whole claim, most telling first."""
    asked: dict[str, tuple[int, list[int]]] = {}
    for finding in claim.findings:
        weight = (
            (8 if finding.would_block else 0)
            + 4
            - ("reject", "deny", "audit", "advise").index(finding.outcome)
        )
        for ask in finding.asks:
            most, lines = asked.get(ask.question, (0, []))
            asked[ask.question] = (max(most, weight), [*lines, finding.line])
    if not asked:
        return
    ranked = sorted(asked.items(), key=lambda item: (-item[1][0], -len(set(item[1][1]))))
    console.print(Text(f"  Nobody has told us ({len(ranked)}):", "magenta"))
    shown = ranked if show_all else ranked[:_QUESTIONS]
    for question, (_, lines) in shown:
        console.print(
            Padding(Text.assemble("? ", question, (f"  {lines_in_words(lines)}", "dim")), (0, 0, 0, 4))
        )
    if len(ranked) > len(shown):
        console.print(
            Padding(Text(f"and {len(ranked) - len(shown)} more; --all shows them.", "dim"), (0, 0, 0, 4))
        )
