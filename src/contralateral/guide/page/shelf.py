"""What every guide of a day asks of tables, rules and requirements: fetched once, indexed, used for many codes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from contralateral import codes, policy
from contralateral.case import Case
from contralateral.case.parts import Line
from contralateral.codes import attributes
from contralateral.guide.context import context, of_code
from contralateral.guide.context.held import authority_of, edition_of
from contralateral.guide.page.model import Cite, Table
from contralateral.policy.requirement import load_requirements
from contralateral.policy.sets import load_sets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from contralateral.codes import Attributes, Hcpcs
    from contralateral.guide.context import Context
    from contralateral.policy import Authority, Book, Rule
    from contralateral.policy.book import Edition
    from contralateral.policy.requirement import Requirement, RequirementVersion, When

__all__ = ["MEDICARE", "Held", "Shelf", "cite_of", "older"]

MEDICARE = "medicare_dme"
_TABLES = ("hcpcs", "modifiers", "fees", "mue", "prior_authorization", "icd10", "corrections")


@dataclass(frozen=True, slots=True)
class Held:
    """A rule in the version that holds for a code on the day."""

    rule: Rule
    edition: Edition
    cite: Cite

    @property
    def every(self) -> bool:
        """Whether it speaks of every code, and so of none in particular."""
        return self.edition.scope.every


class Shelf:
    """Tables, rules and requirements as of a day, for one payer (a key of the book) or, empty, for all."""

    def __init__(
        self,
        on: date,
        *,
        payer: str = "",
        book: Book | None = None,
        requirements: Sequence[Requirement] | None = None,
    ) -> None:
        self.on, self.payer = on, payer
        self.book = book or policy.load()
        self._requirements = tuple(requirements or load_requirements())
        self._near: dict[tuple[str, int], list[codes.Near]] = {}
        self._families: dict[tuple[str, str], codes.Family] = {}
        self._contexts: dict[tuple[str, str], Context] = {}
        self._unlisted: dict[str, codes.PriorAuthorization] = {}
        self._modifiers: dict[str, codes.Modifier] = {}
        self.packs = self.book.packs_of(payer) if payer else frozenset(r.pack for r in self.book.rules)

    @cached_property
    def names(self) -> pl.DataFrame:
        """Every code in force with its names and the attributes of its name."""
        names = codes.names(on=self.on)
        return names.hstack(attributes.table(names).drop("code"))

    @cached_property
    def _read(self) -> dict[str, Attributes]:
        return dict(zip(self.names["code"], attributes.each(self.names), strict=True))

    def name(self, code: str) -> str:
        """The official name of a code on the day, or the code."""
        return codes.name(code, on=self.on)

    def attributes(self, code: str, entry: Hcpcs) -> Attributes:
        """What the name of a code says of the device, also of one that is over."""
        if entry.in_force and code in self._read:
            return self._read[code]
        row = {"code": [code], "short": [entry.short], "long": [entry.long]}
        names = pl.DataFrame(row, schema=dict.fromkeys(row, pl.String))
        return codes.attributes_of([code], names)[code]

    def near(self, code: str, own: Attributes, limit: int) -> list[codes.Near]:
        """The codes near a code; a family is gathered once, and so is what is near a code."""
        if own.kind is None or own.region is None:
            return []
        if (code, limit) not in self._near:
            key = (own.kind, own.region)
            if key not in self._families:
                self._families[key] = codes.Family.of(self.names.select("code", "short", "long"), *key)
            family = self._families[key]
            self._near[code, limit] = codes.near(code, self.names, limit, own=own, family=family)
        return self._near[code, limit]

    def context(self, payer: str, code: str) -> Context:
        """The clinical context of a code for a payer."""
        if (payer, code) not in self._contexts:
            told = of_code(code, payer=payer, on=self.on, book=self.book, requirements=self._requirements)
            self._contexts[payer, code] = told
        return self._contexts[payer, code]

    def foresee(self, wanted: Iterable[str]) -> None:
        """Fetch the contexts of many codes at once: as lines of one case, which are answered line by line."""
        lines = tuple(Line(code=code) for code in dict.fromkeys(wanted))
        for payer in (self.payer,) if self.payer else self.book.payers:
            told = context(
                Case(payer=payer, lines=lines),
                path="",
                today=self.on,
                payer=payer,
                book=self.book,
                requirements=self._requirements,
                judged=False,
            )
            self._contexts |= {(payer, one.code): one for one in told}

    def authorization(self, code: str) -> codes.PriorAuthorization:
        """Medicare's prior authorization of a code; of codes that no list names it is asked once a section."""
        if code in self._listed:
            return codes.prior_authorization(code, on=self.on)
        if code[:1] not in self._unlisted:
            self._unlisted[code[:1]] = codes.prior_authorization(code, on=self.on)
        return replace(self._unlisted[code[:1]], code=code)

    @cached_property
    def _listed(self) -> frozenset[str]:
        return codes.listed_for_authorization()

    def modifier(self, modifier: str) -> codes.Modifier:
        """A modifier on the day."""
        if modifier not in self._modifiers:
            self._modifiers[modifier] = codes.modifier(modifier, on=self.on)
        return self._modifiers[modifier]

    def rules(self, code: str) -> tuple[Held, ...]:
        """The rules in force for a code: those that name it first, then those for every code."""
        left_out = self.book.payers[self.payer].except_ if self.payer in self.book.payers else ()
        mine = (r for r in self.book.rules if r.pack in self.packs and r.id not in left_out)
        return tuple(sorted(self._held(mine, code), key=lambda held: held.every))

    def laws(self, code: str) -> tuple[Held, ...]:
        """The rules of laws in force for a code, whichever the payer: laws bind by kind of plan."""
        return tuple(self._held((r for r in self.book.rules if r.pack in self.book.laws), code))

    def _held(self, rules: Iterable[Rule], code: str) -> Iterator[Held]:
        for rule in rules:
            edition = edition_of(rule, code, day=self.on, receipt=self.on)
            if edition is not None:
                yield Held(rule, edition, cite_of(authority_of(rule, edition, self.book)))

    def requirements(self, code: str) -> tuple[tuple[Requirement, RequirementVersion, Cite], ...]:
        """The requirements in force for a code, in the order in which a case comes about.

        What is wanted of another kind of device, or of codes on a list that this one is not on, is left out.
        """
        found = []
        for requirement in self._requirements:
            version = requirement.version(self.on)
            if (
                requirement.pack in self.packs
                and version
                and requirement.scope.covers(code)
                and self._concerns(code, requirement.record.when)
            ):
                cite = self.cite(version.source, version.confidence, version.at, version.from_)
                found.append((requirement, version, cite))
        return tuple(found)

    def left_out(self, code: str) -> tuple[Requirement, ...]:
        """The requirements whose codes cover a code and which do not concern it all the same."""
        covering = (r for r in self._requirements if r.scope.covers(code))
        return tuple(r for r in covering if not self._concerns(code, r.record.when))

    def _concerns(self, code: str, when: When) -> bool:
        own = self._read.get(code)
        if when.kinds and own is not None and own.kind is not None and own.kind not in when.kinds:
            return False
        held = load_sets().get(when.listed.removeprefix("@"))
        return held is None or any(
            s.code == code and s.from_ <= self.on and (s.through is None or self.on <= s.through)
            for s in held.spell
        )

    def cite(self, source: str, sure: str, at: str = "", from_: date | None = None) -> Cite:
        """A source of the book as a cite."""
        found = self.book.sources[source]
        return Cite(found.title, found.url, at, from_, "H" if sure == "H" else "M" if sure == "M" else "NV")

    def searched(self, what: str) -> Cite:
        """The cite of a gap: what was looked through on the day."""
        return Cite(f"{what} held here", at=f"as of {self.on}", sure="searched")

    @cached_property
    def searched_rules(self) -> Cite:
        """The cite of a gap in the rules."""
        return self.searched(f"{len(self.book.rules)} rules and {len(self._requirements)} requirements")

    def who(self, pack: str) -> str:
        """Whose rules a pack holds, in words."""
        return self._names_of_packs.get(pack, pack)

    def short(self, payer: str) -> str:
        """A payer's title without what stands behind a comma or in brackets."""
        title = self.book.payers[payer].title if payer in self.book.payers else payer
        return "Plans in general" if payer == "commercial" else title.partition(",")[0].partition(" (")[0]

    @cached_property
    def _names_of_packs(self) -> dict[str, str]:
        known = {"all": "Every payer", "commercial": "Plans in general", MEDICARE: "Medicare"}
        for pack in {rule.pack for rule in self.book.rules}:
            if pack in known:
                continue
            titles = [self.short(key) for key, p in self.book.payers.items() if pack in p.packs]
            known[pack] = self.book.laws[pack].title if pack in self.book.laws else ", ".join(titles) or pack
        return known

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The table of each kind that answers for the day."""
        found = []
        for kind in _TABLES:
            of_kind = [r for r in codes.releases() if r.kind == kind]
            begun = [r for r in of_kind if r.covers_from <= self.on] or of_kind[:1]
            found += begun[-1:]
        return tuple(Table(r.title, r.release, r.covers_from, r.covers_through, r.url, r.note) for r in found)


def cite_of(authority: Authority) -> Cite:
    """Return the authority of a rule as a cite."""
    return Cite(authority.title, authority.url, authority.at, authority.from_, authority.confidence)


def older(basis: str) -> str:
    """Say that a table is older than the day, where it is."""
    return "a table older than that day" if basis == "after newest release" else ""
