"""The page in a real browser: what a person sees, points at, presses and hears."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.books import edit, lay_small_book, write
from tests.preview.served import AXE, Page, browser, served
from tests.program import wait_until

from briefbook.record.deliveries import DeliveryRecord
from briefbook.record.ledger import Ledger
from briefbook.wording import verbatim

OFFICE = "data/organizations/office.yaml"
PHRASES = "templates/phrases/en.html.jinja"
TEMPLATE = "templates/note.html.jinja"
NOTE = "/document/note/office"

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def page_of_book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with served(lay_small_book(tmp_path_factory.mktemp("preview") / "book")) as page:
        yield page


@pytest.fixture(scope="module")
def unwatched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A book that is built at the press of a button only."""
    book = lay_small_book(tmp_path_factory.mktemp("unwatched") / "book")
    with served(book, "--no-watch", "--executor", "inline") as page:
        yield page


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as found:
        yield found


@pytest.fixture
def opened(chromium: Any, page_of_book: Page) -> Iterator[Open]:
    """Open a path in a browser of its own; whatever its console complains of fails the test."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_(path: str, server: Page = page_of_book, **options: Any) -> Any:
        context = chromium.new_context(**{"locale": "en-GB", **options})
        contexts.append(context)
        tab = context.new_page()
        tab.set_default_timeout(10_000)
        tab.on("console", lambda said: complaints.append(f"{said.type}: {said.text}"))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.goto(server.url + path)
        return tab

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def settled(tab: Any) -> None:
    """Wait until the first build is over and everything is current."""
    tab.get_by_role("status").get_by_text("Everything is current").wait_for()


def text_of(tab: Any, language: str) -> Any:
    """Return the document in one language, as it stands in its frame."""
    return tab.frame_locator(f"#sheet-{language}").locator("body")


@contextmanager
def edited(file: Path, old: str, new: str) -> Iterator[None]:
    """Save a file with a slip in it, and afterwards without."""
    edit(file, old, new)
    try:
        yield
    finally:
        edit(file, new, old)


# --- Seeing ---


def test_all_outputs_are_a_matrix_with_their_states(opened: Open) -> None:
    tab = opened("/")
    settled(tab)
    table = tab.get_by_role("table", name="Every output of the book")
    assert table.get_by_role("columnheader").all_inner_texts() == [
        "Subject", "note", "sheet", "Russian PDF", "English PDF", "Russian DOCX", "English DOCX",
    ]  # fmt: skip
    assert table.get_by_role("rowheader").inner_text() == "Sample Office\noffice"
    assert [text.split("\n")[0] for text in table.get_by_role("cell").all_inner_texts()] == [
        "current"
    ] * 4
    table.get_by_role("link", name="current — note, Sample Office, English").click()
    assert tab.get_by_role("heading", level=1).inner_text().endswith("Sample Office")


def test_a_document_is_seen_in_two_languages_as_text_and_as_file(opened: Open) -> None:
    tab = opened(NOTE)
    assert "Основано в\xa01997\xa0году." in text_of(tab, "ru").inner_text()
    assert "Founded in 1997." in text_of(tab, "en").inner_text()
    assert text_of(tab, "en").evaluate("body => getComputedStyle(body).fontFamily") == '"PT Serif"'
    assert text_of(tab, "en").evaluate("() => document.fonts.check('12px \"PT Serif\"')")

    settled(tab)
    tab.get_by_role("link", name="File PDF").click()
    for language in ("ru", "en"):
        viewer = tab.locator(f'iframe[title="output/{language}/office/note.pdf"]')
        answer = tab.request.get(tab.url.split("/document")[0] + viewer.get_attribute("src"))
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.body().startswith(b"%PDF-")
    tab.goto(tab.url.replace("note", "sheet").replace("pdf", "docx"))
    with tab.expect_download() as download:
        tab.get_by_role("link", name="Save the file — English").click()
    assert download.value.suggested_filename == "en-office-sheet.docx"


def test_a_block_shows_its_facts_to_a_mouse(opened: Open) -> None:
    tab = opened(NOTE)
    facts = tab.get_by_role("region", name="Facts of this block")
    tab.frame_locator("#sheet-en").get_by_text("Founded in").hover()
    facts.get_by_text("1997", exact=True).wait_for()
    shown = facts.inner_text()
    assert "organizations.office.established" in shown
    assert f"{OFFICE}:4" in shown
    assert "templates/note.html.jinja:10" in tab.get_by_role("complementary").inner_text()
    kin = tab.frame_locator("#sheet-ru").locator("[data-kin]")
    assert kin.all_inner_texts() == ["Основано в\xa01997\xa0году."]

    tab.frame_locator("#sheet-en").get_by_text("www.example.org").click()
    tab.get_by_role("heading", level=1).hover()
    facts.get_by_text("organizations.office.site").wait_for()


def test_the_keyboard_reaches_everything(opened: Open) -> None:
    tab = opened(NOTE)
    text_of(tab, "en").wait_for()
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Skip to the content"
    tab.keyboard.press("Enter")
    for _ in range(12):  # tabs, a link to the file, then the first text
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.id") == "sheet-ru":
            break
    facts = tab.get_by_role("region", name="Facts of this block")
    facts.get_by_text("Примерное бюро").wait_for()
    tab.keyboard.press("ArrowDown")
    facts.get_by_text("organizations.office.established").wait_for()
    tab.keyboard.press("End")
    facts.get_by_text("organizations.office.site").wait_for()
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "panel-heading"
    tab.keyboard.press("Escape")
    assert tab.evaluate("document.activeElement.id") == "sheet-ru"
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.id") != "sheet-ru", (
        "one stop a text, not one a block"
    )


# --- Following ---


def test_an_edit_is_seen_within_two_seconds_and_the_page_is_not_loaded_again(
    opened: Open, page_of_book: Page
) -> None:
    tab = opened(NOTE)
    settled(tab)
    tab.evaluate("window.sameAsBefore = true")
    pdf = page_of_book.book / "output/en/office/note.pdf"
    seconds: list[float] = []
    while min(seconds, default=2) >= 2 and len(seconds) < 3:  # the machine may be busy
        before, begun = pdf.read_bytes(), time.monotonic()
        with edited(page_of_book.book / PHRASES, "Founded in", "Begun in"):
            tab.frame_locator("#sheet-en").get_by_text("Begun in 1997.").wait_for()
            seconds.append(time.monotonic() - begun)
            wait_until(lambda before=before: pdf.read_bytes() != before)
            settled(tab)
        tab.frame_locator("#sheet-en").get_by_text("Founded in 1997.").wait_for()
        settled(tab)
    assert min(seconds) < 2
    assert tab.evaluate("window.sameAsBefore")


def test_a_broken_template_shows_its_line_and_the_page_recovers(
    opened: Open, page_of_book: Page
) -> None:
    tab = opened(NOTE)
    pane = tab.get_by_role("region", name="English")
    with edited(page_of_book.book / TEMPLATE, "subject.site }}", "subject.sight }}"):
        pane.get_by_role("heading", name="This text could not be composed").wait_for()
        assert pane.locator("figcaption").all_inner_texts() == [f"{TEMPLATE}:11", f"{OFFICE}:1"]
        assert "{{ subject.sight }}" in pane.locator(".line.meant").first.inner_text()
        assert pane.locator("pre").first.inner_text().count("\n") >= 3
        assert "What to do:" in pane.inner_text()
    text_of(tab, "en").get_by_text("www.example.org").wait_for()


def test_a_page_that_is_opened_on_a_failure_shows_facts_once_it_recovers(
    opened: Open, page_of_book: Page
) -> None:
    tab = opened(NOTE)
    settled(tab)
    with edited(page_of_book.book / TEMPLATE, "subject.site }}", "subject.sight }}"):
        failed = tab.get_by_role("heading", name="This text could not be composed").first
        failed.wait_for()
        tab.reload()
        failed.wait_for()
    tab.frame_locator("#sheet-en").get_by_text("Founded in").hover()
    facts = tab.get_by_role("region", name="Facts of this block")
    facts.get_by_text("organizations.office.established").wait_for()
    assert facts.get_by_role("listitem").count() > 0
    assert tab.locator("#count-en").inner_text() == str(tab.locator("#facts-en > li").count())


def test_a_document_asked_for_before_the_book_was_read_is_shown_when_it_is(
    opened: Open, page_of_book: Page
) -> None:
    tab = opened("/")
    settled(tab)
    # The address is that of a document, and what is shown is not yet.
    tab.evaluate("path => history.replaceState(null, '', path)", NOTE)
    with edited(page_of_book.book / OFFICE, "www.example.org", "www.example.com"):
        text_of(tab, "en").get_by_text("www.example.com").wait_for()
        assert tab.get_by_role("heading", level=1).inner_text().endswith("Sample Office")


def test_an_invalid_book_is_told_with_its_lines_and_the_page_recovers(
    opened: Open, page_of_book: Page
) -> None:
    tab = opened("/")
    failure = tab.get_by_role("region", name="The book cannot be built")
    with edited(page_of_book.book / OFFICE, "site:", "stie:"):
        failure.wait_for()
        assert f"{OFFICE}:6" in failure.inner_text()
        assert failure.locator("mark").inner_text() == "stie: www.example.org"
        assert "did you mean site?" in failure.inner_text()
        tab.get_by_role("status").get_by_text("1 problem", exact=True).wait_for()
        tab.get_by_role("table").wait_for()
    failure.wait_for(state="detached")
    settled(tab)


def test_without_watching_what_is_stale_waits_for_the_button(opened: Open, unwatched: Page) -> None:
    tab = opened("/", server=unwatched)
    tab.get_by_text("it has not been built yet").nth(3).wait_for()
    assert states(tab) == ["missing"] * 4
    button = tab.get_by_role("button", name="Build what is stale")
    button.focus()
    tab.keyboard.press("Enter")
    settled(tab)
    assert states(tab) == ["current"] * 4

    edit(unwatched.book / PHRASES, "Founded", "Begun")
    tab.get_by_text("the template phrases/en.html.jinja changed").first.wait_for()
    assert states(tab) == ["current", "stale"] * 2
    tab.get_by_role("link", name="Only what is not current").click()
    time.sleep(0.4)
    assert states(tab) == ["current", "stale"] * 2, "nothing is built before the button is pressed"
    tab.get_by_role("button", name="Build what is stale 2").click()
    tab.get_by_text("Every output is current.").wait_for()

    tab.get_by_role("link", name="Runs").click()
    newest = tab.get_by_role("row").nth(1)
    assert newest.get_by_role("cell").all_inner_texts()[1] == "preview"
    newest.get_by_role("link").click()
    assert tab.get_by_role("row").count() == 3
    assert "output/en/office/note.pdf" in tab.get_by_role("table").inner_text()


def states(tab: Any) -> list[str]:
    return [text.split("\n")[0] for text in tab.get_by_role("cell").all_inner_texts()]


def test_deliveries_are_told_with_their_recipients(opened: Open, unwatched: Page) -> None:
    tab = opened("/deliveries", server=unwatched, bypass_csp=True)
    ledger = Ledger.open(unwatched.book / "output/.briefbook/ledger.db")
    moment = datetime(2026, 11, 24, 6, tzinfo=UTC)
    record = DeliveryRecord(
        key="k1",
        delivery="registry",
        recipient="/srv/registry",
        kind="documents",
        occasion="morning 2026-11-24T06:00",
        outputs=(("output/en/office/note.pdf", "0" * 64),),
        state="failed",
        intended=moment,
        ended=moment,
        attempts=1,
        uncertain=True,
        detail=verbatim("the folder <b>is gone</b>"),
    )
    ledger.deliveries.settle(record)
    ledger.close()
    tab.get_by_text("/srv/registry").wait_for()
    row = tab.get_by_role("row").nth(1).inner_text()
    assert "24 Nov 2026, 06:00:00" in row
    for part in ("documents", "output/en/office/note.pdf", "not delivered", record.detail):
        assert part in row
    assert violations(tab, "deliveries") == []


# --- For everyone ---


def test_the_page_speaks_russian_and_remembers_it(opened: Open) -> None:
    tab = opened(NOTE)
    tab.get_by_role("button", name="Русский").focus()
    tab.keyboard.press("Enter")
    tab.locator("html[lang=ru]").wait_for()
    assert tab.get_by_role("link", name="Текст", exact=True).count() == 1
    other = tab.context.new_page()
    other.goto(tab.url.split("/document")[0])
    assert other.get_by_role("heading", level=1).inner_text() == "Файлы"
    assert other.get_by_role("rowheader").inner_text().startswith("Примерное бюро")
    assert "Английский PDF" in other.get_by_role("columnheader").all_inner_texts()
    other.get_by_role("link", name="Сборки").click()
    assert re.search(r"\d,\d с", other.get_by_role("row").nth(1).inner_text())

    assert opened("/", locale="ru-RU").evaluate("document.documentElement.lang") == "ru"


@pytest.mark.parametrize("look", ["light", "dark", "narrow"])
def test_axe_finds_nothing_and_nothing_runs_out_of_a_narrow_screen(
    opened: Open, page_of_book: Page, look: str
) -> None:
    options: dict[str, Any] = {"color_scheme": "dark" if look == "dark" else "light"}
    if look == "narrow":
        options["viewport"] = {"width": 320, "height": 640}
    # The page's policy forbids the script of a stranger; this browser alone lets it in.
    tab = opened("/", bypass_csp=True, **options)
    settled(tab)
    paths = ["/", NOTE, f"{NOTE}?view=file", "/runs", "/runs/1"]
    wrong = []
    for path in paths:
        tab.goto(page_of_book.url + path)
        if path == NOTE:
            tab.frame_locator("#sheet-en").get_by_text("Founded in").click()
            tab.get_by_text("organizations.office.established").first.wait_for(state="attached")
        wrong += violations(tab, path)
    sheet = page_of_book.ask("GET", "/sheet/en/office/note.pdf").body.decode()
    tab.set_content(sheet)
    wrong += violations(tab, "sheet", framed=True)
    assert wrong == []


def test_axe_finds_nothing_on_a_failure_page(opened: Open, page_of_book: Page) -> None:
    tab = opened("/", bypass_csp=True, viewport={"width": 320, "height": 640})
    write(page_of_book.book / "data/states/borduria.yaml", "name: {ru: x, en: y}\nkind: no\n")
    tab.get_by_role("region", name="The book cannot be built").wait_for()
    wrong = violations(tab, "invalid book")
    (page_of_book.book / "data/states/borduria.yaml").unlink()
    tab.set_content(page_of_book.ask("GET", "/nowhere").body.decode())
    assert wrong + violations(tab, "not found") == []


def violations(tab: Any, path: str, *, framed: bool = False) -> list[str]:
    """Let axe-core look at a page; return what it finds, and what is wider than the screen.

    What stands in a frame has its landmarks around it.
    """
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    rules = {name: {"enabled": not framed} for name in ("landmark-one-main", "region")}
    look = "rules => axe.run(document, {iframes: false, rules}).then(found => found.violations)"
    found = tab.evaluate(look, rules)
    wrong = [f"{path}: {one['id']}: {one['nodes'][0]['html']}" for one in found]
    wide = tab.evaluate("document.documentElement.scrollWidth - innerWidth")
    return wrong + ([f"{path}: {wide} px too wide"] if wide > 0 else [])
