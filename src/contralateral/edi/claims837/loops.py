"""Where each segment of an 837P stands: its level, its claim, its line and its loop, by the guide 005010X222.

Loops are told by the segment that opened them, and that one by running last-seen positions: no segment is walked. What
stands where the guide has no place for it, and what shows that an HL or a CLM was lost, comes out as masks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.cells import classify, codes
from contralateral.edi.claims837.places import Places
from contralateral.edi.claims837.steps import Steps
from contralateral.edi.columns import whole
from contralateral.edi.ids import ID, NAMES, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from contralateral.edi.chunks import Chunk
    from contralateral.edi.tokens import Tokens

__all__ = ["LEVEL_PARTIES", "LOOPS", "last_seen", "places", "qualifier"]

#: Names of the loops; a segment's loop is a position here. Names without a letter are parties the guide does not name.
LOOPS = (
    *("", "header", "1000A", "1000B"),
    *("2000A", "2010AA", "2010AB", "2010AC", "2000B", "2010BA", "2010BB", "2000C", "2010CA", "2010"),
    *("2300", "2310A", "2310B", "2310C", "2310D", "2310E", "2310F", "2310"),
    *("2320", "2330A", "2330B", "2330C", "2330D", "2330E", "2330F", "2330G", "2330"),
    *("2400", "2410", "2420A", "2420B", "2420C", "2420D", "2420E", "2420F", "2420G", "2420H", "2420"),
    *("2430", "2440"),
)
AT = {name: at for at, name in enumerate(LOOPS)}

_PARTY = {"NM1", "N3", "N4", "REF", "PER", "PRV"}
_MEMBERS: Mapping[str, set[str]] = {
    "header": {"ST", "BHT", "REF", "NM1", "PER"},
    "1000": {"NM1", "PER", "N2"},
    "2000A": {"HL", "PRV", "CUR"},
    "2000B": {"HL", "SBR", "PAT"},
    "2000C": {"HL", "PAT"},
    "2010": _PARTY | {"DMG"},
    "2300": {
        *("CLM", "DTP", "PWK", "CN1", "AMT", "REF", "K3", "NTE", "CR1", "CR2", "CRC", "HI", "HCP"),
    },
    "2310": _PARTY,
    "2320": {"SBR", "CAS", "AMT", "OI", "MOA"},
    "2330": _PARTY | {"DTP"},
    "2400": {
        *("LX", "SV1", "SV5", "PWK", "CR1", "CR3", "CRC", "DTP", "QTY", "MEA", "CN1", "REF", "AMT", "K3"),
        *("NTE", "PS1", "HCP"),
    },
    "2410": {"LIN", "CTP", "REF"},
    "2420": _PARTY,
    "2430": {"SVD", "CAS", "DTP", "AMT"},
    "2440": {"LQ", "FRM"},
}


def _allowed() -> NDArray[np.bool_]:
    """Which segment may stand in which loop; shape (loops, names)."""
    table = np.zeros((len(LOOPS), len(NAMES)), dtype=bool)
    for at, loop in enumerate(LOOPS):
        names = _MEMBERS.get(loop) or _MEMBERS.get(loop[:4], set())
        table[at, [ID[name] for name in names]] = True
    table[0, :] = True  # outside of transactions stands what the first pass has looked at
    table[:, ID["SE"]] = True
    table[:, UNKNOWN] = True  # spoken of apart
    return table


#: Flat: a segment that may not stand in a loop.
_NAME_BITS = 8
_BARRED = np.pad(~_allowed(), ((0, 0), (0, (1 << _NAME_BITS) - len(NAMES)))).reshape(-1)
_LEVELS = {"20": 1, "22": 2, "23": 3}
#: Level parties by qualifier; others at a level are read as "2010".
_OF_LEVEL = {"85": "2010AA", "87": "2010AB", "PE": "2010AC", "IL": "2010BA", "PR": "2010BB", "QC": "2010CA"}
LEVEL_PARTIES = tuple(_OF_LEVEL)
_LEVEL_OF = {"85": 1, "87": 1, "PE": 1, "IL": 2, "PR": 2, "QC": 3}
_OF_CLAIM = {
    "DN": "2310A",
    "P3": "2310A",
    "82": "2310B",
    "77": "2310C",
    "DQ": "2310D",
    "PW": "2310E",
    "45": "2310F",
}
_OF_OTHER = {
    "IL": "2330A",
    "PR": "2330B",
    "DN": "2330C",
    "P3": "2330C",
    "82": "2330D",
    "77": "2330E",
    "DQ": "2330F",
    "85": "2330G",
}
_OF_LINE = {
    "82": "2420A",
    "QB": "2420B",
    "77": "2420C",
    "DQ": "2420D",
    "DK": "2420E",
    "DN": "2420F",
    "P3": "2420F",
    "PW": "2420G",
    "45": "2420H",
}
_QUALIFIERS = sorted({*_OF_LEVEL, *_OF_CLAIM, *_OF_OTHER, *_OF_LINE, "40", "41"})


def _route(names: Mapping[str, str], other: str) -> NDArray[np.uint8]:
    """For each qualifier (0 any other), the loop that it opens."""
    return np.array([AT[other], *(AT[names.get(q, other)] for q in _QUALIFIERS)], dtype=np.uint8)


_HEADER_ROUTE = _route({"41": "1000A", "40": "1000B"}, "header")
_LEVEL_ROUTE, _CLAIM_ROUTE = _route(_OF_LEVEL, "2010"), _route(_OF_CLAIM, "2310")
_OTHER_ROUTE, _LINE_ROUTE = _route(_OF_OTHER, "2330"), _route(_OF_LINE, "2420")
_PARTY_LEVEL = np.array([0, *(_LEVEL_OF.get(q, 0) for q in _QUALIFIERS)], dtype=np.uint8)


def last_seen(rows: NDArray[np.intp], size: int) -> NDArray[np.int32]:
    """Return for each of ``size`` places the last of ``rows`` up to it, -1 before the first."""
    bounds = np.empty(len(rows) + 2, dtype=np.int64)
    bounds[0], bounds[1:-1], bounds[-1] = 0, rows, size
    values = np.empty(len(rows) + 1, dtype=np.int32)
    values[0], values[1:] = -1, rows
    return np.repeat(values, np.diff(bounds))


def qualifier(tokens: Tokens, rows: NDArray[np.intp], j: int = 1) -> NDArray[np.uint64]:
    """Return element ``j`` of segments as integers to compare with ``cells.code``."""
    return codes(tokens.cell(rows, j))


def places(chunk: Chunk, known_bad: NDArray[np.intp]) -> Places:
    """Find where each segment of a chunk stands.

    Args:
        chunk: the segments.
        known_bad: HL among its context segments that were found faulty before.
    """
    steps = Steps(chunk)
    size = len(steps)
    st = last_seen(steps.rows(ID["ST"]), size)
    hl_rows = steps.rows(ID["HL"])
    level = _after(last_seen(hl_rows, size), st)
    nm1 = steps.rows(ID["NM1"])
    names = classify(codes(steps.cell(nm1, 1)), _QUALIFIERS)
    claim = _after(last_seen(steps.rows(ID["CLM"]), size), np.maximum(level, st))
    line = _after(last_seen(steps.rows(ID["LX"]), size), claim)
    np.putmask(line, claim < 0, -1)
    unknown = steps.rows(UNKNOWN)
    unknown = unknown[steps.inside[unknown]]
    # A level with a segment that nobody knows may have lost a party: it is faulty, and all under it.
    at_level = unknown[(claim[unknown] < 0) & (level[unknown] >= 0)]
    doubtful = np.concatenate([np.searchsorted(steps.among, known_bad), level[at_level]])
    kinds, level_faults, bad = _levels(steps, hl_rows, st, doubtful)
    chain = [last_seen(hl_rows[kinds == k], size) for k in (1, 2, 3)]
    billing = _after(chain[0], st)
    subscriber = _after(chain[1], billing)
    patient = _after(chain[2], subscriber)
    kind_of_level = np.zeros(size, dtype=np.uint8)
    kind_of_level[hl_rows] = kinds
    gone = _lost(steps, claim, line, level, kind_of_level, nm1, names)
    bad_here = _bad_above(bad, hl_rows, level, size)
    gone = gone[~bad_here[gone]]  # under a level that is faulty anyway nothing more is lost
    after_lost = _after(last_seen(gone, size), np.maximum(level, st))
    # A claim ends where what shows a lost level begins.
    broken = (after_lost > claim) & (after_lost >= 0)
    np.putmask(claim, broken, -1)
    np.putmask(line, broken, -1)
    bad_level = (after_lost >= 0) | bad_here
    other = _after(last_seen(steps.rows(ID["SBR"]), size), claim)
    np.putmask(other, (claim < 0) | (line >= 0), -1)
    loops, opener = _loops(steps, claim, line, other, level, kind_of_level, nm1, names)
    step, here = steps.step, steps.in_chunk
    loop = loops.take(step)
    loop *= chunk.transaction >= 0
    claim_of = here(claim)
    claims = claim_of.take(step)
    misplaced = np.flatnonzero(_BARRED.take((loop.astype(np.int32) << _NAME_BITS) | chunk.tokens.id))
    misplaced = misplaced[~bad_level.take(step.take(misplaced)) | (claims[misplaced] >= 0)]
    return Places(
        loop=loop,
        claim=claims,
        step=step,
        claim_of=claim_of,
        line_of=here(line),
        other_of=here(other),
        opener_of=here(opener),
        level_of=here(level),
        billing=here(billing),
        subscriber=here(subscriber),
        patient=here(patient),
        transaction=here(np.where(steps.inside, st, -1).astype(np.int32)),
        bad_level=bad_level,
        level_faults=[(steps.among[rows], fault) for rows, fault in level_faults],
        lost=steps.among[gone[_first_of(np.maximum(level, st)[gone])]] if len(gone) else gone,
        unknown=steps.among[unknown],
        misplaced=misplaced,
    )


def _after(seen: NDArray[np.int32], limit: NDArray[np.int32]) -> NDArray[np.int32]:
    """Forget what was seen before a limit; ``seen`` is changed."""
    np.putmask(seen, seen <= limit, np.int32(-1))
    return seen


def _first_of(keys: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Mark the first of each run of equal keys."""
    first = np.ones(len(keys), dtype=bool)
    first[1:] = keys[1:] != keys[:-1]
    return first


def _levels(
    steps: Steps, rows: NDArray[np.intp], st: NDArray[np.int32], known_bad: NDArray[np.intp]
) -> tuple[NDArray[np.uint8], list[tuple[NDArray[np.intp], str]], NDArray[np.bool_]]:
    """Return the kind of each HL (1 billing provider, 2 subscriber, 3 patient), its faults, and which are faulty."""
    tokens = steps.tokens
    kinds = classify(codes(steps.cell(rows, 3)), tuple(_LEVELS))
    numbers, good, _ = whole(tokens, steps.cell(rows, 1))
    above, _, _ = whole(tokens, steps.cell(rows, 2))
    mine = st[rows]
    same = np.zeros(len(rows), dtype=bool)
    same[1:] = mine[1:] == mine[:-1]
    again = np.zeros(len(rows), dtype=bool)
    again[1:] = same[1:] & (numbers[1:] <= numbers[:-1])
    faults = [(rows[kinds == 0], "HL03 is none of 20, 22 and 23.")]
    faults.append((rows[~good], "HL01 is not a number."))
    faults.append((rows[good & again], "HL01 was already used in this transaction."))
    bad = (kinds == 0) | ~good | again | np.isin(rows, known_bad)
    nth = np.arange(len(rows), dtype=np.int32)
    parents = np.full(len(rows), -1, dtype=np.int32)
    for kind, name in ((2, "billing provider (HL03 20)"), (3, "subscriber (HL03 22)")):
        seen = np.maximum.accumulate(np.where(kinds == kind - 1, nth, -1)) if len(rows) else nth
        parent = np.where((seen >= 0) & (mine[np.maximum(seen, 0)] == mine), seen, -1)
        wrong = (kinds == kind) & ((parent < 0) | (numbers[np.maximum(parent, 0)] != above))
        faults.append((rows[wrong & ~again], f"HL02 does not lead to a {name}."))
        bad |= wrong
        parents = np.where(kinds == kind, parent, parents)
    # What is under a faulty level is faulty with it: two steps lead from any level to the highest.
    for _ in range(2):
        bad = bad | ((parents >= 0) & bad[np.maximum(parents, 0)])
    return kinds, [fault for fault in faults if len(fault[0])], bad


def _bad_above(
    bad: NDArray[np.bool_], rows: NDArray[np.intp], level: NDArray[np.int32], size: int
) -> NDArray[np.bool_]:
    of_row = np.zeros(size + 1, dtype=bool)
    of_row[rows] = bad
    return of_row.take(level)  # position -1 is the last entry, false


def _lost(
    steps: Steps,
    claim: NDArray[np.int32],
    line: NDArray[np.int32],
    level: NDArray[np.int32],
    kind_of_level: NDArray[np.uint8],
    nm1: NDArray[np.intp],
    names: NDArray[np.uint8],
) -> NDArray[np.intp]:
    """Return the segments that belong to somebody else than the level or claim before them: an HL was lost there."""
    found = np.zeros(len(steps), dtype=bool)
    party = _PARTY_LEVEL[names]
    in_claim, in_line = claim[nm1] >= 0, line[nm1] >= 0
    at_level = ~in_claim & (level[nm1] >= 0)
    of_level = kind_of_level[np.maximum(level[nm1], 0)]
    # A party of another level than its own, or the same party twice at one level.
    strange = at_level & (party > 0) & (party != of_level)
    own = np.flatnonzero(at_level & (party > 0) & (party == of_level))
    of_own = level[nm1[own]]
    if _repeats(of_own, names[own]):
        keys = of_own.astype(np.int64) * 64 + names[own]
        order = np.argsort(keys, kind="stable")
        repeated = np.zeros(len(own), dtype=bool)
        repeated[order[1:]] = keys[order[1:]] == keys[order[:-1]]
        strange[own[repeated]] = True
    found[nm1] = strange | (in_line & (party > 0))
    pat, sbr = steps.rows(ID["PAT"]), steps.rows(ID["SBR"])
    found[pat] = claim[pat] >= 0
    found[sbr] = line[sbr] >= 0
    for name, kinds in (("SBR", (2,)), ("PAT", (2, 3))):
        rows = pat if name == "PAT" else sbr
        rows = rows[(claim[rows] < 0) & (level[rows] >= 0)]
        wrong = ~np.isin(kind_of_level[level[rows]], kinds)
        wrong[1:] |= level[rows[1:]] == level[rows[:-1]]
        found[rows] |= wrong
    return np.flatnonzero(found & steps.inside)


def _repeats(group: NDArray[np.int32], names: NDArray[np.uint8]) -> bool:
    """Tell whether a name stands twice in a run of equal groups: then its bit is added twice."""
    if not len(group):
        return False
    first = np.flatnonzero(_first_of(group))
    bits = np.left_shift(np.uint64(1), names.astype(np.uint64))
    return bool((np.add.reduceat(bits, first) != np.bitwise_or.reduceat(bits, first)).any())


def _loops(
    steps: Steps,
    claim: NDArray[np.int32],
    line: NDArray[np.int32],
    other: NDArray[np.int32],
    level: NDArray[np.int32],
    kind_of_level: NDArray[np.uint8],
    nm1: NDArray[np.intp],
    names: NDArray[np.uint8],
) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """Return the loop of each, and what opened it."""
    opened = np.zeros(len(steps), dtype=np.uint8)
    opened[nm1] = np.where(
        claim[nm1] < 0,
        np.where(level[nm1] >= 0, _LEVEL_ROUTE[names], _HEADER_ROUTE[names]),
        np.where(
            line[nm1] >= 0,
            _LINE_ROUTE[names],
            np.where(other[nm1] >= 0, _OTHER_ROUTE[names], _CLAIM_ROUTE[names]),
        ),
    )
    opened[steps.rows(ID["ST"])] = AT["header"]
    rows = steps.rows(ID["HL"])
    opened[rows] = np.array([AT["2010"], AT["2000A"], AT["2000B"], AT["2000C"]], np.uint8)[
        kind_of_level[rows]
    ]
    for name, loop, inside_of in (
        ("CLM", "2300", claim),
        ("LX", "2400", line),
        ("SBR", "2320", other),
        ("LIN", "2410", line),
        ("SVD", "2430", line),
        ("LQ", "2440", line),
    ):
        rows = steps.rows(ID[name])
        opened[rows[inside_of[rows] >= 0]] = AT[loop]
    opener = last_seen(np.flatnonzero(opened), len(steps))
    # A level that was lost leaves what follows without a loop, up to the next that is known.
    loops = opened.take(opener)
    loops *= steps.inside & (opener >= 0)
    return loops, opener
