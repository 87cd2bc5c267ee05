"""What templates can reach, and what is out of their reach."""

from __future__ import annotations

import pytest
from tests.compose.workbench import compose, says

from briefbook.errors import TemplateFailed, TemplateSyntax, UndefinedName


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("subject.name", "Oka"),
        ("subject.note", "Long & quiet"),
        ("subject.items", "seven"),
        ("subject['items']", "seven"),
        ("subject.length", "1500"),
        ("subject.age", "29"),
        ("subject.banks[0]", "left"),
        ("subject.banks[-1]", "<b>middle</b>"),
        ("subject.banks | length", "3"),
        ("subject.stretches[0].name", "Moskva"),
        ("subject.shores[0].note", "Short"),
        ("subject.keeper.gender", "masculine"),
        ("registers.rivers | length", "2"),
        ("registers.rivers[1].items", "seven"),
        ("layout.text.size | number", "10.5"),
        ("layout.page.size", "A4"),
        ("layout.fields.order[0]", "marking"),
        ("language", "en"),
        ("document", "brief"),
        ("format", "pdf"),
        ("{'a': 'b'}['a']", "b"),
        ("{'a': 'b'}.a", "b"),
        ("(1, 2)[1]", "2"),
        ("'yes' if subject.tidal else 'no'", "no"),
        ("'yes' if subject.stretches[0] == registers.rivers[0] else 'no'", "yes"),
        ("'yes' if subject.depth > 1 else 'no'", "yes"),
        ("'yes' if not subject.sea else 'no'", "yes"),
        ("'yes' if subject.sea is filled else 'no'", "no"),
        ("subject.sea | default('none')", "none"),
        ("subject.sea | length", "0"),
        ("subject.sea | list | length", "0"),
        ("nothing | default('none')", "none"),
        ("'yes' if nothing is defined else 'no'", "no"),
    ],
)
def test_a_template_reads_facts_and_figures_of_the_layout(expression: str, said: str) -> None:
    assert says(expression) == said


@pytest.mark.parametrize(
    "expression",
    [
        "subject._node",
        "subject.__class__",
        "subject['__class__']",
        "subject.name._perspective",
        "subject.sea._path",
        "subject.items.upper()",
        "subject.note.format()",
        "subject.banks.index('left')",
        "subject.banks._items",
        "subject.mapped.year",
        "subject.mapped.today()",
        "subject.named.first_day",
        "subject.length.bit_length()",
        "layout.__class__",
        "layout.page.__init__",
        "''.__class__.__mro__",
        "{}.keys()",
        "{'a': 1}.items()",
        "[].append(1)",
        "cycler",
        "lipsum()",
        "dict()",
        "registers.__class__",
        "subject.banks[9]",
        "(1, 2)[5]",
        "{'a': 1}['b']",
        "namespace.__init__.__globals__",
        "range.__class__",
        "compose",
    ],
)
def test_nothing_of_python_is_within_reach(expression: str) -> None:
    with pytest.raises(UndefinedName) as caught:
        says(expression)
    assert caught.value.spans[0].file == "templates/page.jinja"
    assert caught.value.spans[0].line == 2


@pytest.mark.parametrize("name", ["upper", "safe", "random", "tojson", "format", "attr", "pprint"])
def test_a_filter_of_jinja_that_is_not_wanted_is_unknown(name: str) -> None:
    with pytest.raises(TemplateSyntax, match=name):
        says(f"subject.items | {name}")


def test_a_list_cannot_be_changed() -> None:
    with pytest.raises(UndefinedName):
        compose("{% do subject.banks.append('x') %}")


def test_an_object_of_jinja_hides_its_insides() -> None:
    with pytest.raises(TemplateFailed, match="__class__") as caught:
        says("self.__class__")
    assert caught.value.spans[0].line == 2


@pytest.mark.parametrize(
    "expression",
    [
        "subject",
        "subject.banks",
        "subject.mapped",
        "subject.named",
        "subject.navigable",
        "subject.tidal",
        "subject.depth",
        "registers",
        "(1, 2)",
        "1.5",
        "true",
        "none",
        "layout",
    ],
)
def test_what_has_no_one_text_is_not_printed(expression: str) -> None:
    with pytest.raises(TemplateFailed, match="cannot be printed as it is") as caught:
        says(expression)
    assert "filter" in caught.value.hint


def test_an_unfilled_fact_is_not_printed_as_a_blank() -> None:
    with pytest.raises(UndefinedName, match=r"rivers\.oka\.sea is not filled") as caught:
        says("subject.sea")
    assert [span.file for span in caught.value.spans] == [
        "templates/page.jinja",
        "data/rivers/oka.yaml",
    ]


def test_an_unfilled_fact_has_no_facts_of_its_own() -> None:
    with pytest.raises(UndefinedName, match=r"rivers\.oka\.sea is not filled"):
        says("subject.sea.name")


def test_a_private_fact_is_readable_by_no_template() -> None:
    with pytest.raises(UndefinedName, match=r"rivers\.oka\.secret is private") as caught:
        says("subject.secret")
    template, data = caught.value.spans
    assert (template.file, template.line) == ("templates/page.jinja", 2)
    assert data.file == "data/rivers/oka.yaml"
    assert data.excerpt == "secret: {value: hidden, private: true}"
    with pytest.raises(UndefinedName):
        says("'yes' if subject.secret else 'no'")


def test_a_misspelt_fact_names_both_lines_and_the_likely_fact() -> None:
    with pytest.raises(UndefinedName, match=r"rivers\.oka has no fact “lenght”") as caught:
        says("subject.lenght")
    assert caught.value.hint == "did you mean “length”?"
    assert caught.value.spans[0].excerpt == "<p>{{ subject.lenght }}</p>"
    assert caught.value.spans[1].file == "data/rivers/oka.yaml"


def test_a_fact_like_no_other_is_answered_with_all_that_there_are() -> None:
    with pytest.raises(UndefinedName) as caught:
        says("subject.qqq")
    assert "banks" in caught.value.hint
    assert "age" in caught.value.hint


def test_an_unknown_register_is_an_undefined_name() -> None:
    with pytest.raises(UndefinedName, match="lakes"):
        says("registers.lakes | length")


def test_texts_of_the_dataset_are_escaped() -> None:
    composition = compose("<ul>{% for bank in subject.banks %}<li>{{ bank }}</li>{% endfor %}</ul>")
    assert [block.text for block in composition.blocks][-3:] == ["left", "right", "<b>middle</b>"]
    assert {element.tag for element in composition.root.elements()} >= {"ul", "li"}
    assert "b" not in {element.tag for element in composition.root.elements()}


def test_template_syntax_in_a_text_is_only_a_text() -> None:
    assert says("'{{ 7 * 7 }} {% if %}'") == "{{ 7 * 7 }} {% if %}"


def test_loops_macros_namespaces_and_includes_work() -> None:
    body = """
    {% set ns = namespace(count=0) %}
    {% macro twice(text) %}{{ text }}{{ text }}{{ caller() if caller is defined }}{% endmacro %}
    {% for bank in subject.banks %}{% if loop.last %}{% break %}{% endif %}
    {% set ns.count = ns.count + loop.index %}{% endfor %}
    <p>{{ twice("ab") }}{{ ns.count }}{% call twice("c") %}d{% endcall %}</p>
    {% include "part.jinja" %}
    {% import "macros.jinja" as m with context %}<p>{{ m.named() }}</p>
    """
    others = {
        "part.jinja": "<p>part</p>",
        "macros.jinja": "{% macro named() %}{{ subject.name }}{% endmacro %}",
    }
    texts = [block.text for block in compose(body, others=others).blocks][-3:]
    assert texts == ["abab3ccd", "part", "Oka"]


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("[3, 1] | first", "3"),
        ("[3, 1] | last", "1"),
        ("subject.stretches | map(attribute='name') | nominative | conjunction", "Moskva"),
        ("[1, 2, 3] | select('odd') | list | length", "2"),
        ("[1, 2, 3] | reject('eq', 2) | list | length", "2"),
        ("registers.rivers | selectattr('tidal') | list | length", "0"),
        ("registers.rivers | rejectattr('tidal') | list | length", "2"),
        ("[1, 2, 3] | batch(2) | list | length", "2"),
        ("'yes' if 4 is divisibleby(2) and 4 is even and 4 is ge(4) else 'no'", "yes"),
        ("'yes' if 'a' is in('abc') and 1 is lt(2) and 1 is ne(2) else 'no'", "yes"),
        ("range(3) | list | length", "3"),
    ],
)
def test_a_few_filters_and_tests_of_jinja_are_kept(expression: str, said: str) -> None:
    assert says(expression) == said
