"""Wrong thing, right code: which codes would fit what the case says was delivered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import polars as pl

from contralateral import codes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from contralateral.policy import Book, Finding

__all__ = ["ASKED", "Suggestion", "fits_of", "suggest", "suggesting", "wanted_of"]

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


#: What a suggestion is made from.
ASKED = (
    *("line", "code", "dos", "dx", "dx_regions", "condition_region"),
    *("device_kind", "device_region", "device_make"),
)


def suggesting(book: Book) -> dict[str, str]:
    """Return the rules that call for suggestions, each with their kind."""
    return {rule.id: rule.record.suggests for rule in book.rules if rule.record.suggests is not None}


def suggest(
    findings: Iterable[Finding], lines: dict[int, dict[str, Any]], kinds: Mapping[str, str]
) -> list[Suggestion]:
    """Name codes for every line that a rule found to carry the wrong one.

    Args:
        findings: of one claim.
        lines: those of its lines that are asked about, by line number, with the columns of ``ASKED``.
        kinds: which rules call for suggestions, and of which kind.

    Returns:
        Best first, at most four a line, each with the difference in words.
    """
    found: dict[tuple[int, str], Suggestion] = {}
    for finding in findings:
        kind = kinds.get(finding.rule)
        if finding.verdict != "fails" or kind is None:
            continue
        for suggestion in _MAKES[kind](lines[finding.line]):
            found.setdefault((finding.line, suggestion.instead), suggestion)
    return list(found.values())


def _replacing(line: dict[str, Any]) -> list[Suggestion]:
    """The codes named in place of one that is over; where the case tells of a device, those of them that fit it."""
    named = codes.replacements(line["code"], on=line["dos"])
    wanted = wanted_of(line)
    if wanted.kind or wanted.region:
        fits = {hit.code: at for at, (hit, _) in enumerate(_fits(wanted, codes.named_since(line["dos"])))}
        named = tuple(sorted((code for code in named if code in fits), key=lambda code: fits[code]))
    why = f"named in place of {line['code']}, which is not in force"
    return [
        Suggestion(line["line"], line["code"], code, f"{codes.name(code, on=line['dos'])}. It is {why}.")
        for code in named[:_MOST]
    ]


def _fitting(line: dict[str, Any]) -> list[Suggestion]:
    """Codes for what the case says the device is; where it says nothing, for the part of the body that is concerned."""
    fits = _fits(wanted_of(line), codes.named_since(line["dos"]))
    kept = [(hit, name) for hit, name in fits if hit.code != line["code"]]
    return [Suggestion(line["line"], line["code"], hit.code, _why(hit, name)) for hit, name in kept[:_MOST]]


def _fitting_diagnosis(line: dict[str, Any]) -> list[Suggestion]:
    """Codes for the diagnoses, where nothing of the case tells that the device is the one that the code names."""
    if line["device_region"] is not None and line["device_region"] not in (line["dx_regions"] or ()):
        return []  # the device speaks against the diagnosis, and not for another code
    if line["device_region"] is not None or line["device_kind"] is not None:
        return _fitting(line)
    doubt = "If the diagnosis is right and the code is not: "
    return [Suggestion(s.line, s.code, s.instead, doubt + s.why) for s in _fitting(line)]


_MAKES: dict[str, Callable[[dict[str, Any]], list[Suggestion]]] = {
    "replacement": _replacing,
    "fitting": _fitting,
    "fitting the diagnosis": _fitting_diagnosis,
}


def fits_of(line: dict[str, Any]) -> tuple[str, ...]:
    """Return the codes that would be suggested in place of a line's, best first; the line has the columns ``ASKED``."""
    return tuple(suggestion.instead for suggestion in _fitting(line))


def wanted_of(line: dict[str, Any]) -> codes.Attributes:
    """Return what a code must name to fit the device of a line, which has the columns ``ASKED``."""
    regions = line.get("dx_regions") or []
    absent = any(dx.startswith(_ABSENCE) for dx in line.get("dx") or () if dx)
    return codes.Attributes(
        kind=line.get("device_kind") or ("prosthesis" if absent else None),
        region=line.get("device_region")
        or line.get("condition_region")
        or (regions[0] if len(regions) == 1 else None),
        role="base",
        make=line.get("device_make"),
        purposes=codes.diagnosis_purposes(line.get("dx") or ()),
    )


@lru_cache(maxsize=1024)
def _fits(wanted: codes.Attributes, on: date) -> tuple[tuple[codes.Fit, str], ...]:
    """Whole devices that fit and are worn, not implanted, with their names; many claims of a file ask the same."""
    names, named = _devices(wanted.kind, wanted.region, on)
    hits = codes.fitting(wanted, names, limit=names.height, read=names)
    return tuple((hit, named[hit.code]) for hit in hits)


@lru_cache(maxsize=256)
def _devices(kind: str | None, region: str | None, on: date) -> tuple[pl.DataFrame, dict[str, str]]:
    """The whole devices that are worn, of a kind and for a part of the body, and their names by code."""
    names = codes.described(on, kind=kind, region=region, role="base").filter(
        pl.col("kind").ne_missing("implant")
    )
    columns = (names[column].to_list() for column in ("code", "long", "short"))
    return names, {code: long or short or code for code, long, short in zip(*columns, strict=True)}


def _why(hit: codes.Fit, name: str) -> str:
    """Say what the code is, what of the case it answers, and where its name is silent or says otherwise."""
    but = f" But: {', '.join(hit.doubts)}." if hit.doubts else ""
    return f"{name.rstrip('.')}. Fits: {', '.join(hit.reasons)}.{but}"
