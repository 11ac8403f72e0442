"""`contra measure`: the asymmetry of a scan in numbers, each with its interval; figures; facts for the case."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from contralateral.cli.common import Day, as_format, console, contents, echo_json, long_work
from contralateral.errors import ContralateralError, LibrariesMissing

if TYPE_CHECKING:
    import datetime as dt

    from contralateral.anatomy.examine import Examination
    from contralateral.anatomy.figures import Figure
    from contralateral.cli.wire_measure import FactJson
    from contralateral.guide.measured import Taken

_REGIONS = ("chest", "head", "trunk", "hip", "face")
_ROLES = ("practitioner", "prosthetist", "orthotist", "surgeon", "therapist", "supplier")
_WANTED = ("scipy", "trimesh", "igl")


@click.command("measure")
@click.argument("scan", metavar="SCAN", type=click.Path(path_type=Path))
@click.option("--region", type=click.Choice(_REGIONS), required=True, help="what was scanned")
@click.option(
    "--units",
    type=click.Choice(["mm", "cm", "m", "in"]),
    help="of the file's numbers; where left out, what the file says or the one that gives the size of a body",
)
@click.option(
    "--up", metavar="AXIS", help="towards the head, in the file's axes: x, -x, y, … or three numbers"
)
@click.option("--front", metavar="AXIS", help="the way the patient faces")
@click.option(
    "--landmarks",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="named points (TOML, JSON, CSV) in the file's numbers",
)
@click.option("--affected", type=click.Choice(["left", "right"]), help="the patient's side that is concerned")
@click.option("--reference", metavar="PART", help="the part whose symmetry decides, as pelvis of a trunk")
@click.option(
    "--against", type=click.Path(path_type=Path), metavar="SCAN", help="an older scan of the same patient"
)
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), metavar="DIR", help="write figures, map and JSON there"
)
@click.option(
    "--case", "case", type=click.Path(path_type=Path), metavar="CASE", help="add the measures to a case"
)
@click.option("--on", "day", type=Day(), metavar="DATE", help="with --case: the day of the scan")
@click.option("--role", type=click.Choice(_ROLES), help="with --case: what the person who measured is")
@click.option("--who", metavar="NAME", help="with --case: who measured")
@click.option("--line", type=click.IntRange(min=1), help="with --case: the claim line that it is for")
@click.option(
    "--cvai", metavar="NAME", help="with --case: which definition of the vault's index the case states"
)
@as_format
@click.pass_context
def command(
    ctx: click.Context,
    scan: Path,
    region: Literal["chest", "head", "trunk", "hip", "face"],
    units: str | None,
    up: str | None,
    front: str | None,
    landmarks: Path | None,
    affected: Literal["left", "right"] | None,
    reference: str | None,
    against: Path | None,
    out: Path | None,
    case: Path | None,
    day: dt.date | None,
    role: str | None,
    who: str | None,
    line: int | None,
    cvai: str | None,
    form: str,
) -> None:
    """Measure the asymmetry in a surface scan (STL, PLY, OBJ, GLB, 3MF, OFF), without landmarks.

    The plane of symmetry is found, one side is laid over the mirror image of the other, and the region's measures are
    given with their 95 % intervals. Left and right come from --up and --front, or from landmarks. With -o figures, a
    map to turn around and the JSON are written; those that show a head or a face are named so.

    With --case the measures become facts of a case file, which `contra check` holds against the payer's rules.

    Exit status: 0 measured, 1 measured but the plane of symmetry is ambiguous, 2 could not be measured.
    """
    taken = _taken(day, role, who, line, case)
    _need_libraries()
    from contralateral import flow

    with long_work("Measuring") as say:
        told = flow.measure(
            scan,
            region=region,
            units=units,
            up=up,
            front=front,
            landmarks=landmarks,
            affected=affected,
            reference=reference,
            older=against,
            say=say,
        )
        figures, said = _drawn(told, out) if out else ((), ())
    facts = _into_case(told, case, taken, cvai or "") if case and taken else ()
    _answer(told, figures, facts, said, out, form)
    ctx.exit(int(told.plane.ambiguous))


def _taken(
    day: dt.date | None, role: str | None, who: str | None, line: int | None, case: Path | None
) -> Taken | None:
    """When and by whom it was measured: a case takes no measure without a day and a role, and nobody guesses them."""
    from contralateral.guide.measured import Taken

    if case is None:
        if day or role or who or line:
            raise click.UsageError("--on, --role, --who and --line are of a case. Name it: --case CASE.")
        return None
    if day is None or role is None:
        raise click.UsageError(
            "A measure in a case needs the day of the scan and what the person who measured is: "
            "--on 2026-11-02 --role orthotist."
        )
    return Taken(day, role, who, line)


def _need_libraries() -> None:
    lacking = [name for name in _WANTED if find_spec(name) is None]
    if lacking:
        raise LibrariesMissing("Measuring a scan", lacking, "shape")


def _drawn(told: Examination, out: Path) -> tuple[tuple[Figure, ...], tuple[str, ...]]:
    """Write the figures; where nothing can draw, those that need no drawing, and say so."""
    from contralateral.anatomy.figures import FiguresUnavailable, draw_lines, draw_views

    try:
        out.mkdir(parents=True, exist_ok=True)
        subject = told.subject()
        lines = draw_lines(subject, out)
        try:
            return (*draw_views(subject, out), *lines), ()
        except FiguresUnavailable as fault:
            return lines, (str(fault),)
    except OSError as fault:
        raise ContralateralError(
            f"{out}: cannot be written to ({fault.strerror}). Name another folder."
        ) from None


def _into_case(told: Examination, case: Path, taken: Taken, cvai: str) -> tuple[FactJson, ...]:
    """Add the measures to the case file, which changes in one step or not at all."""
    from contralateral import flow

    ((path, content),) = contents((str(case),))
    text, facts = flow.into_case(content, told, path=path, taken=taken, cvai=cvai)
    part = case.with_name(case.name + ".part")
    try:
        part.write_text(text, "utf-8")
        part.replace(case)
    except OSError as fault:
        part.unlink(missing_ok=True)
        raise ContralateralError(f"{case}: cannot be written ({fault.strerror}). It is as it was.") from None
    return tuple(
        {"fact": f.fact, "value": f.value, "unit": f.unit, "low": f.low, "high": f.high} for f in facts
    )


def _answer(
    told: Examination,
    figures: tuple[Figure, ...],
    facts: tuple[FactJson, ...],
    said: tuple[str, ...],
    out: Path | None,
    form: str,
) -> None:
    from contralateral.cli.wire_measure import measure_as_json

    answer = measure_as_json(told, figures=figures, facts=facts, warnings=said)
    if out:
        (out / "measure.json").write_text(json.dumps(answer, indent=2) + "\n", "utf-8")
    if form == "json":
        echo_json(answer)
        return
    from contralateral.cli.words_measure import print_measures

    print_measures(answer, console(), folder=str(out) if out else "")
