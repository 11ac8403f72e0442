"""Requirements: the documents that a payer wants, as dated records. The classes are the schema: an unknown key fails.

A requirement names a document, what must stand in it, who signs, which dates it must keep to, and for which codes and
payers. It says nothing of logic: `guide.checklist` answers it for a case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field, field_validator, model_validator

from contralateral.errors import RuleBroken, nearest
from contralateral.policy.book import load
from contralateral.policy.criteria import load_criteria
from contralateral.policy.record import Confidence, Modifier, _Record
from contralateral.policy.sets import Scope, load_sets, scope
from contralateral.policy.toml import read

if TYPE_CHECKING:
    from contralateral.policy.book import Book

__all__ = [
    "ANCHORS",
    "FIELDS",
    "ITEMS",
    "PAPER_DATES",
    "Age",
    "Order",
    "Requirement",
    "RequirementFile",
    "When",
    "load_requirements",
]

_FOLDER = Path(__file__).parent / "requirements"

Item = Literal[
    "order",
    "encounter",
    "record",
    "criteria",
    "statement",
    "history",
    "measures",
    "photographs",
    "goals",
    "delivery",
    "notice",
    "authorization",
    "same_or_similar",
    "replacement",
]
#: The checklist in the order in which a case comes about, and how each part is headed.
ITEMS: dict[str, str] = {
    "order": "Order",
    "encounter": "Encounter",
    "record": "Medical record",
    "criteria": "Criteria of the policy",
    "statement": "Statement of the prosthetist or orthotist",
    "history": "History",
    "measures": "Measures",
    "photographs": "Photographs",
    "goals": "Goals of treatment",
    "same_or_similar": "Same or similar items",
    "replacement": "Replacement",
    "authorization": "Authorization",
    "notice": "Notice of non-coverage",
    "delivery": "Proof of delivery",
}
Document = Literal[
    "order",
    "encounter",
    "chart",
    "measure",
    "goals",
    "condition",
    "history",
    "replaced",
    "delivery",
    "notice",
    "authorization",
]
#: What the papers of a case can have in them, beside the facts that papers of the chart state.
FIELDS: dict[str, frozenset[str]] = {
    "order": frozenset(
        {"patient", "item", "quantity", "date", "received", "practitioner", "this_code", "replacement_reason"}
    ),
    "encounter": frozenset({"date", "practitioner"}),
    "measure": frozenset({"method", "date", "uncertainty"}),
    "goals": frozenset(),
    "condition": frozenset({"cause", "since"}),
    "history": frozenset({"delivered", "ended"}),
    "replaced": frozenset({"delivered", "ended"}),
    "delivery": frozenset({"patient", "address", "item", "quantity", "date", "relation", "accepted_signer"}),
    "notice": frozenset({"item", "reason"}),
    "authorization": frozenset({"number", "number_of_14", "affirmed", "date", "this_code"}),
}
#: The dates that a paper has of its own.
PAPER_DATES: dict[str, frozenset[str]] = {
    "order": frozenset({"date", "received"}),
    "encounter": frozenset({"date"}),
    "chart": frozenset({"date"}),
    "measure": frozenset({"date"}),
    "delivery": frozenset({"date"}),
    "notice": frozenset({"signed", "form_last_day"}),
    "authorization": frozenset({"date", "expires"}),
}
#: The dates of the case that a paper is held against.
ANCHORS = frozenset({"order", "received", "encounter", "delivery", "service"})


class Order(_Record):
    """A date of the paper that must not stand after, or before, a date of the case."""

    date: str
    not_after: str = ""
    not_before: str = ""

    @model_validator(mode="after")
    def _one_side(self) -> Order:
        if bool(self.not_after) == bool(self.not_before):
            raise ValueError("a date is held against one other: not_after or not_before")
        return self


class Age(_Record):
    """How long a paper holds: at most so many months before a date of the case, or so many days from its own date on.

    Days count the paper's date as day 1. ``until`` names a date of the paper that is its last. ``on`` is the day on
    which it must still hold: a date of the case, or another of the paper.
    """

    on: str
    date: str = "date"
    months: int | None = Field(None, ge=1)
    days: int | None = Field(None, ge=1)
    until: str = ""

    @model_validator(mode="after")
    def _one_measure(self) -> Age:
        if (self.months is not None) + (self.days is not None) + bool(self.until) != 1:
            raise ValueError("exactly one of months, days and until says how long a paper holds")
        return self


class When(_Record):
    """Which lines it concerns beside their codes; what is left out does not matter. Unknown answers stay unknown."""

    makes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = Field((), description="one of the line's diagnoses begins so")
    without_diagnoses: tuple[str, ...] = Field((), description="none of the line's diagnoses begins so")
    modifiers: tuple[Modifier, ...] = ()
    without: tuple[Modifier, ...] = ()
    listed: str = Field("", description="an @set of spells that has the code on the day")
    authorization: bool | None = Field(None, description="prior authorization is required on the day")
    replaces: bool | None = Field(None, description="the device replaces an earlier one")
    delivered: bool | None = Field(None, description="no: its order was cancelled before delivery")
    met: str = Field("", description="a file of policy/criteria: all of it is met, as where a plan wants it")


class RequirementVersion(_Record):
    """What holds from a day on, until the next version's day, and on whose authority."""

    from_: date = Field(alias="from")
    source: str
    at: str = ""
    confidence: Confidence
    published: date | None = None
    verified: date
    retired: bool = False
    also_sources: tuple[str, ...] = ()


class RequirementFile(_Record):
    """One requirement."""

    title: str
    item: Item
    per: Literal["case", "line"] = Field(description="answered once a case, or for each line")
    wanted: Literal["required", "on request", "advised"]
    document: Document | None = None
    criteria: str = Field("", description="a file of policy/criteria: each criterion is answered by itself")
    or_criteria: str = Field("", description="a second file, which is enough where all of it is met")
    codes: tuple[str, ...]
    except_codes: tuple[str, ...] = ()
    basis: Literal["service", "receipt"] = Field(
        "service",
        description="the day that a version must hold on: of service, or on which the payer gets the claim",
    )
    when: When = When()
    kinds: tuple[str, ...] = Field((), description="papers of the chart: what they are called")
    roles: tuple[str, ...] = Field((), description="papers of the chart and measures: whose word counts")
    facts: tuple[str, ...] = Field((), description="measures: which facts they measure; any one does")
    fields: dict[str, str] = Field(
        {}, description="what must stand in it, in words; for papers of the chart, facts that they state"
    )
    signed: bool = False
    order: tuple[Order, ...] = ()
    age: tuple[Age, ...] = ()
    empty_is_present: bool = Field(False, description="a list that is told to be empty is an answer")
    question: str
    remedy: str
    gives_way_to: tuple[str, ...] = Field(
        (), description="requirements that say more: where one concerns a line, this one does not"
    )
    rules: tuple[str, ...] = Field((), description="the rules that find it lacking on the claim")
    version: tuple[RequirementVersion, ...]

    @field_validator("version")
    @classmethod
    def _dates_rise(cls, versions: tuple[RequirementVersion, ...]) -> tuple[RequirementVersion, ...]:
        if not versions:
            raise ValueError("a requirement needs at least one [[version]]")
        if any(a.from_ >= b.from_ for a, b in pairwise(versions)):
            raise ValueError("versions start on rising dates")
        return versions

    @model_validator(mode="after")
    def _whole(self) -> RequirementFile:
        if any(v.confidence == "NV" for v in self.version) and self.wanted != "advised":
            raise ValueError('what nobody has verified (NV) is only advised: wanted = "advised"')
        if (self.document is None) != bool(self.criteria):
            raise ValueError("a requirement names a document, or the criteria of a policy, and not both")
        if self.or_criteria and not self.criteria:
            raise ValueError("or_criteria names a second way; criteria names the first")
        if self.document is not None:
            _know_fields(self)
            _know_dates(self)
        return self


def _know_fields(record: RequirementFile) -> None:
    known = FIELDS.get(record.document or "")
    for name in record.fields:
        if known is not None and name not in known:
            raise ValueError(f"no field '{name}' in a paper of kind {record.document}.{nearest(name, known)}")
    if record.document == "measure" and not record.facts:
        raise ValueError("a measure is named by its facts")


def _know_dates(record: RequirementFile) -> None:
    own = PAPER_DATES.get(record.document or "", frozenset())
    for name in (*(o.date for o in record.order), *(a.until or a.date for a in record.age)):
        if name not in own:
            raise ValueError(f"a paper of kind {record.document} has no date '{name}'.{nearest(name, own)}")
    against = [*(o.not_after or o.not_before for o in record.order), *(a.on for a in record.age)]
    for name in against:
        if name not in ANCHORS | own:
            raise ValueError(f"no date '{name}' in a case.{nearest(name, ANCHORS)}")


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement as the checklist uses it. The path below ``requirements/`` is its id, the first folder its pack."""

    id: str
    record: RequirementFile
    scope: Scope

    @property
    def pack(self) -> str:
        """The pack that a payer selects: the first folder."""
        return self.id.split("/", 1)[0]

    def version(self, on: date) -> RequirementVersion | None:
        """The version in force on a day; none before the first and after it has ended."""
        past = [v for v in self.record.version if v.from_ <= on]
        return past[-1] if past and not past[-1].retired else None


@cache
def load_requirements(extra: tuple[Path, ...] = ()) -> tuple[Requirement, ...]:
    """Read the shipped requirements, and those in a clinic's own folders (``requirements/<pack>/…``).

    Args:
        extra: folders laid out as ours; the rules, sources and facts that records name may stand in them too.

    Raises:
        RuleBroken: the first record that cannot be used, by its path.
    """
    book = load(extra)
    homes = (_FOLDER, *(folder / "requirements" for folder in extra))
    found = [_read(path, home, book) for home in homes for path in sorted(home.rglob("*.toml"))]
    names = [r.id for r in found]
    for requirement in found:
        shown = f"requirements/{requirement.id}.toml"
        if names.count(requirement.id) > 1:
            raise RuleBroken(f"{shown}: a requirement of this name is there already. Name yours otherwise.")
        for other in requirement.record.gives_way_to:
            if other not in names:
                raise RuleBroken(f"{shown}: no requirement '{other}'.{nearest(other, names)}")
    return tuple(sorted(found, key=lambda r: (list(ITEMS).index(r.record.item), r.id)))


def _read(path: Path, home: Path, book: Book) -> Requirement:
    name = path.relative_to(home).with_suffix("").as_posix()
    shown = f"requirements/{name}.toml"
    record = read(path, RequirementFile, shown=shown)
    rules = {rule.id for rule in book.rules}
    for rule in record.rules:
        if rule not in rules:
            raise RuleBroken(f"{shown}: no rule '{rule}'.{nearest(rule, rules)}")
    for version in record.version:
        for source in (version.source, *version.also_sources):
            if source not in book.sources:
                raise RuleBroken(f"{shown}: no source '{source}'.{nearest(source, book.sources)}")
    for fact in (*record.facts, *(record.fields if record.document == "chart" else ())):
        if fact not in book.facts:
            raise RuleBroken(f"{shown}: facts.toml has no question for '{fact}'.{nearest(fact, book.facts)}")
    for named in (record.criteria, record.or_criteria, record.when.met):
        if named and named not in load_criteria():
            raise RuleBroken(f"{shown}: no criteria '{named}'.{nearest(named, load_criteria())}")
    listed = record.when.listed.removeprefix("@")
    if listed and not (listed in load_sets() and load_sets()[listed].spell):
        raise RuleBroken(f"{shown}: '{record.when.listed}' is no set of spells.")
    return Requirement(name, record, scope(record.codes, record.except_codes, where=shown))
