"""What speaks against writing the measures of a scan down: an unclear plane, a guessed unit, a contradicted side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contralateral.anatomy.measures.affected import affected_side

if TYPE_CHECKING:
    from contralateral.anatomy.examine import Examination
    from contralateral.anatomy.measures import Side

__all__ = ["doubts", "flat", "lacking", "wrong_side"]

_HEALTHY_MM = 3.0
"""Difference of diagonals below which no side of a head is called flat."""


def doubts(found: Examination, side: Side | None) -> tuple[str, ...]:
    """Return why nothing of a scan may be written into a case whose side is `side`; nothing where it may."""
    said = []
    if found.plane.ambiguous:
        said.append("The plane of symmetry is ambiguous.")
    elif found.plane.weak:
        said.append(
            f"Only {found.plane.support:.0%} of the surface lies on its mirror image: no plane of symmetry is sure."
        )
    if found.scan.units.how == "inferred":
        said.append("The unit was inferred from the size alone. State it with --units.")
    said.extend(wrong_side(found, found.told.affected, "--affected says"))
    said.extend(wrong_side(found, side, "The case says"))
    return tuple(said)


def wrong_side(found: Examination, side: Side | None, who: str) -> tuple[str, ...]:
    """Return what to say where somebody says one side, and the scan of a chest or a head says the other.

    Of hips and faces no scan says it: one side has more, the other less, and either may be the one that is affected.
    """
    told = {"chest": (lacking, "that lacks volume"), "head": (flat, "whose back is flat")}.get(
        found.told.region
    )
    if told is None or side is None:
        return ()
    other = told[0](found)
    if other is None or other == side:
        return ()
    return (
        f"{who} {side}, but in the scan it is the {other} side {told[1]}. "
        "One is wrong: check that side, --up and --front.",
    )


def flat(found: Examination) -> Side | None:
    """Return the side of a skewed head whose back is flat: the shorter diagonal ends there; None is unknown.

    A skew within its interval of none, and one under 3 mm, which healthy heads have, says nothing.
    """
    named = {m.name: m for m in found.measures}
    skew, left, right = (named.get(n) for n in ("cva", "diagonal.front_left", "diagonal.front_right"))
    if skew is None or left is None or right is None or not skew.known or not skew.low > _HEALTHY_MM:
        return None
    return "right" if left.value < right.value else "left"


def lacking(found: Examination) -> Side | None:
    """Return the patient's side that lacks volume, when its interval lies on one side of zero; None is unknown."""
    net = next((m for m in found.measures if m.name == "volume_net"), None)
    if found.orientation is None or net is None or not net.known or net.low <= 0.0 <= net.high:
        return None
    measured = affected_side(
        found.surface, found.plane, found.deviation, found.orientation, found.told.affected
    )
    return "left" if (measured.name == "left side") == (net.value > 0.0) else "right"
