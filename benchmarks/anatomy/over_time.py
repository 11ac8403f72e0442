"""Two scans of one made body with a dent or a bump and growth between them: how far what is told is off.

    python -m benchmarks.anatomy.over_time [--pairs 24] [--first 0]

Each pair has a body, a place on its front (of a head, on its vault), a depth of 6 to 15 mm (of a head 4 to 9), a
width, growth of 0 to 6 %, and a pose; both scans have vertices of their own and 0.3 mm of noise. Odd seeds are dents,
even ones bumps. Registration is judged on what did not change: the turn, and how far the middle of the body comes to
lie from where it is.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np
from benchmarks.bodies import body
from benchmarks.bodies.sample import sampled
from scipy.spatial.transform import Rotation

from contralateral.anatomy import Surface, surface
from contralateral.anatomy.compare import compare

NOISE_MM = 0.3
_KINDS = (("trunk_female", "trunk"), ("trunk_male", "trunk"), ("head_adult", "head"))


def scan(name: str, draw: np.random.Generator, shape: np.ndarray, vertices: int) -> Surface:
    """Return a scan of a shape of a body: vertices of its own, and noise along the normals."""
    base = body(name)
    faces, triangle, weights = sampled(base, np.ones(len(base.coarse_faces), bool), vertices, draw)
    at = np.einsum("ij,ijk->ik", weights, shape[base.faces[triangle]])
    at += draw.normal(0, NOISE_MM, (len(at), 1)) * surface(at, faces).normals
    return surface(at, faces)


def volume_ml(points: np.ndarray, faces: np.ndarray) -> float:
    """Return the volume under the faces, by the divergence theorem; only differences say anything."""
    a, b, c = (points[faces[:, k]] for k in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6000.0)


def pair(seed: int, vertices: int) -> dict[str, float]:
    """Make two scans, compare them, and return what was true, what was told and what was off."""
    draw = np.random.default_rng([seed, 77])
    name, region = _KINDS[seed // 2 % len(_KINDS)]
    base = body(name)
    height = (base.fine[:, 2] - base.fine[:, 2].min()) / np.ptp(base.fine[:, 2])
    # a trunk's front; the vault of a head, where no lip and no lid lies near
    front = (base.normals[:, 1] < -0.7) & (height > 0.35) & (height < 0.75)
    ahead = np.flatnonzero(front if region == "trunk" else height > 0.75)
    far = np.linalg.norm(base.fine - base.fine[draw.choice(ahead)], axis=1)
    trunk = region == "trunk"
    peak = draw.uniform(6, 15) * (-1.0 if seed % 2 else 1.0) * (1.0 if trunk else 0.6)
    width = draw.uniform(20, 35) * (1.0 if trunk else 0.6)
    shape = base.fine + base.normals * (peak * np.exp(-((far / width) ** 2)))[:, None]
    grown = 1.0 + draw.uniform(0.0, 0.06) * (draw.random() < 0.7)
    turn, move = Rotation.random(rng=draw).as_matrix(), draw.uniform(-300, 300, 3)
    older, newer = scan(name, draw, base.fine, vertices), scan(name, draw, shape, vertices)
    newer = surface(grown * newer.vertices @ turn.T + move, newer.faces)
    found = compare(older, newer, region=region)
    truth = (volume_ml(shape, base.faces) - volume_ml(base.fine, base.faces)) * grown**3
    patches = [c for c in found.shape if c.name.startswith("patch")]
    told = max(patches, key=lambda c: abs(c.volume_ml), default=None)
    middle = base.fine.mean(axis=0)
    there = found.similarity[:3, :3] @ middle + found.similarity[:3, 3]
    return {
        "dent": float(peak < 0),
        "truth": truth,
        "told": np.nan if told is None else told.volume_ml,
        "held": float(told is not None and told.volume_low <= truth <= told.volume_high),
        "patches": len(patches),
        "peak": abs(abs(told.max_mm) - abs(peak) * grown) if told else np.nan,
        "degrees": float(np.degrees(Rotation.from_matrix(turn.T @ found.motion[:3, :3]).magnitude())),
        "mm": float(np.linalg.norm(there - (grown * turn @ middle + move))),
        "scale": 100.0 * (found.scale - grown),
        "scale_held": float(found.scale_low <= grown <= found.scale_high),
    }


def _two(values: np.ndarray) -> str:
    return f"{np.median(values):.3g} and {np.quantile(values, 0.95):.3g}"


def main() -> None:
    """Print a row for dents, one for bumps, and the registration of all."""
    wanted = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    wanted.add_argument("--pairs", type=int, default=24)
    wanted.add_argument("--first", type=int, default=0)
    wanted.add_argument("--vertices", type=int, default=20_000)
    asked = wanted.parse_args()
    rows = []
    for seed in range(asked.first, asked.first + asked.pairs):
        rows.append(pair(seed, asked.vertices))
        print(seed, {k: round(v, 3) for k, v in rows[-1].items()}, file=sys.stderr, flush=True)
    table = {key: np.array([row[key] for row in rows]) for key in rows[0]}
    for title, which in (("dents", table["dent"] > 0), ("bumps", table["dent"] == 0)):
        off = 100.0 * (table["told"] / table["truth"] - 1.0)[which]
        print(
            f"{title}: {which.sum()}, {np.abs(table['truth'][which]).min():.0f} to "
            f"{np.abs(table['truth'][which]).max():.0f} mL; off by {_two(np.abs(off))} % (median, 95th), "
            f"on average {off.mean():+.1f} %; in the interval {int(table['held'][which].sum())}; "
            f"greatest depth off by {_two(table['peak'][which])} mm"
        )
    print(
        f"registration: {_two(table['degrees'])} degrees, {_two(table['mm'])} mm; "
        f"growth off by {_two(np.abs(table['scale']))} points, in its interval {int(table['scale_held'].sum())} "
        f"of {len(rows)}"
    )


if __name__ == "__main__":
    main()
