"""Which transaction this is, told from its set id and the number of its guide, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contralateral.edi.header import BLANKS, first_byte, header_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contralateral.edi.values import Kind

__all__ = ["kind_of", "recognize"]

#: From the set id and the guide within the version ("005010X222A1" holds X222); a blank guide is any guide.
KINDS: Mapping[tuple[str, str], Kind] = {
    ("837", "X222"): "837P",
    ("837", "X098"): "837P",
    ("837", "X223"): "837I",
    ("837", "X096"): "837I",
    ("837", "X224"): "837D",
    ("837", "X097"): "837D",
    ("277", "X214"): "277CA",
    ("835", ""): "835",
    ("999", ""): "999",
    ("278", ""): "278",
    ("TA1", ""): "TA1",
}

GUIDE = slice(6, 10)  # of a version such as 005010X222A1
FAR_ENOUGH = 64  # segments to look through for the first ST: an ISA, some TA1, a GS


def kind_of(set_id: str, version: str) -> Kind:
    """Return the kind of a transaction from its ST01 and its version (ST03, or GS08).

    >>> kind_of("837", "005010X223A3")
    '837I'
    """
    return KINDS.get((set_id, version[GUIDE])) or KINDS.get((set_id, "")) or "other"


def recognize(data: bytes) -> str | None:
    """Say which kind the first transaction of X12 bytes is, and null for anything that is not X12.

    Looks only at the first segments. ``"other"`` is X12 of a kind without a name here, or X12 too damaged to
    tell; ``read`` then says what is wrong.
    """
    start = first_byte(data)
    if data[start : start + 3] != b"ISA" or data[start + 3 : start + 4].isalnum():
        return None
    header = header_at(data, start, len(data))
    if header is None or header.fault:
        return "other"
    version, acknowledged = "", False
    mark, terminator = (
        m.encode("latin-1") for m in (header.delimiters.element, header.delimiters.terminator)
    )
    for piece in data[header.terminator_at + 1 :].split(terminator, FAR_ENOUGH)[:FAR_ENOUGH]:
        elements = [part.decode("latin-1") for part in piece.strip(BLANKS).split(mark)]
        match elements:
            case ["GS", *_]:
                version = elements[8] if len(elements) > 8 else ""
            case ["ST", set_id, *rest]:
                return kind_of(set_id, rest[1] if len(rest) > 1 else version)
            case ["TA1", *_]:
                acknowledged = True
    return "TA1" if acknowledged else "other"
