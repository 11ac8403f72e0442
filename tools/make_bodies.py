"""Make the light symmetric bodies in tests/data/bodies from anny's CC0 body data.

Not needed to use or to test anything: the bodies are shipped. anny, torch and the rest live in an environment of their
own, pinned in requirements/bodies.txt:

    python3 -m venv .venv-bodies
    .venv-bodies/bin/pip install --require-hashes -r requirements/bodies.txt
    .venv-bodies/bin/python tools/make_bodies.py

Each body is the left half of the skin (without eyes, teeth and the inside of the mouth) beside its own reflection. The
mesh is symmetric to the last bit, which no scan is: ``benchmarks.bodies`` makes scenes of it that are not.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import igl
import numpy as np
import pyvista as pv
import trimesh

OUT = Path(__file__).parents[1] / "tests" / "data" / "bodies"
# anny's axes are kept: x to the patient's left, z up, and the face looks to -y. Lengths in mm.
BODIES = {
    "trunk_female": ({"gender": 1.0, "age": 0.67, "weight": 0.55}, "trunk", 1),
    "trunk_male": ({"gender": 0.0, "age": 0.67, "weight": 0.5}, "trunk", 1),
    "head_infant": ({"gender": 0.5, "age": 0.0}, "head", 0),
    "head_adult": ({"gender": 0.5, "age": 0.67}, "head", 0),
}


def grown(name: str) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Return vertices (n, 3) in mm, triangles and the heads of the bones by name."""
    import anny
    import torch

    model = anny.Anny(local_changes="none").to(dtype=torch.float32)
    shape, _, _ = BODIES[name]
    made = model(
        pose_parameters=torch.eye(4)[None, None].repeat(1, model.bone_count, 1, 1),
        phenotype_kwargs=dict.fromkeys(model.phenotype_labels, 0.5) | shape,
    )
    heads = made["bone_poses"][0][:, :3, 3].detach().double().numpy() * 1000
    bones = dict(zip(model.bone_labels, heads, strict=True))
    return made["vertices"][0].detach().double().numpy() * 1000, model.faces.numpy().astype(np.int64), bones


def cuts(region: str, bones: dict[str, np.ndarray]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the planes (point, direction to drop) that leave the region on the left half."""
    neck, head = bones["neck01"], bones["head"]
    if region == "head":
        return [(neck + 0.55 * (head - neck), np.array([0.0, 0.25, -1.0]))]
    arm, elbow = bones["upperarm01.L"], bones["lowerarm01.L"]
    hip, knee = bones["upperleg01.L"], bones["lowerleg01.L"]
    return [
        (arm + 0.28 * (elbow - arm), np.array([1.0, 0.0, 0.0])),
        (neck + 0.1 * (head - neck), np.array([0.0, -0.35, 1.0])),
        (hip + 0.42 * (knee - hip), np.array([0.0, 0.0, -1.0])),
    ]


def arrays(mesh: pv.PolyData) -> tuple[np.ndarray, np.ndarray]:
    return np.asarray(mesh.points, np.float64), np.asarray(mesh.faces).reshape(-1, 4)[:, 1:].astype(np.int64)


def halved(mesh: pv.PolyData, planes: list[tuple[np.ndarray, np.ndarray]]) -> trimesh.Trimesh:
    """Return the left half between the planes and its reflection as one mesh, vertices on x = 0 shared."""
    points = np.asarray(mesh.points, np.float64)
    points[np.abs(points[:, 0]) < 1.2, 0] = 0.0  # or the cut leaves slivers beside the plane
    mesh.points = points
    mesh = mesh.clip(normal=(-1, 0, 0), origin=(0, 0, 0), invert=True)
    for point, away in planes:
        mesh = mesh.clip(normal=tuple(away), origin=tuple(point), invert=True)
    vertices, faces = arrays(
        mesh.extract_surface(algorithm="dataset_surface")
        .triangulate()
        .clean(tolerance=1e-4)
        .extract_largest()
    )
    vertices = vertices.astype(np.float32).astype(np.float64)  # what the file holds
    vertices[np.abs(vertices[:, 0]) < 1e-3, 0] = 0.0
    faces = faces[(vertices[faces][:, :, 0] > 0).any(axis=1)]
    middle = vertices[:, 0] == 0
    twin = np.where(middle, np.arange(len(vertices)), np.cumsum(~middle) - 1 + len(vertices))
    both = np.vstack([vertices, vertices[~middle] * [-1, 1, 1]])
    whole = trimesh.Trimesh(both, np.vstack([faces, twin[faces][:, ::-1]]), process=False)
    whole.update_faces(whole.nondegenerate_faces(height=1e-6))
    whole = max(whole.split(only_watertight=False, repair=False), key=lambda piece: len(piece.faces))
    if whole.volume < 0:
        whole.invert()
    return whole


def body(name: str) -> tuple[trimesh.Trimesh, dict[str, list[float]]]:
    """Return one body and its landmarks."""
    _, region, times = BODIES[name]
    vertices, faces, bones = grown(name)
    skin = max(
        trimesh.Trimesh(vertices, faces, process=False).split(), key=lambda piece: len(piece.faces)
    )  # without eyes and teeth
    if region == "head":  # the bag of the mouth and the deep of the nostrils, which no scanner sees
        hidden = (
            igl.ambient_occlusion(skin.vertices, skin.faces, skin.vertices, skin.vertex_normals, 200) > 0.97
        )
        skin.update_faces(~hidden[skin.faces].all(axis=1))
    if times:
        skin = skin.subdivide_loop(times)
    whole = halved(pv.wrap(skin), cuts(region, bones))
    return whole, landmarks(region, whole, bones)


def landmarks(region: str, mesh: trimesh.Trimesh, bones: dict[str, np.ndarray]) -> dict[str, list[float]]:
    """Return points of the left side and of the middle, (3,) mm; those on the skin are taken from the mesh."""
    at = mesh.vertices
    told = {}

    def farthest(name: str, where: np.ndarray, direction: tuple[float, float, float]) -> None:
        told[name] = at[np.flatnonzero(where)[np.argmax(at[where] @ direction)]]

    if region == "trunk":
        arm, waist, hip = bones["upperarm01.L"], bones["spine04"], bones["upperleg01.L"]
        chest = (at[:, 2] < arm[2] - 50) & (at[:, 2] > waist[2]) & (at[:, 0] > 45) & (at[:, 0] < 130)
        farthest("nipple_left", chest & (at[:, 2] > 0.45 * waist[2] + 0.55 * arm[2] - 60), (0.0, -1.0, 0.0))
        farthest("trochanter_left", np.abs(at[:, 2] - hip[2]) < 45, (1.0, 0.0, 0.0))
        told |= {"shoulder_left": arm, "hip_joint_left": hip, "waist": waist, "neck": bones["neck01"]}
    else:
        middle, top = at[:, 0] == 0, at[:, 2].max()
        farthest("opisthocranion", middle & (at[:, 2] > bones["head"][2]), (0.0, 1.0, 0.0))
        farthest("nose", middle, (0.0, -1.0, 0.0))
        nose = told["nose"]
        brow = middle & (at[:, 2] > nose[2] + 0.22 * (top - nose[2])) & (at[:, 1] < bones["head"][1])
        farthest("glabella", brow & (at[:, 2] < nose[2] + 0.5 * (top - nose[2])), (0.0, -1.0, 0.0))
        beside = np.abs(at[:, 2] - nose[2]) < 0.2 * (top - nose[2])
        farthest("ear_left", beside, (1.0, 0.0, 0.0))
        told |= {"vertex": at[np.argmax(at[:, 2] * middle)], "eye_left": bones["eye.L"]}
    return {name: [round(float(x), 3) for x in point] for name, point in told.items()}


def main() -> None:
    """Write the bodies that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(BODIES))
    names = parser.parse_args().names
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / "landmarks.json"
    marks = json.loads(path.read_text("utf-8")) if path.exists() else {}
    for name in names:
        mesh, marks[name] = body(name)
        mesh.export(OUT / f"{name}.ply", encoding="binary")
        print(name, len(mesh.vertices), "vertices", mesh.bounds.round(1).tolist(), marks[name])
    path.write_text(json.dumps(marks, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
