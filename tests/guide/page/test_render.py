"""Pages of a guide: nothing without its source, nothing that leads nowhere, and a search that finds."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import date
from typing import TYPE_CHECKING

import pytest
from lxml import html as parsed

from contralateral import policy
from contralateral.guide.page import Cite, Group, Guide, Point, Section, Shelf, guide
from contralateral.guide.page.render import Links, html, markdown
from contralateral.guide.page.words import fault
from contralateral.guide.site import pages

if TYPE_CHECKING:
    from pathlib import Path

ON = date(2026, 11, 23)
SOME = ("L1290", "L1200", "L1270", "L8035", "S1040")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    for name, text in pages(SOME, Shelf(ON)):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def test_every_shipped_rule_tells_what_it_finds_without_a_claim() -> None:
    told = {r.id: fault(r.record.title, r.record.message, r.record.general) for r in policy.load().rules}
    assert not [name for name, words in told.items() if words.startswith("by the rule") or "{" in words]


def test_every_statement_of_a_page_is_followed_by_its_source() -> None:
    lines = (
        markdown(guide("L1290", on=ON)).partition("## 1.")[2].partition("## Codes near it")[0].splitlines()
    )
    statements = [at for at, line in enumerate(lines) if line.startswith("- ")]
    assert len(statements) > 100
    for at in statements:
        assert re.match(r"  \*\[(H|M|NV|searched)\] \S", lines[at + 1]), lines[at]


def test_what_a_source_says_is_never_taken_for_markup() -> None:
    point = Point("A <b>point</b> & more.", Cite("A <script> of a title"))
    made = Guide("L0000", "<i>", ON, "", "", (Section("definition", (Group("", (point,)),)),), (), ())
    page = html(made)
    assert "<script> of" not in page
    assert "&lt;b&gt;point&lt;/b&gt; &amp; more." in page


def test_a_page_alone_needs_nothing_beside_it() -> None:
    page = html(guide("L8035", on=ON))
    assert "<style>" in page
    tree = parsed.fromstring(page)
    assert not tree.xpath("//link | //script | //img")
    assert not [a for a in tree.xpath("//a/@href") if not a.startswith(("http", "#"))]


def test_links_go_only_where_a_page_is() -> None:
    page = markdown(guide("L1290", on=ON), Links("{}.md", "../rules/{}.md", frozenset({"L1200"})))
    assert "[L1200](L1200.md)" in page
    assert "](L1270.md)" not in page


def test_every_address_within_the_site_exists(site: Path) -> None:
    checked = 0
    for file in site.rglob("*.html"):
        tree = parsed.fromstring(file.read_text("utf-8"))
        for address in tree.xpath("//a/@href | //link/@href | //script/@src"):
            if address.startswith("#"):
                assert tree.xpath(f"//*[@id='{address[1:]}']"), (file.name, address)
            elif not address.startswith("http"):
                assert (file.parent / address).exists(), (file.name, address)
                checked += 1
    assert checked > 100


def test_near_codes_are_linked_and_rules_have_pages(site: Path) -> None:
    page = (site / "codes" / "L1290.html").read_text("utf-8")
    assert 'href="L1270.html"' in page
    assert 'href="../rules/medicare_dme--liability--kx_no_policy.html"' in page
    rule = (site / "rules" / "medicare_dme--liability--kx_no_policy.html").read_text("utf-8")
    assert "LCDs and articles" in rule


def test_the_start_page_dates_every_table(site: Path) -> None:
    tree = parsed.fromstring((site / "index.html").read_text("utf-8"))
    dated = [row.text_content() for row in tree.xpath("//section[@id='tables']//tbody/tr")]
    assert len(dated) >= 6
    assert all(re.search(r"\d{4}-\d{2}-\d{2} to \d{4}-\d{2}-\d{2}", row) for row in dated)


def test_nothing_is_fetched_from_a_network(site: Path) -> None:
    for file in site.rglob("*"):
        if file.suffix in (".html", ".css"):
            text = file.read_text("utf-8")
            assert not re.search(r"<(script|link|img)[^>]+(src|href)=\"https?:", text), file.name
            assert "@import" not in text


@pytest.mark.skipif(
    shutil.which("node") is None, reason="node is not installed: it runs the search as a browser does"
)
def test_the_search_finds_by_code_by_word_and_by_a_slip(site: Path) -> None:
    script = """
    const fs = require('fs'), vm = require('vm'), MiniSearch = require('./minisearch.js');
    const window = {}; vm.runInNewContext(fs.readFileSync('./search-data.js', 'utf8'), {window});
    const typed = {}; const list = {children: [], appendChild(item) { this.children.push(item); },
      set textContent(_) { this.children = []; }};
    const element = () => ({parts: [], appendChild(p) { this.parts.push(p); }});
    const box = {value: '', addEventListener(_, f) { this.show = f; }};
    const document = {getElementById: id => id === 'search' ? box : list, createElement: element,
      createTextNode: text => text};
    window.MiniSearch = MiniSearch;
    vm.runInNewContext(fs.readFileSync('./search.js', 'utf8'),
      {window, document, location: {hash: ''}, MiniSearch, decodeURIComponent});
    for (const words of ['L1290', 'trochanteric', 'trochantric', 'breast', 'cranial', 'scoliosis', 'L9999']) {
      box.value = words; box.show();
      typed[words] = list.children.map(item => item.parts.length ? item.parts[0].textContent : '');
    }
    console.log(JSON.stringify(typed));
    """
    ran = subprocess.run(["node", "-e", script], cwd=site, capture_output=True, text=True, check=True)
    found = json.loads(ran.stdout)
    assert found["L1290"][0] == "L1290"
    assert found["trochanteric"] == found["trochantric"] == ["L1290"]
    assert found["breast"] == ["L8035"]
    assert found["cranial"] == ["S1040"]
    assert {"L1290", "L1200"} <= set(found["scoliosis"])
    assert not [code for code in found["L9999"] if code]
