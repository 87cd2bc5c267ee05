"""``briefbook.toml`` becomes settings, or every problem with its line."""

from __future__ import annotations

import copy
import pickle
import textwrap

import pytest

from briefbook.errors import (
    BriefbookError,
    InvalidBook,
    InvalidConfig,
    InvalidLanguage,
    Span,
    UnknownTemplate,
)
from briefbook.plan.config import Book, Config, DocumentType, Limits, read_config

GOOD = """\
[book]
schema = "organizations"
languages = ["ru", "en"]
source_language = "ru"
timezone = "Europe/Minsk"

[documents.brief]
about = "organizations"            # one output per record of this register
formats = ["pdf"]
profile = "house"

[documents.memo]
about = "organizations"
formats = ["docx"]
profile = { ru = "ru-gost-2025", en = "un-memo" }
details = "memos"
"""

SCHEMAS = {"organizations": ("organizations", "bodies", "memos")}
TEMPLATES = (
    "brief.html.jinja",
    "memo.html.jinja",
    "partials/brief.css",
    "phrases/en.html.jinja",
    "phrases/ru.html.jinja",
    "profiles/house.toml",
    "profiles/ru-gost-2025.toml",
    "profiles/un-memo.toml",
    "styles/base.css",
    "styles/brief.css",
)


def read(text: str) -> Config:
    return read_config(text, schemas=SCHEMAS, templates=TEMPLATES)


def problems_of(text: str) -> list[BriefbookError]:
    with pytest.raises(InvalidBook) as caught:
        read(text)
    return list(caught.value.problems)


def with_line(number: int, line: str) -> str:
    """Return the good settings with one line replaced."""
    lines = GOOD.split("\n")
    lines[number - 1] = line
    return "\n".join(lines)


def test_the_book_is_read() -> None:
    assert read(GOOD).book == Book("organizations", ("ru", "en"), "ru", "Europe/Minsk")


def test_documents_stand_in_the_order_of_the_file() -> None:
    assert [document.name for document in read(GOOD).documents] == ["brief", "memo"]


def test_a_document_is_read() -> None:
    assert read(GOOD).document("memo") == DocumentType(
        name="memo",
        about="organizations",
        formats=("docx",),
        profiles={"ru": "ru-gost-2025", "en": "un-memo"},
        details="memos",
        template="memo.html.jinja",
        stylesheets=(),
        letterheads={},
        span=Span("briefbook.toml", 12, 1, "[documents.memo]"),
    )


def test_a_document_knows_its_place() -> None:
    assert read(GOOD).document("memo").span == Span("briefbook.toml", 12, 1, "[documents.memo]")


def test_one_profile_serves_all_languages() -> None:
    assert read(GOOD).document("brief").profiles == {"ru": "house", "en": "house"}


def test_all_profiles_in_use_are_listed_once() -> None:
    assert read(GOOD).profiles == ("house", "ru-gost-2025", "un-memo")


def test_the_usual_stylesheet_is_taken_where_it_exists() -> None:
    assert read(GOOD).document("brief").stylesheets == ("styles/brief.css",)
    assert read(GOOD).document("memo").stylesheets == ()
    assert read_config(GOOD).document("brief").stylesheets == ()


def test_stylesheets_are_taken_in_the_order_of_the_cascade() -> None:
    text = with_line(11, 'styles = ["base.css", "brief.css"]')
    assert read(text).document("brief").stylesheets == ("styles/base.css", "styles/brief.css")


def test_a_document_may_name_its_template() -> None:
    text = with_line(11, 'template = "memo.html.jinja"')
    assert read(text).document("brief").template == "memo.html.jinja"


def test_an_unknown_document_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        read(GOOD).document("letter")


def test_limits_are_a_minute_and_a_gibibyte() -> None:
    assert read(GOOD).book.limits == Limits(seconds=60, memory=1024)


def test_limits_and_paper_may_be_set() -> None:
    book = read(with_line(6, 'paper = "Letter"\nlimits = { seconds = 2.5 }')).book
    assert (book.paper, book.limits) == ("Letter", Limits(seconds=2.5, memory=1024))


def test_a_document_may_be_about_the_whole_book() -> None:
    assert read(with_line(8, 'about = "book"')).document("brief").about == "book"


@pytest.mark.parametrize("tag", ["be", "en-GB", "el", "sr-Latn-RS", "en-001"])
def test_languages_are_tags_that_cldr_knows(tag: str) -> None:
    text = GOOD.replace('"ru"', f'"{tag}"').replace("ru =", f"{tag} =")
    assert read_config(text).book.languages == (tag, "en")


@pytest.mark.parametrize(
    ("tag", "reason"),
    [
        ("ar", "its script (Arab) runs from right to left"),
        ("he", "its script (Hebr) runs from right to left"),
        ("pa-Arab", "its script (Arab) runs from right to left"),
        ("zh-Hans", "there are no rules for its script (Hans)"),
        ("ka", "there are no rules for its script (Geor)"),
        ("hy", "there are no rules for its script (Armn)"),
        ("ja", "there are no rules for its script (Jpan)"),
    ],
)
def test_a_script_that_cannot_be_set_is_refused_at_its_tag(tag: str, reason: str) -> None:
    text = GOOD.replace('"ru"', f'"{tag}"').replace("ru =", f"{tag} =")
    with pytest.raises(InvalidBook) as caught:
        read_config(text, templates=["brief.html.jinja"])
    refused = [each for each in caught.value.problems if isinstance(each, InvalidLanguage)]
    (problem,) = refused
    assert problem.message == f"documents cannot be set in “{tag}”: {reason}"
    assert problem.hint == "languages in Latin, Cyrillic and Greek letters can be set"
    assert f'"{tag}"' in problem.spans[0].excerpt
    assert not any(f"phrases/{tag}" in each.message for each in caught.value.problems)


def test_names_are_not_checked_without_the_book_at_hand() -> None:
    text = GOOD.replace("house", "elsewhere").replace("organizations", "rivers")
    assert read_config(text).document("brief").profiles["ru"] == "elsewhere"


def test_settings_cross_process_borders() -> None:
    config = read(GOOD)
    assert pickle.loads(pickle.dumps(config)) == config
    assert copy.deepcopy(config) == config


BAD_LINES = [
    # line, its text, the place shown, words of the message, words of the hint
    (2, 'schema = "organisations"', (2, 1), "'organisations'", "did you mean 'organizations'?"),
    (2, "schema = 3", (2, 1), "must be a text, not a number", "set it to a text"),
    (2, 'schema = ""', (2, 1), "cannot be ''", "at least one character"),
    (2, "", (1, 1), "'schema' is missing from [book]", "set it to a text"),
    (2, 'shema = "organizations"', (2, 1), "unknown key 'shema'", "did you mean 'schema'?"),
    (3, 'languages = ["ru", "EN"]', (3, 20), "'EN'", "BCP 47"),
    (3, 'languages = ["ru", "en", "xx"]', (3, 26), "CLDR knows no language 'xx'", "BCP 47"),
    (3, 'languages = ["ru", "en", "ru"]', (3, 26), "'ru' stands twice", "once"),
    (3, 'languages = ["ru", "en", true]', (3, 26), "not true or false", "in quotes"),
    (3, 'languages = ["ru", "en", "be"]', (3, 26), "phrases/be.html.jinja", "did you mean"),
    (3, "languages = []", (3, 1), "is an empty list", "BCP 47"),
    (3, 'languages = "ru"', (3, 1), "must be a list of texts, not a text", "list"),
    (4, 'source_language = "de"', (4, 1), "'de'", "languages: ru, en"),
    (5, 'timezone = "Europe/Minks"', (5, 1), "'Europe/Minks'", "did you mean 'Europe/Minsk'?"),
    (5, 'timezone = "../../etc/passwd"', (5, 1), "no time zone", "Europe/Minsk"),
    (5, 'timezone = "Europe"', (5, 1), "no time zone", ""),
    (5, 'timezone = "zone.tab"', (5, 1), "no time zone", ""),
    (5, "timezone = 1979-05-27", (5, 1), "not a date or time", "a text"),
    (6, 'paper = "a4"', (6, 1), "cannot be 'a4'", "did you mean 'A4'?"),
    (6, "limits = { seconds = 0 }", (6, 12), "between 1 and 86400 seconds, not 0", "range"),
    (6, "limits = { memory = true }", (6, 12), "must be a number, not true or false", "number"),
    (6, "limits = { memory = inf }", (6, 12), "MiB, not inf", "range"),
    (6, "limits = { memory = nan }", (6, 12), "MiB, not nan", "range"),
    (6, f"limits = {{ memory = 0x{'f' * 9000} }}", (6, 12), "not a huge number", "range"),
    (6, "limits = { minutes = 3 }", (6, 12), "unknown key 'minutes'", "seconds, memory"),
    (6, "limits = 3", (6, 1), "must be a table, not a number", "table"),
    (6, 'title = "x"', (6, 1), "unknown key 'title'", "known keys: "),
    (7, "[documents.Brief]", (7, 1), "'Brief' cannot be the name", "small Latin letters"),
    (7, '[documents."a/b"]', (7, 1), "'a/b' cannot be the name", "small Latin letters"),
    (7, "[documents.letter]", (7, 1), "templates/letter.html.jinja", ""),
    (7, "[document.brief]", (7, 1), "unknown key 'document'", "did you mean 'documents'?"),
    (8, 'about = "organization"', (8, 1), "is no register", "did you mean 'organizations'?"),
    (8, 'about = "Organizations!"', (8, 1), "cannot be", "a register"),
    (9, 'formats = ["pdff"]', (9, 12), "no format 'pdff'", "did you mean 'pdf'?"),
    (9, 'formats = ["pdf", "pdf"]', (9, 19), "'pdf' stands twice", "once"),
    (9, 'formats = ["pdf",\n "odt"]', (10, 2), "no format 'odt'", "formats: pdf, docx"),
    (9, "formats = []", (9, 1), "is an empty list", "pdf, docx"),
    (10, 'profile = "hous"', (10, 1), "no profile 'hous'", "did you mean 'house'?"),
    (10, 'profile = "../house"', (10, 1), "cannot be", "templates/profiles"),
    (10, "profile = 3", (10, 1), "must be a text, not a number", "text"),
    (11, 'details = "memo"', (11, 1), "is no register", "did you mean 'memos'?"),
    (11, 'template = "../x.jinja"', (11, 1), "cannot be", "without .."),
    (11, 'template = "breif.html.jinja"', (11, 1), "no file", "did you mean 'brief.html.jinja'?"),
    (11, 'styles = ["base.css", "bse.css"]', (11, 23), "templates/styles/bse.css", "base.css"),
    (11, "styles = []", (11, 1), "is an empty list", "templates/styles"),
    (11, "letterheads = {}", (11, 1), "unknown key 'letterheads'", "known keys"),
    (15, 'profile = { ru = "house" }', (15, 1), "'en' is missing from", "set it to a text"),
    (
        15,
        'profile = { ru = "house", en = "un-memo", be = "x" }',
        (15, 43),
        "unknown key 'be'",
        "known keys: ru, en",
    ),
    (15, 'profile = { ru = "house", en = "un" }', (15, 27), "no profile 'un'", "house"),
    (17, "[schedules.morning]\ncron = '0 6'", (18, 1), "it has 2 fields, not five", "weekday"),
    (17, "[letters.registry]", (17, 1), "unknown key 'letters'", "book, documents"),
]


@pytest.mark.parametrize(("number", "line", "place", "message", "hint"), BAD_LINES)
def test_a_bad_line_is_shown(
    number: int, line: str, place: tuple[int, int], message: str, hint: str
) -> None:
    found = problems_of(with_line(number, line))
    at_place = [p for p in found if (p.spans[0].line, p.spans[0].column) == place]
    assert any(message in p.message and hint in p.hint for p in at_place), found


@pytest.mark.parametrize(("number", "line"), [(row[0], row[1]) for row in BAD_LINES])
def test_every_problem_names_file_line_and_remedy(number: int, line: str) -> None:
    for problem in problems_of(with_line(number, line)):
        (span,) = problem.spans
        assert span.file == "briefbook.toml"
        assert span.excerpt or span.line is None
        assert problem.hint
        assert not problem.message.endswith(".")


def test_a_missing_template_file_has_its_own_code() -> None:
    (problem,) = problems_of(with_line(3, 'languages = ["ru", "en", "be"]'))[:1]
    assert isinstance(problem, UnknownTemplate)


def test_a_document_about_the_book_has_no_details() -> None:
    (problem,) = problems_of(with_line(13, 'about = "book"'))
    assert "no subject" in problem.message
    assert problem.spans[0].line == 16


def test_a_book_without_documents_is_a_problem() -> None:
    text = GOOD[: GOOD.index("[documents.brief]")] + "[documents]\n"
    (problem,) = problems_of(text)
    assert "declares no document" in problem.message
    assert problem.spans[0].line == 7


def test_missing_tables_are_reported_once_each() -> None:
    messages = [problem.message for problem in problems_of("# nothing\n")]
    assert messages == [
        "'book' is missing from the file",
        "'documents' is missing from the file",
    ]


def test_all_problems_come_at_once_in_the_order_of_lines() -> None:
    text = textwrap.dedent("""\
        [documents.memo]
        formats = ["odt"]
        about = "x"
        profile = "un-meno"
        [book]
        timezone = "Mars"
        schema = "organizations"
        languages = ["en"]
        extra = 1
        """)
    lines = [problem.spans[0].line for problem in problems_of(text)]
    assert lines == [2, 3, 4, 5, 6, 9]


def test_bad_syntax_is_an_invalid_config() -> None:
    (problem,) = problems_of("[book\n")
    assert isinstance(problem, InvalidConfig)
    assert problem.spans[0].line == 1


def test_long_names_are_shortened_in_messages() -> None:
    problem = problems_of(with_line(2, f'schema = "{"x" * 10_000}"'))[0]
    assert len(problem.message) < 200


STRANGE_VALUES = (
    "0",
    "-1e308",
    "nan",
    "1979-05-27",
    "07:32:00",
    "true",
    "''",
    '"\\u0000\\u202E"',
    "[]",
    "[[], {}, 'x', 'x']",
    "{}",
    "{ '' = { '.' = [1] } }",
)


def places_of_problems(text: str) -> list[tuple[str, bool]]:
    """Return the file of each problem, and whether it names the line."""
    try:
        read(text)
    except InvalidBook as error:
        return [(each.spans[0].file, bool(each.spans[0].line)) for each in error.problems]
    return []


@pytest.mark.parametrize("value", STRANGE_VALUES)
def test_no_value_anywhere_does_worse_than_a_problem(value: str) -> None:
    told: list[tuple[str, bool]] = []
    for number, line in enumerate(GOOD.split("\n"), 1):
        key, equals, _ = line.partition(" = ")
        text = with_line(number, f"{key} = {value}") if equals else f"{value!r} = 1\n{GOOD}"
        told += places_of_problems(text)
    assert set(told) == {("briefbook.toml", True)}
