"""Where each segment of an 835 stands: its claim, its service, its loop, and what has no place there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.cells import code, codes
from contralateral.edi.ids import ID, NAMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.chunks import Chunk

__all__ = ["AT", "HEADER", "LOOPS", "Places", "places"]

#: Names of the loops; "header" and "summary" are the parts of a transaction that the guide gives no loop number.
LOOPS = ("", "header", "1000A", "1000B", "2000", "2100", "2110", "summary")
AT = {name: at for at, name in enumerate(LOOPS)}
#: What stands before the claims: a fault in it is one of the whole transaction.
HEADER = np.array([AT["header"], AT["1000A"], AT["1000B"]])


_INSIDE = {
    "": ("SE",),
    "header": ("ST", "BPR", "TRN", "CUR", "REF", "DTM"),
    "1000A": ("N1", "N3", "N4", "REF", "PER"),
    "1000B": ("N1", "N3", "N4", "REF", "RDM"),
    "2000": ("LX", "TS3", "TS2"),
    # N3 and N4 are not in the guide; they are read with the party before them and spoken of.
    "2100": ("CLP", "CAS", "NM1", "N3", "N4", "MIA", "MOA", "REF", "DTM", "PER", "AMT", "QTY"),
    "2110": ("SVC", "DTM", "CAS", "REF", "AMT", "QTY", "LQ"),
    "summary": ("PLB",),
}
#: Elements that each segment has; one more is a separator too many.
_MOST = {
    "ST": 3,
    "SE": 2,
    "BPR": 21,
    "TRN": 4,
    "CUR": 21,
    "REF": 4,
    "DTM": 6,
    "N1": 6,
    "N3": 2,
    "N4": 7,
    "PER": 9,
    "RDM": 5,
    "LX": 1,
    "TS3": 24,
    "TS2": 19,
    "CLP": 14,
    "CAS": 19,
    "NM1": 12,
    "MIA": 24,
    "MOA": 9,
    "AMT": 3,
    "QTY": 4,
    "SVC": 7,
    "LQ": 2,
    "PLB": 14,
}
_OPENERS = ("ST", "SE", "N1", "LX", "CLP", "SVC", "PLB")
_LOOP_OF = {"ST": "header", "LX": "2000", "CLP": "2100", "SVC": "2110", "PLB": "summary"}


def _table(names: tuple[str, ...]) -> NDArray[np.bool_]:
    found = np.zeros(256, dtype=bool)
    found[[ID[name] for name in names]] = True
    return found


_OPENS = _table(_OPENERS)
_BOUND = _table(("ST", "SE", "LX", "CLP", "PLB"))
_BEGINS = np.zeros(256, dtype=np.uint8)  # loop that a segment opens
for _name, _loop in _LOOP_OF.items():
    _BEGINS[ID[_name]] = AT[_loop]
_ALLOWED = np.stack([_table(_INSIDE[name]) for name in LOOPS]).reshape(-1)
_MAXIMUM = np.full(256, 255, dtype=np.int32)
for _name, _most in _MOST.items():
    _MAXIMUM[ID[_name]] = _most
_PR, _PE = code("PR"), code("PE")
assert len(NAMES) <= 256


@dataclass(slots=True)
class Places:
    """Where the S segments of a chunk stand; positions are of segments in the chunk, -1 is none."""

    loop: NDArray[np.uint8]  # (S,) position in ``LOOPS``
    nth_claim: NDArray[np.int32]  # (S,) which of ``clp`` it belongs to
    nth_service: NDArray[np.int32]  # (S,) which of ``svc`` it belongs to
    bounds: NDArray[np.int32]  # (B,) every ST, LX, CLP, PLB and SE
    clp: NDArray[np.intp]  # (C,) the CLP
    svc: NDArray[np.intp]  # (V,) the SVC that belong to a claim
    svc_claim: NDArray[np.intp]  # (V,) which of ``clp`` it belongs to
    svc_number: NDArray[np.uint32]  # (V,) its place in the claim, from 1
    misplaced: NDArray[np.intp]  # has no place in its loop, or a name of no 835
    long: NDArray[np.intp]  # has more elements than its name allows
    late: NDArray[np.intp]  # LX and CLP behind a PLB


def places(chunk: Chunk) -> Places:
    """Find the claim, service and loop of every segment.

    A claim begins at its CLP and ends at the next CLP, LX, PLB or SE; a service at its SVC, in a claim only.
    """
    tokens, inside = chunk.tokens, chunk.transaction >= 0
    id_ = tokens.id
    opens = _OPENS.take(id_) & inside
    opens[0] = True  # what stands before the first opener is in no transaction
    o = np.flatnonzero(opens).astype(np.int32)
    name, live = id_[o], inside[o]
    nth = np.arange(len(o), dtype=np.int32)
    bound = np.maximum.accumulate(np.where(_BOUND[name] & live, nth, 0))
    above = name[bound]
    in_claim = above == ID["CLP"]
    is_svc = (name == ID["SVC"]) & in_claim
    parties = np.flatnonzero((name == ID["N1"]) & (above == ID["ST"]))
    begins = _BEGINS[name]
    begins[(name == ID["SVC"]) & ~in_claim] = 0
    begins[parties] = _party_loop(chunk, o[parties])
    known = (begins > 0) | ((name == ID["SE"]) & live)
    # What opens no loop where it stands (an SVC without a CLP, an N1 in a claim) stays in the loop around it.
    last = np.maximum.accumulate(np.where(known, nth, 0))
    is_clp = (name == ID["CLP"]) & live
    clp_count, svc_count = np.cumsum(is_clp, dtype=np.int32), np.cumsum(is_svc, dtype=np.int32)
    opener = np.cumsum(opens, dtype=np.intp) - 1  # (S,) which of the openers each segment follows, or is
    loop = begins[last].take(opener)
    wrong = ~_ALLOWED.take((loop.astype(np.intp) << 8) | id_) & inside
    wrong[o[parties[begins[parties] == 0]]] = True
    svc = np.flatnonzero(is_svc)
    return Places(
        loop=loop,
        nth_claim=np.where(in_claim, clp_count - 1, -1).take(opener),
        nth_service=np.where(is_svc[last], svc_count - 1, -1).take(opener),
        bounds=o[_BOUND[name] & live],
        clp=o[is_clp].astype(np.intp),
        svc=o[svc].astype(np.intp),
        svc_claim=(clp_count[svc] - 1).astype(np.intp),
        svc_number=(svc_count[svc] - svc_count[bound[svc]]).astype(np.uint32),
        misplaced=np.flatnonzero(wrong),
        long=np.flatnonzero((tokens.count > _MAXIMUM.take(id_)) & inside),
        late=_late(chunk, o[live]),
    )


def _party_loop(chunk: Chunk, rows: NDArray[np.int32]) -> NDArray[np.uint8]:
    """Return the loops that N1 segments of a header open: payer, payee, or none that is known."""
    who = codes(chunk.tokens.cell(rows.astype(np.intp), 1))
    return np.where(who == _PR, AT["1000A"], np.where(who == _PE, AT["1000B"], 0)).astype(np.uint8)


def _late(chunk: Chunk, openers: NDArray[np.int32]) -> NDArray[np.intp]:
    """Return the LX and CLP that follow a PLB of their own transaction."""
    id_ = chunk.tokens.id
    plb = openers[id_[openers] == ID["PLB"]]
    if not len(plb):
        return np.empty(0, dtype=np.intp)
    rows = openers[(id_[openers] == ID["CLP"]) | (id_[openers] == ID["LX"])]
    before = np.searchsorted(plb, rows) - 1
    late = (before >= 0) & (chunk.transaction[plb[np.maximum(before, 0)]] == chunk.transaction[rows])
    found: NDArray[np.intp] = rows[late].astype(np.intp)
    return found
