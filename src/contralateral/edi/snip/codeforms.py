"""SNIP 5 as far as form goes: codes of outside sets that cannot be any.

Whether one exists is asked of tables, elsewhere. Words stand in ``rules.toml``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.snip.form import matches
from contralateral.edi.snip.tables import PARTS
from contralateral.edi.snip.view import View, pick, word

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["CHECKS", "STATES"]

#: Two letters of the postal service: states, the district, territories, freely associated states, the forces.
STATES = (
    *(
        "AL",
        "AK",
        "AZ",
        "AR",
        "CA",
        "CO",
        "CT",
        "DE",
        "FL",
        "GA",
        "HI",
        "ID",
        "IL",
        "IN",
        "IA",
        "KS",
        "KY",
        "LA",
    ),
    *(
        "ME",
        "MD",
        "MA",
        "MI",
        "MN",
        "MS",
        "MO",
        "MT",
        "NE",
        "NV",
        "NH",
        "NJ",
        "NM",
        "NY",
        "NC",
        "ND",
        "OH",
        "OK",
    ),
    *("OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY", "DC"),
    *("AS", "GU", "MP", "PR", "VI", "FM", "MH", "PW", "AA", "AE", "AP"),
)
_STATE = np.zeros(1 << 16, dtype=bool)
_STATE[[int.from_bytes(state.encode(), "little") for state in STATES]] = True
#: The ISO prefix 80840 of a card number adds this much to the check sum of an NPI.
_PREFIX = 24
_DOUBLE = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
#: What two digits, as the number that their bytes are, add to the check sum of an NPI; none if too much.
_NO_SUM = 1000
_PAIR = np.full(1 << 16, _NO_SUM, dtype=np.int16)
for _digit in range(10):
    _PAIR[(48 + np.arange(10)) * 256 + 48 + _digit] = _DOUBLE[_digit] + np.arange(10)
_NPI_SUM = (np.arange(5 * _NO_SUM + 1) + _PREFIX) % 10 == 0
_NPI_SUM[_NO_SUM:] = False
_BYTE, _TWO, _FOUR = np.uint64(0xFF), np.uint64(0xFFFF), np.uint64(0xFFFFFFFF)
_FIFTH = np.uint64(32)
_HCPCS = word("HC")
_LETTER, _DIGIT = np.zeros(256, dtype=bool), np.zeros(256, dtype=bool)
_LETTER[65:91] = _DIGIT[48:58] = True
_EITHER = _LETTER | _DIGIT
_NAMES = """1000B 2010AA 2010AC 2010BB 2310A 2310B 2310C 2310D 2420A 2420B 2420C 2420D 2420E 2420F 2100"""
_ADDRESSES = """1000A 1000B 2010AA 2010AB 2010AC 2010BA 2010BB 2010CA 2310C 2310E 2310F 2330A 2330B 2420C 2420E
 2420G 2420H"""


def _npi(loops: str, name: str, kind: int, at: int) -> Callable[[View], NDArray[np.intp]]:
    """Return the check of an NPI in element ``at``; the one before it, ``kind``, tells that it is one."""

    def check(v: View) -> NDArray[np.intp]:
        rows, (start, length) = v.part(name, at)
        where = start.astype(np.intp)
        before = v.tokens.words[where - 4]
        if v.tokens.padded:
            kept = v.is_(rows, kind, "XX").nonzero()[0]
        else:
            mark = v.tokens.delimiters.element
            asked = int.from_bytes(f"{mark}XX{mark}".encode("latin-1"), "little")
            kept = ((before & _FOUR) == asked).nonzero()[0]
        rows, where, length, first = rows.take(kept), where.take(kept), length.take(kept), before.take(kept)
        last = v.tokens.words[where + 2]
        good = (length == 10) & (((first >> _FIFTH) & _BYTE) - np.uint64(49) < 2)
        total = _PAIR.take((first >> _FIFTH) & _TWO)
        for k in range(4):
            total += _PAIR.take((last >> np.uint64(16 * k)) & _TWO)
        good &= _NPI_SUM.take(total)
        bad: NDArray[np.intp] = rows[~good]
        return bad[v.placed_in(bad, loops)]

    return check


def _procedure(name: str, element: int) -> Callable[[View], NDArray[np.intp]]:
    def check(v: View) -> NDArray[np.intp]:
        rows, span = v.part(name, element, 2)
        good = matches(v.tokens, *span, "X9999", "9999F")
        if good.all():
            return rows[:0]
        rows = np.sort(rows[~good])
        return pick(rows, v.part_words(rows, name, element, 1) == _HCPCS)

    return check


def _diagnoses(v: View) -> NDArray[np.intp]:
    """ICD-10-CM, where the qualifier beside the code says that it is: ABK or ABF."""
    rows, (start, length) = v.part("HI", 0, 2)
    # The two bytes before a code are the end of its qualifier and the separator.
    before = start - 4
    new = (v.tokens.bytes_.take(before) == ord("A")) & (v.tokens.bytes_.take(before + 1) == ord("B"))
    rows, start, length = rows[new], start[new], length[new]
    return np.unique(rows[~_is_icd10(v, start, length)])


def _is_icd10(v: View, start: NDArray[np.int32], length: NDArray[np.int32]) -> NDArray[np.bool_]:
    good = (length >= 3) & (length <= 7)
    view = v.tokens.bytes_
    good &= _LETTER.take(view.take(start)) & _DIGIT.take(view.take(start + 1))
    for k in range(2, 7):
        good &= _EITHER.take(view.take(start + k)) | (length <= k)
    return good


def _home(v: View, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the N4 among these that are of addresses in the country: no country named, or US."""
    there = v.has(rows, 4)
    if there.any():
        rows = rows[~there | v.is_(rows, 4, "US")]
    return rows


def _zip(v: View) -> NDArray[np.intp]:
    rows, span = v.part("N4", 3)
    bad = rows[~matches(v.tokens, *span, "999999999", "99999")]
    return _home(v, bad[v.placed_in(bad, _ADDRESSES)])


def _state(v: View) -> NDArray[np.intp]:
    rows, (start, length) = v.part("N4", 2)
    one, two = v.tokens.bytes_.take(start), v.tokens.bytes_.take(start + 1)
    bad = rows[~(_STATE.take(one + two.astype(np.uint16) * np.uint16(256)) & (length == 2))]
    return _home(v, bad[v.placed_in(bad, _ADDRESSES)])


def _nine_digits(v: View) -> NDArray[np.intp]:
    rows, (start, length) = v.part("N4", 3)
    five = (length == 5).nonzero()[0]
    five = five[v.placed_in(rows.take(five), "2010AA 2310C 2420C")]
    rows, start, length = rows.take(five), start.take(five), length.take(five)
    return _home(v, rows[matches(v.tokens, start, length, "99999")])


def _pattern(
    loops: str, name: str, element: int, *forms: str, keys: tuple[str, ...] = (), key: int = 1
) -> Callable[[View], NDArray[np.intp]]:
    """Return the check that an element, where there is one, has one of these forms."""

    def check(v: View) -> NDArray[np.intp]:
        if (name, element, 0) in PARTS:
            rows, span = v.part(name, element)
        else:
            rows = v.rows(loops, name)
            rows = rows[v.has(rows, element)]
            span = v.span(rows, element)
        bad = rows[~matches(v.tokens, *span, *forms)]
        bad = bad[v.placed_in(bad, loops)]
        return bad[v.is_(bad, key, *keys)] if keys else bad

    return check


def _place(v: View) -> NDArray[np.intp]:
    rows, span = v.part("CLM", 5, 1)
    return rows[~matches(v.tokens, *span, "99")]


CHECKS: dict[str, Callable[[View], NDArray[np.intp]]] = {
    "npi": _npi(_NAMES, "NM1", 8, 9),
    "npi_of_payee": _npi("1000B", "N1", 3, 4),
    "procedure": _procedure("SV1", 1),
    "answer_procedure": _procedure("SVD", 3),
    "procedure_paid": _procedure("SVC", 1),
    "diagnoses": _diagnoses,
    "zip": _zip,
    "state": _state,
    "nine_digits": _nine_digits,
    "place": _place,
    "place_of_line": _pattern("2400", "SV1", 5, "99"),
    "taxonomy": _pattern("2000A 2310B 2420A", "PRV", 3, "XXXXXXXXXA"),
    "tax_number": _pattern("2010AA 2010AC", "REF", 2, "999999999", keys=("EI", "SY")),
    "ndc": _pattern("2410", "LIN", 3, "99999999999", keys=("N4",), key=2),
}
