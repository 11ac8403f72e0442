"""What stands at risk in dollars: each line's charge, once, at the worst that its findings say. No probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from contralateral.policy import Finding

__all__ = ["FATES", "ROUTES", "Fate", "Route", "Share", "Stake", "by_fate", "by_route", "stakes"]

Fate = Literal[
    "reject",
    "deny_supplier_pays",
    "deny_not_told_who_pays",
    "deny_patient_pays",
    "audit",
    "unknown",
    "unexamined",
    "none",
]
#: What can become of a line's charge, the worst for the supplier first.
FATES: tuple[Fate, ...] = get_args(Fate)
Route = Literal["none", "appeal", "resubmit", "fix"]
#: What is left once it has come so, the hardest first; ``fix``: it can be put right only before it is sent.
ROUTES: tuple[Route, ...] = get_args(Route)

#: Who bears a denial by its claim adjustment group; OA, and a rule that forecasts no group, do not say.
_BEARS: Mapping[str, Fate] = {
    "CO": "deny_supplier_pays",
    "PI": "deny_supplier_pays",
    "PR": "deny_patient_pays",
}
_SEVERITY = {fate: at for at, fate in enumerate(FATES)}
_HARDNESS = {route: at for at, route in enumerate(ROUTES)}


@dataclass(frozen=True, slots=True)
class Stake:
    """A line's charge and the worst that its findings say of it.

    ``cents`` is null where the claim tells no charge. ``route`` is what is left after it has come so, the hardest of
    the findings that say it; null where nothing is known to go wrong.
    """

    line: int
    cents: int | None
    fate: Fate
    route: Route | None


@dataclass(frozen=True, slots=True)
class Share:
    """The lines of one fate or route: the sum of their charges, and the lines of which nobody told the charge."""

    name: str
    cents: int
    lines: tuple[int, ...]
    uncharged: tuple[int, ...]


def stakes(
    charges: Iterable[tuple[int, int | None]],
    findings: Iterable[Finding],
    unexamined: Collection[int],
    routes: Mapping[str, Route],
) -> tuple[Stake, ...]:
    """Say of each line what stands at risk if the claim is sent as it is.

    Args:
        charges: line number and charge in cents, of every line of one claim.
        findings: of that claim.
        unexamined: lines that no policy of the payer's has looked at.
        routes: what each rule leaves open once a line was returned, denied or taken back.
    """
    worst: dict[int, tuple[int, int]] = {}
    for finding in findings:
        fate = _fate(finding)
        if fate is None:
            continue
        hard = _HARDNESS[routes[finding.rule]] if finding.verdict == "fails" else len(ROUTES)
        found = (_SEVERITY[fate], hard)
        if finding.line not in worst or found < worst[finding.line]:
            worst[finding.line] = found
    told = []
    for line, cents in charges:
        nothing: Fate = "unexamined" if line in unexamined else "none"
        severity, hard = min(
            worst.get(line, (_SEVERITY["none"], len(ROUTES))), (_SEVERITY[nothing], len(ROUTES))
        )
        told.append(Stake(line, cents, FATES[severity], ROUTES[hard] if hard < len(ROUTES) else None))
    return tuple(told)


def by_fate(told: Sequence[Stake]) -> tuple[Share, ...]:
    """Sum the charges by what becomes of them, worst first; fates without a line are left out."""
    return tuple(_share(fate, mine) for fate in FATES if (mine := [s for s in told if s.fate == fate]))


def by_route(told: Sequence[Stake]) -> tuple[Share, ...]:
    """Sum the charges that are returned, denied or taken back by what is left to do then, hardest first."""
    return tuple(_share(route, mine) for route in ROUTES if (mine := [s for s in told if s.route == route]))


def _share(name: str, mine: Sequence[Stake]) -> Share:
    return Share(
        name,
        sum(s.cents for s in mine if s.cents is not None),
        tuple(s.line for s in mine),
        tuple(s.line for s in mine if s.cents is None),
    )


def _fate(finding: Finding) -> Fate | None:
    """What the finding says of its line's charge; advice says nothing."""
    if finding.outcome == "advise":
        return None
    if finding.verdict != "fails":
        return "unknown"
    if finding.outcome == "deny":
        return _BEARS.get(finding.forecast.group, "deny_not_told_who_pays")
    return finding.outcome
