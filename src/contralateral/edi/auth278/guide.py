"""The levels, loops and segments of a request for authorization and of its answer: guide 005010X217.

The parties of an event and of a service have one loop each here ("2010E", "2010F"): the letters that the guide adds
behind differ between request and answer, and the role (NM101) tells more.
"""

from __future__ import annotations

from contralateral.edi.acks.guide import Guide

__all__ = ["GUIDE", "LOOPS"]

LOOPS = (
    *("", "unknown", "header"),
    *("2000A", "2010A", "2000B", "2010B", "2000C", "2010C", "2000D", "2010D"),
    *("2000E", "2010E", "2000F", "2010F"),
)
_PARTY = {"NM1", "N2", "N3", "N4", "REF", "PER", "PRV", "AAA"}
_PATIENT = _PARTY | {"DMG", "INS", "DTP"}
_ASKED = {"HL", "TRN", "AAA", "UM", "HCR", "REF", "DTP", "HI", "HSD", "PWK", "MSG"}

GUIDE = Guide(
    kind="278",
    unit="request",
    unit_key="request",
    loops=LOOPS,
    members={
        "header": frozenset({"ST", "BHT"}),
        "2000A": frozenset({"HL", "AAA"}),
        "2010A": frozenset(_PARTY),
        "2000B": frozenset({"HL", "AAA"}),
        "2010B": frozenset(_PARTY),
        "2000C": frozenset({"HL", "AAA", "TRN"}),
        "2010C": frozenset(_PATIENT),
        "2000D": frozenset({"HL", "AAA", "TRN"}),
        "2010D": frozenset(_PATIENT),
        "2000E": frozenset(_ASKED | {"CRC", "CL1", "CR1", "CR2", "CR5", "CR6"}),
        "2010E": frozenset(_PARTY | {"DTP"}),
        "2000F": frozenset(_ASKED | {"SV1", "SV2", "SV3", "TOO"}),
        "2010F": frozenset(_PARTY | {"DTP"}),
    },
    levels=(
        ("20", "umo", "2000A"),
        ("21", "requester", "2000B"),
        ("22", "subscriber", "2000C"),
        ("23", "dependent", "2000D"),
        ("EV", "event", "2000E"),
        ("SS", "service", "2000F"),
    ),
    parents={2: (1,), 3: (2,), 4: (3,), 5: (4, 3), 6: (5,)},
    opens={(rank, "NM1"): f"2010{letter}" for rank, letter in enumerate("ABCDEF", 1)},
    roles={"X3": (1, 5, 6), "1P": (2, 5, 6), "FA": (2, 5, 6), "IL": (3,), "QC": (4,)},
    named=(1, 2, 3, 4),
    single=(1, 3, 4),
    unit_rank=5,
    unit_opener="HL",
    unit_ranks=(5, 6),
)
