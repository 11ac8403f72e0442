"""Bodies and scans of them that were made, with everything known that a measure may be asked for."""

from benchmarks.bodies.body import Body, body, globe
from benchmarks.bodies.lesions import KINDS
from benchmarks.bodies.scene import Scene, scene
from benchmarks.bodies.truth import Hole, Truth, deviation, diagonals, volumes

__all__ = [
    "KINDS",
    "Body",
    "Hole",
    "Scene",
    "Truth",
    "body",
    "deviation",
    "diagonals",
    "globe",
    "scene",
    "volumes",
]
