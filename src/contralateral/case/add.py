"""Adding measures to a case file: what stands there stays as it was typed, comments and all."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from contralateral.case.read import read
from contralateral.errors import CaseUnreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contralateral.case.parts import Measure

__all__ = ["add_measures"]


def add_measures(text: str, measures: Sequence[Measure], *, path: str) -> str:
    """Return a case file with further measures under `measures`; what is there already is not written twice.

    Args:
        text: the file's content.
        measures: what is added.
        path: for messages.

    Raises:
        CaseUnreadable: the case has faults, it holds another value of the same fact from the same scan, or it is
            written so that nothing can be added to it line by line.
    """
    held = read(text, path=path).measures or ()
    for measure in measures:
        _same_scan(measure, held, path)
    new = [m for m in measures if m not in held]
    if not new:
        return text
    added = _inserted(text, [_plain(m) for m in new], path)
    if (read(added, path=path).measures or ()) != (*held, *new):
        raise CaseUnreadable(path, "nothing can be added to it line by line.", _BY_HAND)
    return added


_BY_HAND = "Write `measures:` on a line of its own, with one `- {…}` a line below it."


def _same_scan(measure: Measure, held: Sequence[Measure], path: str) -> None:
    """Two values of one fact from one scan would both count, and the better one would win."""
    for other in held:
        if other != measure and measure.scan and (other.fact, other.scan) == (measure.fact, measure.scan):
            raise CaseUnreadable(
                path,
                f"it holds {other.fact} of this scan already, as {other.value:g} {other.unit}.",
                "Remove that measure first; of two values of one scan none is to be preferred.",
            )


def _plain(measure: Measure) -> dict[str, Any]:
    return measure.model_dump(exclude_none=True)


def _inserted(text: str, rows: Sequence[dict[str, Any]], path: str) -> str:
    root = YAML(typ="safe", pure=True).compose(text)
    if not isinstance(root, MappingNode) or root.flow_style:
        raise CaseUnreadable(path, "it is written in braces.", _BY_HAND)
    for key, value in root.value:
        if key.value == "measures":
            return _under(text, key, value, rows, path)
    gap = "" if text.endswith("\n") or not text else "\n"
    return f"{text}{gap}measures:\n{_lines(rows, 2)}"


def _under(text: str, key: Node, node: Node, rows: Sequence[dict[str, Any]], path: str) -> str:
    """Put rows behind the last of a list, or in the place of an empty one."""
    if isinstance(node, SequenceNode) and node.value and not node.flow_style:
        end = _after(text, _end(node))
        gap = "" if text[:end].endswith("\n") else "\n"
        return f"{text[:end]}{gap}{_lines(rows, node.start_mark.column)}{text[end:]}"
    if isinstance(node, SequenceNode) and not node.value:
        end = _after(text, node.end_mark.index)
        head = text[: node.start_mark.index].rstrip(" ")
        rest = text[node.end_mark.index : end].rstrip("\n")
        return f"{head}{rest}\n{_lines(rows, 2)}{text[end:]}"
    if isinstance(node, ScalarNode) and not node.value:
        end = _after(text, key.end_mark.index)
        gap = "" if text[:end].endswith("\n") else "\n"
        return f"{text[:end]}{gap}{_lines(rows, 2)}{text[end:]}"
    raise CaseUnreadable(path, "its measures stand in one pair of brackets.", _BY_HAND)


def _end(node: Node) -> int:
    """Where the last word of a node ends; a block ends for YAML only where the next one begins."""
    if isinstance(node, SequenceNode) and node.value and not node.flow_style:
        return _end(node.value[-1])
    if isinstance(node, MappingNode) and node.value and not node.flow_style:
        return _end(node.value[-1][1])
    return int(node.end_mark.index)


def _after(text: str, at: int) -> int:
    """The beginning of the next line; a comment behind what ends there stays with it."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _lines(rows: Sequence[dict[str, Any]], indent: int) -> str:
    yaml = YAML()
    yaml.default_flow_style = True
    yaml.width = 1_000_000
    lines = []
    for row in rows:
        out = io.StringIO()
        yaml.dump(row, out)
        lines.append(f"{' ' * indent}- {out.getvalue().strip()}\n")
    return "".join(lines)
