"""Fixes: the one change to the case that would answer a finding, as a JSON Patch operation (RFC 6902).

Only what can be done without judgment is proposed. Attestations (KX, GA, EY) are never added by a fix.
"""

from __future__ import annotations

from typing import Any

from contralateral.errors import RuleBroken

__all__ = ["propose"]


def propose(fix: dict[str, str], line: dict[str, Any]) -> dict[str, Any] | None:
    """Return the operation for a line, or nothing where the line gives no ground for one.

    Args:
        fix: ``do`` is drop (a modifier), split (into one line a side) or dedupe; further keys as each needs.
        line: the widened line.

    Raises:
        RuleBroken: a fix that does not exist.
    """
    mods = line.get("mods")
    path = f"/lines/{line['line'] - 1}"
    match fix.get("do"):
        case "drop":
            if mods is None or fix["modifier"] not in mods:
                return None
            kept = [m for m in mods if m != fix["modifier"]]
            return {"op": "replace", "path": f"{path}/modifiers", "value": kept}
        case "dedupe":
            return {"op": "replace", "path": f"{path}/modifiers", "value": list(dict.fromkeys(mods or []))}
        case "split":
            others = [m for m in mods or [] if m not in {"RT", "LT"}]
            one = {"code": line["code"], "units": 1}
            right, left = ({**one, "modifiers": [side, *others]} for side in ("RT", "LT"))
            return {"op": "split", "path": path, "value": [right, left]}
        case unknown:
            raise RuleBroken(f"no fix named '{unknown}'; known are drop, dedupe and split.")
