"""`contra design`: from a scan to a device to adjust and make, with its checks and its papers."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contralateral.cli.common import Day, as_format, console, contents, echo_json, long_work
from contralateral.errors import LibrariesMissing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from contralateral.design import Recipe

_ROLES = ("prosthetist", "orthotist", "supplier")
_WANTED = ("scipy", "trimesh", "igl", "manifold3d", "vtkmodules")


class _Numbers(click.ParamType[tuple[float, ...]]):
    """Three numbers with commas between."""

    name = "x,y,z"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, ...]:
        if isinstance(value, tuple):
            return value
        try:
            numbers = tuple(float(part) for part in str(value).replace(",", " ").split())
        except ValueError:
            numbers = ()
        if len(numbers) != 3:
            self.fail(f"'{value}' is not three numbers; write them as 12,-40.5,1100.", param, ctx)
        return numbers


def _mm(name: str, words: str, *more: str) -> Callable[[Any], Any]:
    return click.option(name, *more, type=float, metavar="MM", help=words)


_of_the_scan = (
    click.option(
        "--region", type=click.Choice(["chest", "head", "trunk", "hip", "face"]), help="what was scanned"
    ),
    click.option("--units", type=click.Choice(["mm", "cm", "m", "in"]), help="of the file's numbers"),
    click.option("--up", metavar="AXIS", help="towards the head: x, -x, y … or three numbers"),
    click.option("--front", metavar="AXIS", help="the way that the patient faces"),
    click.option(
        "--landmarks", type=click.Path(path_type=Path), metavar="FILE", help="named points of the scan"
    ),
    click.option(
        "--template",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="augment: the wished shape in place of the mirror image, in unit and axes of the scan",
    ),
    click.option(
        "--affected",
        type=click.Choice(["left", "right", "both"]),
        help="the patient's side that is concerned",
    ),
    click.option(
        "--plane",
        nargs=4,
        type=float,
        metavar="NX NY NZ OFFSET",
        help="of symmetry, in mm: stated, not found",
    ),
)
_of_the_shape = (
    _mm("--clearance", "between the device and the skin", "clearance_mm"),
    _mm("--wall", "the least thickness away from the border", "wall_mm"),
    _mm("--edge", "thickness at the border", "edge_mm"),
    _mm("--feather", "width of the border in which the wall may be thinner", "feather_mm"),
    _mm("--step", "of the grid that the shape is carved on", "step_mm"),
    _mm("--hollow", "leave the core out, with a wall of this", "hollow_mm"),
    click.option("--vents", type=click.IntRange(0, 12), help="of a hollow, through the back"),
    click.option(
        "--at", type=_Numbers(), metavar="X,Y,Z", help="middle of the patch, mm in the axes of the file"
    ),
    _mm("--radius", "of the patch around --at", "radius_mm"),
    click.option(
        "--painted", is_flag=True, default=None, help="the patch is painted on the scan in a strong colour"
    ),
    _mm("--thickness", "pad: as prescribed; from the map where left out", "thickness_mm"),
    _mm("--taper", "pad: over how much it rises from the border", "taper_mm"),
    click.option("--flat", is_flag=True, default=None, help="pad: the face away from the skin is flat"),
    click.option("--hardness", metavar="WORDS", help="pad: density or shore hardness, as a label"),
    click.option("--age", "age_months", type=float, metavar="MONTHS", help="remold: of the child"),
    click.option("--weeks", type=float, metavar="WEEKS", help="remold: of wear that growth is allowed for"),
    _mm(
        "--trim-front",
        "remold: trim line below the highest point, at the forehead (left out: by the head's length)",
        "trim_front_mm",
    ),
    _mm("--trim-back", "remold: the same at the back of the head", "trim_back_mm"),
    _mm("--from", "cover: lower cut along up, in the axes of the file", "low_mm"),
    _mm("--to", "cover: upper cut", "high_mm"),
    click.option(
        "--material",
        metavar="NAME",
        help="silicone, silicone-gel, silicone-light, foam, eva, tpu, petg, pp, pa12, resin",
    ),
    click.option(
        "--density",
        "density_g_ml",
        type=float,
        metavar="G/ML",
        help="of your batch; the table's where left out",
    ),
    click.option(
        "--process",
        metavar="NAME",
        help="cast, milled, filament, powder, light; the material's where left out",
    ),
)


_of_the_case = (
    click.option(
        "--case", type=click.Path(path_type=Path), metavar="CASE", help="add the device's facts to this case"
    ),
    click.option("--on", "day", type=Day(), metavar="DATE", help="with --case: the day of the design"),
    click.option(
        "--role",
        type=click.Choice(["prosthetist", "orthotist", "supplier"]),
        help="with --case: who designed it",
    ),
    click.option("--who", metavar="NAME", help="with --case: who designed"),
    click.option("--line", type=click.IntRange(min=1), help="with --case: the claim line that it speaks of"),
)


def _all(options: tuple[Callable[[Any], Any], ...]) -> Callable[[Any], Any]:
    def put(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return put


@click.command("design")
@click.argument("scan", metavar="SCAN", type=click.Path(path_type=Path))
@click.option("--kind", type=click.Choice(["augment", "pad", "remold", "cover"]), help="what is designed")
@click.option("--recipe", "replayed", metavar="FILE", help="replay this recipe; other options change it")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="the solid, .3mf or .stl; its papers go beside it",
)
@click.option("--draft", is_flag=True, help="write it although a check fails; the names and the sheet say so")
@click.option("--sizes", metavar="FILE", help="standard sizes to hold the design against (TOML)")
@click.option(
    "--figures/--no-figures",
    default=True,
    show_default=True,
    help="draw the design on the body, its thickness and cuts",
)
@_all(_of_the_scan)
@_all(_of_the_case)
@_all(_of_the_shape)
@as_format
@click.pass_context
def command(
    ctx: click.Context,
    /,
    scan: Path,
    kind: str | None,
    replayed: str | None,
    out: Path | None,
    draft: bool,
    sizes: str | None,
    figures: bool,
    landmarks: Path | None,
    template: Path | None,
    case: Path | None,
    day: dt.date | None,
    role: str | None,
    who: str | None,
    line: int | None,
    form: str,
    **said: Any,
) -> None:
    """Propose a device from a surface scan: a solid to adjust and make, its checks, recipe, sheet and pictures.

    augment fills the space between the affected side and the mirror of the sound one; pad lays a thickness on a
    patch; remold makes a shell around the shape that a head should grow into; cover mirrors a sound limb. It
    proposes: a certified prosthetist or orthotist decides. A design that fails a check is written only with --draft.

    Exit status: 0 every check passed, 1 a check failed, 2 it could not be designed.
    """
    if kind is None and replayed is None:
        raise click.UsageError("Say what is designed, --kind augment|pad|remold|cover, or give a --recipe.")
    if case is not None and (day is None or role is None):
        raise click.UsageError("A fact in a case needs a day and a role: --on 2026-11-02 --role prosthetist.")
    if case is not None and not replayed and not said.get("units"):
        raise click.UsageError("A fact in a case needs a unit that somebody states: --units mm.")
    lacking = [name for name in _WANTED if find_spec(name) is None]
    if lacking:
        raise LibrariesMissing("Designing a device", lacking, "shape")
    from contralateral import design as room
    from contralateral.cli.wire_design import design_as_json
    from contralateral.design.files import write

    recipe = _recipe(kind, replayed, said)
    shelf = room.read_sizes(*contents((sizes,))[0]) if sizes else ()
    with long_work("Designing") as say:
        recipe, seen = room.look(scan, recipe, landmarks, template=template, say=say)
        say("Shaping and checking")
        made = room.propose(recipe, seen, shelf)
        failed = not made.passed
        files: tuple[Path, ...] = ()
        if out is not None and (draft or not failed):
            say("Writing")
            files = write(made, out, draft=draft, figures=figures)
    answer = design_as_json(made, files)
    if case is not None and day is not None and role is not None and not failed:
        from contralateral.cli.written import device_written
        from contralateral.guide.measured import Taken

        device_written(made, case, Taken(day, role, who, line))
    if files:
        facts = files[0].with_name(files[0].stem + ".json")
        facts.write_text(json.dumps(answer, indent=2, ensure_ascii=False) + "\n", "utf-8")
    if form == "json":
        echo_json(answer)
    else:
        _print(answer, refused=failed and out is not None and not draft)
    ctx.exit(int(failed))


def _recipe(kind: str | None, replayed: str | None, said: dict[str, Any]) -> Recipe:
    from dataclasses import replace

    from contralateral.anatomy.orientation import direction
    from contralateral.design import read_recipe
    from contralateral.design.defaults import fresh

    told = {key: value for key, value in said.items() if value is not None and value != ()}
    for key in ("up", "front"):
        if key in told:
            told[key] = tuple(map(float, direction(told[key], f"--{key}")))
    units = told.pop("units", None)
    if replayed is not None:
        recipe = read_recipe(*contents((replayed,))[0])
        changed: dict[str, Any] = ({"kind": kind} if kind else {}) | told
        recipe = replace(recipe, **changed)
    else:
        recipe = fresh(kind or "augment", told)
    return replace(recipe, scan_units=units) if units else recipe


def _print(answer: Any, *, refused: bool) -> None:
    screen = console()
    facts = answer["facts"]
    screen.print(
        f"{answer['recipe']['kind']}: {facts['volume_ml']} ml, {facts['mass_g']} g of {facts['material']}, "
        f"{facts['width_mm']} x {facts['height_mm']} mm, projection {facts['projection_mm']} mm"
    )
    for line in answer["lines"]:
        screen.print(f"  {line}")
    if facts.get("why_custom"):
        screen.print(facts["why_custom"])
    for words in answer["warnings"]:
        screen.print(f"  ! {words}")
    for path in answer["files"]:
        screen.print(f"  wrote {path}")
    if refused:
        screen.print("A check failed: nothing was written. Change the design, or write it with --draft.")
    for words in answer["statements"]:
        screen.print(words)
