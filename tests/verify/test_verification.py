"""Whether a file is what was written: as written, re-saved, altered, foreign, unreadable."""

from __future__ import annotations

import io
import shutil
from datetime import date
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject
from tests.books import edit
from tests.verify.samples import edited_docx, members, printed_pdf, resaved_pdf, zipped

from briefbook.api import Book, explain_file, verify
from briefbook.cli import main
from briefbook.errors import UnreadableDocument
from briefbook.verify.comparison import TextChange
from briefbook.verify.verification import FactNews

SHEET = "output/en/office/sheet.docx"
NOTE = "output/ru/office/note.pdf"
OFFICE = "data/organizations/office.yaml"


@pytest.fixture
def sheet(built_book: Path) -> Path:
    return built_book / SHEET


@pytest.fixture
def note(built_book: Path) -> Path:
    return built_book / NOTE


def _replace(document: docx.document.Document, old: str, new: str) -> None:
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace(old, new)


@pytest.mark.parametrize("output", [SHEET, NOTE])
def test_a_copy_under_another_name_is_as_it_was_written(
    built_book: Path, tmp_path: Path, output: str
) -> None:
    copy = shutil.copyfile(built_book / output, tmp_path / "attachment (2)")
    found = verify(copy)

    assert (found.state, found.ok, found.changes) == ("as_written", True, ())
    assert found.evidence is not None
    assert found.evidence.output == output
    assert found.evidence.program == "0.1.0"


def test_a_docx_that_another_program_saved_has_the_same_text(sheet: Path, tmp_path: Path) -> None:
    assert verify(edited_docx(sheet, tmp_path / "a.docx")).state == "resaved"


def test_a_pdf_that_another_program_saved_has_the_same_text(note: Path, tmp_path: Path) -> None:
    found = verify(resaved_pdf(note, tmp_path / "a.pdf"))

    assert (found.state, found.changes) == ("resaved", ())


@pytest.mark.parametrize("output", [SHEET, NOTE])
def test_any_other_byte_is_no_longer_as_written(
    built_book: Path, tmp_path: Path, output: str
) -> None:
    data = bytearray((built_book / output).read_bytes())
    if output.endswith("pdf"):
        data[data.index(b"%PDF-") + 12] ^= 1
    else:
        parts = members(built_book / output)
        parts["word/settings.xml"] = parts["word/settings.xml"].replace(b"100", b"110")
        data = bytearray(zipped(parts))
    file = tmp_path / "file"
    file.write_bytes(bytes(data))

    assert verify(file).state == "resaved"


def test_an_edited_sentence_is_shown_old_beside_new(sheet: Path, tmp_path: Path) -> None:
    copy = edited_docx(sheet, tmp_path / "a.docx", lambda file: _replace(file, "1997", "1979"))
    found = verify(copy)

    assert found.state == "altered"
    assert not found.ok
    assert found.changes == (TextChange("Founded in 1997.", "Founded in 1979."),)


def test_a_paragraph_taken_out_and_one_put_in_are_shown(sheet: Path, tmp_path: Path) -> None:
    def change(document: docx.document.Document) -> None:
        first = next(each for each in document.paragraphs if "Founded" in each.text)
        first.insert_paragraph_before("Nobody asked for this.")
        parent = first._p.getparent()
        assert parent is not None
        parent.remove(first._p)

    changes = verify(edited_docx(sheet, tmp_path / "a.docx", change)).changes

    assert set(changes) == {
        TextChange("Founded in 1997.", None),
        TextChange(None, "Nobody asked for this."),
    }


def test_a_change_that_word_tracks_is_read_as_it_would_be_accepted(
    sheet: Path, tmp_path: Path
) -> None:
    parts = members(sheet)
    text = parts["word/document.xml"].decode()
    assert "Founded in" in text
    run = text[text.rindex("<w:r>", 0, text.index("Founded")) : text.index("Founded")]
    end = text.index("</w:r>", text.index("Founded")) + len("</w:r>")
    start = text.index("Founded") - len(run)
    old = text[start:end]
    deleted = old.replace("<w:t", "<w:delText").replace("</w:t>", "</w:delText>")
    mark = 'w:id="1" w:author="A"'
    tracked = (
        f"<w:del {mark}>{deleted}</w:del><w:ins {mark}>{old.replace('Founded', 'Begun')}</w:ins>"
    )
    parts["word/document.xml"] = (text[:start] + tracked + text[end:]).encode()
    file = tmp_path / "tracked.docx"
    file.write_bytes(zipped(parts))

    assert verify(file).changes == (TextChange("Founded in 1997.", "Begun in 1997."),)


def test_an_edited_pdf_is_altered(note: Path, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(note))
    page = writer.pages[0]
    contents = page.get_contents()
    assert contents is not None
    shown = [operands for operands, operator in contents.operations if operator == b"TJ"]
    assert shown
    contents.operations = [
        each for each in contents.operations if each[1] != b"TJ" or each[0] is not shown[0]
    ]
    page[NameObject("/Contents")] = contents
    file = tmp_path / "a.pdf"
    writer.write(file)

    assert verify(file).state == "altered"


def test_a_printed_pdf_does_not_say_who_wrote_it(note: Path, tmp_path: Path) -> None:
    found = verify(printed_pdf(note, tmp_path / "a.pdf"))

    assert (found.state, found.ok, found.evidence) == ("foreign", False, None)


def test_a_docx_of_another_program_is_foreign(tmp_path: Path) -> None:
    docx.Document().save(str(tmp_path / "a.docx"))

    assert verify(tmp_path / "a.docx").state == "foreign"


class TestFootnotesAndContents:
    """What stands beside the text, or is filled in, is text too."""

    @pytest.fixture
    def noted(self, book: Path) -> Path:
        body = (
            '<nav data-role="toc"><p>Contents</p></nav><h2>The past</h2>'
            "<p>Founded long ago"
            '<span data-role="footnote">In {{ subject.established | year }}, say the annals.</span>'
            f" in a town.</p>{'<p>Nothing is known of it.</p>' * 90}"
        )
        for name in ("note", "sheet"):
            edit(book / f"templates/{name}.html.jinja", "<p>{{ subject.site }}</p>", body)
        command = ["--quiet", "--book", str(book), "build", "--language", "en"]
        assert main([*command, "--executor", "inline"]) == 0
        return book

    def test_are_the_same_in_a_file_that_another_program_saved(
        self, noted: Path, tmp_path: Path
    ) -> None:
        sheet = edited_docx(noted / SHEET, tmp_path / "a.docx")
        note = resaved_pdf(noted / "output/en/office/note.pdf", tmp_path / "a.pdf")

        assert (verify(sheet).state, verify(sheet).changes) == ("resaved", ())
        assert (verify(note).state, verify(note).changes) == ("resaved", ())

    def test_an_edited_footnote_is_shown_old_beside_new(self, noted: Path, tmp_path: Path) -> None:
        parts = members(noted / SHEET)
        assert b"In 1997, say" in parts["word/footnotes.xml"]
        parts["word/footnotes.xml"] = parts["word/footnotes.xml"].replace(b"1997", b"1979")
        (tmp_path / "a.docx").write_bytes(zipped(parts))

        assert verify(tmp_path / "a.docx").changes == (
            TextChange("In 1997, say the annals.", "In 1979, say the annals."),
        )

    def test_a_footnote_knows_the_facts_that_it_shows(self, noted: Path) -> None:
        evidence = verify(noted / SHEET).evidence
        assert evidence
        (block,) = (each for each in evidence.blocks if "annals" in each.text)
        assert block.facts == ("organizations.office.established",)


class TestWithTheBook:
    def test_facts_that_hold_are_not_told(self, built_book: Path) -> None:
        found = verify(built_book / SHEET, Book.open(built_book))

        assert (found.news, found.ok) == ((), True)

    def test_a_changed_fact_is_told_with_its_place(self, built_book: Path) -> None:
        edit(built_book / OFFICE, "established: 1997", "established: 1998")
        found = verify(built_book / SHEET, Book.open(built_book))

        assert found.state == "as_written"
        assert not found.ok
        place = "organizations.office.established"
        assert found.news == (FactNews(place, "changed", "1997", "1998", OFFICE, 4),)

    def test_a_fact_that_is_gone_is_told(self, built_book: Path) -> None:
        edit(built_book / OFFICE, "site: www.example.org", "site: www.example.net")
        text = (built_book / OFFICE).read_text(encoding="utf-8")
        (built_book / "data/organizations/bureau.yaml").write_text(text, encoding="utf-8")
        (built_book / OFFICE).unlink()
        found = verify(built_book / SHEET, Book.open(built_book))

        assert found.news
        assert {news.state for news in found.news} == {"gone"}

    def test_a_fact_past_its_review_is_told(self, built_book: Path) -> None:
        fact = "established: {value: 1997, review_by: 2020-06-01}"
        edit(built_book / OFFICE, "established: 1997", fact)
        found = verify(built_book / SHEET, Book.open(built_book, date(2020, 6, 2)))
        before = verify(built_book / SHEET, Book.open(built_book, date(2020, 6, 1)))

        assert before.news == ()
        assert found.news is not None
        assert [(one.state, one.review_by) for one in found.news] == [
            ("past_review", date(2020, 6, 1))
        ]


class TestALoneFileExplained:
    def test_tells_its_facts_without_a_book(self, sheet: Path) -> None:
        explanation = explain_file(sheet)
        facts = {fact.fact: fact for fact in explanation.facts}

        assert facts["organizations.office.established"].value == "1997"
        assert not any(fact.changed for fact in explanation.facts)
        assert explanation.verdict is None

    def test_tells_what_changed_beside_a_book(self, built_book: Path) -> None:
        edit(built_book / OFFICE, "established: 1997", "established: 1998")
        facts = explain_file(built_book / SHEET, Book.open(built_book)).facts

        assert [(one.fact, one.now) for one in facts if one.changed] == [
            ("organizations.office.established", "1998")
        ]

    def test_needs_a_file_that_says_something(self, tmp_path: Path) -> None:
        docx.Document().save(str(tmp_path / "a.docx"))

        with pytest.raises(UnreadableDocument, match="does not say what it rests on"):
            explain_file(tmp_path / "a.docx")


class TestHostileFiles:
    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b"", "empty"),
            (b"just a text", "neither a PDF nor a DOCX"),
            (b"%PDF-1.7\nnothing follows", "damaged"),
            (b"PK\x03\x04 no archive", "damaged"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "encrypted or of an old format"),
            (zipped({"a.txt": b"a"}), "no DOCX"),
            (zipped({"word/document.xml": b"<w"}), "damaged"),
            (
                zipped({"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
                "defines entities",
            ),
            (zipped({f"{number}": b"" for number in range(5001)}), "more than any document"),
        ],
    )
    def test_are_unreadable_with_one_clear_sentence(
        self, tmp_path: Path, data: bytes, said: str
    ) -> None:
        file = tmp_path / "file"
        file.write_bytes(data)
        found = verify(file)

        assert found.state == "unreadable"
        assert found.error is not None
        assert said in found.error.message
        assert found.error.hint

    def test_an_archive_that_unpacks_to_a_gigabyte_is_not_unpacked(self, tmp_path: Path) -> None:
        buffer = io.BytesIO(zipped({"word/document.xml": bytes(600 * 1024 * 1024)}))
        (tmp_path / "bomb.docx").write_bytes(buffer.getvalue())
        found = verify(tmp_path / "bomb.docx")

        assert found.error is not None
        assert "more than any document" in found.error.message

    def test_a_torn_file_is_damaged(self, note: Path, sheet: Path, tmp_path: Path) -> None:
        for source in (note, sheet):
            file = tmp_path / source.name
            file.write_bytes(source.read_bytes()[: source.stat().st_size // 2])
            assert verify(file).state == "unreadable"

    def test_an_encrypted_pdf_is_named_as_such(self, note: Path, tmp_path: Path) -> None:
        writer = PdfWriter(clone_from=PdfReader(note))
        writer.encrypt("secret", algorithm="RC4-128")
        writer.write(tmp_path / "a.pdf")
        found = verify(tmp_path / "a.pdf")

        assert found.error is not None
        assert found.error.message == "it is encrypted"

    def test_a_folder_and_a_missing_file(self, tmp_path: Path) -> None:
        assert verify(tmp_path).state == "unreadable"
        assert verify(tmp_path / "nothing").state == "unreadable"

    def test_damaged_evidence_is_told(self, sheet: Path, tmp_path: Path) -> None:
        parts = members(sheet)
        item = parts["customXml/item1.xml"]
        for damaged, said in (
            (item.replace(b'"form"', b'"from"'), "damaged"),
            (item.replace(b'"version":1', b'"version":2'), "another form"),
        ):
            assert damaged != item
            file = tmp_path / "a.docx"
            file.write_bytes(zipped({**parts, "customXml/item1.xml": damaged}))
            found = verify(file)
            assert found.error is not None
            assert said in found.error.message
