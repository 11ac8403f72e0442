"""An estimate as a program reads it. The types are its published schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from typing_extensions import TypedDict  # pydantic wants this one below Python 3.12

from contralateral import __version__
from contralateral.cli.wire import Tool  # noqa: TC001 - pydantic reads it for the schema

if TYPE_CHECKING:
    from contralateral.claim.share import Estimate, EstimateLine, Question, Range, Step

__all__ = ["estimate_as_json", "estimate_schema"]


class RangeJson(TypedDict):
    """From the least to the most; `high_cents` null: no upper end is known."""

    low_cents: int
    high_cents: int | None


class StepJson(TypedDict):
    """One step: what, how much, why so, and on whose word."""

    what: str
    cents: int
    why: str
    source: str


class EstimateLineJson(TypedDict):
    """One line. `steps` are those of the most; `least` those of the least where they differ."""

    line: int
    code: str | None
    name: str
    on: str
    outcome: Literal["covered", "denied", "open"]
    denied_by: str
    charge_cents: int | None
    allowed: RangeJson
    payer: RangeJson
    patient: RangeJson
    steps: list[StepJson]
    least: list[StepJson]


class AnswerJson(TypedDict):
    """An answer to a question, and what the patient owes by it."""

    answer: str
    patient: RangeJson


class QuestionJson(TypedDict):
    """What would narrow the range."""

    fact: str
    question: str
    where: str
    answers: list[AnswerJson]


class EstimateAnswer(TypedDict):
    """What `contra estimate CASE --format json` prints and `--save` keeps.

    `if_covered`: what the patient owes if every line were paid. `assumed`: taken as given though nobody told it.
    """

    version: Literal[1]
    tool: Tool
    case: str
    source: str
    payer: str
    payer_title: str
    made: str
    charge: RangeJson
    allowed: RangeJson
    payer_pays: RangeJson
    patient: RangeJson
    if_covered: RangeJson
    lines: list[EstimateLineJson]
    questions: list[QuestionJson]
    least_if: list[str]
    most_if: list[str]
    assumed: list[str]
    notes: list[str]
    tables: list[str]


def estimate_as_json(told: Estimate) -> EstimateAnswer:
    """Return an estimate as plain values."""
    return {
        "version": 1,
        "tool": {"name": "contralateral", "version": __version__},
        "case": told.case,
        "source": told.source,
        "payer": told.payer,
        "payer_title": told.payer_title,
        "made": str(told.made),
        "charge": _range(told.charge),
        "allowed": _range(told.allowed),
        "payer_pays": _range(told.payer_pays),
        "patient": _range(told.patient),
        "if_covered": _range(told.if_covered),
        "lines": [_line(line) for line in told.lines],
        "questions": [_question(question) for question in told.questions],
        "least_if": list(told.least_if),
        "most_if": list(told.most_if),
        "assumed": list(told.assumed),
        "notes": list(told.notes),
        "tables": list(told.tables),
    }


def estimate_schema() -> dict[str, Any]:
    """Return the JSON Schema of an estimate."""
    from pydantic import TypeAdapter

    schema = TypeAdapter(EstimateAnswer).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _range(found: Range) -> RangeJson:
    return {"low_cents": found.low, "high_cents": found.high}


def _steps(steps: tuple[Step, ...]) -> list[StepJson]:
    return [{"what": s.what, "cents": s.cents, "why": s.why, "source": s.ground} for s in steps]


def _line(line: EstimateLine) -> EstimateLineJson:
    return {
        "line": line.line,
        "code": line.code,
        "name": line.name,
        "on": str(line.on),
        "outcome": line.outcome,
        "denied_by": line.denied_by,
        "charge_cents": line.charge_cents,
        "allowed": _range(line.allowed),
        "payer": _range(line.payer),
        "patient": _range(line.patient),
        "steps": _steps(line.steps),
        "least": _steps(line.least),
    }


def _question(question: Question) -> QuestionJson:
    answers: list[AnswerJson] = [
        {"answer": words, "patient": _range(found)} for words, found in question.answers
    ]
    return {"fact": question.fact, "question": question.question, "where": question.where, "answers": answers}
