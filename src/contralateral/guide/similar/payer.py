"""What the payer does with a line under another code: the same case, with that code in the line's place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from contralateral import claim as claims
from contralateral import codes, policy
from contralateral.claim.risk import FATES, stakes
from contralateral.guide.checklist import checklist
from contralateral.guide.similar.answer import Need

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from contralateral.case import Case
    from contralateral.claim import ClaimTables, Stake
    from contralateral.claim.risk import Route
    from contralateral.policy import Book, Finding
    from contralateral.policy.requirement import Requirement

__all__ = ["Judge", "Worth"]

#: What a modifier says of the patient and not of the device: the side, and the functional level.
_KEPT = frozenset({"RT", "LT", "K0", "K1", "K2", "K3", "K4"})
_MEDICARE = "medicare_dme"
_OUTLOOK = {
    "reject": "As it stands the payer returns it.",
    "deny_supplier_pays": "The payer denies it at the supplier's cost.",
    "deny_not_told_who_pays": "The payer denies it.",
    "deny_patient_pays": "The payer denies it at the patient's cost.",
    "audit": "The payer pays it and takes it back in an audit.",
    "unknown": "What the payer does hangs on open questions.",
    "unexamined": "No policy of the payer's here speaks of it.",
    "none": "Nothing is found against it.",
}


@dataclass(frozen=True, slots=True)
class Worth:
    """What the payer does with one code; see ``Candidate``."""

    needs: tuple[Need, ...]
    findings: tuple[Finding, ...]
    stake: Stake
    routes: Mapping[str, Route]
    unexamined: bool
    modifiers: tuple[str, ...] | None
    set_aside: tuple[str, ...]
    fee_cents: int | None
    fee_note: str
    authorization: bool | None

    @property
    def severity(self) -> int:
        """How bad it is for the supplier, the worst greatest."""
        return len(FATES) - FATES.index(self.stake.fate)

    def restake(self, findings: Iterable[Finding]) -> Stake:
        """What becomes of the line's charge by some of the findings."""
        line, cents = self.stake.line, self.stake.cents
        (stake,) = stakes([(line, cents)], findings, {line} if self.unexamined else (), self.routes)
        return stake

    @property
    def outlook(self) -> str:
        """What becomes of the line, in a sentence."""
        return _OUTLOOK[self.stake.fate]


@dataclass(frozen=True, slots=True)
class Alike:
    """What is lacking and found whichever of several codes is billed: it says nothing of the choice."""

    needs: tuple[Need, ...]
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, worths: Sequence[Worth]) -> Alike:
        """Gather it; with one code alone everything is its own."""
        if len(worths) < 2:
            return cls((), ())
        first, *others = worths
        rules = [{(f.rule, f.verdict) for f in worth.findings} for worth in others]
        return cls(
            tuple(need for need in first.needs if all(_alike(need, worth.needs) for worth in others)),
            tuple(f for f in first.findings if all((f.rule, f.verdict) in each for each in rules)),
        )

    def without(self, worth: Worth) -> Worth:
        """Return what is a code's own, and what becomes of the line by that alone."""
        alike = {(f.rule, f.verdict) for f in self.findings}
        own = tuple(f for f in worth.findings if (f.rule, f.verdict) not in alike)
        return replace(
            worth,
            needs=tuple(need for need in worth.needs if not _alike(need, self.needs)),
            findings=own,
            stake=worth.restake(own),
        )


def _alike(need: Need, needs: Iterable[Need]) -> bool:
    """Whether the same is lacking in the same state; questions differ only in the code that they name."""
    return any((need.title, need.state, need.detail) == (n.title, n.state, n.detail) for n in needs)


class Judge:
    """One line of a case, judged by its payer under one code after another."""

    def __init__(
        self,
        case: Case,
        path: str,
        today: date,
        line: int,
        payer: str | None,
        book: Book,
        requirements: Sequence[Requirement] | None,
    ) -> None:
        self.case, self.path, self.today, self.line = case, path, today, line
        self.book, self.requirements = book, requirements
        tables = claims.from_case(case, path=path)
        self.payer = policy.recognize(tables.claims, book)[0] if payer is None else policy.named(book, payer)
        self.title = book.payers[self.payer].title if self.payer in book.payers else ""
        self._tables = tables

    def row(self, columns: Iterable[str]) -> dict[str, Any]:
        """The line as it is billed, with some columns of the widened claim."""
        told = self._widen(self._tables).plain(("line", *columns))
        at = told["line"].index(self.line)
        return {name: values[at] for name, values in told.items()}

    def of(self, code: str) -> Worth:
        """Judge the line under a code.

        Under another than the billed one it keeps its side and functional level and loses its other modifiers, which
        spoke of another device: nobody has confirmed of this one what KX, GA or GZ say.
        """
        case = self._under(code)
        tables = claims.from_case(case, path=self.path)
        lines = self._widen(tables)
        found = policy.write(policy.judge(lines, self.book), lines, self.book)
        payers = pl.Series("payer", [self.payer], pl.String)
        (report,) = claims.reports(tables.claims.with_columns(payer=payers), lines, found, self.book)
        line = case.lines[self.line - 1]
        fee_cents, fee_note = self._fee(code, line.modifiers or ())
        return Worth(
            needs=tuple(self._needs(case)),
            findings=tuple(f for f in report.findings if f.line == self.line),
            stake=next(s for s in report.stakes if s.line == self.line),
            routes={rule.id: rule.record.route for rule in self.book.rules},
            unexamined=any(c.gaps for c in report.coverage if c.line == self.line),
            modifiers=line.modifiers,
            set_aside=self._set_aside(line.modifiers),
            fee_cents=fee_cents,
            fee_note=fee_note,
            authorization=self._authorization(code),
        )

    def _under(self, code: str) -> Case:
        billed = self.case.lines[self.line - 1]
        if code == billed.code:
            return self.case
        kept = None if billed.modifiers is None else tuple(m for m in billed.modifiers if m in _KEPT)
        line = billed.model_copy(update={"code": code, "modifiers": kept, "description": None})
        lines = (*self.case.lines[: self.line - 1], line, *self.case.lines[self.line :])
        return self.case.model_copy(update={"lines": lines})

    def _set_aside(self, kept: tuple[str, ...] | None) -> tuple[str, ...]:
        return tuple(m for m in self.case.lines[self.line - 1].modifiers or () if m not in (kept or ()))

    def _widen(self, tables: ClaimTables) -> claims.Widened:
        payers = pl.Series("payer", [self.payer] * tables.claims.height, pl.String)
        return claims.widen(tables, (), payer=payers, receipt=self.today)

    def _needs(self, case: Case) -> Iterable[Need]:
        """What the payer requires of this line and does not find as it must be."""
        told = checklist(
            case,
            path=self.path,
            today=self.today,
            payer=self.payer or None,
            book=self.book,
            requirements=self.requirements,
        )
        for entry in told.entries:
            if self.line in entry.lines and entry.wanted == "required" and entry.state != "present":
                yield Need(entry.title, entry.state, entry.detail, entry.asks)

    def _day(self) -> date:
        return self.case.lines[self.line - 1].date or self.case.delivery.date or self.today

    def _fee(self, code: str, modifiers: tuple[str, ...]) -> tuple[int | None, str]:
        """Medicare's amount where the patient lives; another payer's stands in its contract."""
        patient, cover = self.case.patient, self.case.coverage
        state = patient.state or cover.state
        if state is None:
            return None, "The case does not tell the state that the fee depends on."
        found = codes.fee(
            code, on=self._day(), state=state, zip_code=patient.zip or cover.zip, modifiers=modifiers
        )
        where = f"{state}, {found.source}" if found.source else state
        if found.basis == "after newest release":
            where += ", older than that day"
        return found.cents, found.note or where

    def _authorization(self, code: str) -> bool | None:
        if _MEDICARE not in self.book.packs_of(self.payer):
            return None
        state = self.case.patient.state or self.case.coverage.state
        return codes.prior_authorization(code, on=self._day(), state=state).required
