"""Write the generated pages: docs/commands.md from the commands' own help, docs/rules.md, a page for every rule under
docs/rules/, docs/requirements.md from the records, and the guides of some codes under docs/guides/.

`python tools/write_docs.py --check` writes nothing and fails where a page is out of date.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from contralateral import policy
from contralateral.cli import COMMANDS, cli

DOCS = Path(__file__).parents[1] / "docs"
#: The codes whose guides are shipped, and their day: a page changes when what it rests on does, not overnight.
GUIDES = ("L0486", "L1200", "L1290", "L1843", "L1960", "L5301", "L8030", "L8035", "L8045", "S1040")
GUIDES_ON = date(2026, 11, 23)
CONFIDENCE = {"H": "primary", "M": "second-hand", "NV": "not verified"}


def commands() -> str:
    """Return the help of every command, as it is printed at a width of 80."""
    context = click.Context(
        cli, info_name="contra", terminal_width=80, max_content_width=80, help_option_names=["-h", "--help"]
    )
    parts = [
        "# Commands\n\nAs `contra COMMAND --help` prints it. `contralateral` is the long name of `contra`.\n"
    ]
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        parts.append(_help(command, context, name))
        if isinstance(command, click.Group):
            inner = click.Context(
                command, info_name=name, parent=context, terminal_width=80, max_content_width=80
            )
            parts += [_help(sub, inner, f"{name} {word}") for word, sub in sorted(command.commands.items())]
    return "\n".join(parts)


def _help(command: click.Command, parent: click.Context, name: str) -> str:
    own = click.Context(
        command, info_name=name.rsplit(maxsplit=1)[-1], parent=parent, terminal_width=80, max_content_width=80
    )
    return f"## contra {name}\n\n```text\n{command.get_help(own)}\n```\n"


def rules() -> str:
    """Return the list of rules, by pack and topic, each with its dates, outcome and source."""
    book = policy.load()
    parts = [
        "# Rules\n\nEvery rule has a page: what it says, since when, on whose word, and the cases that prove it. "
        "`contra explain RULE` prints much the same.\n"
    ]
    topic = ""
    for rule in book.rules:
        heading = rule.id.rsplit("/", 1)[0]
        if heading != topic:
            topic = heading
            parts.append(f"\n## {topic}\n\n| rule | what | outcome | from | source |\n|---|---|---|---|---|")
        record = rule.record
        page = f"rules/{rule.id}.md"
        outcome = (
            record.outcome
            if record.blocks or record.outcome == "advise"
            else f"{record.outcome}, does not block"
        )
        days = ", ".join(f"{'ends ' if v.retired else ''}{v.from_}" for v in record.version)
        last = record.version[-1]
        source = f"{book.sources[last.source].title} ({CONFIDENCE[last.confidence]})"
        parts.append(
            f"| [{rule.id.rsplit('/', 1)[1]}]({page}) | {record.title} | {outcome} | {days} | {source} |"
        )
    return "\n".join(parts) + "\n"


def rule_pages() -> dict[str, str]:
    """Return a page for every rule, by its path below docs."""
    book = policy.load()
    return {f"rules/{rule.id}.md": _rule_page(rule, book) for rule in book.rules}


def _rule_page(rule: policy.Rule, book: policy.Book) -> str:
    record = rule.record
    title, _, proof = rule.page.read_text("utf-8").partition("\n")
    blocks = "blocks" if record.blocks else "does not block"
    codes = ", ".join(record.codes) + (
        f", except {', '.join(record.except_codes)}" if record.except_codes else ""
    )
    forecast = record.forecast
    denial = " ".join(part for part in (forecast.group, forecast.carc, *forecast.rarc) if part)
    others = f" (or {', '.join(forecast.also)})" if forecast.also else ""
    lines = [
        f"{title}\n\n`{rule.id}`\n",
        f"- **What it finds:** {record.message}",
        f"- **What to do:** {record.remedy}",
        f"- **Outcome:** {record.outcome}, {blocks}; afterwards: {record.route}.",
        f"- **Denial to expect:** {denial or 'none foretold'}{others}",
        f"- **Codes:** {codes}",
        f"- **Goes by the date of:** {record.basis}\n",
        "| from | on whose word | at | |\n|---|---|---|---|",
    ]
    for version in record.version:
        source = book.sources[version.source]
        name = f"[{source.title}]({source.url})" if source.url.startswith("http") else source.title
        day = f"{'ends ' if version.retired else ''}{version.from_}"
        lines.append(
            f"| {day} | {name}, {source.publisher} | {version.at} | {CONFIDENCE[version.confidence]} |"
        )
    return "\n".join(lines) + "\n" + proof.rstrip() + "\n"


def requirements() -> str:
    """Return the list of requirements, by payer and part of the checklist, each with its dates and source."""
    from contralateral.guide.checklist import STATES
    from contralateral.policy.requirement import ITEMS, load_requirements

    book = policy.load()
    parts = [
        "# Requirements\n\nThe documents that payers want. `contra checklist CASE` says of each in which state:\n",
        *(f"- **{state}**: {words}" for state, words in STATES.items()),
    ]
    found = load_requirements()
    for pack in sorted({r.pack for r in found}, key=lambda pack: (pack != "all", pack)):
        parts.append(
            f"\n## {pack}\n\n| requirement | part | what | wanted | from | source |\n|---|---|---|---|---|---|"
        )
        for requirement in (r for r in found if r.pack == pack):
            record, last = requirement.record, requirement.record.version[-1]
            name = requirement.id.rsplit("/", 1)[1]
            file = f"../src/contralateral/policy/requirements/{requirement.id}.toml"
            days = ", ".join(str(v.from_) for v in record.version)
            source = f"{book.sources[last.source].title} ({CONFIDENCE[last.confidence]})"
            parts.append(
                f"| [{name}]({file}) | {ITEMS[record.item]} | {record.title} | {record.wanted} | {days} | {source} |"
            )
    return "\n".join(parts) + "\n"


def guides() -> dict[str, str]:
    """Return the guides that are shipped as pages, by their path below docs."""
    from contralateral.guide.page import Shelf, of_shelf
    from contralateral.guide.page.render import Links, markdown

    shelf = Shelf(GUIDES_ON)
    links = Links("{}.md", "../rules/{}.md", frozenset(GUIDES))
    return {f"guides/{code}.md": markdown(of_shelf(code, shelf), links) for code in GUIDES}


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check compare them."""
    stale = []
    pages = {
        "commands.md": commands(),
        "rules.md": rules(),
        "requirements.md": requirements(),
        **rule_pages(),
        **guides(),
    }
    for path in (*DOCS.joinpath("rules").rglob("*.md"), *DOCS.joinpath("guides").glob("*.md")):
        if str(path.relative_to(DOCS)) not in pages:
            stale.append(str(path.relative_to(DOCS)))
            if arguments != ["--check"]:
                path.unlink()
    if arguments != ["--check"]:
        stale = []
    for name, text in pages.items():
        path = DOCS / name
        if arguments == ["--check"]:
            if not path.exists() or path.read_text("utf-8") != text:
                stale.append(name)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    if stale:
        print(f"out of date: {', '.join(stale)}; `make docs` writes them.")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
