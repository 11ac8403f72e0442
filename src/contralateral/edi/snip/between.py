"""SNIP 4 for the 837P: what one segment or element asks of another.

Every check returns the segments at which its rule is broken; words, loop and level stand in ``rules.toml``. The guide
is 005010X222A1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.snip.form import LOW
from contralateral.edi.snip.view import View, pick, word

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["CHECKS"]


def _own_answers(v: View, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the SBR of the subscriber level that each row stands under, -1 where that level has none."""
    levels, answers = v.rows("2000B", "HL"), v.rows("2000B", "SBR")
    if not len(levels) or not len(answers):
        return np.full(len(rows), -1, dtype=np.intp)
    level, answer = v.owner(levels, rows), v.owner(answers, rows)
    found = answers[answer]
    return np.where((level >= 0) & (answer >= 0) & (found > levels[level]), found, -1)


def _subscriber_is_patient(v: View) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the rows of NM1 in 2010BA whose subscriber is the patient, and those of the others."""
    found: tuple[NDArray[np.intp], NDArray[np.intp]] = v.once(_subscriber_is_patient, _own_names)
    return found


def _own_names(v: View) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    names = v.rows("2010BA", "NM1")
    answer = _own_answers(v, names)
    own = (answer >= 0) & v.is_(answer, 2, "18")
    return names[own], names[~own]


def _own_needs(name: str) -> Callable[[View], NDArray[np.intp]]:
    def check(v: View) -> NDArray[np.intp]:
        own, _ = _subscriber_is_patient(v)
        all_ = v.rows("2010BA", "NM1")
        return own[~v.with_any(all_, v.rows("2010BA", name))[np.searchsorted(all_, own)]]

    return check


def _levels(v: View) -> NDArray[np.intp]:
    return v.rows("2000A 2000B 2000C", "HL")


def _patient_under_own(v: View) -> NDArray[np.intp]:
    patients = v.rows("2000C", "HL")
    answer = _own_answers(v, patients)
    return pick(patients, (answer >= 0) & v.is_(answer, 2, "18"))


def _claim_under_other(v: View) -> NDArray[np.intp]:
    claims, levels = v.rows("2300", "CLM"), _levels(v)
    if not len(claims) or not len(levels):
        return claims[:0]
    answer = _own_answers(v, claims)
    level = v.owner(levels, claims)
    # Only where the claim's own level has its SBR: of what was not seen nothing is said.
    return pick(claims, (level >= 0) & (answer > levels[level]) & ~v.has(answer, 2))


def _children(v: View) -> NDArray[np.intp]:
    """Told at what follows the subscriber, because a piece of the file may end between the two."""
    said = np.zeros(len(v.tokens), dtype=np.uint8)
    said[_levels(v)] = _LEVEL
    said[v.rows("trailer", "SE")] = _LEVEL
    for element, code, bit in ((3, "22", _OWN), (3, "23", _OTHER), (4, "1", _ABOVE)):
        rows, (start, length) = v.part("HL", element)
        two = v.tokens.bytes_.take(start) == ord(code[0])
        for k in range(1, len(code)):
            two &= v.tokens.bytes_.take(start + k) == ord(code[k])
        said[rows[two & (length == len(code))]] |= bit
    rows, _ = v.part("HL", 4)
    said[rows] |= _TOLD
    marks = (said & _LEVEL).nonzero()[0]
    next_, here = marks[1:], marks[:-1]
    before, after = said.take(here), said.take(next_)
    wrong = (before & (_OWN | _TOLD)) == _OWN | _TOLD
    wrong &= ((before & _ABOVE) != 0) != ((after & _OTHER) != 0)
    next_, here = next_[wrong], here[wrong]
    return pick(next_, v.transaction[next_] == v.transaction[here])


_LEVEL, _OWN, _OTHER, _ABOVE, _TOLD = (np.uint8(1 << k) for k in range(5))


def _replaces(v: View) -> NDArray[np.intp]:
    rows, (start, length) = v.part("CLM", 5, 3)
    code = v.tokens.bytes_[start]
    rows = rows[(length == 1) & ((code == ord("7")) | (code == ord("8")))]
    claims = v.rows("2300", "CLM")
    if not len(rows) or not len(claims):
        return claims[:0]
    at = np.searchsorted(claims, rows)
    rows = rows[np.equal(claims.take(at, mode="clip"), rows)]
    return pick(rows, ~v.with_any(claims, v.rows("2300", "REF", "F8"))[np.searchsorted(claims, rows)])


def _causes(v: View) -> tuple[NDArray[np.intp], NDArray[np.uint64], NDArray[np.uint64]]:
    claims = v.rows("2300", "CLM")
    claims = claims[v.has(claims, 11)]
    return claims, v.part_words(claims, "CLM", 11, 1), v.part_words(claims, "CLM", 11, 2)


def _accident_day(v: View) -> NDArray[np.intp]:
    claims, one, two = _causes(v)
    if not len(claims):
        return claims
    wanted = [word("AA"), word("OA")]
    every = v.rows("2300", "CLM")
    dated = v.with_any(every, v.rows("2300", "DTP", "439"))[np.searchsorted(every, claims)]
    return claims[(np.isin(one, wanted) | np.isin(two, wanted)) & ~dated]


def _accident_state(v: View) -> NDArray[np.intp]:
    claims, one, two = _causes(v)
    car = word("AA")
    bare = (v.part_words(claims, "CLM", 11, 4) == 0) & (v.part_words(claims, "CLM", 11, 5) == 0)
    return pick(claims, ((one == car) | (two == car)) & bare)


def _attachment_number(v: View) -> NDArray[np.intp]:
    rows = v.rows("2300 2400", "PWK")
    return rows[v.is_(rows, 2, "BM", "EL", "EM", "FT", "FX") & ~(v.has(rows, 5) & v.has(rows, 6))]


def _medicare_second(v: View) -> NDArray[np.intp]:
    rows = v.rows("2000B", "SBR")
    rows = rows[v.has(rows, 1) & ~v.has(rows, 5)]
    rows = rows[v.is_(rows, 9, "MA", "MB")]
    return rows[~v.is_(rows, 1, "P")]


_PARTIES = "1000A 2010AA 2010BA 2310B 2330A 2420A"


def _company_with_first_name(v: View) -> NDArray[np.intp]:
    found = []
    given = np.uint32(1 << 4 | 1 << 5 | 1 << 7)
    for loop in _PARTIES.split():
        rows = v.rows(loop, "NM1")
        rows = rows[v.present.take(rows) & given > 0]
        found.append(rows[v.is_(rows, 2, "2")])
    return np.concatenate(found)


def _member_number(v: View) -> NDArray[np.intp]:
    rows = v.rows("2010BA", "NM1")
    rows = rows[~v.has(rows, 9)]
    return rows[v.is_(rows, 2, "1")]


def _pointers(v: View) -> NDArray[np.intp]:
    claims, lines, lists = v.rows("2300", "CLM"), v.rows("2400", "SV1"), v.rows("2300", "HI", "BK", "ABK")
    if not len(claims):
        return lines[:0]
    held = np.zeros(len(claims), dtype=np.int32)
    owner = v.owner(claims, lists)
    held[owner] = np.bitwise_count(v.present.take(lists) >> np.uint32(1))
    bad: list[NDArray[np.intp]] = []
    for component in range(1, 5):
        rows, (start, length) = v.part("SV1", 7, component)
        if not len(rows):
            continue
        value = v.tokens.bytes_.take(start).astype(np.int32) - 48
        two = length == 2
        if two.any():
            second = v.tokens.bytes_.take(start + 1).astype(np.int32) - 48
            value = np.where(two, value * 10 + second, value)
        of_claim = v.owner(claims, rows)
        wrong = (value > held.take(of_claim)) & (length <= 2) & (of_claim >= 0)
        if wrong.any():
            bad.append(rows[wrong])
    return np.unique(np.concatenate(bad)) if bad else lines[:0]


def _equipment_code(v: View) -> NDArray[np.intp]:
    rentals = v.rows("2400", "SV5")
    if not len(rentals):
        return rentals
    openers, lines = v.rows("2400", "LX"), v.rows("2400", "SV1")
    line = v.owner(lines, rentals)
    if not len(lines):
        return rentals[:0]
    good = (line >= 0) & (v.owner(openers, lines.take(line)) == v.owner(openers, rentals))
    # Codes of five characters fit one word; nothing longer is a code of equipment.
    of_line = v.part_words(lines, "SV1", 1, 2)
    return pick(rentals, good & (v.part_words(rentals, "SV5", 1, 2) != of_line[line]))


def _certified(*keys: str, only: tuple[str, ...] = ()) -> Callable[[View], NDArray[np.intp]]:
    def check(v: View) -> NDArray[np.intp]:
        rows = v.rows("2400", "CR3")
        if not len(rows):
            return rows
        lines = v.rows("2400", "LX")
        dated = v.with_any(lines, v.rows("2400", "DTP", *keys))[v.owner(lines, rows)]
        asked = v.is_(rows, 1, *only) if only else np.ones(len(rows), dtype=bool)
        return pick(rows, asked & ~dated)

    return check


def _texts(v: View, rows: NDArray[np.intp], j: int) -> list[bytes]:
    start, length = v.span(rows, j)
    return [bytes(v.tokens.data[s : s + n]) for s, n in zip(start.tolist(), length.tolist(), strict=True)]


def _of_last_payer(
    v: View, claims: NDArray[np.intp], payers: NDArray[np.intp], answers: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Tell which answers have the number of the last payer before them, in the same claim; short numbers only."""
    last = v.owner(payers, answers)
    if not len(payers):
        return last >= 0
    payer = payers.take(np.maximum(last, 0))
    same = (last >= 0) & (v.owner(claims, payer) == v.owner(claims, answers))
    (start, length), (of_payer, as_long) = v.span(answers, 1), v.span(payer, 9)
    same &= (length == as_long) & (length <= 8)
    differ = v.tokens.words[start.astype(np.intp)] ^ v.tokens.words[of_payer.astype(np.intp)]
    same &= np.equal(differ & LOW.take(length, mode="clip"), 0)
    found: NDArray[np.bool_] = same
    return found


def _answer_payer(v: View) -> NDArray[np.intp]:
    answers = v.rows("2430", "SVD")
    if not len(answers):
        return answers
    claims, payers = v.rows("2300", "CLM"), v.rows("2330B", "NM1")
    answers = answers[~_of_last_payer(v, claims, payers, answers)]
    if not len(answers):
        return answers
    of_payers = zip(v.owner(claims, payers).tolist(), _texts(v, payers, 9), strict=True)
    held = set(of_payers)
    asked = zip(v.owner(claims, answers).tolist(), _texts(v, answers, 1), strict=True)
    return pick(answers, np.array([pair not in held for pair in asked], dtype=bool))


def _paid_day(v: View) -> NDArray[np.intp]:
    others = v.rows("2320", "SBR")
    paid = v.rows("2320", "AMT", "D")
    if not len(paid):
        return paid
    claims = v.rows("2300", "CLM")
    here = v.with_any(others, v.rows("2330B", "DTP", "573"))[v.owner(others, paid)]
    lines = v.with_any(claims, v.rows("2430", "DTP", "573"))[v.owner(claims, paid)]
    return pick(paid, ~here & ~lines)


def _same_place_twice(v: View) -> NDArray[np.intp]:
    others, claims = v.rows("2320", "SBR"), v.rows("2300", "CLM")
    if not len(others):
        return others
    claim = v.owner(claims, others)
    code = v.words(others, 1)
    answer = _own_answers(v, others)
    first = np.where(answer >= 0, v.words(answer, 1), np.uint64(0))
    key = claim.astype(np.uint64) * np.uint64(256) + (code & np.uint64(255))
    order = np.argsort(key, kind="stable")
    again = np.zeros(len(others), dtype=bool)
    again[order[1:]] = key[order[1:]] == key[order[:-1]]
    return pick(others, (again | (code == first)) & (code != word("U")))


def _second_referral(loop: str, opener: tuple[str, str]) -> Callable[[View], NDArray[np.intp]]:
    def check(v: View) -> NDArray[np.intp]:
        rows = v.rows(loop, "NM1")
        care = v.is_(rows, 1, "P3")
        if not care.any():
            return rows[:0]
        above = v.rows(*opener)
        referred = v.with_any(above, rows[~care])
        return pick(rows, care & ~referred[v.owner(above, rows)])

    return check


CHECKS: dict[str, Callable[[View], NDArray[np.intp]]] = {
    "own_address": _own_needs("N3"),
    "own_city": _own_needs("N4"),
    "own_birth": _own_needs("DMG"),
    "patient_under_own": _patient_under_own,
    "claim_under_other": _claim_under_other,
    "children": _children,
    "replaces": _replaces,
    "accident_day": _accident_day,
    "accident_state": _accident_state,
    "attachment_number": _attachment_number,
    "medicare_second": _medicare_second,
    "company_with_first_name": _company_with_first_name,
    "member_number": _member_number,
    "pointers": _pointers,
    "equipment_code": _equipment_code,
    "first_needed": _certified("463"),
    "last_certified": _certified("461"),
    "renewed": _certified("607", only=("R", "S")),
    "answer_payer": _answer_payer,
    "paid_day": _paid_day,
    "same_place_twice": _same_place_twice,
    "second_referral": _second_referral("2310A", ("2300", "CLM")),
    "second_referral_of_line": _second_referral("2420F", ("2400", "LX")),
}
