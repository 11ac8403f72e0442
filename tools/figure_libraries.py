"""See whether figures can be drawn on this machine; where not, install the system's libraries, or say which they are.

Measuring works without them, so that nothing here fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import numpy as np

from contralateral.anatomy.figures import SYSTEM_PACKAGES, FiguresUnavailable, Subject
from contralateral.anatomy.figures.camera import shots
from contralateral.anatomy.figures.views import views_of


def draws() -> bool:
    """Draw one triangle, as any figure is drawn."""
    triangle = Subject(
        vertices=np.eye(3),
        faces=np.array([[0, 1, 2]]),
        normals=np.full((3, 3), 3.0**-0.5),
        distance_mm=np.zeros(3),
        up=np.array([0.0, 0.0, 1.0]),
        front=np.array([0.0, 1.0, 0.0]),
        plane_normal=np.array([-1.0, 0.0, 0.0]),
        plane_offset_mm=0.0,
        region="trunk",
    )
    try:
        shots(triangle, views_of(triangle)[:1], limit=1.0, size=(32, 32))
    except FiguresUnavailable:
        return False
    return True


def install() -> bool:
    """Install the packages where that is possible: on Debian and its like, as root."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    quietly = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run(["apt-get", "update", "-q"], check=False, **quietly)  # type: ignore[call-overload]
    wanted = ["apt-get", "install", "-q", "-y", "--no-install-recommends", *SYSTEM_PACKAGES]
    return bool(subprocess.run(wanted, check=False, **quietly).returncode == 0)  # type: ignore[call-overload]


def main() -> None:
    """Tell what was found; the exit status is 0 either way."""
    if draws() or (install() and draws()):
        return
    print(
        "Figures cannot be drawn here; measuring works without. On Debian, as root: "
        f"apt-get install {' '.join(SYSTEM_PACKAGES)}",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
