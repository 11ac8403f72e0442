"""Upgrades: what is delivered beyond what is covered, and the covered item billed for it (GK, GL)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contralateral.guide.modifiers.answer import Change
from contralateral.guide.modifiers.bench import Draft
from contralateral.guide.modifiers.knowledge import knowledge
from contralateral.guide.modifiers.liability import foreseen
from contralateral.policy.sets import load_sets

if TYPE_CHECKING:
    from contralateral.guide.modifiers.bench import Bench
    from contralateral.policy import Authority

__all__ = ["upgraded"]


def upgraded(bench: Bench, drafts: list[Draft]) -> list[Draft]:
    """Settle GK and GL; a covered line that the case does not have is added at the end."""
    held = load_sets()[knowledge().upgrades]
    kept = list(drafts)
    for draft in drafts:
        covered = held.values.get(draft.line.code or "")
        bears = next((m for m in ("GA", "GZ") if m in draft.settled), None)
        expected = bool(bears and draft.settled[bears].authority) or any(
            a.fact == "notice_valid" for a in draft.asks.values()
        )
        if covered is None or not expected:
            continue
        # The set holds from the day that the denial it follows from does.
        day = draft.settled[bears].sources[0].from_ if bears else None
        source = (bench.authority(held.source, held.at, held.confidence, day),)
        if draft.line.upgrade == "free":
            _gratis(draft, covered, source)
        elif bears == "GA" or (bears == "GZ" and draft.line.upgrade == "charged"):
            _beside(bench, kept, draft, covered, source)
        else:
            draft.ask([bench.fact("line_upgrade", draft.origin or 0, draft.line.code)])
    _as_they_stand(kept)
    return kept


def _gratis(draft: Draft, covered: str, source: tuple[Authority, ...]) -> None:
    """The patient pays no difference: the covered code is billed for what was delivered, and no notice counts."""
    draft.was, draft.line = draft.line.code, draft.line.model_copy(update={"code": covered, "charge": None})
    for modifier in ("GA", "GZ"):
        if modifier in draft.settled:
            del draft.settled[modifier]
        if modifier in (draft.carries or ()):
            draft.refused[modifier] = Change(modifier, "drop", "The upgrade is free of charge.")
    draft.asks = {q: a for q, a in draft.asks.items() if a.fact != "notice_valid"}
    draft.settled["GL"] = _change(draft, "GL", f"{draft.was} is given and {covered} is billed.", source)
    draft.notes.append(
        f"Bill {covered} at its own charge, and say on the line that {draft.was} was delivered."
    )


def _beside(
    bench: Bench, drafts: list[Draft], draft: Draft, covered: str, source: tuple[Authority, ...]
) -> None:
    sides = set(draft.settled) & set(knowledge().sides)
    partner = next(
        (d for d in drafts if d.line.code == covered and (set(d.settled) & set(knowledge().sides)) == sides),
        None,
    )
    if partner is None:
        line = draft.line.model_copy(
            update={"code": covered, "charge": None, "description": None, "upgrade": None}
        )
        partner = Draft(None, line, None)
        for side in sides:
            partner.settled[side] = Change(side, "add", f"As {draft.line.code}, whose covered item it is.")
        partner.notes.append(f"A new line: what is covered of {draft.line.code}.")
        partner.ask([bench.fact("charge_cents", len(drafts) + 1, covered)])
    if _denied_itself(bench, drafts, partner):
        draft.notes.append(f"{covered} would be denied as well: it is no upgrade of what is covered.")
        return
    if partner not in drafts:
        drafts.append(partner)
    for modifier in ("KX", "GA", "GZ"):
        partner.settled.pop(modifier, None)
    partner.settled["GK"] = _change(
        partner, "GK", f"It is the covered item beside {draft.line.code}, the upgrade.", source
    )


def _denied_itself(bench: Bench, drafts: list[Draft], partner: Draft) -> bool:
    """Whether the covered item is itself denied as not necessary, beside the upgrade and its notice."""
    bare = Draft(partner.origin, partner.line, None)
    bare.settled = {m: c for m, c in partner.settled.items() if m not in knowledge().liability}
    others = [d for d in drafts if d is not partner]
    return any(s.wrong and foreseen(s) for s in bench.judge([*others, bare])[-1])


def _as_they_stand(drafts: list[Draft]) -> None:
    """GK and GL that the case has and nothing here settles: each stays while the claim agrees with it."""
    charged = any({"GA", "GZ"} & set(d.settled) for d in drafts)
    for draft in drafts:
        for modifier in {"GK", "GL"} & set(draft.carries or ()) - set(draft.settled):
            fits = charged if modifier == "GK" else not charged
            if fits and not {"GK", "GL", "KX", "GA", "GZ", "GY"} & set(draft.settled):
                draft.settled[modifier] = Change(modifier, "keep", "The claim's other lines agree with it.")
            else:
                why = (
                    "No other line of the claim is the upgrade."
                    if modifier == "GK"
                    else "It is not this case."
                )
                draft.refused[modifier] = Change(modifier, "drop", why)


def _change(draft: Draft, modifier: str, reason: str, source: tuple[Authority, ...]) -> Change:
    action = draft.action(modifier)
    return Change(modifier, action, reason, f"sets/{knowledge().upgrades}", source)
