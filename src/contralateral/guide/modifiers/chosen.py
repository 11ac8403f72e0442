"""Modifiers that describe the item or its circumstance: level, brace, model, replacement, new equipment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contralateral.guide.modifiers.answer import Change
from contralateral.guide.modifiers.bench import Draft
from contralateral.guide.modifiers.knowledge import knowledge
from contralateral.policy.criteria import of_policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contralateral.guide.modifiers.bench import Bench, Said

__all__ = ["describe"]


def describe(bench: Bench, drafts: Sequence[Draft]) -> None:
    """Settle what rules ask for and the record decides; what the line carries and nobody asks for stays."""
    levels = bench.columns(drafts, ["record_level"])
    bits = {name: bench.bit(drafts, name) for name in {c.criteria for c in knowledge().chosen.values()}}
    unknown = _unknown(bench, drafts)
    for at, (draft, said) in enumerate(zip(drafts, bench.judge(drafts), strict=True)):
        draft.refused.update(unknown[at])
        mine = {name: bit[at] for name, bit in bits.items()}
        for each in said:
            wanted = each.wants
            if each.wrong and wanted >= set(knowledge().levels):
                _level(bench, draft, each, levels[at]["record_level"])
            elif each.wrong and (wanted & set(knowledge().chosen)):
                _choose(bench, draft, each, mine)
            elif each.wrong and len(wanted) == 1 and wanted <= set(knowledge().plain):
                (only,) = wanted
                draft.settled[only] = _change(
                    draft, only, each, each.rule.record.title + ": this payer wants it."
                )
            elif not each.wrong and each.check in knowledge().checks.needs_replacement:
                draft.ask(each.finding.asks)
        _rest(bench, draft)


def _unknown(bench: Bench, drafts: Sequence[Draft]) -> list[dict[str, Change]]:
    """What the lines carry that no table of their day has; which one was meant, nobody can tell from here."""
    carried = [Draft(d.origin, d.line, d.carries) for d in drafts]
    for draft in carried:
        draft.settled = {m: Change(m, "keep", "") for m in draft.carries or ()}
    checks = knowledge().checks.unknown
    said = [[s for s in each if s.check in checks] for each in bench.judge(carried)]
    for draft, each in zip(drafts, said, strict=True):
        draft.ask([ask for s in each if not s.wrong for ask in s.finding.asks])
    names = [told["mods_unknown"] or () for told in bench.columns(carried, ["mods_unknown"])]
    return [
        {m: _drop(m, s, s.finding.message) for s in each for m in odd}
        for each, odd in zip(said, names, strict=True)
    ]


def _level(bench: Bench, draft: Draft, said: Said, level: int | None) -> None:
    if level is None:
        draft.ask([bench.fact("record_level", draft.origin or 0, draft.line.code)])
        for old in set(draft.carries or ()) & set(knowledge().levels):
            draft.refused[old] = _drop(old, said, "Nobody has told the level that the record names.")
        return
    right = knowledge().levels[level]
    draft.settled[right] = _change(draft, right, said, f"The practitioner's record names level {level}.")
    for old in set(draft.carries or ()) & set(knowledge().levels) - {right}:
        draft.refused[old] = _drop(old, said, f"The practitioner's record names level {level}.")


def _choose(bench: Bench, draft: Draft, said: Said, bits: dict[str, bool | None]) -> None:
    """Of the modifiers that the rule asks for, the one whose statement the record makes."""
    open_ = None
    among = {m: c for m, c in knowledge().chosen.items() if m in said.wants}
    for modifier, choice in among.items():
        (criterion,) = of_policy(choice.criteria).criterion
        bit = bits[choice.criteria]
        if bit is choice.when:
            word = "" if bit else "not so: "
            draft.settled[modifier] = _change(
                draft, modifier, said, f"Stated, {word}{_small(criterion.title)}."
            )
            break
        if bit is None:
            open_ = criterion.fact
            if choice.otherwise:
                reason = "The case says that it replaces an earlier device, and nothing that only a part is."
                draft.settled[modifier] = _change(draft, modifier, said, reason)
                break
    else:
        if open_:
            draft.ask([bench.fact(open_, draft.origin or 0, draft.line.code)])
        else:
            draft.notes.append(said.finding.remedy)
    for old in (set(draft.carries or ()) & set(among)) - set(draft.settled):
        draft.refused[old] = _drop(old, said, "The record does not say what it says.")


def _rest(bench: Bench, draft: Draft) -> None:
    """What the line carries beyond liability and side: it stays, unless the case speaks against it."""
    known = {*knowledge().liability, *knowledge().sides, *draft.settled, *draft.refused}
    for modifier in draft.carries or ():
        if modifier in known:
            continue
        replaces = {"RA", "RB"} & {modifier} and bench.case.device.replaces is False
        if replaces:
            draft.refused[modifier] = Change(modifier, "drop", "The case says that nothing is replaced.")
        else:
            draft.settled[modifier] = Change(
                modifier, "keep", "No rule asks for it here, and none speaks against it."
            )


def _change(draft: Draft, modifier: str, said: Said, reason: str) -> Change:
    action = draft.action(modifier)
    return Change(modifier, action, reason, said.rule.id, said.finding.sources)


def _drop(modifier: str, said: Said, reason: str) -> Change:
    return Change(modifier, "drop", reason, said.rule.id, said.finding.sources)


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]
