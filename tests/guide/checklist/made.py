"""Cases in a few words, and the entries of one requirement for them."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

from contralateral import case as cases
from contralateral.guide.checklist import Checklist, Entry, checklist

if TYPE_CHECKING:
    from contralateral.case import Case

TODAY = date(2026, 11, 23)


def case(**content: Any) -> Case:
    """Return a case with one line of L1200 under Medicare, and whatever else is given."""
    usual = {
        "payer": "medicare-dme",
        "lines": [{"code": "L1200", "modifiers": [], "diagnoses": [1]}],
        "condition": {"diagnoses": ["M41.25"]},
    }
    out = io.StringIO()
    YAML(typ="safe", pure=True).dump({**usual, **content}, out)
    return cases.read(out.getvalue(), path="made.yaml")


def line(code: str, *modifiers: str, **more: Any) -> dict[str, Any]:
    return {"lines": [{"code": code, "modifiers": list(modifiers), "diagnoses": [1], **more}]}


def told(**content: Any) -> Checklist:
    return checklist(case(**content), path="made.yaml", today=TODAY)


def entries(requirement: str, **content: Any) -> list[Entry]:
    return [e for e in told(**content).entries if e.requirement == requirement]


def entry(requirement: str, **content: Any) -> Entry:
    (found,) = entries(requirement, **content)
    return found
