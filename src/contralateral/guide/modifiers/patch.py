"""The correction as a patch on the case, and the case with the patch applied."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from contralateral.guide.modifiers.bench import rebuilt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contralateral.case import Case
    from contralateral.case.parts import Line
    from contralateral.guide.modifiers.bench import Draft

__all__ = ["apply", "patch", "plain"]

_FIELDS = ("code", "modifiers", "units", "charge")


def plain(case: Case) -> dict[str, Any]:
    """Return a case as the plain values that were given for it."""
    content = _plain(case.model_dump(exclude_unset=True))
    assert isinstance(content, dict)
    if content.get("condition", {}).get("diagnoses"):
        content["condition"]["diagnoses"] = [_dotted(d) for d in content["condition"]["diagnoses"]]
    return content


def _dotted(diagnosis: str) -> str:
    """A diagnosis as people write it."""
    return f"{diagnosis[:3]}.{diagnosis[3:]}" if len(diagnosis) > 3 else diagnosis


def patch(case: Case, lines: Sequence[tuple[Draft, Line]]) -> tuple[dict[str, Any], ...]:
    """Return the operations that make the case's lines these; a line that stays has none.

    Operations apply one after the other: what is replaced first, then what splits or goes away from the last line up,
    then what is added.
    """
    replaced: list[dict[str, Any]] = []
    moved: list[dict[str, Any]] = []
    added: list[dict[str, Any]] = []
    for number, old in enumerate(case.lines, start=1):
        mine = [line for draft, line in lines if draft.origin == number]
        path = f"/lines/{number - 1}"
        if not mine:
            moved.insert(0, {"op": "remove", "path": path})
        elif len(mine) > 1:
            halves = [{f: v for f, v in _told(line).items() if f in _FIELDS} for line in mine]
            moved.insert(0, {"op": "split", "path": path, "value": halves})
        else:
            replaced += _differences(_told(old), _told(mine[0]), path)
    added += [
        {"op": "add", "path": "/lines/-", "value": _told(line)}
        for draft, line in lines
        if draft.origin is None
    ]
    with_lines = rebuilt(case, lines)
    others: list[dict[str, Any]] = [
        {"op": "replace", "path": f"/{name}", "value": plain(with_lines)[name]}
        for name in ("documents", "notices", "attestations")
        if getattr(with_lines, name) != getattr(case, name)
    ]
    return (*replaced, *moved, *added, *others)


def _differences(old: dict[str, Any], new: dict[str, Any], path: str) -> list[dict[str, Any]]:
    found = []
    for name in _FIELDS:
        if name in new and name not in old:
            found.append({"op": "add", "path": f"{path}/{name}", "value": new[name]})
        elif name in old and name not in new:
            found.append({"op": "remove", "path": f"{path}/{name}"})
        elif old.get(name) != new.get(name):
            found.append({"op": "replace", "path": f"{path}/{name}", "value": new[name]})
    return found


def apply(content: dict[str, Any], operations: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return a case's plain values with a patch of ours applied; the values given are left alone."""
    made: dict[str, Any] = copy.deepcopy(content)
    for operation in operations:
        *parents, last = operation["path"].split("/")[1:]
        place: Any = made
        for name in parents:
            place = place[int(name)] if isinstance(place, list) else place[name]
        at: Any = int(last) if isinstance(place, list) and last != "-" else last
        value = copy.deepcopy(operation.get("value"))
        match operation["op"]:
            case "remove":
                del place[at]
            case "split":
                place[at : at + 1] = [{**place[at], **half} for half in operation["value"]]
            case "add" if at == "-":
                place.append(value)
            case _:
                place[at] = value
    return made


def _told(line: Line) -> dict[str, Any]:
    """What a line says: nothing that it leaves unknown."""
    return {k: v for k, v in _plain(line.model_dump(exclude_unset=True)).items() if v is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, float | Decimal):
        return int(value) if value == int(value) else float(value)
    return value
