"""What changed between two days: in the tables, in what payers want, and which cases it touches.

A case is touched by what begins to hold on or before its day: the day of service where a line has one; a line that has
none is still to be delivered and meets everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeVar

import polars as pl

from contralateral import codes, policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from contralateral.claim import ClaimTables
    from contralateral.policy import Book, Rule
    from contralateral.policy.record import Version
    from contralateral.policy.requirement import Requirement, RequirementVersion
    from contralateral.policy.sets import Scope

__all__ = ["Changes", "PolicyChange", "Touched", "changes"]

V = TypeVar("V", "Version", "RequirementVersion")
_OF_CODES = frozenset({"hcpcs", "fees", "mue", "prior_authorization"})


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """A rule or a requirement that begins, changes or ends; ``scopes``: the codes it speaks of, before and after."""

    kind: Literal["rule", "requirement"]
    id: str
    pack: str
    title: str
    what: Literal["begins", "changes", "ends"]
    on: date
    source: str
    confidence: str
    scopes: tuple[Scope, ...]


@dataclass(frozen=True, slots=True)
class Touched:
    """A case, and what of the changes it meets: which line, and the change by table or pack and its name."""

    case: str
    source: str
    line: int | None
    what: str
    name: str
    change: codes.TableChange | PolicyChange


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed, and what cannot be said."""

    first: date
    last: date
    tables: tuple[codes.TableChange, ...]
    policies: tuple[PolicyChange, ...]
    unknown: tuple[str, ...]
    touched: tuple[Touched, ...]


def changes(
    first: date,
    last: date,
    cases: Iterable[ClaimTables] = (),
    *,
    book: Book | None = None,
    requirements: Sequence[Requirement] | None = None,
) -> Changes:
    """Tell what is otherwise on ``last`` than on ``first``.

    Args:
        first: the earlier day.
        last: the later one.
        cases: those that may be touched.
        book: the rules; those shipped where left out.
        requirements: those shipped where left out.

    Raises:
        ValueError: the days are not in order.
    """
    book = book or policy.load()
    if requirements is None:
        from contralateral.policy.requirement import load_requirements

        requirements = load_requirements()
    told = codes.changes(first, last)
    found = [change for rule in book.rules for change in _of_rule(rule, book, first, last)]
    found += [change for r in requirements for change in _of_requirement(r, book, first, last)]
    found.sort(key=lambda change: (change.on, change.kind, change.id))
    touched = [hit for tables in cases for hit in _touched(tables, told.changes, found, book, last)]
    return Changes(first, last, told.changes, tuple(found), told.unknown, tuple(touched))


def _of_rule(rule: Rule, book: Book, first: date, last: date) -> Iterator[PolicyChange]:
    scopes = {edition.index: edition.scope for edition in rule.editions}
    for index, what, version in _steps(rule.record.version, first, last):
        near = tuple(scopes[at] for at in (index - 1, index) if at in scopes)
        yield PolicyChange(
            "rule", rule.id, rule.pack, rule.record.title, what, version.from_, _title(version, book),
            version.confidence, near,
        )  # fmt: skip


def _of_requirement(asked: Requirement, book: Book, first: date, last: date) -> Iterator[PolicyChange]:
    for _, what, version in _steps(asked.record.version, first, last):
        yield PolicyChange(
            "requirement", asked.id, asked.pack, asked.record.title, what, version.from_,
            _title(version, book), version.confidence, (asked.scope,),
        )  # fmt: skip


def _title(version: Version | RequirementVersion, book: Book) -> str:
    source = book.sources.get(version.source)
    title = source.title if source else version.source
    return f"{title}, {version.at}" if version.at else title


def _steps(
    versions: Sequence[V], first: date, last: date
) -> Iterator[tuple[int, Literal["begins", "changes", "ends"], V]]:
    """Yield the versions whose first day lies behind ``first`` and not behind ``last``, and what each of them is."""
    if versions and not versions[0].retired and first < versions[0].from_ <= last:
        yield 0, "begins", versions[0]
    for index, (before, after) in enumerate(pairwise(versions), start=1):
        if first < after.from_ <= last:
            yield index, "ends" if after.retired else "begins" if before.retired else "changes", after


def _touched(
    tables: ClaimTables,
    of_tables: Sequence[codes.TableChange],
    of_policies: Sequence[PolicyChange],
    book: Book,
    last: date,
) -> Iterator[Touched]:
    payers = policy.recognize(tables.claims, book).to_list()
    claims = list(tables.claims.select("claim", "claim_id", "source").iter_rows())
    for (claim, name, source), payer in zip(claims, payers, strict=True):
        packs = book.packs_of(payer)
        mine = pl.col("claim") == claim
        lines = tables.lines.filter(mine).select("line", "code", "modifiers", "dos").iter_rows()
        days: list[date | None] = []
        for line, code, modifiers, dos in lines:
            days.append(dos)
            for change in of_tables:
                by_code = change.table in _OF_CODES and change.code == code
                by_modifier = change.table == "modifiers" and change.code in (modifiers or ())
                if (by_code or by_modifier) and _meets(dos, change.on, last):
                    yield Touched(name or "", source or "", line, change.table, change.code, change)
            for rule in of_policies:
                covers = any(scope.covers(code) for scope in rule.scopes)
                if rule.pack in packs and covers and _meets(dos, rule.on, last):
                    yield Touched(name or "", source or "", line, rule.kind, rule.id, rule)
        held = set(tables.diagnoses.filter(mine)["diagnosis"])
        for change in of_tables:
            if (
                change.table == "icd10"
                and change.code in held
                and any(_meets(d, change.on, last) for d in days)
            ):
                yield Touched(name or "", source or "", None, change.table, change.code, change)


def _meets(day: date | None, begins: date | None, last: date) -> bool:
    """Whether what begins on a day reaches a line; where the table prints no day, the later of the two compared."""
    return day is None or day >= (begins or last)
