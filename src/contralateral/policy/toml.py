"""Reading records: TOML to frozen values, with every fault told as a person would tell it."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from contralateral.errors import RuleBroken, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["read", "read_all", "tell"]

_Model = TypeVar("_Model", bound=BaseModel)


def read(path: Path, kind: type[_Model], *, shown: str) -> _Model:
    """Read one record.

    Args:
        path: the file.
        kind: the class that is its schema.
        shown: how the file is named in messages.

    Raises:
        RuleBroken: it is no TOML, or does not fit the schema; every fault is told.
    """
    try:
        return kind.model_validate(_content(path, shown))
    except ValidationError as fault:
        raise RuleBroken(f"{shown}: {tell(fault, kind)}") from None


def read_all(path: Path, kind: type[_Model], *, shown: str) -> dict[str, _Model]:
    """Read a file of named records, a table each; faults are raised as ``read`` does."""
    try:
        return TypeAdapter(dict[str, kind]).validate_python(_content(path, shown))  # type: ignore[valid-type]
    except ValidationError as fault:
        raise RuleBroken(f"{shown}: {tell(fault, kind, named=True)}") from None


def tell(fault: ValidationError, kind: type[BaseModel] | None = None, *, named: bool = False) -> str:
    """Put what pydantic found into sentences, without its links and its type names."""
    errors = fault.errors(include_url=False, include_input=False, include_context=True)
    return " ".join(dict.fromkeys(_sentence(dict(e), kind, named=named) for e in errors))


def _content(path: Path, shown: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise RuleBroken(f"{shown}: {fault}.") from None
    except UnicodeDecodeError:
        raise RuleBroken(f"{shown}: this is not UTF-8 text.") from None


def _sentence(error: dict[str, Any], kind: type[BaseModel] | None, *, named: bool) -> str:
    loc: tuple[int | str, ...] = error["loc"]
    inside = loc[1:] if named else loc
    where = ".".join(str(part + 1) if isinstance(part, int) else part for part in loc)
    match error["type"]:
        case "extra_forbidden":
            at = where.rpartition(".")[0]
            known = _keys(kind, inside[:-1])
            return f"no key '{loc[-1]}'{f' in {at}' if at else ''}.{nearest(str(loc[-1]), known)}"
        case "missing" | "missing_argument":
            return f"{where} is missing."
        case "literal_error":
            return f"{where}: one of {error['ctx']['expected']} is wanted."
        case "value_error":
            said = str(error["ctx"]["error"]).rstrip(".")
            return f"{where}: {said}." if where else f"{said}."
        case _:
            said = error["msg"][:1].lower() + error["msg"][1:]
            return f"{where}: {said}."


def _keys(kind: type[BaseModel] | None, loc: tuple[int | str, ...]) -> list[str]:
    """The keys that the schema knows at a place."""
    for part in loc:
        if kind is None or isinstance(part, int):
            continue
        field = next((f for n, f in kind.model_fields.items() if part in {n, f.alias}), None)
        kind = next(_models(field.annotation), None) if field else None
    return [] if kind is None else [f.alias or name for name, f in kind.model_fields.items()]


def _models(kind: Any) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for inner in get_args(kind):
        yield from _models(inner)
