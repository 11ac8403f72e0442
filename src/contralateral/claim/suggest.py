"""Wrong thing, right code: which codes would fit what the case says was delivered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from contralateral import codes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from contralateral.policy import Book, Finding

__all__ = ["Suggestion", "suggest"]

_MOST = 4
#: ICD-10-CM: acquired absence of a limb (Z89) or an organ (Z90). What replaces a missing part is a prosthesis.
_ABSENCE = ("Z89", "Z90")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code that would fit what the case says, in place of the one billed."""

    line: int
    code: str | None
    instead: str
    why: str


def suggest(findings: Iterable[Finding], lines: dict[int, dict[str, Any]], book: Book) -> list[Suggestion]:
    """Name codes for every line that a rule found to carry the wrong one.

    Args:
        findings: of one claim.
        lines: its widened lines, by line number.
        book: whose records say which rules call for suggestions, and of which kind.

    Returns:
        Best first, at most four a line, each with the difference in words.
    """
    found: dict[tuple[int, str], Suggestion] = {}
    kinds = {rule.id: rule.record.suggests for rule in book.rules}
    for finding in findings:
        kind = kinds[finding.rule]
        if finding.verdict != "fails" or kind is None:
            continue
        line = lines[finding.line]
        make = _replacing if kind == "replacement" else _fitting
        for suggestion in make(line):
            found.setdefault((finding.line, suggestion.instead), suggestion)
    return list(found.values())


def _replacing(line: dict[str, Any]) -> list[Suggestion]:
    answer = codes.hcpcs(line["code"], on=line["dos"])
    why = f"named where {line['code']} is withdrawn or ended"
    return [
        Suggestion(line["line"], line["code"], code, f"{why}: {_name(code, line['dos'])}.")
        for code in answer.replaced_by[:_MOST]
    ]


def _fitting(line: dict[str, Any]) -> list[Suggestion]:
    """Codes for what the case says the device is; where it says nothing, for the part of the body that is concerned."""
    regions = line.get("dx_regions") or []
    absent = any(dx.startswith(_ABSENCE) for dx in line.get("dx") or ())
    wanted = codes.Attributes(
        kind=line.get("device_kind") or ("prosthesis" if absent else None),
        region=line.get("device_region")
        or line.get("condition_region")
        or (regions[0] if len(regions) == 1 else None),
        role="base",
        make=line.get("device_make"),
    )
    kept = [hit for hit in _fits(wanted, line["dos"]) if hit.code != line["code"]]
    return [Suggestion(line["line"], line["code"], hit.code, _why(hit, line)) for hit in kept[:_MOST]]


@lru_cache(maxsize=256)
def _fits(wanted: codes.Attributes, on: date) -> tuple[codes.Fit, ...]:
    """Whole devices that fit and are worn, not implanted; many claims of a file ask the same."""
    names = codes.names(on=on)
    hits = codes.fitting(wanted, names, limit=3 * _MOST)
    has = codes.attributes_of([hit.code for hit in hits], names)
    return tuple(hit for hit in hits if has[hit.code].kind != "implant")


@lru_cache(maxsize=1024)
def _name(code: str, on: date) -> str:
    answer = codes.hcpcs(code, on=on)
    return answer.long or answer.short or code


def _why(hit: codes.Fit, line: dict[str, Any]) -> str:
    """Say what the code is, what of the case it answers, and where its name is silent or says otherwise."""
    but = f" But: {', '.join(hit.doubts)}." if hit.doubts else ""
    return f"{_name(hit.code, line['dos']).rstrip('.')}. Fits: {', '.join(hit.reasons)}.{but}"
