"""Small cases, each with the modifiers that are right for its lines. Everybody in them is invented."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["STORIES", "Story", "told"]

DAY = "2026-11-02"
ABN = {"signed": "2026-10-20", "form_expires": "2029-03-31", "names_item": True, "states_reason": True}
ORDER = {
    "date": "2026-09-15",
    "received": "2026-09-16",
    "signed": True,
    "patient": True,
    "description": "as billed",
    "quantity": True,
    "practitioner": "Dr. Example",
}
LEG: dict[str, Any] = {
    "condition": {"region": "leg", "side": "left", "cause": "amputation", "diagnoses": ["Z89.512"]},
    "device": {"kind": "prosthesis", "region": "leg", "side": "left", "replaces": False},
}
BREAST: dict[str, Any] = {
    "condition": {"region": "breast", "side": "right", "cause": "mastectomy", "diagnoses": ["Z90.11"]},
    "device": {"kind": "prosthesis", "region": "breast", "side": "right", "replaces": False},
}
BOTH: dict[str, Any] = {
    "condition": {"region": "breast", "side": "both", "cause": "mastectomy", "diagnoses": ["Z90.13"]},
    "device": {"kind": "prosthesis", "region": "breast", "side": "both", "replaces": False},
}
SPINE: dict[str, Any] = {
    "condition": {"region": "spine", "side": "none", "diagnoses": ["M54.50"]},
    "device": {"kind": "orthosis", "region": "spine", "side": "none", "replaces": False},
}
FACE: dict[str, Any] = {
    "condition": {"region": "ear", "side": "left", "diagnoses": ["Z90.09"]},
    "device": {"kind": "prosthesis", "region": "ear", "side": "left", "replaces": True},
}


def note(**states: Any) -> list[dict[str, Any]]:
    words = {True: "yes", False: "no"}
    states = {k: words.get(v, v) for k, v in states.items()}
    return [
        {
            "kind": "office note",
            "date": "2026-09-15",
            "role": "practitioner",
            "signed": True,
            "states": states,
        }
    ]


STABLE: dict[str, Any] = {
    "patient_walks": True,
    "foot_weak_or_deformed": True,
    "foot_needs_stabilization": True,
    "orthosis_benefit_expected": True,
}
FIVE: dict[str, Any] = {
    "has_diabetes": True,
    "diabetic_foot_condition": "deformity",
    "diabetic_shoes_certified": True,
    "feet_evaluated_in_person": True,
    "shoe_fit_assessed": True,
}
ANKLE: dict[str, Any] = {
    "condition": {"diagnoses": ["M21.372"]},
    "device": {"side": "left", "replaces": False},
}
SHOES: dict[str, Any] = {
    "condition": {"diagnoses": ["E11.40"]},
    "device": {"side": "left", "replaces": False},
}
WALKS = note(functional_state_expected=True, motivated_to_walk=True, functional_level_evaluated="k3")
UNMOTIVATED = note(functional_state_expected=True, motivated_to_walk=False, functional_level_evaluated="k3")
SILENT = note(functional_state_expected=True, functional_level_evaluated="k3")
PURPOSE = {"spinal_purpose": "restrict motion"}


class Story(NamedTuple):
    """A case; for each line its code and right modifiers, and the facts that are asked for."""

    name: str
    lines: list[dict[str, Any]]
    right: list[tuple[str, str]]
    asks: frozenset[str] = frozenset()
    about: dict[str, Any] | None = None
    parts: dict[str, Any] | None = None
    payer: str = "medicare-dme"


def line(code: str, modifiers: list[str] | None = None, **more: Any) -> dict[str, Any]:
    kept = {} if modifiers is None else {"modifiers": modifiers}
    return {"code": code, **kept, "units": 1, "charge": 300.0, "diagnoses": [1], **more}


def told(story: Story) -> dict[str, Any]:
    """The case as plain values; somebody confirms what its modifiers attest."""
    return {
        "case": story.name,
        "payer": story.payer,
        "order": ORDER,
        "history": [],
        "notices": [],
        "stays": [],
        "delivery": {"date": DAY},
        "attestations": [{"modifier": m, "by": "A. Example"} for m in ("KX", "GA", "EY")],
        **(story.about or {}),
        **(story.parts or {}),
        "lines": story.lines,
    }


STORIES = [
    Story(
        "level-and-kx", [line("L5301"), line("L5981")], [("L5301", "LT KX"), ("L5981", "LT K3 KX")],
        about=LEG, parts={"documents": WALKS},
    ),
    Story(
        "order-moved", [line("L5301", ["KX", "LT"]), line("L5981", ["KX", "K2", "LT", "LT"])],
        [("L5301", "LT KX"), ("L5981", "LT K3 KX")], about=LEG, parts={"documents": WALKS},
    ),
    Story(
        "criterion-false-notice", [line("L5301", ["LT", "KX"])], [("L5301", "LT GA")],
        about=LEG, parts={"documents": UNMOTIVATED, "notices": [ABN]},
    ),
    Story(
        "criterion-false-no-notice", [line("L5301")], [("L5301", "LT GZ")],
        about=LEG, parts={"documents": UNMOTIVATED},
    ),
    Story(
        "criterion-null", [line("L5301", ["LT", "KX"])], [("L5301", "LT")], frozenset({"motivated_to_walk"}),
        about=LEG, parts={"documents": SILENT},
    ),
    Story(
        "never-covered-foot", [line("L5990")], [("L5990", "LT GZ")], about=LEG, parts={"documents": WALKS},
    ),
    Story(
        "donning-sleeve", [line("L7600", ["KX"])], [("L7600", "GY")], about=LEG, parts={"documents": WALKS},
    ),
    Story(
        "donning-sleeve-told", [line("L7600")], [("L7600", "GY GX")],
        about=LEG, parts={"documents": WALKS, "notices": [ABN]},
    ),
    Story(
        "leg-replaced", [line("L5301"), line("L5981")], [("L5301", "LT KX RA"), ("L5981", "LT K3 KX RB")],
        about=LEG | {"device": LEG["device"] | {"replaces": True}},
        parts={
            "order": ORDER | {"replacement_reason": "socket no longer fits"},
            "documents": [*WALKS, note(part_replaced_in_repair=True)[0] | {"line": 2}],
        },
    ),
    Story("form-one-side", [line("L8030")], [("L8030", "RT")], about=BREAST),
    Story(
        "form-both-sides", [line("L8030", units=2)], [("L8030", "RT"), ("L8030", "LT")], about=BOTH,
    ),
    Story(
        "form-both-sides-before", [line("L8030", ["RT", "LT"], units=2)], [("L8030", "RT LT")],
        about=BOTH, parts={"delivery": {"date": "2019-02-28"}, "order": ORDER | {"date": "2019-02-01"}},
    ),
    Story(
        "form-both-sides-oregon", [line("L8030", ["RT"]), line("L8030", ["LT"])], [("L8030", "RT LT")],
        about=BOTH, payer="oregon-medicaid",
    ),
    Story(
        "side-unknown", [line("L8030", [])], [("L8030", "")], frozenset({"device_side"}),
        about={"condition": {"region": "breast", "diagnoses": ["Z90.10"]}},
    ),
    Story(
        "upgrade-with-notice", [line("L8035")], [("L8035", "RT GA"), ("L8030", "RT GK")],
        frozenset({"charge_cents"}), about=BREAST, parts={"notices": [ABN]},
    ),
    Story(
        "upgrade-with-notice-both-billed", [line("L8035"), line("L8030", ["RT"])],
        [("L8035", "RT GA"), ("L8030", "RT GK")], about=BREAST, parts={"notices": [ABN]},
    ),
    Story(
        "no-upgrade-of-what-is-not-covered", [line("L8035")], [("L8035", "RT GA")],
        about=BREAST | {"condition": BREAST["condition"] | {"diagnoses": ["M54.50"]}}, parts={"notices": [ABN]},
    ),
    Story("upgrade-free", [line("L8035", upgrade="free")], [("L8030", "RT GL")], about=BREAST),
    Story(
        "upgrade-no-notice", [line("L8035")], [("L8035", "RT GZ")], frozenset({"line_upgrade"}), about=BREAST,
    ),
    Story(
        "notice-late", [line("L8031", ["RT", "GA"], upgrade="charged")],
        [("L8031", "RT GZ"), ("L8030", "RT GK")], frozenset({"charge_cents"}),
        about=BREAST, parts={"notices": [ABN | {"signed": "2026-11-03"}]},
    ),
    Story(
        "notice-on-old-form", [line("L5990", ["LT", "GA"])], [("L5990", "LT GZ")],
        about=LEG, parts={"notices": [ABN | {"form_expires": "2026-01-31"}], "documents": WALKS},
    ),
    Story(
        "notice-unknown", [line("L5990", ["LT", "GA"])], [("L5990", "LT")], frozenset({"notice_valid"}),
        about=LEG, parts={"notices": None, "documents": WALKS},
    ),
    Story(
        "rigid-brace", [line("L0450")], [("L0450", "CG")],
        about=SPINE, parts={"documents": note(brace_not_elastic=True, **PURPOSE)},
    ),
    Story(
        "brace-untold", [line("L0450", ["CG"])], [("L0450", "")], frozenset({"brace_not_elastic"}),
        about=SPINE, parts={"documents": note(**PURPOSE)},
    ),
    Story("body-sock", [line("L0984")], [("L0984", "GY")], about=SPINE),
    Story(
        "ear-new-impression", [line("L8045")], [("L8045", "LT KM")],
        about=FACE, parts={"documents": note(new_impression_taken=True)},
    ),
    Story(
        "ear-old-model", [line("L8045", ["LT", "KM"])], [("L8045", "LT KN")],
        about=FACE, parts={"documents": note(new_impression_taken=False)},
    ),
    Story(
        "ear-model-untold", [line("L8045")], [("L8045", "LT")], frozenset({"new_impression_taken"}),
        about=FACE, parts={"documents": []},
    ),
    Story(
        "no-order", [line("L8030")], [("L8030", "RT EY GZ")],
        about=BREAST, parts={"order": {"written": False, "signed": False}},
    ),
    Story(
        "shoe-without-order", [line("A5500", ["LT"])], [("A5500", "LT EY GY")],
        about={"device": {"side": "left", "replaces": False}},
        parts={"order": {"written": False, "signed": False}},
    ),
    Story(
        "listed-brace-without-order", [line("L1833", ["KX"])], [("L1833", "LT EY GA")],
        about={"device": {"side": "left", "replaces": False}},
        parts={"order": {"written": False, "signed": False}, "notices": [ABN]},
    ),
    Story(
        "modifier-nobody-knows", [line("L8030", ["ZZ", "RT"])], [("L8030", "RT")],
        about=BREAST, parts={"delivery": {"date": "2025-11-02"}},
    ),
    Story(
        "bra-not-ordered", [line("L8030"), line("L8000", ["EY"], units=2)],
        [("L8030", "RT"), ("L8000", "EY GA")],
        about=BREAST, parts={"order": ORDER | {"items": ["L8030"]}, "notices": [ABN]},
    ),
    Story(
        "order-unsigned", [line("L8030")], [("L8030", "RT")], about=BREAST,
        parts={"order": ORDER | {"signed": False}},
    ),
    Story(
        "no-kx-for-pads", [line("L1200", []), line("L1290", ["RT", "KX"])], [("L1200", ""), ("L1290", "RT")],
        about=SPINE,
    ),
    Story(
        "ankle-criteria-not-told", [line("L1960", ["KX"])], [("L1960", "LT")],
        frozenset({"patient_walks", "foot_weak_or_deformed", "afo_custom_reason"}), about=ANKLE,
    ),
    Story(
        "ankle-criteria-met", [line("L1960")], [("L1960", "LT KX")], about=ANKLE,
        parts={"documents": note(**STABLE, afo_custom_reason="more than one plane")},
    ),
    Story(
        "ankle-custom-without-a-reason", [line("L1960", ["KX"])], [("L1960", "LT GZ")], about=ANKLE,
        parts={"documents": note(**STABLE, afo_custom_reason="comfort"), "notices": []},
    ),
    Story(
        "ankle-prefabricated-needs-no-reason", [line("L1951")], [("L1951", "LT KX")], about=ANKLE,
        parts={"documents": note(**STABLE)},
    ),
    Story(
        "ankle-addition-with-its-base", [line("L1960"), line("L2275")], [("L1960", "LT KX"), ("L2275", "LT KX")],
        about=ANKLE,
        parts={"documents": note(**STABLE, afo_custom_reason="more than one plane", addition_needed=True)},
    ),
    Story(
        "addition-beside-a-knee-brace-of-which-no-criteria-are-at-hand", [line("L1843"), line("L2397")],
        [("L1843", "LT KX"), ("L2397", "LT")], frozenset({"kx_of_the_policy"}),
        about={"condition": {"diagnoses": ["S83.512A"]}, "device": {"side": "left", "replaces": False}},
        parts={"documents": note(knee_laxity_documented=True)},
    ),
    Story(
        "knee-injured-lately", [line("L1843")], [("L1843", "LT KX")],
        about={"condition": {"diagnoses": ["S83.512A"]}, "device": {"side": "left", "replaces": False}},
        parts={"documents": note(knee_laxity_documented=False, knee_injured_or_operated=True)},
    ),
    Story(
        "shoes-with-all-five", [line("A5500")], [("A5500", "LT KX")], about=SHOES,
        parts={"documents": note(**FIVE)},
    ),
    Story(
        "shoes-without-the-certificate", [line("A5500", ["KX"])], [("A5500", "LT GY")], about=SHOES,
        parts={"documents": note(**FIVE | {"diabetic_shoes_certified": False}), "notices": []},
    ),
    Story(
        "shoes-of-which-one-thing-is-not-told", [line("A5500", ["KX"])], [("A5500", "LT")],
        frozenset({"shoe_fit_assessed"}), about=SHOES,
        parts={"documents": note(**{k: v for k, v in FIVE.items() if k != "shoe_fit_assessed"})},
    ),
    Story(
        "new-equipment", [line("L1960", ["LT"])], [("L1960", "LT NU")],
        about={"device": {"side": "left", "replaces": False}, "coverage": {"plan_type": "employer_insured"}},
        payer="priority-health",
    ),
]  # fmt: skip
