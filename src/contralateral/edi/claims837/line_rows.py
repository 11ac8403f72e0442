"""Service lines: LX and SV1 with their dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi import columns
from contralateral.edi.cells import code, codes, filled, sizes, words
from contralateral.edi.claims837.claim_rows import npi_only
from contralateral.edi.claims837.loops import AT, qualifier
from contralateral.edi.composites import components

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from contralateral.edi.claims837.work import Rows, Work

__all__ = ["lines"]

_HC, _UN, _SERVICE, _ORDERED = (code(name) for name in ("HC", "UN", "472", "471"))
_PLAIN = "Write digits with at most one decimal point."


def lines(work: Work) -> tuple[pl.DataFrame, NDArray[np.intp]]:
    """Return a row a service line, and the LX of each."""
    places = work.places
    lx = work.of_claims("LX")
    _without_lines(work, lx)
    sv1_rows = work.of_claims("SV1")
    sv1_rows = sv1_rows[places.loop[sv1_rows] == AT["2400"]]
    sv1 = _one_each(work, lx, sv1_rows)
    table = work.table(lx).keys(line=True)
    _counting(work, lx)
    service = table.beside(sv1)
    names = ("qualifier", "code", "modifier1", "modifier2", "modifier3", "modifier4", "description")
    kind, procedure, *_ = service.parts(1, *names)
    there = sv1 >= 0
    work.fault(sv1[there & ~filled(procedure)], "This line has no procedure code (SV101-2).", "Add the code.")
    other = there & filled(procedure) & (codes(kind) != _HC)
    message = "SV101-1 is not HC; the code was read and may not be a HCPCS code."
    work.say("warning", sv1[other], message, places.claim[sv1[other]])
    _amounts(work, service)
    service.text(place_of_service=5)
    _pointers(work, service)
    service.text(emergency=9, epsdt=11, family_planning=12, copay=15)
    _dates(work, table)
    _own(work, table)
    return table.frame(), lx


def _own(work: Work, table: Rows) -> None:
    """Add the first of what most lines have once: providers by NPI, the authorization, the note that describes it."""
    line, lx = work.places.line, table.rows
    for name, loop, role in (("ordering_npi", "2420E", "DK"), ("rendering_npi", "2420A", "82")):
        found = work.first(work.named("NM1", AT[loop], role), line, lx)
        table.beside(npi_only(work, found)).text(**{name: 9})
    numbers = work.named("REF", AT["2400"], "G1")
    # One with REF04 belongs to another payer.
    of_ours = numbers[~filled(work.tokens.cell(numbers, 4))]
    table.beside(work.first(of_ours, line, lx)).text(authorization=2)
    notes = work.named("NTE", AT["2400"], "ADD")
    table.beside(work.first(notes, line, lx)).text(note=2)
    table.numbers("notes", np.bincount(line[notes], minlength=len(work.tokens))[lx], "uint32")


def _without_lines(work: Work, lx: NDArray[np.intp]) -> None:
    claims = work.of_claims("CLM")
    bare = claims[~work.marked(work.places.claim[lx], claims)]
    work.fault(bare, "This claim has no service line (LX).", "Add its lines.")


def _one_each(work: Work, lx: NDArray[np.intp], sv1: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the SV1 of each LX, -1 where there is none; a line has exactly one."""
    found = np.full(len(work.tokens) + 1, -1, dtype=np.intp)
    of_line = work.places.line[sv1]
    found[of_line] = sv1
    found[-1] = -1
    chosen = found[lx]
    work.fault(lx[chosen < 0], "This service line has no SV1.", "Give each LX one SV1.")
    again = np.flatnonzero(of_line[1:] == of_line[:-1]) + 1
    work.fault(
        of_line[again].astype(np.intp), "This service line has more than one SV1.", "Give each LX one SV1."
    )
    return chosen


def _counting(work: Work, lx: NDArray[np.intp]) -> None:
    """LX01 counts from 1 in each claim; where it begins again, a CLM was lost."""
    counted, good, _ = columns.whole(work.tokens, work.tokens.cell(lx, 1))
    place = work.places.at(work.line, lx)
    again = good & (counted == 1) & (place > 1)
    work.fault(lx[again], "LX01 begins again at 1, as after a CLM that was lost.", "Add the CLM or count on.")
    odd = np.flatnonzero((~good | (counted != place)) & ~again)
    for at in odd.tolist():
        message = f"LX01 does not count on; this line was read as line {place[at]}."
        work.say("warning", lx[at : at + 1], message, work.places.claim[lx[at : at + 1]])


def _amounts(work: Work, service: Rows) -> None:
    tokens, sv1 = work.tokens, service.rows
    there = sv1 >= 0
    value, good, bad = columns.amounts(tokens, service.cell(2))
    work.fault(sv1[there & ~good & ~bad], "The line's charge (SV102) is missing.", "Add the amount.")
    what = "The line's charge (SV102) is not an amount of zero or more dollars and cents."
    wrong = bad | (good & (value < 0))
    work.fault(sv1[wrong], what, "Write digits with at most one decimal point and two decimals.")
    service.numbers("charge_cents", value, "int64", good)
    service.text(unit=3)
    count, good, bad = columns.decimals(tokens, service.cell(4))
    what = "The count of units (SV104) is not a plain number of zero or more."
    work.fault(sv1[bad | (good & (count < 0))], what, _PLAIN)
    service.numbers("units", count, "float64", good)
    units = codes(service.cell(3)) == _UN
    claims = work.places.claim
    message = "SV103 is not UN (units), so the count of SV104 is not read as units."
    work.say("note", sv1[there & ~units], message, claims[sv1[there & ~units]])
    empty = there & units & ~good & ~bad
    work.say("warning", sv1[empty], "This line has no count of units.", claims[sv1[empty]])


#: "0:0:0:0" without its colons, by how many bytes are there; where the colons stand; what shows that a digit is none.
_DIGIT_AT = np.uint64(0x00FF00FF00FF00FF)
_ZEROS_TO = np.array([0x0030003000300030 & ((1 << 8 * n) - 1) for n in range(8)], dtype=np.uint64)
_COLON_TO = np.array([0x0000010001000100 & ((1 << 8 * n) - 1) for n in range(8)], dtype=np.uint64)
_ABOVE_NINE, _TOP = np.uint64(0x0076007600760076), np.uint64(0x0080008000800080)
_POINTERS = 4


def _pointers(work: Work, service: Rows) -> None:
    """Add the diagnosis pointers: digits with separators between them are read at once, anything else is cut."""
    cells = service.cell(7)
    size = np.minimum(sizes(cells), 8)
    word = words(cells) ^ (_ZEROS_TO.take(size, mode="clip"))
    word ^= _COLON_TO.take(size, mode="clip") * np.uint64(work.component)
    plain = (word & ~_DIGIT_AT) == 0
    plain &= ((word + _ABOVE_NINE) | word) & _TOP == 0
    plain &= ((size & 1) == 1) | (size == 0)
    pairs = word.view(np.uint8).reshape(-1, 8)
    values = np.ascontiguousarray(pairs[:, ::2].T)
    known = plain & (size > 2 * np.arange(_POINTERS, dtype=np.uint32)[:, None])
    rest = np.flatnonzero(~plain)
    if len(rest):
        at = service.elements.at(7)[rest]
        of_rest = components(work.tokens, at, _POINTERS, work.component)
        for n, some in enumerate(of_rest):
            values[n, rest], known[n, rest] = _pointer(work, service.rows[rest], some)
    for n in range(_POINTERS):
        service.numbers(f"pointer{n + 1}", values[n], "uint8", known[n])


def _pointer(
    work: Work, rows: NDArray[np.intp], cells: NDArray[np.complex128]
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    value, good, bad = columns.whole(work.tokens, cells)
    work.fault(rows[bad], "A diagnosis pointer (SV107) is not a number.", "Write 1 for the first diagnosis.")
    decimal = good & ((value >= 10 ** np.minimum(sizes(cells), 9)) | _has_point(cells))
    message = "A diagnosis pointer (SV107) is written with decimals; it was read as a whole number."
    work.say("warning", rows[decimal], message, work.places.claim[rows[decimal]])
    beyond = rows[good & (value > _LARGEST)]
    work.fault(beyond, "A diagnosis pointer (SV107) is not a number.", "Write 1 for the first diagnosis.")
    return value.astype(np.uint8), good & (value <= _LARGEST)


_LARGEST = 255


def _has_point(cells: NDArray[np.complex128]) -> NDArray[np.bool_]:
    """Tell which numbers of more than one byte are written with a decimal point."""
    found = np.zeros(len(cells), dtype=bool)
    some = np.flatnonzero(sizes(cells) > 1)
    if len(some):
        found[some] = (cells.take(some).view(np.uint8).reshape(-1, 16)[:, 4:] == ord(".")).any(axis=1)
    return found


def _dates(work: Work, table: Rows) -> None:
    """Add the first and last day of service and the day of the order."""
    tokens, places, lx = work.tokens, work.places, table.rows
    dtp = work.of_claims("DTP")
    dtp = dtp[places.loop[dtp] == AT["2400"]]
    what = qualifier(tokens, dtp)
    for key, first_name, last_name, named in (
        (_SERVICE, "dos", "dos_through", "The date of service"),
        (_ORDERED, "prescribed", None, "The prescription date"),
    ):
        rows = dtp[what == key]
        of_line = places.line[rows]
        again = np.flatnonzero(of_line[1:] == of_line[:-1]) + 1
        if key == _SERVICE:
            work.fault(
                rows[again], "This line has more than one date of service.", "Give each line one DTP*472."
            )
        found = table.beside(work.first(rows, places.line, lx))
        first, last, good, _ = columns.ranges(tokens, found.cell(2), found.cell(3))
        wrong = found.rows[(found.rows >= 0) & ~good]
        backwards = _ends_first(work, wrong)
        calendar = f"{named} is not a day of the calendar."
        work.fault(wrong[~backwards], calendar, "Write D8 and CCYYMMDD, or RD8 and a range.")
        work.fault(wrong[backwards], f"{named} ends before it begins.", "Put the earlier day first.")
        table.numbers(first_name, first, "date", good)
        if not last_name:
            _say_different(work, lx[good], first[good])
        if last_name:
            table.numbers(last_name, last, "date", good)
            message = "This line has no date of service (DTP*472); it is left unknown."
            bare = lx[found.rows < 0]
            work.say("warning", bare, message, places.claim[bare])


def _say_different(work: Work, lx: NDArray[np.intp], day: NDArray[np.int32]) -> None:
    """Say of which claims the lines give different prescription dates."""
    claim = work.places.claim[lx]
    other = np.flatnonzero((claim[1:] == claim[:-1]) & (day[1:] != day[:-1]))
    claims = np.unique(claim[other])
    message = "The lines of this claim give different prescription dates; its order date is left unknown."
    work.say("note", claims.astype(np.intp), message, claims)


def _ends_first(work: Work, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Tell which ranges are two days of the calendar in the wrong order."""
    first, last, good = columns.range_days(work.tokens, work.tokens.cell(rows, 3))
    return good & (last < first)
