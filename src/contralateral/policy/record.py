"""What a rule file, a source and a payer hold. The classes are the schema: an unknown key fails."""

from __future__ import annotations

import string
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

__all__ = [
    "Confidence",
    "Fact",
    "Fix",
    "Forecast",
    "Law",
    "Outcome",
    "Payer",
    "Route",
    "RuleFile",
    "Source",
    "Version",
]

Outcome = Literal["reject", "deny", "audit", "advise"]
Route = Literal["fix", "resubmit", "appeal", "none"]
Confidence = Literal["H", "M", "NV"]
Basis = Literal["service", "receipt", "request", "order"]
PlanType = Literal[
    "original_medicare",
    "medicare_advantage",
    "medicaid",
    "employer_insured",
    "employer_self_funded",
    "individual",
    "government",
    "other",
]
Modifier = Annotated[str, Field(pattern=r"^[A-Z0-9]{2}$")]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Forecast(_Record):
    """The denial to expect: group code, CARC and RARCs, and pairs that payers use instead."""

    group: Literal["CO", "PR", "OA", "PI", ""] = ""
    carc: str = ""
    rarc: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


class Fix(_Record):
    """A change that needs no judgment; see ``policy.fixes``."""

    do: Literal["drop", "dedupe", "split"]
    modifier: Modifier | None = None

    @model_validator(mode="after")
    def _whole(self) -> Fix:
        if (self.do == "drop") != (self.modifier is not None):
            raise ValueError("drop names its modifier, and no other fix does")
        return self


class Version(_Record):
    """What holds from a day on, until the next version's day, and on whose authority."""

    from_: date = Field(alias="from")
    source: str
    at: str = ""
    confidence: Confidence
    published: date | None = None
    verified: date = Field(description="the day somebody last looked at the source")
    retired: bool = False
    codes: tuple[str, ...] | None = None
    params: dict[str, Any] | None = None
    also_sources: tuple[str, ...] = ()


class RuleFile(_Record):
    """One rule: a record of dates, codes, words and forecast, and the name of a check."""

    title: str
    check: str
    params: dict[str, Any] = {}
    codes: tuple[str, ...] = Field(description="codes, ranges L1000-L1499, @sets, or * for every code")
    except_codes: tuple[str, ...] = ()
    outcome: Outcome
    blocks: bool
    route: Route
    basis: Basis = "service"
    message: str
    general: str = Field(
        "", pattern=r"^[^{}]*$", description="what it finds, told after `where` and of no claim in particular"
    )
    remedy: str
    forecast: Forecast = Forecast()
    fix: Fix | None = None
    suggests: Literal["fitting", "fitting the diagnosis", "replacement"] | None = Field(
        None,
        description="other codes to name: those that fit the device, those that fit should the diagnosis be right, "
        "or those that replaced this one",
    )
    version: tuple[Version, ...]

    @field_validator("version")
    @classmethod
    def _dates_rise(cls, versions: tuple[Version, ...]) -> tuple[Version, ...]:
        if not versions:
            raise ValueError("a rule needs at least one [[version]]")
        days = [v.from_ for v in versions]
        if any(a >= b for a, b in pairwise(days)):
            raise ValueError("versions start on rising dates")
        return versions

    @model_validator(mode="after")
    def _unverified_only_advises(self) -> RuleFile:
        unverified = any(v.confidence == "NV" for v in self.version)
        if unverified and (self.blocks or self.outcome != "advise"):
            raise ValueError(
                "a fact that nobody has verified (NV) only advises: outcome advise, blocks false"
            )
        if self.outcome == "advise" and self.blocks:
            raise ValueError("advice does not block")
        return self


class Source(_Record):
    """Where a fact was read."""

    title: str
    publisher: str
    url: str = ""
    revision: str = ""
    read: date


class Fact(_Record):
    """What can be unknown: its question, or the fact whose question is put instead.

    ``unless`` names a fact whose question, where it is put too, says enough.
    """

    question: str = ""
    ask: str = ""
    unless: str = ""
    unit: str = ""

    @model_validator(mode="after")
    def _can_be_asked(self) -> Fact:
        if bool(self.question) == bool(self.ask):
            raise ValueError("a fact has its own question, or asks another's")
        named = {name for _, name, _, _ in string.Formatter().parse(self.question) if name is not None}
        if not named <= {"code", "line", "mods_open"}:
            raise ValueError("a question names {code}, {line} and {mods_open} and nothing else")
        return self


class Payer(_Record):
    """A payer is a selection of packs, recognized by its ids and, failing that, by the filing code.

    A general payer is no plan in particular: its packs say nothing of a plan's own policy.
    """

    title: str
    ids: tuple[str, ...] = ()
    filing_codes: tuple[str, ...] = ()
    packs: tuple[str, ...]
    except_: tuple[str, ...] = Field((), alias="except")
    source: str = ""
    note: str = ""
    general: bool = False


class Law(_Record):
    """A law is a pack that binds by kind of plan and state; its key is the pack.

    The payers that select one of ``with_packs`` meet it. Whether it binds the plan of a claim, the coverage says: a
    kind of plan or a state that nobody told is a question.
    """

    title: str
    with_packs: tuple[str, ...] = Field(min_length=1)
    plan_types: tuple[PlanType, ...] = ()  # none named: every kind
    states: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...] = ()  # none named: every state
    source: str
    note: str = ""
