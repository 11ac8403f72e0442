"""Read one service line of an 837P: SV1 with its dates, references, notes and providers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contralateral.edi import Diagnostic
from tests.plain.elements_837 import cents, days, national_id, number, parts, text, whole_number
from tests.plain.loops_837 import Fault

if TYPE_CHECKING:
    from contralateral.edi import Segment
    from tests.plain.loops_837 import Loop

__all__ = ["line_row", "note_of"]

MODIFIERS = slice(2, 6)  # SV101-3 to SV101-6


def line_row(
    loops: list[Loop], count: int, separator: str, place: str, said: list[Diagnostic]
) -> dict[str, Any]:
    """Return the columns of one line, or raise ``Fault``.

    Args:
        loops: its loops, 2400 first.
        count: its place among the claim's lines, from 1.
        separator: what separates components.
        place: the claim's place of service.
        said: takes what is odd but was read.
    """
    own = loops[0]
    services = list(own.all("SV1"))
    if len(services) != 1:
        found = "no SV1" if not services else "more than one SV1"
        raise Fault(own.segments[0], f"This service line has {found}.", "Give each LX one SV1.")
    sv1 = services[0]
    procedure = parts(sv1[1], separator, 7)
    if not procedure[1]:
        raise Fault(sv1, "This line has no procedure code (SV101-2).", "Add the code.")
    if procedure[0] != "HC":
        message = "SV101-1 is not HC; the code was read and may not be a HCPCS code."
        said.append(Diagnostic("warning", message, sv1.number, sv1.byte))
    lx = own.segments[0]
    counted = whole_number(lx[1].strip())
    if counted == 1 and count > 1:
        raise Fault(lx, "LX01 begins again at 1, as after a CLM that was lost.", "Add the CLM or count on.")
    if counted != count:
        message = f"LX01 does not count on; this line was read as line {count}."
        said.append(Diagnostic("warning", message, lx.number, lx.byte))
    first, last = service_days(own, said)
    return {
        "line": count,
        "code": procedure[1].upper(),
        "modifiers": [modifier.upper() for modifier in procedure[MODIFIERS] if modifier],
        "units": units(sv1, said),
        "charge_cents": cents(sv1, 2, "The line's charge"),
        "dos": first,
        "dos_through": last,
        "place_of_service": (text(sv1[5]) or place).upper(),
        "pointers": pointers(sv1, separator, said),
        # The form has a place for these; what is not in it was not given, which is an answer.
        "description": "; ".join(filter(None, [procedure[6], note_of(own, "ADD")])),
        "authorization": authorization(own),
        "ordering_npi": provider(loops, "DK") or "",
        "rendering_npi": provider(loops, "82"),
    }


def note_of(loop: Loop, qualifier: str | None = None) -> str | None:
    """Return the notes (NTE02) of a loop, of one qualifier where given."""
    return "; ".join(filter(None, (text(nte[2]) for nte in loop.all("NTE", qualifier)))) or None


def units(sv1: Segment, said: list[Diagnostic]) -> float | None:
    """Return SV104 where SV103 says that it counts units, and null where it counts anything else."""
    count = number(sv1, 4, "The count of units")
    if sv1[3].strip() == "UN":
        if count is None:
            said.append(Diagnostic("warning", "This line has no count of units.", sv1.number, sv1.byte))
        return None if count is None else float(count)
    message = "SV103 is not UN (units), so the count of SV104 is not read as units."
    said.append(Diagnostic("note", message, sv1.number, sv1.byte))
    return None


def service_days(own: Loop, said: list[Diagnostic]) -> tuple[Any, Any]:
    """Return the first and the last day of service, both null where the line gives none."""
    dates = list(own.all("DTP", "472"))
    if not dates:
        lx = own.segments[0]
        message = "This line has no date of service (DTP*472); it is left unknown."
        said.append(Diagnostic("warning", message, lx.number, lx.byte))
        return None, None
    if len(dates) > 1:
        raise Fault(dates[1], "This line has more than one date of service.", "Give each line one DTP*472.")
    return days(dates[0], 2, "The date of service")


def pointers(sv1: Segment, separator: str, said: list[Diagnostic]) -> list[int]:
    """Return the diagnosis pointers of SV107; whether they point at anything is not asked here."""
    written = [pointer for pointer in parts(sv1[7], separator, 1) if pointer]
    found = [whole_number(pointer) for pointer in written]
    if None in found:
        raise Fault(sv1, "A diagnosis pointer (SV107) is not a number.", "Write 1 for the first diagnosis.")
    if not all(pointer.isdigit() for pointer in written):
        message = "A diagnosis pointer (SV107) is written with decimals; it was read as a whole number."
        said.append(Diagnostic("warning", message, sv1.number, sv1.byte))
    return [pointer for pointer in found if pointer is not None]


def authorization(own: Loop) -> str | None:
    """Return the line's REF*G1 for the destination payer; one with REF04 belongs to another payer."""
    return next((text(ref[2]) for ref in own.all("REF", "G1") if not ref[4].strip()), None)


def provider(loops: list[Loop], qualifier: str) -> str | None:
    """Return the NPI of a provider of the line (2420), by the qualifier of its NM1."""
    named = (loop.first("NM1", qualifier) for loop in loops if loop.name == "2420")
    return national_id(next(filter(None, named), None))
