"""Remold: a shell around the shape that a head should grow into. Never a cleared device: the words go with every file.

Where the head reaches beyond the wanted shape the shell touches it (contact); elsewhere it leaves room (relief).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.edges import border_edges
from contralateral.anatomy.surface import surface
from contralateral.design.fields import Sheet, cropped, mirrored, smoothed
from contralateral.design.refused import DesignRefused
from contralateral.design.shell import Shell, Trim, inner_face

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.surface import Surface

__all__ = ["HEAD_CM", "growth_mm", "remolding", "trims_mm"]

HEAD_CM = (
    (0, 34.2),
    (1, 36.9),
    (2, 38.7),
    (3, 40.0),
    (4, 41.2),
    (6, 42.8),
    (9, 44.4),
    (12, 45.5),
    (18, 46.8),
    (24, 47.7),
)
"""Median head circumference in cm by month of age: means of girls and boys, WHO standards (2007), rounded."""

VAULT_MM, BROW, NAPE = 60.0, 0.36, 0.65
"""Of the head as far down as this the length is taken; shares of it down to the brows, and to the nape."""

DRAWN_MM, OPEN_MM = 60.0, 30.0
"""How far the opening of the neck is drawn out: farther than any shell goes on below its trim line;
how far above it
a scan may be open (at the neck, at eyes); holes narrower than `look` fills are closed by then."""

POKES_MM, ROOM_MM, EAR_MM = 1.5, 4.0, 45.0
"""From when on skin stands out of the fair shape; what is left free above an ear; the most that is raised for one."""


def growth_mm(age_months: float, weeks: float) -> float:
    """Return how much the radius of the head grows in that time, mm, if it keeps to the median.

    >>> round(growth_mm(6, 12), 1)
    2.4

    Raises DesignRefused outside birth to two years.
    """
    months, head = zip(*HEAD_CM, strict=True)
    until = age_months + weeks / 4.345
    if not 0 <= age_months <= until <= months[-1]:
        raise DesignRefused(
            f"Growth is known from birth to {months[-1]} months; asked was {age_months:g} to {until:.1f}.",
            "Check --age and --weeks.",
        )
    grown = float(np.interp(until, months, head) - np.interp(age_months, months, head))
    return 10.0 * grown / (2.0 * np.pi)


def trims_mm(body: Surface, up: NDArray[np.float64], front: NDArray[np.float64]) -> tuple[float, float]:
    """Return where the trim line is put if nobody says: mm below the highest point, at the forehead and at the back.

    By the length of the head above the brows: the same for an infant and an adult in shape, not in millimetres.
    """
    height = body.vertices @ up
    length = float(np.ptp(body.vertices[height > height.max() - VAULT_MM] @ front))
    return float(round(BROW * length)), float(round(NAPE * length))


def remolding(
    body: Surface,
    normal: NDArray[np.float64],
    offset_mm: float,
    up: NDArray[np.float64],
    front: NDArray[np.float64],
    *,
    contact_mm: float,
    growth_mm: float,
    wall_mm: float,
    trim_front_mm: float,
    trim_back_mm: float,
    step_mm: float,
) -> tuple[Shell, Sheet, float]:
    """Return what the shell is made from, the head, and by how much the border was raised above the ears, mm.

    Trim lines are given in mm below the highest point, at the forehead and at the back of the head; one plane
    through both is the border.
    """
    height = body.vertices @ up
    top = float(height.max())
    deepest = max(trim_front_mm, trim_back_mm)
    near = height > top - deepest - 40.0
    above = body.vertices[height > top - deepest]
    if len(above) < 100:
        raise DesignRefused("There is no head above the trim lines.", "Check --up and the trim lines.")
    vertices, faces, _ = cropped(body, near)
    along = above @ front
    span = float(along.min()), float(along.max())
    forward = front - (front @ normal) * normal
    slope = (trim_back_mm - trim_front_mm) / max(span[1] - span[0], 1.0)
    down = -(up - slope * forward)  # below the plane: height < level at the back + slope x way forward
    down /= np.linalg.norm(down)
    middle = above.mean(axis=0)
    point = middle - up * (middle @ up) + up * (top - (trim_front_mm + trim_back_mm) / 2.0)
    point += front * ((span[0] + span[1]) / 2.0 - float(point @ front))

    head = Sheet(_closed(smoothed(surface(vertices, faces)), down))

    def inner(points: NDArray[np.float64]) -> NDArray[np.float64]:
        here, there = (_signed(head, at) for at in (points, mirrored(points, normal, offset_mm)))
        return np.minimum(0.5 * (here + there) - growth_mm, here - contact_mm)

    both = np.concatenate([above, mirrored(above, normal, offset_mm)])
    room = growth_mm + contact_mm + wall_mm + 12.0
    low, high = both.min(axis=0) - room, both.max(axis=0) + room
    shell = Shell(inner, wall_mm, (Trim(point, down),), step_mm, low, high, skin=head, skin_mm=contact_mm)
    _seen_above(vertices, faces, point, down)
    face = inner_face(shell)
    raised = _over_ears(face.surface.vertices, head, point, down)
    trim = Trim(point - down * raised, down)
    return replace(shell, trims=(trim,), exact=face), head, raised / max(float(-down @ up), 0.1)


def _seen_above(
    vertices: NDArray[np.float64],
    faces: NDArray[np.int64],
    point: NDArray[np.float64],
    down: NDArray[np.float64],
) -> None:
    """Raise DesignRefused where the scan is open far above the trim line."""
    ends = border_edges(faces, len(vertices)).ravel()
    open_mm = float(((point - vertices[ends]) @ down).max(initial=-np.inf))
    if open_mm > OPEN_MM:
        raise DesignRefused(
            f"The scan has an opening that reaches {open_mm:.0f} mm above the trim line.",
            "Scan again: a shell over skin that nobody saw would be a guess. Or raise the trim lines.",
        )


def _closed(head: Surface, down: NDArray[np.float64]) -> Surface:
    """Return the head with its opening drawn out along `down` and closed there.

    A scan ends at the neck, at the back often as high as the trim line: past its edge it has neither an inside nor an
    outside, and a shell would follow it into the head.
    """
    edges = border_edges(head.faces, len(head.vertices))
    if not len(edges):
        return head
    rim, place = np.unique(edges, return_inverse=True)
    n = len(head.vertices)
    first, last = place.reshape(-1, 2).T + n
    below = head.vertices[rim] + DRAWN_MM * down
    sides = [np.stack([edges[:, 1], edges[:, 0], first], 1), np.stack([edges[:, 1], first, last], 1)]
    lid = np.stack([last, first, np.full(len(first), n + len(rim))], 1)
    points = np.concatenate([head.vertices, below, below.mean(axis=0)[None]])
    return surface(points, np.concatenate([head.faces, *sides, lid]))


def _signed(head: Sheet, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return distances (k,) mm to a closed surface, + outside: by the winding number, which folds do not mislead."""
    import igl

    whole = head.surface
    turns = igl.fast_winding_number(whole.vertices, np.ascontiguousarray(whole.faces, np.int64), points)
    return np.where(turns > 0.5, -1.0, 1.0) * np.abs(head.ask(points).mm)


def _over_ears(
    face: NDArray[np.float64], head: Sheet, point: NDArray[np.float64], down: NDArray[np.float64]
) -> float:
    """Return how far the border has to be raised so that no ear pokes through the shell.

    The face is fair and does not follow an ear: where skin stands out of it by more than a little, it is one. Raises
    DesignRefused where that is too high for an ear.
    """
    above = (point - face) @ down
    some = face[above > 0]
    pokes = above[above > 0][head.ask(some).mm < -POKES_MM]
    if not len(pokes):
        return 0.0
    raised = float(pokes.max()) + ROOM_MM
    if raised > EAR_MM:
        raise DesignRefused(
            f"Skin stands out of the fair shape {raised:.0f} mm above the trim line: more than an ear.",
            "Look at the scan there (hair, a hand that held the head), or raise the trim lines.",
        )
    return raised
