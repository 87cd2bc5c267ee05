"""What a template makes of facts is compared, measured and looked up by its words."""

from __future__ import annotations

import pytest
from tests.compose.workbench import compose

SET = "{% set made %}{{ subject.items }}{% endset %}"
MACRO = "{% macro word() %}{{ subject.items }}{% endmacro %}{% set made = word() %}"
JOINED = "{% set made = '' ~ subject.items %}"


@pytest.mark.parametrize("making", [SET, MACRO, JOINED], ids=["set", "macro", "joined"])
@pytest.mark.parametrize(
    "expression",
    [
        "made == 'seven'",
        "'seven' == made",
        "made != 'eight'",
        "made in ['six', 'seven']",
        "'seven' in [made]",
        "'eve' in made",
        "'organ' not in made",
        "made < 'sevenx'",
        "made is eq('seven')",
        "made is in(['seven'])",
        "made | length == 5",
        "made | first == 's'",
        "made | last == 'n'",
        "made | list | length == 5",
        "{'seven': 'yes'}[made] == 'yes'",
        "['seven'] | select('eq', made) | list | length == 1",
    ],
)
def test_marks_do_not_count(making: str, expression: str) -> None:
    composed = compose(f"{making}<p>{{{{ 'yes' if {expression} else 'no' }}}}</p>")
    assert composed.blocks[-1].text == "yes"


@pytest.mark.parametrize("making", [SET, MACRO, JOINED], ids=["set", "macro", "joined"])
def test_what_is_printed_still_says_what_it_rests_on(making: str) -> None:
    composed = compose(f"{making}<p>{{% if made == 'seven' %}}{{{{ made }}}}{{% endif %}}</p>")
    assert composed.blocks[-1].text == "seven"
    assert composed.blocks[-1].facts == ("rivers.oka.items",)


@pytest.mark.parametrize("making", [SET, MACRO, JOINED], ids=["set", "macro", "joined"])
def test_a_template_is_loaded_by_a_name_made_of_a_fact(making: str) -> None:
    composed = compose(
        making + "{% include made ~ '.jinja' %}{% include 'none/' ~ made ignore missing %}",
        others={"seven.jinja": "<p>Included</p>"},
    )
    assert composed.blocks[-1].text == "Included"


def test_what_is_found_by_a_word_shows_the_fact_of_the_word() -> None:
    composed = compose(f"{SET}<p>{{{{ {{'seven': 'Found'}}[made] }}}}</p>")
    assert composed.blocks[-1].text == "Found"
    assert composed.blocks[-1].facts == ("rivers.oka.items",)
