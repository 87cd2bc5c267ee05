"""English typography, rule by rule; ``~`` stands for a no-break space."""

from __future__ import annotations

import pytest

from briefbook.compose.typography.engine import typeset
from briefbook.compose.typography.runs import Run


def english(text: str, language: str = "en") -> str:
    return typeset([Run(text.replace("~", "\u00a0"))], language)[0].replace("\u00a0", "~")


def table(*cases: tuple[str, str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("typed", "printed"), cases, ids=[case[0] for case in cases])


@table(
    ('"Word"', "“Word”"),
    ("«Word»", "“Word”"),
    ("'Word'", "‘Word’"),
    ('"The "inner" word"', "“The ‘inner’ word”"),
    ("\"The 'inner' word\"", "“The ‘inner’ word”"),
    ("'The \"inner\" word'", "‘The “inner” word’"),
    ('("word")', "(“word”)"),
    ("“ word ”", "“word”"),
    ('"Yes," he said.', "“Yes,” he said."),
    ('said - "yes"', "said—“yes”"),
)
def test_quotation_marks(typed, printed):
    assert english(typed) == printed


@table(
    ("it's", "it’s"),
    ("States' rights", "States’ rights"),
    ('"States\' rights"', "“States’ rights”"),
    ("the '90s", "the ’90s"),
    ("the 1990's", "the 1990’s"),
    ("5' 6\"", "5' 6\""),
)
def test_apostrophes(typed, printed):
    assert english(typed) == printed


@table(
    ("word - word", "word—word"),
    ("word -- word", "word—word"),
    ("word – word", "word—word"),
    ("word — word", "word—word"),
    ("word— word", "word—word"),
    ("word —word", "word—word"),
    ("word--word", "word—word"),
    ("well-known", "well-known"),
    ("use --force", "use --force"),
    ("- item", "- item"),
    ("—", "—"),
)
def test_dashes_between_words(typed, printed):
    assert english(typed) == printed


@table(
    ("2002-2005", "2002–2005"),
    ("14 - 22 March", "14–22~March"),
    ("24 May - 2 June", "24~May–2~June"),
    ("24 May 2018 - 2 June 2019", "24~May 2018–2~June 2019"),
    ("March-May 2018", "March–May 2018"),
    ("000-00-00", "000-00-00"),
    ("+375 17 200-3000", "+375~17~200-3000"),
    ("tel. 222-2345", "tel.~222-2345"),
    ("No. 12-15", "No.~12-15"),
    ("2018-12-07", "2018-12-07"),
    ("E/CN.7/2019/30-35", "E/CN.7/2019/30-35"),
)
def test_ranges(typed, printed):
    assert english(typed) == printed


@table(
    ("28 sessions, 3 treaties, 12 people", "28~sessions, 3~treaties, 12~people"),
    ("the 28th session", "the 28th~session"),
    ("14-22 sessions and 1,997 votes", "14–22~sessions and 1,997~votes"),
    ("5 to 12 days", "5 to 12~days"),
    ("12 Member States", "12~Member States"),
    ("In 2018 sessions were held", "In 2018 sessions were held"),
    ("In 2018 the Commission", "In 2018 the Commission"),
    ("the 5 agreed texts", "the 5 agreed texts"),
    ("5 of them, 12 more", "5 of them, 12 more"),
    ("resolution 64/293 members", "resolution~64/293 members"),
)
def test_a_figure_stays_with_what_it_counts_and_with_nothing_else(typed, printed):
    assert english(typed) == printed


@table(
    ("No. 5", "No.~5"),
    ("Nos.5", "Nos.~5"),
    ("Mr. Sample, Ms. Sample", "Mr.~Sample, Ms.~Sample"),
    ("A. B. Sample", "A.~B.~Sample"),
    ("A.B. Sample", "A.B.~Sample"),
    ("Sample A.B. was", "Sample~A.B. was"),
    ("p. 5 and paras. 2", "p.~5 and paras.~2"),
    ("Article 5, chapter III", "Article~5, chapter~III"),
    ("+375 17 000 00 00", "+375~17~000~00~00"),
    ("resolution 64/293 of", "resolution~64/293 of"),
    ("resolution A/RES/64/293", "resolution~A/RES/64/293"),
    ("24 May and May 24", "24~May and May~24"),
    ("28 sessions, 28th session", "28~sessions, 28th~session"),
    ("5 per cent", "5~per cent"),
    ("5 %", "5%"),
    ("5 km, 20 °C, 5 MW", "5~km, 20~°C, 5~MW"),
    ("in 2018 and 2019 the", "in 2018 and 2019 the"),
    ("In 2018 Belarus", "In 2018 Belarus"),
    ("the article is", "the article is"),
    ("10000 people", "10000~people"),
)
def test_what_is_not_torn_apart(typed, printed):
    assert english(typed) == printed


@table(
    ("see https://a.org/x--y-z, www.unodc.org.", "see https://a.org/x--y-z, www.unodc.org."),
    ('"https://a.org/it\'s"', "“https://a.org/it's”"),
    ("a.b-c@unodc.org - here", "a.b-c@unodc.org—here"),
    ("at 2018-12-07T10:30:00+03:00", "at 2018-12-07T10:30:00+03:00"),
    ("2018-01-01/2018-12-31", "2018-01-01/2018-12-31"),
    ("data/2002-2005.pdf", "data/2002-2005.pdf"),
    ("unodc.org/2002-2005", "unodc.org/2002-2005"),
    ("mailto:x--y", "mailto:x--y"),
    ("www.unodc.org - a site", "www.unodc.org—a site"),
)
def test_addresses_dates_and_files_are_never_touched(typed, printed):
    assert english(typed) == printed


@table(
    ("two  spaces", "two spaces"),
    ("line\n  break", "line break"),
    ("typed~ one", "typed~one"),
    ("5\u202fkm\u2009x", "5~km~x"),
    ("a\u2011b", "a-b"),
    ("and so on...", "and so on…"),
    ("four....", "four...."),
    ("№5", "№~5"),
    ("10 000 000", "10~000~000"),
    ('"word" - 2002 m', '"word" - 2002 m'),
)
def test_a_language_without_rules_gets_what_holds_in_all(typed, printed):
    assert english(typed, "fr") == printed


@pytest.mark.parametrize("language", ["en", "en-GB", "en_US", "EN"])
def test_regions_share_the_rules_of_their_language(language):
    assert english('"x"', language) == "“x”"
