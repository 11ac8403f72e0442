"""Views: from where, and which side of the patient lies at which edge of the picture."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from contralateral.anatomy.figures.views import views_of
from contralateral.anatomy.scan import Region

from .made import egg


@pytest.mark.parametrize("region", get_args(Region))
@pytest.mark.parametrize("affected", ["left", "right", None])
def test_every_region_has_three_views_or_more_and_each_stands_upright(
    region: Region, affected: str | None
) -> None:
    subject = replace(egg(), region=region, affected=affected)
    views = views_of(subject)
    assert len(views) >= 3
    assert len({v.name for v in views}) == len(views)
    for view in views:
        axes = np.stack([view.across, view.up, view.towards])
        assert np.allclose(axes @ axes.T, np.eye(3))
        assert np.linalg.det(axes) == pytest.approx(1.0)  # no view is a mirror image


@pytest.mark.parametrize(
    ("region", "name", "edges"),
    [
        ("chest", "front", ("patient's right", "patient's left")),
        ("trunk", "back", ("patient's left", "patient's right")),
        ("head", "top", ("patient's left", "patient's right")),
        ("chest", "left side", ("front", "back")),
        ("chest", "left oblique", ("patient's right", "patient's left")),
        ("face", "right oblique", ("patient's right", "patient's left")),
    ],
)
def test_the_edges_are_named_as_a_person_in_front_of_the_patient_sees_them(
    region: Region, name: str, edges: tuple[str, str]
) -> None:
    subject = replace(egg(), region=region)
    (view,) = [v for v in views_of(subject) if v.name == name]
    assert view.edges(subject) == edges


def test_the_edges_follow_the_patient_and_not_the_axes_of_the_file() -> None:
    turned = replace(egg(), front=np.array([0.0, 1.0, 0.0]), affected="left")
    (front, *_rest) = views_of(turned)
    assert front.edges(turned) == ("patient's right", "patient's left")
    assert np.allclose(turned.left, [-1.0, 0.0, 0.0])


def test_without_an_affected_side_both_sides_are_shown_alike() -> None:
    names = {v.name for v in views_of(replace(egg(), affected=None))}
    assert {"left oblique", "right oblique", "left side", "right side"} <= names
