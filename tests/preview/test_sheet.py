"""Documents for the screen: the same words as the file, and the facts of each block."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from lxml import html
from tests.books import copy_own_book, edit

from briefbook.build.book import read_book
from briefbook.build.enclosing import trial_of
from briefbook.build.job import write_manuscript
from briefbook.plan.outputs import Output
from briefbook.preview.sheet import NONCE, SheetShop, borrowed_faces, compose_sheet, open_sheet_shop
from briefbook.render.markup import serialize


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SheetShop:
    """A worker with the repository's own book, whose brief has a picture as well."""
    book = copy_own_book(tmp_path_factory.mktemp("sheets") / "book")
    (book / "templates/pictures").mkdir(exist_ok=True)
    (book / "templates/pictures/dot.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4"/></svg>'
    )
    edit(
        book / "templates/brief.html.jinja",
        '<section data-role="key-points">',
        '<figure><img src="pictures/dot.svg" alt="A dot"></figure>\n'
        '<section data-role="key-points">',
    )
    return open_sheet_shop(read_book(book))


def outputs() -> list[Output]:
    return [
        Output(document, "unodc", language, "pdf" if document == "brief" else "docx")
        for document in ("brief", "memo")
        for language in ("ru", "en")
    ]


@pytest.mark.parametrize("output", outputs(), ids=str)
def test_a_sheet_says_what_the_file_says_and_on_which_facts(
    shop: SheetShop, output: Output
) -> None:
    sheet = compose_sheet(shop, trial_of(output, shop.workshop.snapshot.config))
    manuscript = write_manuscript(shop.workshop, output)
    page = page_of(sheet.html)
    assert page.get("lang") == output.language

    evidence = json.loads(manuscript.evidence)["blocks"]
    told = [tuple(block["facts"]) for block in evidence if block["facts"]]
    blocks = page.xpath("//*[@data-facts]")
    assert [tuple(block.attrib["data-facts"].split()) for block in blocks] == told
    assert [block.get("tabindex") for block in blocks].count("0") == 1
    assert {path for facts in told for path in facts} <= {fact.fact for fact in sheet.facts}
    assert {block.attrib["data-origin"].split("/")[0] for block in blocks} == {"templates"}
    assert all(re.search(r":[1-9]\d*$", block.attrib["data-origin"]) for block in blocks)

    composed = page_of(serialize(manuscript.root))
    for timeline in composed.xpath("//figure[@data-role='timeline']"):
        for part in timeline.xpath("p|dl"):
            timeline.remove(part)
    assert words(page) == words(composed)


def page_of(text: str) -> Any:
    return html.document_fromstring(text)


def words(page: Any) -> list[str]:
    return str(page.xpath("//body")[0].text_content()).split()


def test_nothing_in_a_sheet_runs_or_is_styled_in_line(shop: SheetShop) -> None:
    for output in outputs():
        page = compose_sheet(shop, trial_of(output, shop.workshop.snapshot.config)).html
        assert page.count(NONCE) == 1
        assert not re.search(r"<script|\sstyle=|\son[a-z]+=|javascript:", page)


def test_pictures_fonts_and_links_lead_where_the_server_has_them(shop: SheetShop) -> None:
    page = page_of(compose_sheet(shop, trial_of(outputs()[1], shop.workshop.snapshot.config)).html)
    sources = [image.attrib["src"] for image in page.iter("img")]
    assert "/-/template/pictures/dot.svg" in sources
    assert all(source.startswith(("/-/template/", "data:image/svg+xml;")) for source in sources)
    assert {link.get("target") for link in page.iter("a")} <= {"_blank"}
    faces = re.findall(r'src: url\("([^"]+)"\)', page.findtext(".//style") or "")
    assert {face.removeprefix("/-/template/") for face in faces} <= set(
        shop.workshop.snapshot.files
    )
    assert any(face.endswith("PTSerif-Regular.ttf") for face in faces)


def test_equal_documents_have_equal_digests_and_others_do_not(shop: SheetShop) -> None:
    first, second = outputs()[:2]
    config = shop.workshop.snapshot.config
    assert (
        compose_sheet(shop, trial_of(first, config)).digest
        == compose_sheet(shop, trial_of(first, config)).digest
    )
    assert (
        compose_sheet(shop, trial_of(first, config)).digest
        != compose_sheet(shop, trial_of(second, config)).digest
    )


def test_the_page_borrows_upright_faces_of_the_book() -> None:
    names = ["PTSans-Regular.ttf", "PTSans-Bold.ttf", "PTSans-Italic.ttf", "README.md"]
    rules = list(borrowed_faces({f"fonts/pt-sans/{name}": b"" for name in names}))
    assert len(rules) == 2
    assert list(borrowed_faces({"fonts/other/Other.ttf": b""})) == []
