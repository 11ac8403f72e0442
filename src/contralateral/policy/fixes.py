"""Fixes: the one change to the case that would answer a finding.

A fix is an operation of JSON Patch (RFC 6902) on the case as it was read, with one more of our own: ``split`` puts the
lines of its ``value`` in place of the line at ``path``; what they leave out is as on the old line. Only what can be
done without judgment is proposed. Attestations (KX, GA, EY) are never added by a fix.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contralateral.policy.record import Fix

__all__ = ["propose"]


def propose(fix: Fix, line: dict[str, Any]) -> dict[str, Any] | None:
    """Return the operation for a line, or nothing where the line gives no ground for one.

    Args:
        fix: drop (a modifier), dedupe (the modifiers) or split (into a line a side).
        line: the widened line.
    """
    mods = line.get("mods")
    if mods is None:
        return None
    path = f"/lines/{line['line'] - 1}"
    match fix.do:
        case "drop":
            kept = [m for m in mods if m != fix.modifier]
        case "dedupe":
            kept = list(dict.fromkeys(mods))
        case "split":
            return _split(line, mods, path)
    return None if kept == mods else {"op": "replace", "path": f"{path}/modifiers", "value": kept}


def _split(line: dict[str, Any], mods: list[str], path: str) -> dict[str, Any] | None:
    """Two units on both sides are one a side; any other count would be a guess."""
    if line.get("units") != 2 or not {"RT", "LT"} <= set(mods):
        return None
    cents = line.get("charge_cents")
    if cents is not None and cents % 2:
        return None
    share = {} if cents is None else {"charge": cents / 200}
    others = [m for m in mods if m not in {"RT", "LT"}]
    sides = [
        {"code": line["code"], "modifiers": [side, *others], "units": 1, **share} for side in ("RT", "LT")
    ]
    return {"op": "split", "path": path, "value": sides}
