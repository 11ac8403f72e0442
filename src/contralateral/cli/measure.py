"""`contra measure`: the asymmetry of a scan in numbers, each with its interval; figures; facts for the case."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contralateral.cli.common import Day, as_format, console, contents, echo_json, long_work, today
from contralateral.errors import LibrariesMissing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from contralateral.cli.wire_measure import FactJson
    from contralateral.guide.measured import Taken

_ROLES = ("practitioner", "prosthetist", "orthotist", "surgeon", "therapist", "supplier")
_LEVELLED = ("head", "hip")
_WANTED = ("scipy", "trimesh", "igl")

_of_the_scan = (
    click.option(
        "--region",
        type=click.Choice(["chest", "head", "trunk", "hip", "face"]),
        required=True,
        help="what was scanned",
    ),
    click.option(
        "--units",
        type=click.Choice(["mm", "cm", "m", "in"]),
        help="of the file's numbers; where left out, the one that the file says or that gives the size of a body",
    ),
    click.option(
        "--up", metavar="AXIS", help="towards the head, in the file's axes: x, -x, y … or three numbers"
    ),
    click.option("--front", metavar="AXIS", help="the way that the patient faces"),
    click.option(
        "--convention",
        metavar="NAME",
        help="in the place of --up and --front: gltf, lps or ras, if the file keeps it",
    ),
    click.option(
        "--landmarks",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="named points (TOML, JSON, CSV) in the file's numbers",
    ),
    click.option(
        "--affected", type=click.Choice(["left", "right"]), help="the patient's side that is concerned"
    ),
    click.option(
        "--reference",
        metavar="PART",
        help="the part whose symmetry decides: pelvis, shoulders, skull_base, vault, or shares of the height as 0-0.3",
    ),
    click.option(
        "--level",
        "level_mm",
        type=float,
        metavar="MM",
        help="of a head: above the plane of sellion and tragia, or without them along up; of hips: along up",
    ),
)
_of_the_case = (
    click.option(
        "--case", type=click.Path(path_type=Path), metavar="CASE", help="add the measures to this case file"
    ),
    click.option("--on", "day", type=Day(), metavar="DATE", help="with --case: the day of the scan"),
    click.option("--role", type=click.Choice(_ROLES), help="with --case: what the person who measured is"),
    click.option("--who", metavar="NAME", help="with --case: who measured"),
    click.option("--line", type=click.IntRange(min=1), help="with --case: the claim line that it speaks of"),
    click.option(
        "--cvai",
        type=click.Choice(["longer_diagonal", "shorter_diagonal"]),
        help="with --case: the definition of the vault's index that the case states",
    ),
)


def _all(options: tuple[Callable[[Any], Any], ...]) -> Callable[[Any], Any]:
    def put(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return put


@click.command("measure")
@click.argument("scan", metavar="SCAN", type=click.Path(path_type=Path))
@_all(_of_the_scan)
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    metavar="SCAN",
    help="an older scan of the same patient, told alike",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="write figures, the measurement sheet, a map to turn and the JSON there",
)
@_all(_of_the_case)
@as_format
def command(
    scan: Path,
    against: Path | None,
    out: Path | None,
    case: Path | None,
    day: dt.date | None,
    role: str | None,
    who: str | None,
    line: int | None,
    cvai: str | None,
    form: str,
    **said: Any,
) -> None:
    """Measure the asymmetry in a surface scan (STL, PLY, OBJ, GLB, 3MF, OFF); landmarks are not needed.

    The plane of symmetry is found, one side is laid over the mirror image of the other, and the region's measures are
    given with their 95 % intervals. Left and right come from --up and --front, from a convention or from landmarks, and
    are never guessed. Figures that show a head or a face say so in their names.

    With --case the measures become facts of a case file, which `contra check` holds against the payer's rules.

    Exit status: 0 measured, 1 measured but in doubt (the plane of symmetry is ambiguous or little of the surface lies
    on its mirror image, or the case and the scan contradict on the side), 2 could not be measured.
    """
    if said["level_mm"] is not None and said["region"] not in _LEVELLED:
        raise click.UsageError("--level is of a head or of hips: nothing else is cut at one.")
    taken = _taken(case, day, role, who, line, cvai, said["region"])
    if case is not None:
        contents((str(case),))  # a slip in its path is told before the work, not after
    lacking = [name for name in _WANTED if find_spec(name) is None]
    if lacking:
        raise LibrariesMissing("Measuring a scan", lacking, "shape")
    from contralateral import flow
    from contralateral.anatomy.doubts import wrong_side
    from contralateral.anatomy.examine import Told
    from contralateral.cli.wire_measure import measure_as_json
    from contralateral.cli.written import case_written, figures_written, json_written

    with long_work("Measuring") as say:
        found, compared = flow.measure(scan, Told(**said), older=against, say=say)
        say("Drawing")
        figures, warnings = figures_written(found, out) if out else ((), ())
    facts: tuple[FactJson, ...] = ()
    doubts: tuple[str, ...] = ()
    if case and taken:
        facts, doubts = case_written(found, case, taken)
        if taken.on > today():
            warnings += (f"The day of the scan, {taken.on}, is yet to come: check --on.",)
    warnings += doubts or wrong_side(found, found.told.affected, "--affected says")
    answer = measure_as_json(found, compared=compared, figures=figures, facts=facts, warnings=warnings)
    if out:
        json_written(answer, out)
    if form == "json":
        echo_json(answer)
    else:
        from contralateral.cli.words_measure import print_measures

        print_measures(answer, console(), folder=str(out or ""))
    click.get_current_context().exit(int(bool(doubts) or found.plane.ambiguous or found.plane.weak))


def _taken(
    case: Path | None,
    day: dt.date | None,
    role: str | None,
    who: str | None,
    line: int | None,
    cvai: str | None,
    region: str,
) -> Taken | None:
    """When and by whom it was measured: a case takes no measure without a day and a role, and nobody guesses them."""
    from contralateral.guide.measured import Taken

    if case is None:
        if day or role or who or line or cvai:
            raise click.UsageError(
                "--on, --role, --who, --line and --cvai are of a case. Name it: --case CASE."
            )
        return None
    if cvai and region != "head":
        raise click.UsageError("--cvai is of a head.")
    if day is None or role is None:
        raise click.UsageError(
            "A measure in a case needs the day of the scan and what the person who measured is: "
            "--on 2026-11-02 --role orthotist."
        )
    return Taken(day, role, who, line, cvai)
