"""Volumes, area and greatest deviation of the affected region: for every part of the body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.measures.field import lack
from contralateral.anatomy.measures.natural import Natural, natural
from contralateral.anatomy.measures.patches import USUAL_AT_MOST_MM, Patches, patches
from contralateral.anatomy.measures.value import Measure, around, unknown
from contralateral.anatomy.measures.volume import Between, between_sides

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.deviation import Deviation, PlaneLike
    from contralateral.anatomy.measures.affected import Affected
    from contralateral.anatomy.measures.field import Lack
    from contralateral.anatomy.measures.pose import Pose
    from contralateral.anatomy.nearest import Nearest
    from contralateral.anatomy.surface import Surface

__all__ = ["Found", "find", "measures", "no_volumes", "summit"]

MOST_FILLED = 0.25
"""Share of the region that filled holes may cover. Beyond, a volume would be that of the filling."""

FILL_SLOPE = 0.06
"""Error of a filled hole's depth, as a share of its radius (standard deviation, over benchmark scenes)."""

UNDERSTATED = 1.4
"""How much more natural asymmetry spreads a volume than its covariance on the rest of the body says: the plane was
fitted to that rest and has taken a part of it out, and the border of a region runs along with it. Found over 50 made
chests (benchmarks.anatomy.torsos, seeds 0 to 23 and 1000 to 1025); with it intervals held what a lesion took in 95 % of
60 made bodies (seeds 3100 to 3159) and 97 % of 40 chests (3000 to 3039)."""

SHAPE = 0.006
"""Error of a volume that is left on a perfect scan, as a share of it: triangles and the slope of a lesion."""

UNSEEN_MM2 = 5000.0
"""A patch of this size (a circle of 8 cm) is what may hide below the level at which a patch is seen."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the measures of a region rest on."""

    lack: Lack
    patches: Patches
    natural: Natural
    volumes: tuple[Between, Between, Between]
    ends: NDArray[np.bool_]
    """(n,) whether the surface ends at a vertex."""


def find(
    surface: Surface, plane: PlaneLike, deviation: Deviation, nearest: Nearest, affected: Affected, seed: int
) -> Found:
    """Find the patches of the affected side, the natural asymmetry around them, and the volumes inside."""
    amount = lack(surface, plane, deviation, nearest, affected.sign)
    found = patches(surface, amount)
    usual = natural(surface, amount, found.wide != 0, seed)
    volumes = between_sides(surface, plane, nearest, amount, found, affected.sign)
    return Found(amount, found, usual, volumes, nearest.ends)


def measures(
    surface: Surface, found: Found, drawn: Pose, affected: Affected, seed: int
) -> tuple[Measure, ...]:
    """Return volume_missing, volume_added, volume_net, area_affected and deviation_max."""
    region = _region(found, affected)
    if not found.patches.count:
        return _nothing(surface, found, region)
    return (
        *_volumes(surface, found, drawn, region, seed),
        _area(surface, found, region),
        _greatest(surface, found, drawn, region),
    )


def _region(found: Found, affected: Affected) -> str:
    count = found.patches.count
    natural = f"the natural asymmetry of {found.patches.natural_mm:.1f} mm"
    if found.patches.spread_mm > USUAL_AT_MOST_MM:
        natural = f"{USUAL_AT_MOST_MM} mm of usual asymmetry; all over they differ by {found.patches.spread_mm:.1f} mm"
    name = affected.name if affected.stated else f"{affected.name} (side not stated)"
    if not count:
        # Nothing lacks, so that no side is the one that does.
        name = affected.name if affected.stated else "either side"
        return f"{name}: no patch stands out from {natural}"
    return f"{name}: {'1 patch' if count == 1 else f'{count} patches'} beyond {natural}"


METHOD = {
    "volume_missing": "space inside the mirrored other side and outside the scan, within the patches that lack",
    "volume_added": "space inside the scan and outside the mirrored other side, within the patches that have more",
    "volume_net": "volume missing less volume added: positive where the affected side has less",
}


def _volumes(surface: Surface, found: Found, drawn: Pose, region: str, seed: int) -> tuple[Measure, ...]:
    middle, tight, wide = found.volumes
    label = found.patches.label
    share, note = _filled_share(surface, found)
    if middle.cut > 0.02 * (middle.missing + middle.added):
        note += f" {middle.cut / 1000:.0f} mL more lie at an open border of the scan and are not in it."
    rows = (
        ("volume_missing", middle.missing, abs(wide.missing - tight.missing), label > 0),
        ("volume_added", middle.added, abs(wide.added - tight.added), label < 0),
        (
            "volume_net",
            middle.missing - middle.added,
            abs(wide.missing - wide.added - tight.missing + tight.added),
            label != 0,
        ),
    )
    result = []
    for name, value, border, inside in rows:
        if share > MOST_FILLED:
            result.append(unknown(name, "mL", METHOD[name], region, note))
            continue
        if not inside.any():
            result.append(
                around(name, 0.0, _hidden(found) / 1.96, "mL", METHOD[name], region, HIDES, floor=0.0)
            )
            continue
        variance = _variance(surface, found, drawn, inside, seed)
        variance += (border / 2.0) ** 2 + middle.numeric**2 + (SHAPE * value) ** 2 + (middle.cut / 2.0) ** 2
        floor = 0.0 if name != "volume_net" else -np.inf
        sd = float(np.sqrt(variance)) / 1000.0
        result.append(around(name, value / 1000.0, sd, "mL", METHOD[name], region, note.strip(), floor=floor))
    return tuple(result)


def _variance(surface: Surface, found: Found, drawn: Pose, inside: NDArray[np.bool_], seed: int) -> float:
    """Return the variance, mm⁶, by the plane, by natural asymmetry and noise, and by filled holes."""
    own, other = inside & found.lack.on_affected, inside & ~found.lack.on_affected
    if not own.any() and not other.any():
        return 0.0
    # The image of the other side moves with the plane; where that side was not seen, what it faces stands for it.
    part = other if other.any() else own
    n = drawn.plane.normal
    turned = surface.normals[part] - 2.0 * np.outer(surface.normals[part] @ n, n)
    swept = drawn.swept(surface.vertices[part], turned, surface.areas[part])
    part = own if own.any() else other
    usual = UNDERSTATED * found.natural.sd_of_sum(surface.vertices[part], surface.areas[part], seed)
    return float(np.var(swept)) + usual**2 + _filling(surface, found, inside) ** 2


def _filled_share(surface: Surface, found: Found) -> tuple[float, str]:
    inside = found.patches.core & (found.lack.on_affected | surface.filled)
    whole = float(surface.areas[inside].sum())
    covered = float(surface.areas[inside & found.lack.filled].sum())
    share = covered / whole if whole > 0 else 0.0
    open_inside = _open_holes(surface, found)
    share = max(share, open_inside / whole if whole > 0 else 0.0)
    if share > MOST_FILLED:
        return share, (
            f"Holes cover {100 * share:.0f} % of the region: a volume would be that of their filling. Scan it again."
        )
    if share > 0.005:
        return share, f"Filled holes cover {100 * share:.0f} % of the region; the interval is wider for it."
    return share, ""


def _open_holes(surface: Surface, found: Found) -> float:
    """Return the area of holes, mm², that nobody filled and that lie at the region."""
    return sum(
        hole.area_mm2
        for hole in surface.holes
        if (found.ends[hole.border] & (found.patches.label[hole.border] != 0)).mean() > 0.5
    )


def _filling(surface: Surface, found: Found, inside: NDArray[np.bool_]) -> float:
    """Return the standard deviation, mm³, that filled holes in the region add: each by its area and radius."""
    from scipy.sparse.csgraph import connected_components

    filled = np.flatnonzero(surface.filled & inside)
    if not len(filled):
        return 0.0
    _, part = connected_components(found.lack.links[filled][:, filled], directed=False)
    areas = np.bincount(part, surface.areas[filled])
    return float(np.sqrt(np.sum((FILL_SLOPE * areas * np.sqrt(areas / np.pi)) ** 2)))


AREA = "area of the affected side where the deviation is beyond the natural asymmetry"


def _area(surface: Surface, found: Found, region: str) -> Measure:
    """Return the area beyond the natural asymmetry; its interval is that of the border (a third less or more)."""
    method = AREA
    own = found.patches.core & found.lack.on_affected
    value = float(surface.areas[own].sum()) / 100.0
    amount = np.abs(found.lack.mm)
    low = max(1.0, 1.5 * found.patches.natural_mm)
    near = found.lack.on_affected & (found.patches.wide != 0)
    with np.errstate(invalid="ignore"):
        less = float(surface.areas[own & (amount >= low * 1.33)].sum()) / 100.0
        more = float(surface.areas[near & (amount >= low * 0.67)].sum()) / 100.0
    reach = max(value - less, more - value, 0.02 * value)
    return around("area_affected", value, reach / 1.96, "cm2", method, region, floor=0.0)


GREATEST = "greatest distance to the mirrored other side, a smooth cap fitted within 12 mm"


def _greatest(surface: Surface, found: Found, drawn: Pose, region: str) -> Measure:
    """Return the greatest deviation of the affected side, as a size; the note says where and which way."""
    method = GREATEST
    own = found.patches.core & found.lack.on_affected & np.isfinite(found.lack.mm)
    if not own.any():
        own = found.patches.core & np.isfinite(found.lack.mm)
    where = np.flatnonzero(own)
    at = where[np.abs(found.lack.mm[where]).argmax()]
    value = summit(surface, found, int(at))
    moved = drawn.along(surface.vertices[[at]], found.lack.normals[[at]])[0]
    sd = float(np.sqrt(np.var(moved) + found.natural.sd_mm**2))
    x, y, z = surface.vertices[at]
    way = "inside: volume is missing" if value > 0 else "outside: volume is added"
    note = f"{way}, at {x:.0f}, {y:.0f}, {z:.0f} mm in the axes of the file."
    return around("deviation_max", abs(value), sd, "mm", method, region, note, floor=0.0)


def summit(surface: Surface, found: Found, at: int) -> float:
    """Return what the affected side lacks (mm) at a vertex, by a paraboloid through what lies within 12 mm.

    An average would cut a peak off.
    """
    place, normal = surface.vertices[at], surface.normals[at]
    arm = surface.vertices - place
    near = (np.einsum("ij,ij->i", arm, arm) < 144.0) & np.isfinite(found.lack.mm)
    near &= (found.lack.on_affected == found.lack.on_affected[at]) & (surface.normals @ normal > 0.3)
    first = np.cross(normal, np.eye(3)[np.argmin(np.abs(normal))])
    first /= np.linalg.norm(first)
    x, y = arm[near] @ first, arm[near] @ np.cross(normal, first)
    if len(x) < 12:
        return float(found.lack.raw_mm[at])
    table = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)
    return float(np.linalg.lstsq(table, found.lack.raw_mm[near], rcond=None)[0][0])


HIDES = "No such patch stands out; a shallow one of 50 cm2 below the level that would be seen may hide."


ALL_OVER = "The two sides differ all over the surface"
NO_BORDER = "without a border there is no volume or area to tell."


def no_volumes(region: str, reason: str) -> tuple[Measure, ...]:
    """Return the volumes and the area as unknown."""
    named = (*(unknown(name, "mL", method, region, reason) for name, method in METHOD.items()),)
    return (*named, unknown("area_affected", "cm2", AREA, region, reason))


def _hidden(found: Found) -> float:
    """Return the volume, mL, of a patch that runs up to where it would be seen: half of that over its area."""
    return max(3.0, 4.0 * found.patches.natural_mm) / 2.0 * UNSEEN_MM2 / 1000.0


def _nothing(surface: Surface, found: Found, region: str) -> tuple[Measure, ...]:
    """Return zeros with what may hide below the level at which a patch is seen."""
    hidden, note = _hidden(found), HIDES
    known = found.lack.mm[np.isfinite(found.lack.mm) & found.lack.on_affected]
    if not len(known):
        reason = "Nothing of this side and its mirror image was seen."
        return (*no_volumes(region, reason), unknown("deviation_max", "mm", GREATEST, region, reason))
    most = around(
        "deviation_max", float(np.abs(known).max()), found.natural.sd_mm, "mm", GREATEST, region,
        "No patch stands out; what is all over the surface counts as its natural asymmetry.", floor=0.0,
    )  # fmt: skip
    if found.patches.spread_mm > USUAL_AT_MOST_MM:
        return (*no_volumes(region, f"{ALL_OVER} by {found.patches.spread_mm:.1f} mm; {NO_BORDER}"), most)
    return (
        around("volume_missing", 0.0, hidden / 1.96, "mL", METHOD["volume_missing"], region, note, floor=0.0),
        around("volume_added", 0.0, hidden / 1.96, "mL", METHOD["volume_added"], region, note, floor=0.0),
        around("volume_net", 0.0, hidden / 1.96, "mL", METHOD["volume_net"], region, note),
        around(
            "area_affected", 0.0, UNSEEN_MM2 / 196.0, "cm2", AREA,
            region, note, floor=0.0,
        ),
        most,
    )  # fmt: skip
