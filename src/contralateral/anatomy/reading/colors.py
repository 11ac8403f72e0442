"""The colours of a piece, one for each vertex, whether they stand at vertices, at faces or in a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["colors_of"]


def colors_of(shape: Any, warnings: list[str]) -> NDArray[np.uint8] | None:
    """Return (n, 4) colours of a piece read by trimesh, or None; a picture that cannot be used becomes a warning."""
    visual = getattr(shape, "visual", None)
    if visual is None or not getattr(visual, "defined", False):
        return None
    try:
        if visual.kind == "texture":
            if visual.uv is None or _picture(visual.material) is None:
                return None
            visual = visual.to_color()
        colors = np.asarray(visual.vertex_colors, np.uint8)
    except Exception:  # the shape is what is measured: a broken picture must not stop it
        warnings.append("The colours of the scan could not be read; the shape was.")
        return None
    return colors if colors.shape == (len(shape.vertices), 4) else None


def _picture(material: Any) -> Any:
    return getattr(material, "image", None) or getattr(material, "baseColorTexture", None)
