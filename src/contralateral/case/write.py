"""Writing a case file: keys in the order of the model, quotes where YAML would read something else."""

from __future__ import annotations

import io
from typing import Any

from ruamel.yaml import YAML

from contralateral.case.model import Case

__all__ = ["write"]


def write(content: dict[str, Any], *, comment: str = "") -> str:
    """Return a case as YAML text; what is empty is left out, and the result reads back as the same case.

    Args:
        content: keys and values of ``Case``, as plain values.
        comment: a line or more for the top of the file.

    Raises:
        pydantic.ValidationError: content that is no case.
    """
    Case.model_validate(content)
    kept = {key: tidy for key in Case.model_fields if (tidy := _tidy(content.get(key))) is not None}
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 110
    out = io.StringIO()
    yaml.dump(kept, out)
    head = "".join(f"# {line}\n" for line in comment.splitlines())
    return head + out.getvalue()


def _tidy(value: Any) -> Any:
    """Leave out what is unknown; an empty list is an answer and stays."""
    if isinstance(value, dict):
        kept = {k: t for k, v in value.items() if (t := _tidy(v)) is not None}
        return kept or None
    if isinstance(value, list | tuple):
        return [_tidy(v) for v in value]
    return value
