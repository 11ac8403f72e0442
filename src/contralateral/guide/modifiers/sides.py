"""Right and left: which side a line is for, and one line a side where the payer of its day wants that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contralateral.guide.modifiers.answer import Change
from contralateral.guide.modifiers.bench import Draft
from contralateral.guide.modifiers.knowledge import knowledge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contralateral.guide.modifiers.answer import Action
    from contralateral.guide.modifiers.bench import Bench
    from contralateral.policy import Authority, Rule

__all__ = ["sided"]

_WORDS = {"RT": "right", "LT": "left"}


def sided(bench: Bench, drafts: list[Draft]) -> list[Draft]:
    """Settle the sides of lines, splitting and joining them; the drafts that come of it, in the order of the case."""
    told = bench.columns(drafts, ["device_side", "condition_side", "condition_region", "dx_sides"])
    found: list[Draft] = []
    for draft, known in zip(drafts, told, strict=True):
        rules = bench.speaking(draft.line)
        apart = _one(rules, knowledge().checks.apart)
        together = _one(rules, knowledge().checks.together)
        asks = _one(rules, [c for c, m in knowledge().asks.items() if not isinstance(m, str)])
        rule = together or asks or apart
        if rule is None:
            _as_it_stands(draft)
            found.append(draft)
            continue
        side, why = _side(rules, known)
        found += _Line(bench, draft, rule, together=together is not None, apart=apart).settle(side, why)
    return _joined(bench, found)


def _one(rules: Iterable[Rule], checks: Iterable[str]) -> Rule | None:
    return next((r for r in rules if r.record.check in checks), None)


def _as_it_stands(draft: Draft) -> None:
    for side in knowledge().sides:
        if side in (draft.carries or ()):
            draft.settled[side] = Change(side, "keep", "No rule of this payer speaks of its side here.")


def _side(rules: list[Rule], known: dict[str, Any]) -> tuple[str | None, str]:
    """The side that the case tells, and where: of the device, of the condition, of the diagnoses."""
    if known["device_side"]:
        return known["device_side"], "the device is for it"
    same = _one(rules, ["side_contradicts_case"])
    where = same.record.params.get("same_side", ()) if same else ()
    if known["condition_side"] and known["condition_region"] in where:
        return known["condition_side"], "the condition is on it"
    sides = set(known["dx_sides"] or ())
    if len(sides) == 1:
        (side,) = sides
        return ("both" if side == "bilateral" else side), "its diagnoses are of it"
    return None, ""


class _Line:
    """One line whose payer wants a side."""

    def __init__(self, bench: Bench, draft: Draft, rule: Rule, *, together: bool, apart: Rule | None) -> None:
        self.bench, self.draft, self.rule, self.together = bench, draft, rule, together
        self.apart = apart or rule
        self.carries = tuple(s for s in knowledge().sides if s in (draft.carries or ()))

    def settle(self, side: str | None, why: str) -> list[Draft]:
        line = self.draft.line
        one = {"right": "RT", "left": "LT"}.get(side or "")
        if one:
            if self.carries == (one,) or (self.carries != () and one in self.carries and line.units == 1):
                return self.put(one, f"The case says {_WORDS[one]}: {why}.")
            if self.carries:
                return self.unsure(
                    "device_side", f"The line carries {' '.join(self.carries)}, and {why}: {side}."
                )
            return self.put(one, f"The side is {side}: {why}.")
        if len(self.carries) == 1 and line.units in {None, 1}:
            (only,) = self.carries
            return self.put(only, "The line names it, and nothing in the case speaks against it.")
        if side == "both" or len(self.carries) == 2:
            return self.both()
        return self.unsure("device_side", "")

    def both(self) -> list[Draft]:
        """Two units are one a side; any other number would be a guess."""
        line = self.draft.line
        if line.units == 1 and not self.carries:
            twins = [
                at
                for at, other in enumerate(self.bench.case.lines, 1)
                if other.code == line.code and not other.modifiers
            ]
            if len(twins) == 2 and self.draft.origin in twins:
                return self.put(
                    knowledge().sides[twins.index(self.draft.origin)],
                    "The case has a line for each of both sides.",
                )
        if line.units != 2:
            return self.unsure(
                "units" if line.units is None else "device_side", "Both sides, and not two units."
            )
        if self.together:
            self.put("RT", "Both sides stand on one line with two units.")
            return self.put("LT", "Both sides stand on one line with two units.")
        if line.charge is not None and line.charge * 100 % 2:
            return self.unsure("charge_cents", "The charge cannot be halved: say what each side costs.")
        share = {} if line.charge is None else {"charge": line.charge / 2}
        halves = []
        for side in knowledge().sides:
            half = Draft(
                self.draft.origin, line.model_copy(update={"units": 1.0, **share}), self.draft.carries
            )
            halved = _Line(self.bench, half, self.apart, together=False, apart=self.apart)
            halved.put(side, "Both sides are billed, one line each.")
            half.notes.append("One line a side, one unit each.")
            halves.append(half)
        return halves

    def put(self, side: str, reason: str) -> list[Draft]:
        action = self.draft.action(side)
        self.draft.settled[side] = self.change(side, action, reason)
        for other in self.carries:
            if other not in self.draft.settled:
                self.draft.refused[other] = self.change(other, "drop", f"This line is for one side, {side}.")
        if side in self.draft.refused:
            del self.draft.refused[side]
        return [self.draft]

    def unsure(self, fact: str, note: str) -> list[Draft]:
        self.draft.ask([self.bench.fact(fact, self.draft.origin or 0, self.draft.line.code)])
        if note:
            self.draft.notes.append(note)
        for side in self.carries:
            self.draft.settled[side] = self.change(side, "keep", "Left as it is until the side is settled.")
        return [self.draft]

    def change(self, side: str, action: Action, reason: str) -> Change:
        return Change(side, action, reason, self.rule.id, authorities(self.bench, self.rule, self.draft))


def authorities(bench: Bench, rule: Rule, draft: Draft) -> tuple[Authority, ...]:
    """Where the version of a rule that holds for a line was read."""
    day = bench.today if rule.record.basis == "receipt" else bench.day(draft.line)
    past = [v for v in rule.record.version if v.from_ <= day] or [rule.record.version[0]]
    version = past[-1]
    return tuple(
        bench.authority(s, version.at if s == version.source else "", version.confidence, version.from_)
        for s in (version.source, *version.also_sources)
    )


def _joined(bench: Bench, drafts: list[Draft]) -> list[Draft]:
    """Where the payer has both sides on one line, join a right and a left line of one code."""
    kept: list[Draft] = []
    for draft in drafts:
        rule = _one(bench.speaking(draft.line), knowledge().checks.together)
        twin = next((k for k in kept if rule and _twins(k, draft)), None)
        if twin is None or rule is None:
            kept.append(draft)
            continue
        charges = (twin.line.charge, draft.line.charge)
        charge = None if None in charges else sum(c for c in charges if c is not None)
        twin.line = twin.line.model_copy(update={"units": 2.0, "charge": charge})
        for side, change in draft.settled.items():
            action = twin.action(side)
            twin.settled[side] = Change(
                side, action, "Both sides stand on one line with two units.", rule.id, change.sources
            )
        twin.notes.append(f"Line {draft.origin} is joined to it.")
    return kept


def _twins(one: Draft, other: Draft) -> bool:
    sides = {*one.settled, *other.settled} & set(knowledge().sides)
    return (
        one.line.code == other.line.code
        and one.line.units == other.line.units == 1
        and len(sides) == 2
        and one.line.date == other.line.date
    )
