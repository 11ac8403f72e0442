"""Reading a case file: YAML to a ``Case``, every fault at once, each with its line and a way out.

Scalars are read as text and typed by the schema, so that a ZIP of 02139 keeps its zero, NO is not false and an
impossible date is named where it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from contralateral.case.model import Case
from contralateral.errors import CaseUnreadable, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["read", "schema"]

_NULLS = {"", "~", "null", "Null", "NULL"}
Loc = tuple[str | int, ...]


def read(text: str, *, path: str) -> Case:
    """Read a case from YAML (or JSON, which is YAML).

    Args:
        text: the file's content.
        path: for messages.

    Raises:
        CaseUnreadable: listing every fault with its line.
    """
    node = _compose(text, path)
    places: dict[Loc, int] = {}
    content = _plain(node, (), places, path)
    if not isinstance(content, dict):
        raise CaseUnreadable(path, "this is not a case: it has no keys.", "`contra new` starts one.")
    try:
        return Case.model_validate(content)
    except ValidationError as fault:
        lines = sorted({_tell(dict(e), places) for e in fault.errors(include_url=False, include_input=False)})
        told = "\n  ".join(f"line {at}: {words}" for at, words in lines)
        raise CaseUnreadable(
            path, f"{len(lines)} thing(s) to mend:\n  {told}\n", "`contra schema case` lists every key."
        ) from None


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a case file."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Case.model_json_schema()}


def _compose(text: str, path: str) -> Node:
    yaml = YAML(typ="safe", pure=True)
    try:
        node: Node | None = yaml.compose(text)
    except MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        tab = (
            bool(mark)
            and "\t" in text.splitlines()[min(mark.line, len(text.splitlines()) - 1)][: mark.column + 1]
        )
        if tab:
            raise CaseUnreadable(
                path, "a tab stands where YAML wants spaces.", "Indent with spaces.", place=place
            ) from None
        raise CaseUnreadable(
            path, f"{fault.problem}.", "Check the indentation and the colons there.", place=place
        ) from None
    except ReaderError as fault:
        raise CaseUnreadable(
            path,
            "a character that text cannot hold.",
            "Save the file as UTF-8 text.",
            place=f"character {fault.position}",
        ) from None
    if node is None:
        raise CaseUnreadable(path, "the file is empty.", "`contra new` starts a case.")
    return node


def _plain(node: Node, at: Loc, places: dict[Loc, int], path: str) -> Any:
    """Turn nodes into dicts, lists and text, and remember the line of each."""
    places[at] = node.start_mark.line + 1
    if isinstance(node, ScalarNode):
        return None if node.style is None and node.value in _NULLS else node.value
    if isinstance(node, SequenceNode):
        return [_plain(child, (*at, i), places, path) for i, child in enumerate(node.value)]
    assert isinstance(node, MappingNode)
    found: dict[str, Any] = {}
    for key, value in node.value:
        name = str(key.value)
        if name in found:
            place = f"line {key.start_mark.line + 1}"
            raise CaseUnreadable(path, f"'{name}' stands twice.", "Keep one of the two.", place=place)
        found[name] = _plain(value, (*at, name), places, path)
        places[*at, name] = key.start_mark.line + 1
    # A key that is written and left empty says nothing, as if it were not there.
    return {k: v for k, v in found.items() if v is not None}


def _tell(error: dict[str, Any], places: dict[Loc, int]) -> tuple[int, str]:
    loc: Loc = tuple(error["loc"])
    known = loc
    while known and known not in places:
        known = known[:-1]
    where = ".".join(str(p + 1) if isinstance(p, int) else p for p in loc if not _is_type_name(p))
    match error["type"]:
        case "extra_forbidden":
            words = f"no key '{loc[-1]}' in {_parent(loc)}.{nearest(str(loc[-1]), _keys(loc[:-1]))}"
        case "date_from_datetime_parsing" | "date_parsing" | "date_type":
            words = f"{where}: not a day of the calendar. Write it as 2026-11-02."
        case "string_pattern_mismatch":
            words = f"{where}: not of the form wanted ({error['ctx']['pattern']})."
        case "literal_error":
            words = f"{where}: one of {error['ctx']['expected']} is wanted."
        case "missing":
            words = f"{where} is missing."
        case "bool_parsing":
            words = f"{where}: yes or no is wanted."
        case "float_parsing" | "int_parsing" | "decimal_parsing":
            words = f"{where}: a number is wanted, without signs or commas."
        case _:
            words = f"{where}: {error['msg'].lower()}."
    return places.get(known, 1), words


def _is_type_name(part: str | int) -> bool:
    # Unions put the names of their members into a location; people do not need them.
    return isinstance(part, str) and ("[" in part or part.startswith("function-"))


def _parent(loc: Loc) -> str:
    names = [str(p) for p in loc[:-1] if isinstance(p, str) and not _is_type_name(p)]
    return f"'{names[-1]}'" if names else "a case"


def _keys(loc: Loc) -> Iterator[str]:
    """The keys that the schema knows at a place."""
    model: Any = Case
    for part in loc:
        if isinstance(part, int) or _is_type_name(part):
            continue
        model = next(_models(model.model_fields[part].annotation), None)
        if model is None:
            return
    yield from model.model_fields


def _models(kind: Any) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for inner in get_args(kind):
        yield from _models(inner)
