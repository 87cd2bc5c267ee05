"""``[schedules.NAME]`` becomes settings, or every problem with its line."""

from __future__ import annotations

import pickle
from datetime import date

import pytest

from briefbook.errors import BriefbookError, InvalidBook
from briefbook.plan.config import Config, read_config
from briefbook.plan.schedules import Holiday, Schedule

GOOD = """\
[book]
schema = "organizations"
languages = ["ru", "en"]
source_language = "ru"
timezone = "Europe/Minsk"
[documents.brief]
about = "organizations"
formats = ["pdf"]
profile = "house"
[deliveries.registry]
kind = "folder"
path = "/srv/registry"
[schedules.morning]
cron = "0 6 * * 1-5"
"""


def read(text: str) -> Config:
    return read_config(text)


def schedule(*lines: str) -> Schedule:
    (found,) = read(GOOD + "\n".join(lines)).schedules
    return found


def problem(*lines: str) -> BriefbookError:
    with pytest.raises(InvalidBook) as caught:
        read(GOOD + "\n".join(lines))
    (found,) = caught.value.problems
    return found


def test_a_schedule_needs_an_expression_and_nothing_else() -> None:
    found = schedule()
    assert (found.name, found.cron) == ("morning", "0 6 * * 1-5")
    assert found.timezone == "Europe/Minsk"  # the book's
    assert (found.documents, found.subjects, found.languages) == ((), (), ())
    assert (found.deliver, found.deliver_on_failure, found.skip) == ((), (), ())
    assert (found.retries, found.retry_after, found.catch_up) == (3, 60, True)
    assert (found.span.file, found.span.line) == ("briefbook.toml", 13)


def test_a_schedule_says_what_is_made_and_where_it_goes() -> None:
    found = schedule(
        'timezone = "Europe/Berlin"',
        'documents = ["brief"]',
        'subjects = ["unodc"]',
        'languages = ["en"]',
        'deliver = ["registry"]',
        'deliver_on_failure = ["registry"]',
        "retries = 5",
        "retry_after = 2.5",
        "catch_up = false",
    )
    assert found.timezone == "Europe/Berlin"
    assert (found.documents, found.subjects, found.languages) == (("brief",), ("unodc",), ("en",))
    assert (found.deliver, found.deliver_on_failure) == (("registry",), ("registry",))
    assert (found.retries, found.retry_after, found.catch_up) == (5, 2.5, False)
    assert found.subject_spans[0].line == 17


def test_schedules_stand_in_the_order_of_the_file() -> None:
    text = GOOD + '[schedules.evening]\ncron = "0 18 * * *"\n'
    assert [one.name for one in read(text).schedules] == ["morning", "evening"]


def test_a_schedule_crosses_process_borders() -> None:
    assert pickle.loads(pickle.dumps(schedule())) == schedule()


def test_an_expression_may_be_spaced_and_capital() -> None:
    text = GOOD.replace("0 6 * * 1-5", "  0  6 * JAN,feb Mon-FRI ")
    assert read(text).schedules[0].cron == "0 6 * jan,feb mon-fri"


def test_holidays_are_days_ranges_and_days_of_every_year() -> None:
    found = schedule("skip = [2027-01-07, '2027-05-01/2027-05-03', '--12-25', '2027-07-03']")
    assert found.skip[0] == Holiday(date(2027, 1, 7), date(2027, 1, 7))
    rested = {
        day
        for day in (
            date(2027, 1, 7),
            date(2027, 4, 30),
            date(2027, 5, 1),
            date(2027, 5, 3),
            date(2027, 5, 4),
            date(2026, 12, 25),
            date(2031, 12, 25),
            date(2027, 7, 3),
            date(2028, 7, 3),
        )
        if found.rests_on(day)
    }
    assert rested == {
        date(2027, 1, 7),
        date(2027, 5, 1),
        date(2027, 5, 3),
        date(2026, 12, 25),
        date(2031, 12, 25),
        date(2027, 7, 3),
    }


def test_the_leap_day_may_be_a_holiday() -> None:
    assert schedule("skip = ['--02-29']").rests_on(date(2028, 2, 29))


GOOD_EXPRESSIONS = (
    "* * * * *",
    "*/15 8-18 * * mon-fri",
    "0 0 29 2 *",
    "0 6 * * 7",
    "0 6 * * 0,6",
    "0 6 1-7/2 jan-mar,12 sun",
)


@pytest.mark.parametrize("cron", GOOD_EXPRESSIONS)
def test_what_cron_understands_is_understood(cron: str) -> None:
    assert read(GOOD.replace("0 6 * * 1-5", cron)).schedules[0].cron == cron


BAD_EXPRESSIONS = (
    # expression, words of the message
    ("", "is empty"),
    ("0 6 * *", "it has 4 fields, not five"),
    ("0 0 6 * * 1", "it has 6 fields, not five"),
    ("@daily", "it has 1 field, not five"),
    ("60 6 * * *", "the minute cannot be '60': it is a number from 0 to 59"),
    ("0 24 * * *", "the hour cannot be '24'"),
    ("0 6 0 * *", "the day of the month cannot be '0'"),
    ("0 6 * 13 *", "the month cannot be '13'"),
    ("0 6 * * 8", "the weekday cannot be '8'"),
    ("0 6 * * fry", "the weekday cannot be 'fry'"),
    ("0 6 * * mon-sun", "the range goes backwards"),
    ("0 18-6 * * *", "the range goes backwards"),
    ("*/0 * * * *", "a step follows * or a range"),
    ("5/10 * * * *", "a step follows * or a range"),
    ("*/70 * * * *", "a step follows * or a range"),
    ("0 6 L * *", "the day of the month cannot be 'l'"),
    ("0 6 * * 1#2", "the weekday cannot be '1#2'"),
    ("0,,5 6 * * *", "the minute cannot be ''"),
    ("0 6 ٣ * *", "the day of the month cannot be '٣'"),
    ("0 6 30 2 *", "there is no such day"),
    ("0 6 31 4,6 *", "there is no such day"),
)


@pytest.mark.parametrize(("cron", "words"), BAD_EXPRESSIONS)
def test_what_is_no_expression_is_shown_with_its_line(cron: str, words: str) -> None:
    with pytest.raises(InvalidBook) as caught:
        read(GOOD.replace("0 6 * * 1-5", cron))
    (found,) = caught.value.problems
    assert words in found.message
    assert (found.spans[0].line, found.spans[0].column) == (14, 1)
    assert found.hint


BAD_LINES = (
    # line, column of the problem, words of the message, words of the hint
    ('timezone = "Europe/Minks"', 1, "'Europe/Minks' is no time zone", "'Europe/Minsk'"),
    ('documents = ["brif"]', 14, "names 'brif', which the book", "did you mean 'brief'?"),
    ('languages = ["de"]', 14, "names 'de'", "languages: ru, en"),
    ('deliver = ["registry", "regstry"]', 24, "names 'regstry'", "'registry'"),
    ('deliver_on_failure = ["desk"]', 23, "names 'desk'", "deliveries: registry"),
    ("documents = []", 1, "is an empty list", "leave the key out"),
    ('subjects = "unodc"', 1, "must be a list of texts", "list"),
    ("skip = [2027-01-07, 3]", 21, "cannot hold '3'", "2027-01-07"),
    ("skip = ['2027-02-30']", 9, "cannot hold '2027-02-30'", "every year"),
    ("skip = ['2027-01-08/2027-01-01']", 9, "cannot hold", "/"),
    ("skip = ['20270107']", 9, "cannot hold", "2027-01-07"),
    ("skip = 2027-01-07", 1, "must be a list of days", "2027-01-07"),
    ("retries = 21", 1, "between 0 and 20 times", "range"),
    ("retry_after = 0", 1, "between 1 and 3600 seconds", "range"),
    ("catch_up = 1", 1, "must be true or false", "true or false"),
    ('crom = "0 6 * * *"', 1, "unknown key 'crom'", "did you mean 'cron'?"),
)


@pytest.mark.parametrize(("line", "column", "message", "hint"), BAD_LINES)
def test_a_bad_line_is_shown(line: str, column: int, message: str, hint: str) -> None:
    found = problem(line)
    assert message in found.message
    assert hint in found.hint
    assert (found.spans[0].line, found.spans[0].column) == (15, column)


def test_a_schedule_without_an_expression_is_a_problem() -> None:
    with pytest.raises(InvalidBook) as caught:
        read(GOOD.replace('cron = "0 6 * * 1-5"\n', ""))
    assert "'cron' is missing" in caught.value.problems[0].message


def test_a_schedule_has_a_plain_name() -> None:
    with pytest.raises(InvalidBook) as caught:
        read(GOOD.replace("schedules.morning", 'schedules."Jeden Tag"'))
    assert "'Jeden Tag' cannot be the name of a schedule" in caught.value.problems[0].message


def test_where_there_are_no_deliveries_the_hint_says_so() -> None:
    without = GOOD.replace("[deliveries.registry]\nkind", "[schedules.x]\nkind").partition("[sch")[
        0
    ]
    with pytest.raises(InvalidBook) as caught:
        read(f'{without}[schedules.morning]\ncron = "0 6 * * *"\ndeliver = ["registry"]\n')
    assert caught.value.problems[0].hint == "the book has no deliveries"
