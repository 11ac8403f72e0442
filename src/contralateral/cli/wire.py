"""The answer as a program reads it: one document with stable keys. The types are its published schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from typing_extensions import TypedDict  # pydantic wants this one below Python 3.12

from contralateral import __version__, codes
from contralateral.claim import by_fate, by_route

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contralateral.claim import ClaimReport, Covered, Share, Stake
    from contralateral.flow import Answer, FileDiagnostic
    from contralateral.guide.checklist import Checklist
    from contralateral.policy import Finding

__all__ = ["CheckAnswer", "answer_as_json", "answer_schema", "finding_as_json", "stake_as_json"]


class Tool(TypedDict):
    """Which program answered."""

    name: str
    version: str


class Table(TypedDict):
    """A code table that the answer rests on."""

    kind: str
    release: str
    source: str


class AskJson(TypedDict):
    """An open question."""

    fact: str
    question: str


class ForecastJson(TypedDict):
    """The denial to expect: claim adjustment group and reason, remarks, and pairs that payers use instead."""

    group: str
    carc: str
    rarc: list[str]
    also: list[str]


SourceJson = TypedDict(
    "SourceJson",
    {"id": str, "title": str, "url": str, "at": str, "from": str, "confidence": Literal["H", "M", "NV"]},
)


class FindingJson(TypedDict):
    """What a rule found on a line. `line` counts from 1; `fix` is a JSON Patch operation on the case, or null."""

    rule: str
    verdict: Literal["fails", "unknown"]
    outcome: Literal["reject", "deny", "audit", "advise"]
    blocks: bool
    line: int
    code: str | None
    message: str
    remedy: str
    asks: list[AskJson]
    fix: dict[str, Any] | None
    forecast: ForecastJson
    route: Literal["fix", "resubmit", "appeal", "none"]
    sources: list[SourceJson]


class CoverageJson(TypedDict):
    """Which packs and rules looked at a line, and what none of them covers."""

    line: int
    code: str | None
    packs: list[str]
    rules: list[str]
    gaps: list[str]


class SuggestionJson(TypedDict):
    """A code that would fit."""

    line: int
    code: str | None
    instead: str
    why: str


class StakeJson(TypedDict):
    """What becomes of a line's charge, at its worst; `cents` null: no charge told. `route`: what is left then."""

    line: int
    cents: int | None
    outcome: Literal[
        "reject",
        "deny_supplier_pays",
        "deny_not_told_who_pays",
        "deny_patient_pays",
        "audit",
        "unknown",
        "unexamined",
        "none",
    ]
    route: Literal["none", "appeal", "resubmit", "fix"] | None


class ShareJson(TypedDict):
    """The charges of some lines in cents; `uncharged` are those of these lines whose charge nobody told."""

    cents: int
    lines: list[int]
    uncharged: list[int]


class AtRiskJson(TypedDict):
    """What stands at risk if the claim is sent as it is. Each line counts once, at its worst; nothing is a probability.

    `by_outcome` adds up to `billed_cents`; `by_route` has only what is returned, denied or taken back.
    """

    billed_cents: int
    uncharged: list[int]
    lines: list[StakeJson]
    by_outcome: dict[str, ShareJson]
    by_route: dict[str, ShareJson]


class PapersJson(TypedDict):
    """The papers that the payer requires of a case, counted by state; `ready`: all are present. `contra checklist`
    tells of each."""

    ready: bool
    required: dict[str, int]


class ClaimJson(TypedDict):
    """One claim's answer; `payer` is empty where it was not recognized.

    `verdict` is of the claim alone. `papers` is null where none were seen: a claim form has no chart.
    """

    claim: str
    source: str
    payer: str
    verdict: Literal["clean", "ask", "blocked"]
    findings: list[FindingJson]
    coverage: list[CoverageJson]
    suggestions: list[SuggestionJson]
    at_risk: AtRiskJson
    papers: PapersJson | None


class DiagnosticJson(TypedDict):
    """About a file, never about a claim's contents. `byte` counts from 0, `segment` from 1."""

    severity: Literal["error", "warning", "note"]
    message: str
    segment: int | None
    byte: int | None
    path: str


class Totals(TypedDict):
    """Counts over the whole answer."""

    claims: int
    lines: int
    clean: int
    ask: int
    blocked: int
    findings: int
    blocking: int
    unread: int


class CheckAnswer(TypedDict):
    """What `contra check --format json` prints."""

    tool: Tool
    tables: list[Table]
    claims: list[ClaimJson]
    diagnostics: list[DiagnosticJson]
    totals: Totals


def answer_schema() -> dict[str, Any]:
    """Return the JSON Schema of the answer."""
    from pydantic import TypeAdapter

    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **TypeAdapter(CheckAnswer).json_schema(),
    }


def answer_as_json(answer: Answer) -> CheckAnswer:
    """Return the answer as plain values."""
    claims = [_claim(c, answer.papers.get(c.source)) for c in answer.claims]
    verdicts = [c["verdict"] for c in claims]
    findings = [f for c in claims for f in c["findings"]]
    return {
        "tool": {"name": "contralateral", "version": __version__},
        "tables": [{"kind": t.kind, "release": t.release, "source": t.title} for t in codes.releases()],
        "claims": claims,
        "diagnostics": [_diagnostic(d) for d in answer.diagnostics],
        "totals": {
            "claims": len(claims),
            "lines": sum(len(c["coverage"]) for c in claims),
            "clean": verdicts.count("clean"),
            "ask": verdicts.count("ask"),
            "blocked": verdicts.count("blocked"),
            "findings": len(findings),
            "blocking": sum(f["blocks"] for f in findings),
            "unread": sum(d.diagnostic.severity == "error" for d in answer.diagnostics),
        },
    }


def _claim(claim: ClaimReport, papers: Checklist | None) -> ClaimJson:
    return {
        "claim": claim.claim,
        "source": claim.source,
        "payer": claim.payer,
        "verdict": claim.verdict,
        "findings": [finding_as_json(f) for f in claim.findings],
        "coverage": [_covered(c) for c in claim.coverage],
        "suggestions": [
            {"line": s.line, "code": s.code, "instead": s.instead, "why": s.why} for s in claim.suggestions
        ],
        "at_risk": _at_risk(claim.stakes),
        "papers": None
        if papers is None
        else {
            "ready": papers.ready,
            "required": {str(state): count for state, count in papers.required.items()},
        },
    }


def _at_risk(stakes: Sequence[Stake]) -> AtRiskJson:
    return {
        "billed_cents": sum(s.cents or 0 for s in stakes),
        "uncharged": [s.line for s in stakes if s.cents is None],
        "lines": [stake_as_json(s) for s in stakes],
        "by_outcome": {share.name: _share(share) for share in by_fate(stakes)},
        "by_route": {share.name: _share(share) for share in by_route(stakes)},
    }


def stake_as_json(stake: Stake) -> StakeJson:
    """Return what becomes of a line's charge as plain values."""
    return {"line": stake.line, "cents": stake.cents, "outcome": stake.fate, "route": stake.route}


def _share(share: Share) -> ShareJson:
    return {"cents": share.cents, "lines": list(share.lines), "uncharged": list(share.uncharged)}


def _covered(covered: Covered) -> CoverageJson:
    return {
        "line": covered.line,
        "code": covered.code,
        "packs": list(covered.packs),
        "rules": list(covered.rules),
        "gaps": list(covered.gaps),
    }


def finding_as_json(finding: Finding) -> FindingJson:
    """Return a finding as plain values."""
    forecast = finding.forecast
    return {
        "rule": finding.rule,
        "verdict": "fails" if finding.verdict == "fails" else "unknown",
        "outcome": finding.outcome,
        "blocks": finding.blocks,
        "line": finding.line,
        "code": finding.code,
        "message": finding.message,
        "remedy": finding.remedy,
        "asks": [{"fact": a.fact, "question": a.question} for a in finding.asks],
        "fix": finding.fix,
        "forecast": {
            "group": forecast.group,
            "carc": forecast.carc,
            "rarc": list(forecast.rarc),
            "also": list(forecast.also),
        },
        "route": finding.route,
        "sources": [
            {
                "id": s.id,
                "title": s.title,
                "url": s.url,
                "at": s.at,
                "from": s.from_.isoformat(),
                "confidence": s.confidence,
            }
            for s in finding.sources
        ],
    }


def _diagnostic(said: FileDiagnostic) -> DiagnosticJson:
    d = said.diagnostic
    return {
        "severity": d.severity,
        "message": d.message,
        "segment": d.segment,
        "byte": d.byte,
        "path": said.path,
    }
