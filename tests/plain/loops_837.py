"""Sort the segments of an 837P into its levels, claims and service lines, by the loops of guide 005010X222.

Nothing is interpreted here. What stands where the guide has no place for it is kept as a diagnostic, never
dropped in silence, and a claim whose loops cannot be followed carries its fault with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contralateral.edi import Diagnostic
from contralateral.errors import ContralateralError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contralateral.edi import Segment, Severity
    from tests.plain.values import Transaction

__all__ = ["ClaimLoops", "Fault", "Level", "Loop", "claims_of"]

PARTY = frozenset({"NM1", "PRV", "N3", "N4", "REF", "PER"})
#: Which segments may stand in which loop, by the guide's numbers; 2310 is any of 2310A to 2310F, and so on.
MEMBERS: Mapping[str, frozenset[str]] = {
    "header": frozenset({"BHT", "REF", "NM1", "PER"}),
    "20": frozenset({"HL", "PRV", "CUR"}),
    "22": frozenset({"HL", "SBR", "PAT"}),
    "23": frozenset({"HL", "PAT"}),
    "2010": PARTY | {"DMG"},
    "2300": frozenset(
        {"CLM", "DTP", "PWK", "CN1", "AMT", "REF", "K3", "NTE", "CR1", "CR2", "CRC", "HI", "HCP"},
    ),
    "2310": PARTY,
    "2320": frozenset({"SBR", "CAS", "AMT", "OI", "MOA"}),
    "2330": PARTY | {"DTP"},
    "2400": frozenset(
        {
            "LX",
            "SV1",
            "SV5",
            "PWK",
            "CR1",
            "CR3",
            "CRC",
            "DTP",
            "QTY",
            "MEA",
            "CN1",
            "REF",
            "AMT",
            "K3",
            "NTE",
        }
        | {"PS1", "HCP"},
    ),
    "2410": frozenset({"LIN", "CTP", "REF"}),
    "2420": PARTY,
    "2430": frozenset({"SVD", "CAS", "DTP", "AMT"}),
    "2440": frozenset({"LQ", "FRM"}),
}
PARENT = {"20": "", "22": "20", "23": "22"}
NAMED = {"20": "billing provider", "22": "subscriber", "23": "patient"}
#: Which parties each level names; any of them elsewhere shows that an HL was lost.
PARTIES = {"20": ("85", "87", "PE"), "22": ("IL", "PR"), "23": ("QC",)}
LEVEL_PARTIES = frozenset(qualifier for of_level in PARTIES.values() for qualifier in of_level)
#: A claim in which one of these is out of place would be read as if it had none: it is left out instead.
VITAL = frozenset({"HI", "SV1"})


class Fault(ContralateralError):
    """What makes one claim unreadable: the segment to look at, what is wrong with it, and the way out."""

    def __init__(self, at: Segment, fault: str, way_out: str) -> None:
        self.at, self.fault, self.way_out = at, fault, way_out
        super().__init__(fault)


@dataclass(slots=True)
class Loop:
    """One loop: its name in ``MEMBERS`` and its segments, the one that opened it first."""

    name: str
    segments: list[Segment]

    def all(self, id_: str, qualifier: str | None = None) -> Iterator[Segment]:
        """Iterate over its segments of one id and, where given, one first element."""
        return (s for s in self.segments if s.id == id_ and qualifier in (None, s[1]))

    def first(self, id_: str, qualifier: str | None = None) -> Segment | None:
        """Return the first such segment."""
        return next(self.all(id_, qualifier), None)


@dataclass(slots=True)
class Level:
    """One HL with its loops and the level above it; ``fault`` says why nothing under it can be attributed."""

    segment: Segment
    parent: Level | None
    loops: list[Loop]
    fault: Fault | None = None

    @property
    def code(self) -> str:
        """Return HL03: 20 billing provider, 22 subscriber, 23 patient."""
        return self.segment[3]

    def at(self, code: str) -> Level | None:
        """Return this level or the one above it that has the code."""
        if self.code == code:
            return self
        return self.parent.at(code) if self.parent else None

    def party(self, qualifier: str) -> Loop | None:
        """Return the loop that its NM1 of this qualifier opened (85, IL, PR, QC)."""
        return next((loop for loop in self.loops if loop.first("NM1", qualifier)), None)


@dataclass(slots=True)
class ClaimLoops:
    """One claim: where it hangs, its own loops (2300 first), and the loops of each line (2400 first)."""

    segment: Segment  # CLM
    level: Level | None
    loops: list[Loop]
    lines: list[list[Loop]] = field(default_factory=list)
    fault: Fault | None = None

    def put(self, segment: Segment) -> str:
        """Put one segment into its loop; return a message where it has no place."""
        target = self.lines[-1] if self.lines else self.loops
        opened = self._opens(segment.id)
        if opened == "2400":
            self.lines.append([Loop(opened, [segment])])
            return ""
        if opened:
            if opened == "2310" and segment[1] in LEVEL_PARTIES:
                fault = "NM1 names a party of another payer and no SBR begins that payer."
                self.fault = self.fault or Fault(segment, fault, "Add the SBR (loop 2320).")
            target.append(Loop(opened, [segment]))
            return ""
        loop = target[-1]
        if segment.id in MEMBERS[loop.name] and segment.id not in OPENERS:
            loop.segments.append(segment)
            return ""
        if segment.id in VITAL or (segment.id, segment[1]) == ("DTP", "472"):
            where = f"{segment.id} stands in loop {loop.name}, where the guide has no place for it."
            self.fault = self.fault or Fault(segment, where, "Move it to its own loop.")
            return ""
        return f"{segment.id} has no place in loop {loop.name} and was not read."

    def _opens(self, id_: str) -> str:
        """Return the loop that a segment of this id opens here, if any."""
        if id_ == "NM1":
            if self.lines:
                return "2420"
            return "2330" if any(loop.name == "2320" for loop in self.loops) else "2310"
        if id_ == "SBR":
            return "" if self.lines else OPENERS[id_]
        return OPENERS.get(id_, "") if self.lines or id_ == "LX" else ""


OPENERS = {"LX": "2400", "SBR": "2320", "LIN": "2410", "SVD": "2430", "LQ": "2440"}


def claims_of(transaction: Transaction) -> tuple[list[ClaimLoops], list[Diagnostic]]:
    """Return the claims of an 837P transaction in file order, and what stood where it has no place."""
    claims: list[ClaimLoops] = []
    said: list[Diagnostic] = []
    levels: dict[str, Level] = {}
    level: Level | None = None
    claim: ClaimLoops | None = None
    for segment in transaction.segments[1:-1]:
        if segment.id == "HL":
            level, claim = open_level(segment, levels), None
            levels[segment[1]] = level
        elif level and begins_level(segment, level, claim):
            fault = Fault(segment, f"{segment.id} begins a level and no HL stands before it.", "Add the HL.")
            level, claim = Level(segment, None, [Loop("", [segment])], fault), None
        elif segment.id == "CLM":
            claim = ClaimLoops(segment, level, [Loop("2300", [segment])])
            claims.append(claim)
        elif message := claim.put(segment) if claim else put_in_level(segment, level):
            severity: Severity = "error" if not claim and segment.id in VITAL else "warning"
            said.append(Diagnostic(severity, message, segment.number, segment.byte))
        if level and level.fault and level.fault.at is segment:
            message = f"{level.fault.fault} Claims under it are left out. {level.fault.way_out}"
            said.append(Diagnostic("error", message, segment.number, segment.byte))
    return claims, said


def begins_level(segment: Segment, level: Level, claim: ClaimLoops | None) -> bool:
    """Tell whether a segment that is no HL shows that one was lost: what follows is of somebody else."""
    party = segment.id == "NM1" and segment[1] in LEVEL_PARTIES
    if claim:
        return segment.id == "PAT" or bool(claim.lines and (party or segment.id == "SBR"))
    if level.fault:
        return False
    if party:
        return segment[1] not in PARTIES[level.code] or level.party(segment[1]) is not None
    loop = level.loops[-1]
    alone = segment.id in ("SBR", "PAT")
    return alone and (segment.id not in MEMBERS[loop.name] or loop.first(segment.id) is not None)


def open_level(segment: Segment, levels: Mapping[str, Level]) -> Level:
    """Return the level that an HL opens; its fault is set where the hierarchy cannot be followed."""
    parent = levels.get(segment[2])
    level = Level(segment, parent, [Loop(segment[3], [segment])])
    wanted = PARENT.get(segment[3])
    fault = ""
    if wanted is None:
        fault = "HL03 is none of 20, 22 and 23."
    elif segment[1] in levels:
        fault = "HL01 was already used in this transaction."
    elif wanted and (parent is None or parent.code != wanted):
        fault = f"HL02 does not lead to a {NAMED[wanted]} (HL03 {wanted})."
    if fault:
        level.fault = Fault(segment, fault, "Number the levels so that each HL02 names the level above.")
    elif parent:
        level.fault = parent.fault
    return level


def put_in_level(segment: Segment, level: Level | None) -> str:
    """Put a segment before any claim into its level; return a message where it has no place."""
    if level is None:
        return "" if segment.id in MEMBERS["header"] else f"{segment.id} before any HL was not read."
    if segment.id == "NM1":
        level.loops.append(Loop("2010", [segment]))
        return ""
    loop = level.loops[-1]
    if segment.id not in MEMBERS.get(loop.name, {segment.id}):
        return f"{segment.id} has no place in this level (HL03 {level.code}) and was not read."
    loop.segments.append(segment)
    return ""
