"""Who bears a denial: EY, KX, GA, GX, GY and GZ, as the record and the notice support them.

KX only where every criterion of a policy that defines it is met. Where a denial as not necessary is expected, GA with a
valid notice and GZ without one. What nobody has told is a question, and none of them is proposed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contralateral.guide.modifiers.answer import Change
from contralateral.guide.modifiers.knowledge import knowledge
from contralateral.guide.modifiers.sides import authorities
from contralateral.policy.criteria import column, of_policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contralateral.guide.modifiers.bench import Bench, Draft, Said
    from contralateral.policy import Authority, Rule

__all__ = ["bear", "foreseen"]

_NOTICE = ("notice_valid", "notice_given")


def bear(bench: Bench, drafts: Sequence[Draft]) -> None:
    """Settle the liability of each line, after its sides and levels."""
    bare, attested = bench.judge(drafts), bench.judge(drafts, ["KX"])
    known = bench.columns(drafts, _NOTICE)
    for at, draft in enumerate(drafts):
        _Line(bench, draft, bare[at], attested[at], known[at]).settle()


def foreseen(said: Said) -> bool:
    """Whether it is a denial as not necessary that GA or GZ foresees; mere advice foresees none."""
    if said.rule.record.outcome == "advise":
        return False
    return {"GA", "GZ"} <= said.yields_to and "KX" not in said.yields_to


class _Line:
    """One line, with what rules say of it without liability modifiers and with KX."""

    def __init__(
        self, bench: Bench, draft: Draft, bare: list[Said], attested: list[Said], notice: dict[str, Any]
    ) -> None:
        self.bench, self.draft, self.bare, self.notice = bench, draft, bare, notice
        checks = knowledge().checks
        self.rules = bench.speaking(draft.line)
        # Only a payer whose rules say what comes of EY is asked about an order here.
        named = bool(self._denials_of("EY"))
        self.no_order = [s for s in bare if named and s.check in checks.no_order and "EY" in s.yields_to]
        self.excluded = [s for s in bare if self._excludes(s)]
        self.denied = [s for s in bare if foreseen(s)]
        self.wants_kx = [s for s in bare if s.wrong and "KX" in s.wants]
        about_kx = (*checks.defines_kx, *checks.limits_kx)
        self.against_kx = [s for s in attested if s.check in about_kx]
        self.defining = [r for r in self.rules if r.record.check in checks.defines_kx]
        self.not_listed = [s for s in bare if s.wrong and s.check in checks.not_listed]

    def _excludes(self, said: Said) -> bool:
        """A rule for what the law or the plan excludes: it asks for GY and for no other."""
        only = said.wrong and "GY" in said.wants and not said.wants & {"KX", "GA", "GZ", "CG"}
        by_law = said.check in knowledge().checks.excluded and "GY" in said.yields_to
        return only or (said.wrong and by_law)

    def settle(self) -> None:
        """Decide in order: no order, excluded, not necessary, every criterion met."""
        certain = [s for s in self.denied if s.wrong]
        if any(s.wrong for s in self.no_order) and self._none_written():
            self._without_order(self.no_order[0], "There is no signed order for the item.")
        elif self.not_listed and "EY" in (self.draft.carries or ()):
            self._without_order(self.not_listed[0], "The order does not list the item, and the line says so.")
        elif self.excluded and not self._kx_holds():
            self._exclude(self.excluded[0])
        elif certain:
            self._expect_denial(certain[0], certain[0].finding.message)
        elif self.wants_kx:
            self._attest()
        else:
            for said in self.denied:
                self.draft.ask(said.finding.asks)
            self._as_it_stands()
        for said in self.no_order:
            if not said.wrong:
                self.draft.ask(said.finding.asks)
            elif "EY" not in self.draft.settled:
                self.draft.notes.append(said.finding.remedy)
        self._refuse_the_rest()

    def _kx_holds(self) -> bool:
        yields = all("KX" in s.yields_to for s in self.excluded)
        return yields and bool(self.wants_kx and self.defining) and not self.against_kx

    def _without_order(self, said: Said, reason: str) -> None:
        self._put("EY", said, reason)
        self.draft.notes.append("It goes on a claim of its own, apart from items that were ordered.")
        if self._shiftable():
            self._notice(said, "Without an order a denial as not necessary is expected")
            self.draft.notes.extend(self._disputed())
        elif any("GY" in s.wants for s in self.wants_kx):
            denial = self._denials_of("EY")[0]
            self.draft.settled["GY"] = Change(
                "GY",
                self.draft.action("GY"),
                "Without an order the law excludes it.",
                denial.id,
                authorities(self.bench, denial, self.draft),
            )

    def _shiftable(self) -> bool:
        """Whether EY is denied as not necessary, which a notice can shift, and not as excluded by law."""
        return all(r.record.forecast.carc == knowledge().necessity for r in self._denials_of("EY"))

    def _none_written(self) -> bool:
        """Whether there is no order at all; one that is there and not signed is signed, and needs no EY."""
        order = self.bench.case.order
        return not order.written if order.written is not None else order.date is None

    def _denials_of(self, modifier: str) -> list[Rule]:
        """The rules that say what comes of a modifier: without one, the payer gives it no meaning here."""
        checks = knowledge().checks.denied_with
        return [
            r for r in self.rules if r.record.check in checks and r.record.params["modifiers"] == [modifier]
        ]

    def _disputed(self) -> list[str]:
        """What rules say against relying on the notice that is settled."""
        (said,) = self.bench.judge([self.draft])
        disputed = [s for s in said if s.wrong and s.check in knowledge().checks.notice_disputed]
        return [s.finding.remedy for s in disputed]

    def _exclude(self, said: Said) -> None:
        self._put("GY", said, said.finding.message)
        if self.notice["notice_given"]:
            self._put("GX", said, "A notice was given of what is never covered: it was voluntary.")

    def _expect_denial(self, said: Said, reason: str) -> None:
        self._notice(said, reason.rstrip("."))

    def _notice(self, said: Said, reason: str) -> None:
        valid = self.notice["notice_valid"]
        if valid is None:
            self._ask("notice_valid")
        elif valid:
            self._put("GA", said, f"{reason}; a valid notice was signed before delivery.")
        else:
            self._put("GZ", said, f"{reason}; {self._no_notice()}.")

    def _no_notice(self) -> str:
        return "the notice does not count" if self.notice["notice_given"] else "no notice was signed"

    def _attest(self) -> None:
        wanting = self.wants_kx[0]
        failed = [s for s in self.against_kx if s.wrong]
        open_ = [s for s in (*self.against_kx, *self.denied) if not s.wrong]
        if failed and self._by_law(failed[0]):
            self._exclude(failed[0])
        elif failed:
            self._expect_denial(
                failed[0],
                f"Not met is what the policy wants{self._criteria([s.rule for s in failed], met=False)}",
            )
        elif open_ or not self._stated():
            for said in open_:
                self.draft.ask(said.finding.asks)
            if not (self.defining and open_):
                self._ask("kx_of_the_policy")
        else:
            self._put(
                "KX",
                wanting,
                f"The record meets every criterion of the policy{self._criteria(self.defining, met=True)}",
            )

    def _by_law(self, said: Said) -> bool:
        """Whether unmet criteria put the item outside of the benefit: the policy asks for GY then, not for a notice."""
        necessary = said.rule.record.forecast.carc == knowledge().necessity
        return not necessary and any("GY" in s.wants for s in self.wants_kx)

    def _stated(self) -> bool:
        """Whether the record states all that some policy for the item wants: silence of every rule attests nothing."""
        bits = {p: [column(p, c) for c in of_policy(p).criterion] for p in _policies(self.defining)}
        if not bits:
            return False
        (told,) = self.bench.columns([self.draft], [bit for each in bits.values() for bit in each])
        return any(all(told[bit] is True for bit in each) for each in bits.values())

    def _criteria(self, rules: Sequence[Rule], *, met: bool) -> str:
        """The titles of the criteria that are met, or that are not, of the policies that these rules go by."""
        criteria = [(p, c) for p in _policies(rules) for c in of_policy(p).criterion]
        (told,) = self.bench.columns([self.draft], [column(p, c) for p, c in criteria])
        titles = [c.title for p, c in criteria if told[column(p, c)] is met]
        return f": {'; '.join(titles)}" if titles else ""

    def _as_it_stands(self) -> None:
        """What the line says of a denial that no rule expects, where nothing in the case speaks against it."""
        carries = set(self.draft.carries or ())
        valid = self.notice["notice_valid"]
        reason = "The clinic expects this denial; no rule here does."
        if "GY" in carries and not carries & {"GA", "GZ"}:
            self._keep("GY", reason)
            if "GX" in carries:
                self._keep("GX", reason)
        elif carries & {"GA", "GZ"} and "GY" not in carries:
            if valid is None:
                self._ask("notice_valid")
            else:
                self._keep("GA" if valid else "GZ", reason)

    def _refuse_the_rest(self) -> None:
        draft = self.draft
        for modifier in set(draft.carries or ()) & {"EY", "KX", "GA", "GX", "GY", "GZ"} - set(draft.settled):
            advice = [r for r in self._denials_of(modifier) if r.record.outcome == "advise"]
            rule = advice[0] if advice else None
            found = next((s for s in self.against_kx), None) if modifier == "KX" else None
            if rule is not None and modifier == "KX":
                draft.refused[modifier] = Change(
                    modifier,
                    "drop",
                    "No policy that the payer's rules know gives it a meaning here.",
                    rule.id,
                    self._authorities(rule),
                )
            elif found is not None:
                draft.refused[modifier] = Change(
                    modifier,
                    "drop",
                    found.finding.message if found.wrong else "It waits for an answer.",
                    found.rule.id,
                    found.finding.sources,
                )
            else:
                draft.refused[modifier] = Change(modifier, "drop", _WHY_NOT[modifier])

    def _authorities(self, rule: Rule) -> tuple[Authority, ...]:
        return authorities(self.bench, rule, self.draft)

    def _put(self, modifier: str, said: Said, reason: str) -> None:
        action = self.draft.action(modifier)
        self.draft.settled[modifier] = Change(
            modifier, action, f"{reason.rstrip('.')}.", said.rule.id, said.finding.sources
        )

    def _keep(self, modifier: str, reason: str) -> None:
        action = self.draft.action(modifier)
        self.draft.settled[modifier] = Change(modifier, action, reason)

    def _ask(self, fact: str) -> None:
        self.draft.ask([self.bench.fact(fact, self.draft.origin or 0, self.draft.line.code)])


def _policies(rules: Sequence[Rule]) -> list[str]:
    """The lists of criteria that these rules go by, each once."""
    params = [r.record.params for r in rules]
    named = [n for p in params for n in (p.get("policy"), p.get("or_else"), *p.get("ways", ())) if n]
    return list(dict.fromkeys(named))


_WHY_NOT = {
    "EY": "The case does not say that there is no order.",
    "KX": "The case does not show that every criterion of a policy that defines KX is met.",
    "GA": "The case does not show a valid notice for a denial that is expected.",
    "GX": "No voluntary notice for an item that is never covered is in the case.",
    "GY": "Nothing in the case says that the item is excluded.",
    "GZ": "The case does not show that a denial is expected without a notice.",
}
