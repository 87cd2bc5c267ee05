"""A book's texts go out to translators and come back, or the book stays as it was."""

from __future__ import annotations

import subprocess
from pathlib import Path

import polib
import pytest
from lxml import etree
from tests.books import copy_own_book, edit, write
from tests.exchange.samples import COUNCIL, PHRASES, lay_book, state_of, take
from tests.exchange.xliff_rules import NAMESPACE

from briefbook import publish as publishing
from briefbook.build.book import read_book
from briefbook.errors import (
    ExchangeError,
    InvalidBook,
    PublishFailed,
    Span,
    TemplateSyntax,
    TranslationsRefused,
    UnknownName,
    WrongValue,
)
from briefbook.exchange import files, translations
from briefbook.exchange.reading import read_to_translate
from briefbook.exchange.translations import (
    ExchangeFormat,
    export_translations,
    import_translations,
)
from briefbook.localize.units import dataset_units
from briefbook.wording import verbatim

FORMS: tuple[ExchangeFormat, ...] = ("xliff", "po")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return lay_book(tmp_path)


def exported(book: Path, language: str | None = None, form: ExchangeFormat = "xliff") -> bytes:
    return export_translations(read_to_translate(book), language, form)


def swap(data: bytes, *changes: tuple[str, str]) -> bytes:
    """Replace texts that stand in a translators' file."""
    text = data.decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text.encode()


def refused(book: Path, data: bytes, **options: str) -> list[ExchangeError]:
    """Import a file that must be refused; return what is wrong, having changed nothing."""
    before = state_of(book)
    with pytest.raises(TranslationsRefused) as caught:
        take(book, data, options.get("language"), form=options.get("form", "xliff"))  # type: ignore[arg-type]  # one of the two
    assert state_of(book) == before
    assert all(problem.hint and problem.spans for problem in caught.value.problems)
    return list(caught.value.problems)  # type: ignore[arg-type]  # all are


def target_of(data: bytes, unit: str, text: str) -> bytes:
    """Fill the translation of a unit in."""
    root = etree.fromstring(data)
    for element in root.iter(f"{{{NAMESPACE}}}trans-unit"):
        if element.get("id") == unit:
            target = element.find(f"{{{NAMESPACE}}}target")
            assert target is not None
            del target[:]
            target.text = text
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


# --- There and back ---


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", ["en", "be"])
def test_export_then_import_changes_not_a_byte(
    tmp_path: Path, form: ExchangeFormat, language: str
) -> None:
    book = copy_own_book(tmp_path)
    before = state_of(book)

    imported = take(book, exported(book, language, form), language, form=form)

    assert imported.changes == ()
    assert imported.diff == ""
    assert state_of(book) == before


def test_files_with_the_line_breaks_of_another_system_stay_so(book: Path) -> None:
    for name, data in state_of(book).items():
        (book / name).write_bytes(data.replace(b"\n", b"\r\n"))
    before = state_of(book)
    data = exported(book)

    take(book, data)
    assert state_of(book) == before

    take(book, swap(data, (">Council<", ">Board<"), ("Founded in ", "Set up in ")))
    changed = {name: data for name, data in state_of(book).items() if data != before[name]}
    assert changed == {
        "data/bodies/council.yaml": before["data/bodies/council.yaml"].replace(
            b"Council #", b"Board #"
        ),
        "templates/phrases/en.html.jinja": before["templates/phrases/en.html.jinja"].replace(
            b"Founded in", b"Set up in"
        ),
    }


@pytest.mark.parametrize("form", FORMS)
def test_a_changed_translation_changes_its_own_characters_only(
    book: Path, form: ExchangeFormat
) -> None:
    imported = take(book, swap(exported(book, form=form), ("Council", "Board")), form=form)

    assert (book / "data/bodies/council.yaml").read_text() == COUNCIL.replace("Council", "Board")
    assert [change.segment.id for change in imported.changes] == ["bodies.council.name"]
    assert [file.name for file in imported.files] == ["data/bodies/council.yaml"]
    assert imported.language == "en"
    read_book(book)


@pytest.mark.parametrize("form", FORMS)
def test_words_around_and_within_code_change_and_the_code_stays(
    book: Path, form: ExchangeFormat
) -> None:
    data = swap(exported(book, form=form), ("re-elected", "elected again"), ("Chair", "Chairman"))

    take(book, data, form=form)

    expected = PHRASES["en"].replace("re-elected", "elected again").replace("Chair", "Chairman")
    assert (book / "templates/phrases/en.html.jinja").read_text() == expected


def test_a_translation_that_did_not_exist_is_added_where_it_belongs(book: Path) -> None:
    data = exported(book, "be")
    for unit, text in (
        ("bodies.council.name", "Савет"),
        ("bodies.council.name.genitive", "Савета"),
        ("states.ruritania.name", "Рурытанія"),
    ):
        data = target_of(data, unit, text)

    imported = take(book, data, "be")

    assert (book / "data/bodies/council.yaml").read_text() == COUNCIL.replace(
        "kind:", "  be:\n    nominative: Савет\n    genitive: Савета\nkind:"
    )
    assert "  en: Ruritania\n  be: Рурытанія\n" in (book / "data/states/ruritania.yaml").read_text()
    assert imported.untranslated > 0
    assert take(book, exported(book, "be"), "be").changes == ()


def test_a_phrase_that_did_not_exist_is_written_after_that_of_the_source(book: Path) -> None:
    write(
        book / "templates/phrases/be.html.jinja",
        '{# Фразы #}\n{% set roles = {"chair": "старшынёй"} %}\n',
    )
    edit(
        book / "templates/note.html.jinja",
        "<p>{{ subject.site",
        "<p>{{ phrases.founded(subject) }}{{ subject.site",
    )
    data = exported(book, "be", "po")
    sentence = 'msgid "Основано в {office_established_year} году."\nmsgstr "'
    data = swap(data, (sentence, f"{sentence}Заснавана ў {{office_established_year}} годзе."))

    take(book, data, form="po")

    assert (book / "templates/phrases/be.html.jinja").read_text() == (
        '{# Фразы #}\n{% set roles = {"chair": "старшынёй"} %}\n'
        "{% macro founded(office) %}"
        "Заснавана ў {{ office.established | year }} годзе.{% endmacro %}\n"
    )


def test_the_phrases_of_a_new_language_are_a_new_file(book: Path) -> None:
    data = exported(book, "be", "po")
    table = 'msgid "{set_roles_chair}председателем{set_roles_chair/2}"\nmsgstr "'
    data = swap(data, (table, table + "{set_roles_chair}старшынёй{set_roles_chair/2}"))

    imported = take(book, data, "be", form="po")

    assert (book / "templates/phrases/be.html.jinja").read_text() == (
        '{% set roles = {"chair": "старшынёй"} %}\n{# Год основания #}\n'
    )
    assert imported.files[0].diff.startswith("--- /dev/null\n+++ b/templates/phrases/be.html.jinja")


def test_what_somebody_must_still_look_at_is_taken_but_not_confirmed(book: Path) -> None:
    data = swap(exported(book), (">Council<", ">Board<"))
    unsure = data.replace(
        b'<target state="translated">Board', b'<target state="needs-review-translation">Board'
    )
    imported = take(book, unsure, dry_run=True)
    assert [change.text for change in imported.changes] == ["Board"]
    assert "bodies.council.name" not in imported.confirmed
    assert "phrases.founded" in imported.confirmed
    assert "bodies.council.name" in take(book, data).confirmed


def test_a_language_translated_as_its_source_has_its_phrases(tmp_path: Path) -> None:
    book = copy_own_book(tmp_path)
    file = polib.pofile(exported(book, "be", "po").decode())
    for entry in file:
        entry.msgstr = entry.msgid

    assert take(book, f"{file}\n".encode(), "be", form="po").untranslated == 0

    phrases = state_of(book)
    assert phrases["templates/phrases/be.html.jinja"] == phrases["templates/phrases/ru.html.jinja"]
    units = {unit.id: unit for unit in dataset_units(read_book(book).dataset, ())}
    assert (
        units["bodies.cnd.name.dative"].texts["be"] == units["bodies.cnd.name.dative"].texts["ru"]
    )
    assert take(book, exported(book, "be", "po"), form="po").changes == ()


# --- The patch ---


def test_a_dry_run_shows_a_patch_that_git_applies_and_writes_nothing(book: Path) -> None:
    before = state_of(book)
    data = swap(exported(book), (">Council<", ">Board<"), ("Founded in ", "Set up in "))

    imported = take(book, data, dry_run=True)

    assert state_of(book) == before
    assert not (book / "output").exists()
    subprocess.run(["git", "init", "-q", "."], cwd=book, check=True)
    subprocess.run(["git", "apply", "-"], cwd=book, input=imported.diff.encode(), check=True)
    changed = state_of(book)
    for name, old in before.items():
        (book / name).write_bytes(old)
    take(book, data)
    assert state_of(book) == changed != before


# --- What is refused ---


@pytest.mark.parametrize(("form", "line"), [("xliff", 8), ("po", 14)])
def test_a_file_of_another_book_is_told_in_one_sentence(
    book: Path, tmp_path: Path, form: ExchangeFormat, line: int
) -> None:
    own = copy_own_book(tmp_path / "own")
    (problem,) = refused(book, exported(own, form=form), form=form)
    assert problem.code == "wrong-translations"
    assert problem.message.startswith("the file is of another book: ")
    assert problem.spans[0].line == line


@pytest.mark.parametrize(
    ("declaration", "told"),
    [
        ('<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>', "document type or entities"),
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>', "document type or entities"),
        ('<!DOCTYPE x SYSTEM "http://example.org/x.dtd">', "document type or entities"),
    ],
)
def test_a_file_that_brings_entities_along_is_refused_unread(
    book: Path, declaration: str, told: str
) -> None:
    data = swap(exported(book), ("<xliff", f"{declaration}<xliff"), (">Council<", ">&a;<"))
    (problem,) = refused(book, data)
    assert problem.code == "unreadable-translations"
    assert told in problem.message
    assert problem.spans[0].line == 2


@pytest.mark.parametrize("form", FORMS)
def test_a_file_cut_short_or_in_another_encoding_is_refused(
    book: Path, form: ExchangeFormat
) -> None:
    data = exported(book, form=form)
    (cut,) = refused(book, data[: len(data) * 2 // 3].rstrip(b'\n"'), form=form)[:1]
    (coded,) = refused(book, data.decode().encode("cp1251", "replace"), form=form)
    assert cut.code == coded.code == "unreadable-translations"
    assert coded.message.startswith("the file is not UTF-8")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("bodies.council.name.abbreviation", "bodies.council.x", "has no unit bodies.council.x"),
        ("Совет", "Комитет", "bodies.council.name: the source text is not that of the book"),
        ("Council", "", "bodies.council.name: the translation is gone"),
        ("Council", "Coun\u200bcil", "name: U+200B ZERO WIDTH SPACE is not allowed in a text"),
        ("Founded in ", "{% x %} ", "phrases.founded: "),
    ],
)
def test_a_unit_that_is_wrong_is_told_with_its_line(
    book: Path, form: ExchangeFormat, old: str, new: str, told: str
) -> None:
    data = exported(book, form=form)
    problems = refused(book, swap(data, (old, new)), form=form)
    found = next(problem for problem in problems if told in problem.message)
    line = found.spans[0].line
    assert line is not None
    identifier = (
        "bodies.council.name" if "council" in told or "U+200B" in told else "phrases.founded"
    )
    assert identifier.rpartition(".")[0] in swap(data, (old, new)).decode().split("\n")[line - 1]


@pytest.mark.parametrize("form", FORMS)
def test_missing_and_double_units_are_told_all_at_once(book: Path, form: ExchangeFormat) -> None:
    data = swap(
        exported(book, form=form),
        ("bodies.council.name.abbreviation", "bodies.council.name"),
        ("phrases.founded", "phrases.lost"),
    )
    told = [str(problem.message) for problem in refused(book, data, form=form)]
    assert "the unit bodies.council.name stands in the file twice" in told
    assert "the unit bodies.council.name.abbreviation is missing from the file" in told
    assert "the book has no unit phrases.lost" in told
    assert "the unit phrases.founded is missing from the file" in told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('target-language="en"', 'target-language="fr"', "into fr, which the book does not have"),
        ('target-language="en"', 'target-language="ru"', "into ru, which the book does not have"),
        ('source-language="ru"', 'source-language="de"', "the file is from de, the translation"),
        ('source-language="ru" ', "", "the file is from ?, the translation from ru"),
    ],
)
def test_another_language_is_refused(book: Path, old: str, new: str, told: str) -> None:
    (problem,) = refused(book, swap(exported(book), (old, new)))
    assert problem.code == "wrong-translations"
    assert told in problem.message
    assert problem.spans[0].line == 3


def test_a_file_into_another_language_than_the_named_one_is_refused(book: Path) -> None:
    (problem,) = refused(book, exported(book), language="be")
    assert problem.message == "the file is into en, which is not be"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{{ office.established | year }}</ph>.", "{{ office.secret }}</ph>.", "was changed"),
        ('<ph id="office_established_year"', '<ph id="office_founded"', "{office_founded}"),
    ],
)
def test_a_changed_placeholder_is_refused(book: Path, old: str, new: str, told: str) -> None:
    data = exported(book)
    # The first of the two is the source, which must be that of the book anyway.
    at = data.rindex(old.encode())
    problems = refused(book, data[:at] + new.encode() + data[at + len(old.encode()) :])
    assert {problem.code for problem in problems} == {"wrong-placeholder"}
    assert any(told in problem.message for problem in problems)
    assert problems[0].spans[1].file == "templates/phrases/en.html.jinja"


def test_a_translation_that_the_schema_refuses_is_told_at_its_line(book: Path) -> None:
    edit(book / "data/bodies/council.yaml", "term_years: 4\n", "term_years: 4\nname_source: page\n")
    write(
        book / "data/sources/page.yaml", "title: {ru: Страница, en: Page}\nsite: x\nlanguage: ru\n"
    )
    data = exported(book)
    problems = refused(book, swap(data, (">Page<", ">   <")))
    assert problems[0].message == "sources.page.title: the translation is gone"


def test_what_a_build_would_refuse_is_told_with_its_unit(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Span("data/bodies/council.yaml", 8, 17, "    nominative: Board # of the office")
    problem = WrongValue(
        verbatim("a name has ten letters"), spans=[place], hint=verbatim("lengthen it")
    )
    monkeypatch.setattr(translations, "problems_of", lambda *_given: (problem,))
    (told,) = refused(book, swap(exported(book), (">Council<", ">Board<"), (">CNL<", ">BRD<")))
    assert told.message == "bodies.council.name: a name has ten letters"
    assert [span.file for span in told.spans] == [
        (book / "returned.xliff").as_posix(),
        "data/bodies/council.yaml",
    ]


def test_white_space_that_a_tool_lays_anew_in_sources_does_not_count(book: Path) -> None:
    data = swap(exported(book), (">Совет<", ">\n  Совет\n<"), ("Основано в ", "Основано  в\n"))
    assert take(book, data).changes == ()


def test_a_file_that_is_not_there_is_refused(book: Path) -> None:
    with pytest.raises(TranslationsRefused) as caught:
        import_translations(book, lambda: read_book(book), book / "none.xlf")
    (problem,) = caught.value.problems
    assert problem.message == "the file cannot be read: no such file or directory"


# --- A book that is not ready ---


def test_a_book_that_lacks_translations_gets_them_from_the_file(book: Path) -> None:
    edit(book / "data/states/ruritania.yaml", "  en: Ruritania\n", "")
    with pytest.raises(InvalidBook):
        read_book(book)

    data = exported(book)
    assert take(book, data).untranslated == 1
    take(book, target_of(data, "states.ruritania.name", "Ruritania"))

    assert "  ru: Руритания\n  en: Ruritania\n" in (book / "data/states/ruritania.yaml").read_text()
    read_book(book)


def test_anything_else_that_is_wrong_with_a_book_comes_first(book: Path) -> None:
    edit(book / "data/bodies/council.yaml", "term_years: 4", "term_years: four")
    with pytest.raises(InvalidBook):
        exported(book)
    edit(book / "briefbook.toml", '"organizations"\nlang', '"organisations"\nlang')
    with pytest.raises(InvalidBook):
        exported(book)


def test_phrases_that_cannot_be_read_are_told_at_their_line(book: Path) -> None:
    edit(book / "templates/phrases/en.html.jinja", "{% endif %}", "")
    with pytest.raises(TemplateSyntax) as caught:
        exported(book)
    assert caught.value.spans[0].file == "templates/phrases/en.html.jinja"


def test_a_template_that_was_wrong_before_is_no_matter_of_the_file(book: Path) -> None:
    edit(book / "templates/note.html.jinja", "phrases.founded(subject)", "phrases.lost(subject)")
    take(book, swap(exported(book), ("Founded in ", "Set up in ")))
    assert "Set up in" in (book / "templates/phrases/en.html.jinja").read_text()


@pytest.mark.parametrize("form", FORMS)
def test_a_file_saved_on_another_system_is_taken(book: Path, form: ExchangeFormat) -> None:
    data = swap(exported(book, form=form), ("Council", "Board")).replace(b"\n", b"\r\n")
    assert len(take(book, data, form=form).changes) == 1


# --- Which language ---


def test_the_language_may_be_left_out_where_there_is_only_one(book: Path) -> None:
    assert b'target-language="en"' in exported(book)
    edit(book / "briefbook.toml", '["ru", "en"]', '["ru"]')
    with pytest.raises(UnknownName, match="not given"):
        exported(book)


@pytest.mark.parametrize(("language", "told"), [("ru", "written in"), ("Klingon", "no language")])
def test_a_language_that_makes_no_sense_is_refused(book: Path, language: str, told: str) -> None:
    with pytest.raises(UnknownName, match=told):
        exported(book, language)


def test_a_language_that_was_begun_needs_no_naming(book: Path) -> None:
    write(book / "templates/phrases/be.html.jinja", "")
    assert take(book, exported(book, "be")).language == "be"


# --- Writing ---


def test_where_one_file_cannot_be_written_the_others_are_put_back(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state_of(book)
    data = swap(exported(book), (">Council<", ">Board<"), ("Founded in ", "Set up in "))
    real = publishing.publish

    def fail_on_phrases(new: bytes, target: Path, *, inside: Path | None = None) -> None:
        if target.suffix == ".jinja":
            raise PublishFailed(verbatim("the disk is full"))
        real(new, target, inside=inside)

    monkeypatch.setattr(translations, "publish", fail_on_phrases)
    with pytest.raises(PublishFailed):
        take(book, data)
    assert state_of(book) == before


def test_a_file_that_is_saved_meanwhile_is_not_overwritten(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = swap(exported(book), (">Council<", ">Board<"))
    real = files.problems_of

    def save_meanwhile(*given: object) -> object:
        edit(book / "data/bodies/council.yaml", "term_years: 4", "term_years: 5")
        return real(*given)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(translations, "problems_of", save_meanwhile)
    with pytest.raises(PublishFailed, match="changed while it was to be replaced"):
        take(book, data)
    assert (book / "data/bodies/council.yaml").read_text() == COUNCIL.replace("4\n", "5\n")


def test_a_linked_file_stays_a_link(book: Path) -> None:
    file, real = book / "data/bodies/council.yaml", book / "shared.yaml"
    file.replace(real)
    file.symlink_to("../../shared.yaml")
    take(book, swap(exported(book), (">Council<", ">Board<")))
    assert file.is_symlink()
    assert "Board" in real.read_text()
