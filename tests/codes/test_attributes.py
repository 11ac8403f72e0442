"""What is read of official names and of clinicians' sentences."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from contralateral import codes
from contralateral.codes import attributes, wording
from contralateral.codes.attributes import Attributes, corrections, of, read, table
from contralateral.codes.reading import LISTS, SCHEMA, SINGLES, read_frame

ON = date(2026, 11, 1)
DATA = Path(attributes.__file__).parent / "data"

# Well-known codes and what a person who knows the field would say of them.
KNOWN = {
    "L1290": Attributes(
        "orthosis", "spine", "addition", segments=("thoracic", "lumbar", "sacral"), purposes=("scoliosis",)
    ),
    "L1200": Attributes(
        "orthosis", "spine", "base", segments=("thoracic", "lumbar", "sacral"), purposes=("scoliosis",)
    ),
    "L1000": Attributes("orthosis", "spine", "base", molded=True, purposes=("scoliosis",)),
    "L1007": Attributes("orthosis", "spine", "base", "custom fabricated", purposes=("scoliosis",)),
    "L1300": Attributes("orthosis", "spine", "base", "custom fabricated", True, purposes=("scoliosis",)),
    "L1320": Attributes("orthosis", "chest", "base", "custom fabricated", purposes=("pectus",)),
    "L0112": Attributes("orthosis", "neck", "base", "custom fabricated", purposes=("torticollis",)),
    "L0120": Attributes("orthosis", "neck", "base", "off the shelf", materials=("foam",)),
    "L0174": Attributes("orthosis", "neck", "base", "off the shelf", segments=("cervical",)),
    "L0456": Attributes("orthosis", "spine", "base", "custom fitted"),
    "L0457": Attributes("orthosis", "spine", "base", "off the shelf"),
    "L0486": Attributes(
        "orthosis", "spine", "base", "custom fabricated", True, features=("triplanar control",)
    ),
    "L0631": Attributes("orthosis", "spine", "base", "custom fitted", segments=("lumbar", "sacral")),
    "L0648": Attributes("orthosis", "spine", "base", "off the shelf", segments=("lumbar", "sacral")),
    "L0861": Attributes("orthosis", "neck", "addition"),
    "L1620": Attributes(
        "orthosis", "lower limb", "base", "custom fitted", segments=("hip",), purposes=("hip abduction",)
    ),
    "L1832": Attributes("orthosis", "lower limb", "base", "custom fitted", segments=("knee",)),
    "L1833": Attributes("orthosis", "lower limb", "base", "off the shelf", segments=("knee",)),
    "L1851": Attributes("orthosis", "lower limb", "base", "off the shelf", features=("single upright",)),
    "L1960": Attributes("orthosis", "lower limb", "base", "custom fabricated", segments=("ankle", "foot")),
    "L1971": Attributes("orthosis", "lower limb", "base", "custom fitted", segments=("ankle", "foot")),
    "L2036": Attributes(
        "orthosis", "lower limb", "base", "custom fabricated", segments=("knee", "ankle", "foot")
    ),
    "L2116": Attributes("orthosis", "lower limb", "base", "custom fitted", purposes=("fracture",)),
    "L2405": Attributes("orthosis", "lower limb", "addition", segments=("knee",)),
    "L3000": Attributes("orthosis", "lower limb", "base", "custom fabricated", True, segments=("foot",)),
    "L3260": Attributes("footwear", "lower limb", "base"),
    "L3908": Attributes("orthosis", "upper limb", "base", "off the shelf", False, segments=("wrist", "hand")),
    "L3960": Attributes("orthosis", "upper limb", "base", "custom fitted"),
    "L4000": Attributes("orthosis", "spine", "replacement"),
    "L4205": Attributes("orthosis", None, "repair"),
    "L4361": Attributes("orthosis", "lower limb", "base", "off the shelf", features=("pneumatic",)),
    "L4387": Attributes("orthosis", "lower limb", "base", "off the shelf", features=("non-pneumatic",)),
    "L5301": Attributes(
        "prosthesis", "lower limb", "base", levels=("transtibial",), features=("endoskeletal",)
    ),
    "L5100": Attributes(
        "prosthesis", "lower limb", "base", levels=("transtibial",), features=("exoskeletal",)
    ),
    "L5321": Attributes("prosthesis", "lower limb", "base", levels=("transfemoral",)),
    "L5620": Attributes(
        "prosthesis", "lower limb", "addition", levels=("transtibial",), purposes=("test fitting",)
    ),
    "L5673": Attributes(
        "prosthesis",
        "lower limb",
        "addition",
        levels=("transtibial", "transfemoral"),
        materials=("silicone",),
    ),
    "L5700": Attributes(
        "prosthesis", "lower limb", "replacement", "custom fabricated", True, levels=("transtibial",)
    ),
    "L5856": Attributes(
        "prosthesis", "lower limb", "addition", features=("microprocessor", "swing phase", "stance phase")
    ),
    "L5981": Attributes("prosthesis", "lower limb", "component"),
    "L6706": Attributes("prosthesis", "upper limb", "component", features=("voluntary opening",)),
    "L6935": Attributes(
        "prosthesis", "upper limb", "base", levels=("transradial",), features=("myoelectric",)
    ),
    "L7520": Attributes("prosthesis", None, "repair"),
    "L8000": Attributes("garment", "breast", "base", purposes=("mastectomy",)),
    "L8001": Attributes("garment", "breast", "base", side="unilateral"),
    "L8030": Attributes(
        "prosthesis", "breast", "base", materials=("silicone",), features=("without integral adhesive",)
    ),
    "L8031": Attributes("prosthesis", "breast", "base", features=("with integral adhesive",)),
    "L8035": Attributes("prosthesis", "breast", "base", "custom fabricated", True, purposes=("mastectomy",)),
    "L8040": Attributes("prosthesis", "face", "base"),
    "L8045": Attributes("prosthesis", "ear", "base"),
    "L8420": Attributes("supply", "lower limb", None, levels=("transtibial",), features=("multiple ply",)),
    "L8600": Attributes("implant", "breast", None),
    "S1040": Attributes("orthosis", "head", "base", "custom fabricated", purposes=("cranial remolding",)),
    "A8002": Attributes("equipment", "head", "base", "custom fabricated", purposes=("protection",)),
    "A5513": Attributes("orthosis", "lower limb", "base", "custom fabricated", True, purposes=("diabetes",)),
    "V2623": Attributes("prosthesis", "eye", None, "custom fabricated"),
}


@pytest.fixture(scope="module")
def names() -> pl.DataFrame:
    return codes.names(ON)


@pytest.fixture(scope="module")
def readings(names: pl.DataFrame) -> dict[str, Attributes]:
    return of(KNOWN, names)


@pytest.mark.parametrize("code", KNOWN)
def test_well_known_codes(code: str, readings: dict[str, Attributes]) -> None:
    has, said = readings[code], KNOWN[code]
    for name in SINGLES:
        if name != "side" or said.side:
            assert getattr(has, name) == getattr(said, name), name
    for name in LISTS:
        assert set(getattr(said, name)) <= set(getattr(has, name)), name


def test_what_a_name_does_not_say_is_unknown(readings: dict[str, Attributes]) -> None:
    assert readings["L1290"].make is None
    assert readings["L1290"].molded is None
    assert readings["L8030"].make is None
    assert readings["L8035"].segments == ()


def test_codes_of_no_device_stay_silent(names: pl.DataFrame) -> None:
    assert of(["J0120", "G0101"], names) == {"J0120": Attributes(), "G0101": Attributes()}


def test_a_code_that_no_table_names_has_what_the_corrections_say(names: pl.DataFrame) -> None:
    had = of(["L0100", "L9998"], names)
    assert had["L0100"].region == "head"
    assert had["L0100"].purposes == ("protection",)
    assert had["L9998"] == Attributes()


def test_the_table_covers_the_whole_code_set_in_its_order(names: pl.DataFrame) -> None:
    every = table(names)
    assert every.columns == list(SCHEMA)
    assert every["code"].to_list() == names["code"].to_list()
    devices = every.filter(pl.col("code").str.contains("^L[0-8]"))
    assert devices["kind"].null_count() == 0
    assert (
        devices.filter(pl.col("role").is_null() & pl.col("kind").is_in(["orthosis", "prosthesis"])).height
        < 30
    )


def test_every_name_that_says_addition_is_one(names: pl.DataFrame) -> None:
    says = names.filter(
        pl.col("code").str.starts_with("L") & wording.plain(wording.name_of()).str.contains(r"\badditions?\b")
    )
    roles = dict(table(says).select("code", "role").rows())
    assert {code for code, role in roles.items() if role != "addition"} == {"L3649"}


def test_the_vocabularies_are_closed(names: pl.DataFrame) -> None:
    every = table(names)
    patterns = wording.data("attributes.toml")
    words = {
        name: {entry["value"] for entry in patterns[vocabulary]}
        | ({v for entry in patterns["device"] for v in entry.get(name, ())} if name == "segments" else set())
        for name, vocabulary in LISTS.items()
    }
    for name, known in words.items():
        assert set(every[name].explode().drop_nulls()) <= known, name


@pytest.mark.parametrize(
    ("sentence", "stated"),
    [
        (
            "silicone breast form with adhesive",
            {"kind": "prosthesis", "region": "breast", "materials": "silicone"},
        ),
        (
            "custom AFO for drop foot",
            {"kind": "orthosis", "segments": "ankle, foot", "purposes": "foot drop"},
        ),
        ("Left transtibial prosthesis, K3", {"side": "left", "levels": "transtibial", "kind": "prosthesis"}),
        ("remolding helmet for plagiocephaly", {"region": "head", "purposes": "cranial remolding"}),
        ("off-the-shelf knee brace", {"make": "off the shelf", "segments": "knee", "region": "lower limb"}),
        ("TLSO, low profile, for scoliosis", {"region": "spine", "purposes": "scoliosis"}),
        ("breast prosthesis molded to her chest", {"molded": "yes", "make": "custom fabricated"}),
    ],
)
def test_clinicians_sentences(sentence: str, stated: dict[str, str]) -> None:
    assert stated.items() <= read(sentence).stated().items()


def test_a_sentence_that_says_nothing_reads_as_nothing() -> None:
    assert read("") == Attributes()
    assert read("seen today, doing well") == Attributes()


def test_every_correction_has_a_reason_and_known_attributes() -> None:
    assert corrections()
    for code, row in corrections().items():
        assert row["reason"], code
        assert set(row) <= {*SCHEMA, "reason", "source"}, code


def test_the_kept_table_is_what_the_patterns_read_today(names: pl.DataFrame) -> None:
    texts = names.select("code", wording.name_of().alias("text"))
    kept = attributes._kept()
    named = texts.join(kept.select("code"), on="code").drop_nulls()
    fresh = read_frame(named)
    again = kept.select(list(SCHEMA)).filter(pl.col("code").is_in(named["code"].to_list())).sort("code")
    stale = "run tools/keep_readings.py"
    assert fresh.sort("code").equals(again), stale
    assert kept.height > 1900, stale


def test_a_renamed_code_is_read_again(names: pl.DataFrame) -> None:
    renamed = names.filter(code="L8035").with_columns(
        long=pl.lit("Knee orthosis, prefabricated, off-the-shelf")
    )
    assert of(["L8035"], renamed)["L8035"].segments == ("knee",)


def test_keep_writes_what_table_reads(names: pl.DataFrame, tmp_path: Path) -> None:
    few = names.filter(pl.col("code").is_in(["L1290", "L8035", "J0120"]))
    assert attributes.keep(few, tmp_path / "kept.csv") == 2
    lines = (tmp_path / "kept.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("code,kind,region,role,make,molded,side,segments")
    assert (DATA / "attributes.csv").read_text(encoding="utf-8").count(lines[1]) == 1


def test_sections_follow_each_other_without_overlap() -> None:
    ends = [(section["from"], section["through"]) for section in wording.data("attributes.toml")["section"]]
    assert all(start <= end for start, end in ends)
    assert all(end < start for (_, end), (start, _) in pairwise(ends))
