"""The one data flow, on one screen: files in, claims as tables, widened, judged, put into words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from contralateral import claim as claims
from contralateral import edi, policy
from contralateral.errors import FileUnreadable, NameUnknown, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from contralateral.anatomy.examine import Examination, Told
    from contralateral.anatomy.measures import Side
    from contralateral.anatomy.over_time import Compared
    from contralateral.case import Case, Measure
    from contralateral.claim import ClaimReport, ClaimTables
    from contralateral.claim.share import Estimate
    from contralateral.design import Design
    from contralateral.edi import Diagnostic
    from contralateral.guide.checklist import Checklist
    from contralateral.guide.context import Context
    from contralateral.guide.measured import Taken
    from contralateral.guide.modifiers import Assigned
    from contralateral.guide.similar import Similar
    from contralateral.policy import Book
    from contralateral.policy.requirement import Requirement

__all__ = [
    "Answer",
    "FileDiagnostic",
    "case_of",
    "check",
    "checklist",
    "context",
    "device_into_case",
    "doubts",
    "estimate",
    "into_case",
    "judge",
    "measure",
    "modifiers",
    "read",
    "similar",
]


@dataclass(frozen=True, slots=True)
class FileDiagnostic:
    """What reading has to say of a file: never of a claim's contents."""

    path: str
    diagnostic: Diagnostic


@dataclass(frozen=True, slots=True)
class Answer:
    """What a check gives back: a report a claim, and what reading the files had to say."""

    claims: tuple[ClaimReport, ...]
    diagnostics: tuple[FileDiagnostic, ...]
    #: The papers of each case file, by its path: a claim may be without a fault and its papers not. A form has none.
    papers: Mapping[str, Checklist] = field(default_factory=dict)


def read(content: bytes, *, path: str) -> tuple[ClaimTables, list[FileDiagnostic]]:
    """Turn a file into claim tables; what it is, its content says.

    Raises:
        FileUnreadable: it is neither a case file nor X12, or nothing of it can be read.
    """
    tables, said, _ = _opened(content, path)
    return tables, said


def _opened(content: bytes, path: str) -> tuple[ClaimTables, list[FileDiagnostic], Case | None]:
    """Read a file as ``read`` does; of a case file also the case."""
    if edi.recognize(content) is not None:
        tables, said = claims.from_837(edi.open_x12(content, path=path), check=True)
        return tables, [FileDiagnostic(path, d) for d in said], None
    from contralateral import case as cases  # its models take a tenth of a second that an 837P does not need

    case = cases.read(_text(content, path), path=path)
    return claims.from_case(case, path=path), [], case


def check(
    files: Iterable[tuple[str, bytes]],
    *,
    today: date,
    payer: str | None = None,
    book: Book | None = None,
    only: Collection[str] = (),
    requirements: Sequence[Requirement] | None = None,
) -> Answer:
    """Check every claim in the files, or some of them, and of cases the papers too.

    Args:
        files: pairs of path and content.
        today: the day the payer would get the claims.
        payer: overrides what the files say.
        book: the rules; those shipped where left out.
        only: names of the claims to be told of; the others of their patients are looked at with them.
        requirements: of papers; those shipped where left out.

    Raises:
        FileUnreadable: a file that cannot be read at all.
        NameUnknown: a payer that is not known, or a claim that is not in the files.
    """
    cases: dict[str, Case] = {}
    parts, said, named = [], [], list(files)
    for path, content in named:
        tables, diagnostics, case = _opened(content, path)
        parts.append(tables)
        cases |= {} if case is None else {path: case}
        said += diagnostics
    rules = book or policy.load()
    for (path, _), tables in zip(named, parts, strict=True):
        said += _unasked_facts(tables, path, rules)
    whole = claims.concat(parts)
    if only:
        held = set(whole.claims["claim_id"])
        for name in sorted(set(only) - held):
            raise NameUnknown("claim", name, (), f"These files hold {len(held):,} others.")
        whole = claims.of_same_patients(whole, only)
    told = judge(whole, today=today, payer=payer, book=rules)
    told = tuple(t for t in told if not only or t.claim in only)
    for answer in told:
        words = policy.undecided(answer.findings, whole.evidence, rules)
        said += [FileDiagnostic(answer.source, edi.Diagnostic("warning", w, None, None)) for w in words]
    told_of = {path: case for path, case in cases.items() if any(t.source == path for t in told)}
    if not told_of:
        return Answer(told, tuple(said))
    from contralateral.guide.checklist import checklists

    papers = checklists(told_of, today=today, payer=payer, book=rules, requirements=requirements)
    return Answer(told, tuple(said), papers)


def checklist(
    content: bytes,
    *,
    path: str,
    today: date,
    payer: str | None = None,
    book: Book | None = None,
    requirements: Sequence[Requirement] | None = None,
) -> Checklist:
    """Say of a case which of the documents that its payer wants are there, and what is wrong with each.

    Args:
        content: the case file.
        path: where a person finds it.
        today: the day the payer would get the claim.
        payer: overrides what the file says.
        book: the rules; those shipped where left out.
        requirements: those shipped where left out.

    Raises:
        FileUnreadable: it is no case file: a claim form has no chart.
        NameUnknown: a payer that is not known.
    """
    from contralateral.guide import checklist as checklists

    return checklists.checklist(
        case_of(content, path),
        path=path,
        today=today,
        payer=payer,
        book=book,
        requirements=requirements,
    )


def context(
    content: bytes,
    *,
    path: str,
    today: date,
    payer: str | None = None,
    book: Book | None = None,
    requirements: Sequence[Requirement] | None = None,
) -> tuple[Context, ...]:
    """Tell the clinical context of each line of a case; see ``checklist`` for what it takes.

    Raises:
        FileUnreadable: it is no case file: a claim form has no chart.
        NameUnknown: a payer that is not known.
    """
    from contralateral.guide import context as contexts

    return contexts.context(
        case_of(content, path), path=path, today=today, payer=payer, book=book, requirements=requirements
    )


def similar(
    content: bytes,
    *,
    path: str,
    today: date,
    line: int = 1,
    wanted: Sequence[str] = (),
    payer: str | None = None,
    book: Book | None = None,
    requirements: Sequence[Requirement] | None = None,
) -> Similar:
    """Explain the choice among near codes for a line of a case; see ``guide.similar``.

    Raises:
        FileUnreadable: it is no case file, or the case has no such line.
        NameUnknown: a payer that is not known.
    """
    from contralateral.guide import similar as choices

    return choices.similar(
        case_of(content, path),
        path=path,
        today=today,
        line=line,
        wanted=wanted,
        payer=payer,
        book=book,
        requirements=requirements,
    )


def modifiers(
    content: bytes, *, path: str, today: date, payer: str | None = None, book: Book | None = None
) -> Assigned:
    """Assign the modifiers of a case's lines, each with its reason; see ``checklist`` for what it takes.

    Raises:
        FileUnreadable: it is no case file: a claim form has no chart.
        NameUnknown: a payer that is not known.
    """
    from contralateral.guide.modifiers import assign

    return assign(case_of(content, path), path=path, today=today, payer=payer, book=book)


def estimate(
    content: bytes, *, path: str, today: date, payer: str | None = None, book: Book | None = None
) -> Estimate:
    """Estimate what the patient owes for a case; see ``checklist`` for what it takes.

    Raises:
        FileUnreadable: it is no case file, or has no line.
        NameUnknown: a payer that is not known.
    """
    from contralateral.claim import share

    case, rules = case_of(content, path), book or policy.load()
    if not case.lines:
        raise FileUnreadable(
            path, "the case has no lines to estimate.", "Write what is billed under `lines`."
        )
    (report,) = judge(claims.from_case(case, path=path), today=today, payer=payer, book=rules)
    return share.estimate(case, report, rules, path=path, today=today)


def measure(
    scan: Path, told: Told, *, older: Path | None = None, say: Callable[[str], None] = lambda _: None
) -> tuple[Examination, Compared | None]:
    """Measure a scan, and what has changed since an older one; ``anatomy.examine`` says what this raises."""
    from contralateral.anatomy.examine import examine
    from contralateral.anatomy.over_time import over_time

    found = examine(scan, told, say=say)
    if older is None:
        return found, None
    before = examine(older, told, say=say)
    say("Comparing the two")
    return found, over_time(found, before)


def doubts(content: bytes, found: Examination, *, path: str) -> tuple[str, ...]:
    """Say why nothing of a scan may be written into this case: its plane is unclear, or the sides contradict.

    Raises:
        FileUnreadable: it is no case file.
    """
    from contralateral.anatomy.doubts import doubts as speaks_against

    return speaks_against(found, _side(case_of(content, path)))


def _side(case: Case) -> Side | None:
    """The side that a case is about, where it tells of one alone."""
    said = {part.side for part in (case.condition, case.device) if part is not None} & {"left", "right"}
    return None if len(said) != 1 else "left" if "left" in said else "right"


def into_case(
    content: bytes, found: Examination, *, path: str, taken: Taken
) -> tuple[str, tuple[Measure, ...]]:
    """Add what a scan states to a case file; return its new text and those facts (``guide.measured``).

    Raises:
        FileUnreadable: it is no case file, or nothing can be added to it.
    """
    from contralateral import case as cases
    from contralateral.guide.measured import facts_of

    billed = len(case_of(content, path).lines or ())
    if taken.line is not None and taken.line > billed:
        raise FileUnreadable(
            path, f"it has {billed} line(s), and no line {taken.line} to measure for.", "Name another --line."
        )
    facts = facts_of(found.measures, region=found.told.region, sha256=found.scan.sha256, taken=taken)
    return cases.add_measures(_text(content, path), facts, path=path), facts


def device_into_case(
    content: bytes, made: Design, *, path: str, taken: Taken, version: str
) -> tuple[str, tuple[Measure, ...]]:
    """Add what a proposed device states to a case file; return its new text and those facts (``guide.designed``).

    Raises:
        FileUnreadable: it is no case file, it tells of the other side, or nothing can be added to it.
    """
    from contralateral import case as cases
    from contralateral.guide.designed import device_facts

    side, recipe = _side(case_of(content, path)), made.recipe
    if side and recipe.affected and recipe.affected != side:
        fault = f"it tells of the {side} side, and the device was designed for the {recipe.affected} one."
        raise FileUnreadable(path, fault, "Check --affected, --up and --front, or the case.")
    facts = device_facts(
        made.facts, kind=recipe.kind, sha256=recipe.scan_sha256, version=version, taken=taken
    )
    return cases.add_measures(_text(content, path), facts, path=path), facts


def judge(tables: ClaimTables, *, today: date, payer: str | None, book: Book) -> tuple[ClaimReport, ...]:
    """Judge claims that are already tables: widen, judge, write, suggest, report."""
    if payer is None:
        payers = policy.recognize(tables.claims, book)
    else:
        payers = pl.Series("payer", [policy.named(book, payer)] * tables.claims.height, dtype=pl.String)
    lines = claims.widen(tables, (), payer=payers, receipt=today)
    findings = policy.write(policy.judge(lines, book), lines, book)
    told = claims.reports(tables.claims.with_columns(payer=payers), lines, findings, book)
    return claims.with_payers_word(told, tables, payers, book, today)


def _unasked_facts(tables: ClaimTables, path: str, book: Book) -> list[FileDiagnostic]:
    """Say which stated facts no rule asks for: a slip in a fact's name would lose the evidence unnoticed."""
    odd = [fact for fact in tables.evidence["fact"].unique().sort() if fact not in book.facts]
    words = "The case states '{}', a fact that no rule here asks for.{} `contra rules --facts` lists them."
    return [
        FileDiagnostic(path, edi.Diagnostic("warning", words.format(f, nearest(f, book.facts)), None, None))
        for f in odd
    ]


def case_of(content: bytes, path: str) -> Case:
    """Read a case, and nothing else: a claim form has no chart.

    Raises:
        FileUnreadable: it is no case file.
    """
    from contralateral import case as cases

    if edi.recognize(content) is not None:
        raise FileUnreadable(
            path, "a claim file tells nothing of the chart.", "`contra import` makes case files of it."
        )
    return cases.read(_text(content, path), path=path)


def _text(content: bytes, path: str) -> str:
    if not content.strip():
        raise FileUnreadable(path, "the file is empty.", "Name a case file (YAML) or a claim file (837P).")
    if b"\0" in content[:4096]:
        raise FileUnreadable(
            path, "this is neither text nor X12.", "Name a case file (YAML) or a claim file (837P)."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")
