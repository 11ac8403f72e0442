"""What becomes of each modifier: keep, add, drop or move, and what may be written without a person's word."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contralateral.guide.modifiers.answer import Change
from contralateral.guide.modifiers.knowledge import knowledge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contralateral.guide.modifiers.bench import Bench, Draft

__all__ = ["changes", "claim_of", "confirmed_by", "written"]


def changes(bench: Bench, draft: Draft) -> tuple[Change, ...]:
    """Return a change for each modifier that is on the line or ought to be: the proposed ones first, in order."""
    proposed = draft.proposed
    kept = [m for m in dict.fromkeys(draft.carries or ()) if m in proposed]
    right = [m for m in proposed if m in kept]
    found = []
    for modifier in proposed:
        change = draft.settled[modifier]
        if modifier in knowledge().attested:
            by = confirmed_by(bench, draft, modifier)
            change = replace(change, confirm=not by, confirmed_by=by)
        if change.action == "keep" and kept.index(modifier) != right.index(modifier):
            reason = f"{change.reason} It moves to place {proposed.index(modifier) + 1}."
            change = replace(change, action="move", reason=reason)
        found.append(change)
    found += [draft.refused[m] for m in dict.fromkeys(draft.carries or ()) if m in draft.refused]
    twice = [m for m in dict.fromkeys(draft.carries or ()) if (draft.carries or ()).count(m) > 1]
    found += [Change(m, "drop", "It stands twice.") for m in twice if m in proposed]
    return tuple(found)


def written(bench: Bench, draft: Draft) -> tuple[str, ...]:
    """Return what may be written: attestations only where confirmed or there already, and no more than have room."""
    may = (
        m
        for m in draft.proposed
        if m not in knowledge().attested or m in (draft.carries or ()) or confirmed_by(bench, draft, m)
    )
    return tuple(may)[: knowledge().most]


def confirmed_by(bench: Bench, draft: Draft, modifier: str) -> str:
    """Return who confirms what a modifier of a line attests; empty where nobody does."""
    return next(
        (
            a.by
            for a in bench.case.attestations or ()
            if a.modifier == modifier and a.line in {None, draft.origin}
        ),
        "",
    )


def claim_of(draft: Draft, drafts: Sequence[Draft]) -> int:
    """Return the claim a line goes on: those without an order on a second one, where others have an order."""
    some, others = "EY" in draft.settled, any("EY" not in d.settled for d in drafts)
    return 2 if some and others else 1
