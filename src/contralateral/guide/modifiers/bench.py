"""The bench: a case with lines tried on it, judged by the engine, so that no rule is written a second time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from contralateral import claim as claims
from contralateral import policy
from contralateral.guide.modifiers.knowledge import knowledge
from contralateral.policy.criteria import column, of_policy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from contralateral.case import Case
    from contralateral.case.parts import Line
    from contralateral.guide.modifiers.answer import Action, Change
    from contralateral.policy import Ask, Authority, Book, Finding, Rule

__all__ = ["Bench", "Draft", "Said", "rebuilt"]


@dataclass(slots=True)
class Draft:
    """A line while its modifiers are worked out; ``origin`` is the line of the case it comes from, from 1."""

    origin: int | None
    line: Line
    carries: tuple[str, ...] | None
    was: str | None = None
    settled: dict[str, Change] = field(default_factory=dict)  # proposed, each with its reason
    refused: dict[str, Change] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    asks: dict[str, Ask] = field(default_factory=dict)

    @property
    def proposed(self) -> tuple[str, ...]:
        """The modifiers settled so far, in order."""
        return knowledge().sort(self.settled)

    def action(self, modifier: str) -> Action:
        """What a modifier that is settled comes to: the line has it already, or has not."""
        return "keep" if modifier in (self.carries or ()) else "add"

    def ask(self, asks: Sequence[Ask]) -> None:
        """Add questions, each once."""
        for each in asks:
            self.asks.setdefault(each.question, each)


@dataclass(frozen=True, slots=True)
class Said:
    """What one rule says of one line: wrong, or unknown until somebody answers."""

    rule: Rule
    finding: Finding
    params: dict[str, Any]

    @property
    def wrong(self) -> bool:
        """Whether it fails; else nobody has told."""
        return self.finding.verdict == "fails"

    @property
    def check(self) -> str:
        """The name of the check."""
        return self.rule.record.check

    @property
    def wants(self) -> frozenset[str]:
        """The modifiers of which it asks for one."""
        return knowledge().wanted(self.check, self.params)

    @property
    def yields_to(self) -> frozenset[str]:
        """The modifiers beside which it is silent."""
        return self.wants | frozenset(self.params.get("unless", ()))


class Bench:
    """One case, its payer and its day; lines are put on it and judged."""

    def __init__(self, case: Case, path: str, payer: str | None, today: date, book: Book) -> None:
        """Take the case; a payer that is named overrides the one that it names."""
        self.case, self.path, self.today, self.book = case, path, today, book
        tables = claims.from_case(case, path=path)
        self.payer = policy.recognize(tables.claims, book)[0] if payer is None else policy.named(book, payer)
        self.name = str(tables.claims["claim_id"][0])
        self._tried: dict[tuple[Any, ...], claims.Widened] = {}
        self.stated = frozenset(tables.evidence["fact"].to_list())

    def day(self, line: Line) -> date:
        """The day of service; where there is none yet, the day of asking."""
        return line.date or self.case.delivery.date or self.today

    def speaking(self, line: Line) -> list[Rule]:
        """The rules that look at a line."""
        looked = policy.coverage(self.book, self.payer, line.code, self.day(line), self.today)
        by_id = {rule.id: rule for rule in self.book.rules}
        return [by_id[name] for name in looked.rules]

    def judge(self, drafts: Sequence[Draft], more: Sequence[str] = ()) -> list[list[Said]]:
        """Judge drafts with what is settled and some more on each; a list of what was said for each draft."""
        lines = self._widened([(d, (*d.proposed, *(m for m in more if m not in d.settled))) for d in drafts])
        found: list[list[Said]] = [[] for _ in drafts]
        for finding in policy.write(policy.judge(lines, self.book), lines, self.book):
            rule = self.book.rule(finding.rule)
            from_ = finding.sources[0].from_
            version = next((v for v in rule.record.version if v.from_ == from_), rule.record.version[-1])
            params = _resolved(version.params if version.params is not None else rule.record.params)
            found[finding.line - 1].append(Said(rule, finding, params))
        return found

    def columns(self, drafts: Sequence[Draft], names: Sequence[str]) -> list[dict[str, Any]]:
        """The columns of widened lines, a mapping for each draft."""
        told = self._widened([(d, d.proposed) for d in drafts]).plain(names)
        return [{name: list(told[name])[at] for name in names} for at in range(len(drafts))]

    def bit(self, drafts: Sequence[Draft], criteria: str) -> list[bool | None]:
        """The one criterion of some criteria, for each draft; null where nobody has stated its fact."""
        (criterion,) = of_policy(criteria).criterion
        name = column(criteria, criterion)
        if criterion.fact not in self.stated:
            return [None] * len(drafts)
        return [told[name] for told in self.columns(drafts, [name])]

    def fact(self, fact: str, line: int, code: str | None) -> Ask:
        """The question of a fact, as facts.toml words it."""
        known = self.book.facts[fact]
        asked = known.get("ask", fact)
        words = self.book.facts[asked]["question"]
        return policy.Ask(asked, words.replace("{code}", code or "the item").replace("{line}", str(line)))

    def authority(self, source: str, at: str, confidence: Any, day: date | None = None) -> Authority:
        """Where something outside of the rules was read; its day is the day that the source was read."""
        held = self.book.sources[source]
        return policy.Authority(source, held.title, held.url, at, day or held.read, confidence)

    def _widened(self, tried: list[tuple[Draft, tuple[str, ...]]]) -> claims.Widened:
        """Widen the case with these lines and modifiers; the same trial is widened once."""
        key = tuple((d.origin, d.line, modifiers) for d, modifiers in tried)
        if key not in self._tried:
            lines = [
                (d, d.line.model_copy(update={"modifiers": m, "date": self.day(d.line)})) for d, m in tried
            ]
            tables = claims.from_case(rebuilt(self.case, lines), path=self.path)
            payer = pl.Series("payer", [self.payer], dtype=pl.String)
            self._tried[key] = claims.widen(tables, (), payer=payer, receipt=self.today)
        return self._tried[key]


def _resolved(params: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in params.items() if not (isinstance(v, str) and v.startswith("@"))}


def rebuilt(case: Case, lines: Sequence[tuple[Draft, Line]]) -> Case:
    """Put lines on a case; what speaks of a line by its number goes along with it, to each of its halves."""
    moved = {
        name: _along(getattr(case, name), [d.origin for d, _ in lines])
        for name in ("documents", "notices", "attestations")
    }
    return case.model_copy(update={"lines": tuple(line for _, line in lines), **moved})


def _along(parts: Any, origins: list[int | None]) -> Any:
    if parts is None:
        return None
    kept: list[Any] = []
    for part in parts:
        if part.line is None:
            kept.append(part)
            continue
        kept += [
            part if part.line == at else part.model_copy(update={"line": at})
            for at, origin in enumerate(origins, start=1)
            if origin == part.line
        ]
    return tuple(kept)
