"""The levels, loops and segments of a claim acknowledgment: guide 005010X214."""

from __future__ import annotations

from contralateral.edi.acks.guide import Guide

__all__ = ["GUIDE", "LOOPS"]

LOOPS = (
    *("", "unknown", "header"),
    *("2000A", "2100A", "2200A", "2000B", "2100B", "2200B", "2000C", "2100C", "2200C"),
    *("2000D", "2100D", "2200D", "2220D"),
)
_TOTALS = {"TRN", "STC", "REF", "QTY", "AMT"}
_PARTY = {"NM1", "N3", "N4", "PER"}

GUIDE = Guide(
    kind="277CA",
    unit="claim",
    unit_key="claim",
    loops=LOOPS,
    members={
        "header": frozenset({"ST", "BHT", "REF"}),
        **{f"2000{letter}": frozenset({"HL"}) for letter in "ABCD"},
        **{f"2100{letter}": frozenset(_PARTY) for letter in "ABCD"},
        "2200A": frozenset({"TRN", "DTP"}),
        "2200B": frozenset(_TOTALS),
        "2200C": frozenset(_TOTALS),
        "2200D": frozenset({"TRN", "STC", "REF", "DTP"}),
        "2220D": frozenset({"SVC", "STC", "REF", "DTP"}),
    },
    levels=(
        ("20", "payer", "2000A"),
        ("21", "receiver", "2000B"),
        ("19", "provider", "2000C"),
        ("PT", "patient", "2000D"),
    ),
    parents={2: (1,), 3: (2,), 4: (3,)},
    opens={
        **{(rank, "NM1"): f"2100{letter}" for rank, letter in enumerate("ABCD", 1)},
        **{(rank, "TRN"): f"2200{letter}" for rank, letter in enumerate("ABCD", 1)},
        (4, "SVC"): "2220D",
    },
    roles={"PR": (1,), "AY": (1,), "41": (2,), "85": (3,), "QC": (4,)},
    named=(1, 2, 3, 4),
    single=(1, 2, 4),
    unit_rank=4,
    unit_opener="TRN",
    unit_ranks=(4,),
)
