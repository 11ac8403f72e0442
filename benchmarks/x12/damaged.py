"""Small made files with one known fault each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.x12.made import bytes_835, bytes_837

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Damaged", "damaged"]


class Damaged(NamedTuple):
    """One file: a short name of its fault, ``837`` or ``835``, its bytes, and whether an envelope is at fault."""

    name: str
    kind: str
    data: bytes
    envelope: bool


def damaged(seed: int = 0, size: int = 6000) -> Iterator[Damaged]:
    """Yield one file for each fault. Counts of segments are right wherever they are not the fault itself."""
    for kind, make, faults in (("837", bytes_837, _FAULTS_837), ("835", bytes_835, _FAULTS_835)):
        whole = make(size, "many", seed)[0].decode()
        for name, fault in {**_ENVELOPES, **faults}.items():
            broken = fault(whole)
            if broken == whole:
                raise RuntimeError(f"the fault {name} changed nothing")
            envelope = name in _ENVELOPES
            yield Damaged(name, kind, (broken if envelope else _recounted(broken)).encode(), envelope)


def _recounted(text: str) -> str:
    """Put the counts of SE right."""
    segments, first = text.split("~"), 0
    for at, segment in enumerate(segments):
        if segment.startswith("ST*"):
            first = at
        elif segment.startswith("SE*"):
            segments[at] = f"SE*{at - first + 1}*{segment.rsplit('*', 1)[1]}"
    return "~".join(segments)


def _swap(pattern: str, new: str) -> Callable[[str], str]:
    """Return the fault that replaces the first find of a pattern."""
    return lambda text: re.sub(pattern, new, text, count=1)


def _more(pattern: str) -> Callable[[str], str]:
    """Return the fault that adds one to the number in the first group of a pattern's first find."""

    def fault(text: str) -> str:
        found = re.search(pattern, text)
        if found is None:
            raise RuntimeError(f"no {pattern} in the made file")
        whole, dot, rest = found[1].partition(".")
        return f"{text[: found.start(1)]}{int(whole) + 1}{dot}{rest}{text[found.end(1) :]}"

    return fault


_ENVELOPES: dict[str, Callable[[str], str]] = {
    "SE01 counts one too many": _more(r"~SE\*(\d+)"),
    "SE02 is of another transaction": _swap(r"(~SE\*\d+\*)\d+", r"\g<1>9999"),
    "SE is missing": _swap(r"~SE\*[^~]*~", "~"),
    "GE01 counts one too many": _more(r"~GE\*(\d+)"),
    "GE02 is of another group": _swap(r"(~GE\*\d+\*)\d+", r"\g<1>99"),
    "GS is missing": _swap(r"~GS\*[^~]*~", "~"),
    "IEA01 counts one too many": _more(r"~IEA\*(\d+)"),
    "IEA02 is of another interchange": _swap(r"(~IEA\*\d+\*)\d+", r"\g<1>999999999"),
    "the end is cut off": lambda text: text[: len(text) * 2 // 3],
    "IEA is missing": _swap(r"~IEA\*[^~]*~", "~"),
}
_FAULTS_837: dict[str, Callable[[str], str]] = {
    "CLM02 is not the sum of the lines": _more(r"~CLM\*[^*]*\*(\d+(?:\.\d+)?)"),
    "SV1 is missing": _swap(r"~SV1\*[^~]*~", "~"),
    "the date of service is missing": _swap(r"~DTP\*472\*[^~]*~", "~"),
    "the date of service is impossible": _swap(r"~DTP\*472\*[^~]*~", "~DTP*472*D8*20260230~"),
    "HI is missing": _swap(r"~HI\*[^~]*~", "~"),
    "a pointer points at no diagnosis": _swap(r"(~SV1\*(?:[^*~]*\*){6})[^~]*~", r"\g<1>12~"),
    "the billing NPI fails its check digit": _swap(r"(~NM1\*85\*[^~]*\*XX\*)\d{10}", r"\g<1>1234567890"),
    "LX counts wrong": _swap(r"~LX\*1~", "~LX*7~"),
    "HL names a parent that is not there": _swap(r"~HL\*(\d+)\*\d+\*22", r"~HL*\1*99*22"),
    "the charge is no number": _swap(r"(~SV1\*[^*]*\*)[^*]*", r"\g<1>12,50"),
}
_FAULTS_835: dict[str, Callable[[str], str]] = {
    "CLP04 is not charge less adjustments": _more(r"~CLP\*[^*]*\*[^*]*\*[^*]*\*(\d+(?:\.\d+)?)"),
    "SVC03 is not charge less adjustments": _more(r"~SVC\*[^*]*\*[^*]*\*(\d+(?:\.\d+)?)"),
    "BPR02 is not the sum of the claims": _more(r"~BPR\*I\*(\d+(?:\.\d+)?)"),
    "CAS holds a group nobody knows": _swap(r"~CAS\*(?:CO|PI|PR|OA)", "~CAS*ZZ"),
    "TRN is missing": _swap(r"~TRN\*[^~]*~", "~"),
    "SVC is missing": _swap(r"~SVC\*[^~]*~", "~"),
}
