"""Every way in which a template reaches a fact is written down, and no other fact is.

Each way of the table is composed once; then the dataset is edited. An edit of what the
way reads is a *hit*: the trace replays to a difference. Any other edit is a *miss*:
the trace replays without one, and composing anew gives the same document.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import pytest
from tests.tracking.harbours import (
    BASE,
    HARBOURS,
    TODAY,
    Composed,
    Edit,
    base,
    compose,
    dataset_of,
    drop,
    edited,
    harbour,
    insert,
    official,
    private,
    put,
    turn,
)

from briefbook.compose.environment import make_environment
from briefbook.compose.filters import FILTERS, TESTS
from briefbook.dataset.values import Dataset
from briefbook.localize.view import Absent, Derivations, Listing, Registers, View
from briefbook.tracking.questions import Question, World, answer

N = "harbours.north."
NAME = f"{N}name.ru."
VISIT = {"year": 2030, "kind": "trade"}
NEW = harbour("Новый", "New", "x")

#: Edits that no way reads, whatever it is.
UNRELATED: dict[str, Edit] = {
    "a fact that no template reads": put(f"{N}unread", "other words"),
    "a fact of another record": put("harbours.west.unread", "other words"),
    "a fact taken away": drop("harbours.west.unread"),
    "a text in a language further": put(f"{N}note.de", "Hafen"),
    "the order of the keys": lambda data: data["harbours"].update(
        north=dict(reversed(data["harbours"]["north"].items()))
    ),
}


@dataclass(frozen=True, slots=True)
class Way:
    """A way to a fact: a template, edits that it must notice, and edits that it must not."""

    body: str
    hits: tuple[Edit, ...]
    misses: tuple[Edit, ...] = ()
    language: str = "ru"
    details: str | None = None


def _p(expression: str) -> str:
    return f"<p>{{{{ {expression} }}}}</p>"


def _if(expression: str) -> str:
    return f"<p>{{% if {expression} %}}yes{{% else %}}no{{% endif %}}</p>"


def _each(listing: str, said: str) -> str:
    return f"<p>{{% for x in {listing} %}}{said};{{% endfor %}}</p>"


WAYS: dict[str, Way] = {
    # values
    "an attribute": Way(
        _p("subject.code"),
        (put(f"{N}code", "zz"), put(f"{N}code", {"value": "n", "as_of": "2020-01-01"})),
        (put(f"{N}length", 31), put("harbours.south.code", "zz")),
    ),
    "an attribute by its name as text": Way(_p("subject['code']"), (put(f"{N}code", "zz"),)),
    "a whole number": Way(_p("subject.length"), (put(f"{N}length", 31),)),
    "a number reckoned with": Way(_p("subject.length * 2 + 1"), (put(f"{N}length", 31),)),
    "a number compared": Way(
        _if("subject.length > 20"), (put(f"{N}length", 3), put(f"{N}length", 21))
    ),
    "a range counted by a fact": Way(
        _each("range(subject.length)", "{{ x }}"), (put(f"{N}length", 31),)
    ),
    "a truth value": Way(_if("subject.tidal"), (put(f"{N}tidal", False),)),
    "a choice in one line": Way(
        _p("subject.code if subject.tidal else subject.length"),
        (put(f"{N}tidal", False), put(f"{N}code", "zz")),
        (put(f"{N}length", 31),),
    ),
    "a choice that is not read to its end": Way(
        _if("subject.tidal or subject.length > 20"),
        (put(f"{N}tidal", False),),
        (put(f"{N}length", 3),),
    ),
    "a text compared": Way(_if("subject.code == 'n'"), (put(f"{N}code", "m"),)),
    "a text looked into": Way(_if("'n' in subject.code"), (put(f"{N}code", "m"),)),
    "a text joined": Way(_p("subject.code ~ '!'"), (put(f"{N}code", "m"),)),
    "texts added": Way(_p("'<' + subject.code + '>'"), (put(f"{N}code", "m"),)),
    "a word looked up in a table": Way(
        _p("{'n': 'nord', 'm': 'meer'}[subject.code]"), (put(f"{N}code", "m"),)
    ),
    "a text of a language": Way(
        _p("subject.note"),
        (put(f"{N}note.ru", "Иное"),),
        (put(f"{N}note.en", "Other"),),
    ),
    "the same text in the other language": Way(
        _p("subject.note"),
        (put(f"{N}note.en", "Other"),),
        (put(f"{N}note.ru", "Иное"),),
        language="en",
    ),
    "a block kept for later": Way(
        "{% set x %}{{ subject.code }}{% endset %}<p>{{ x }}</p>", (put(f"{N}code", "m"),)
    ),
    "a macro": Way(
        "{% macro m(x) %}{{ x.code }}{% endmacro %}<p>{{ m(subject) }}</p>",
        (put(f"{N}code", "m"),),
    ),
    "a namespace": Way(
        "{% set s = namespace(n=0) %}{% for x in subject.visits %}"
        "{% set s.n = s.n + x.year %}{% endfor %}<p>{{ s.n }}</p>",
        (put(f"{N}visits.1.year", 1), drop(f"{N}visits.2")),
    ),
    "an attribute of an element": Way(
        '<p><a href="https://example.org/" title="{{ subject.code }}">x</a></p>',
        (put(f"{N}code", "m"),),
    ),
    # what is not there
    "a fact not filled": Way(_if("subject.site"), (put(f"{N}site", "a.example"),)),
    "filled": Way(
        _if("subject.site is filled"),
        (put(f"{N}site", "a.example"),),
    ),
    "filled, of a fact that is": Way(
        _if("subject.works is filled"),
        (drop(f"{N}works"), put(f"{N}works", "2019–2022")),
    ),
    "defined": Way(_if("subject.sea is defined"), (drop(f"{N}sea"),), (put(f"{NAME}short", "К"),)),
    "not defined": Way(_if("subject.site is not defined"), (put(f"{N}site", "a.example"),)),
    "default": Way(_p("subject.site | default('none')"), (put(f"{N}site", "a.example"),)),
    "an error for want of a fact": Way(_p("subject.site"), (put(f"{N}site", "a.example"),)),
    "an error for want of a form": Way(
        _p("subject.keeper.name | addressed_name('genitive')"),
        (put("people.primerova.name.ru.surname.genitive", "Примеровой"),),
    ),
    "an error at a private fact": Way(_p("subject.code"), (put(f"{N}code", "m"),)),
    "a record of details that is not there": Way(
        "{% if details %}<p>{{ details.code }}</p>{% endif %}",
        (put("harbours.east", NEW),),
        (put("harbours.other", NEW),),
        details="harbours.east",
    ),
    # records that others refer to
    "a reference followed": Way(
        _p("subject.keeper.name | signed_name"),
        (
            put(f"{N}keeper", "obraztsova"),
            drop(f"{N}keeper"),
            put("people.primerova.name.ru.initials", "Я.Ю."),
            put("people.primerova.name.ru.surname.nominative", "Иная"),
        ),
        (
            put("people.primerova.name.ru.surname.dative", "Иной"),
            put("people.primerova.name.ru.given.nominative", "Яна"),
            put("people.primerova.gender", "masculine"),
            put("people.obraztsova.name.ru.initials", "Я.Ю."),
            put("people.third", official("Третья", "Third")),
        ),
    ),
    "whether a record is referred to": Way(
        _if("subject.keeper"),
        (drop(f"{N}keeper"), put(f"{N}keeper", "obraztsova")),
        (put("people.primerova.name.ru.initials", "Я.Ю."),),
    ),
    "two references compared": Way(
        _if("subject.keeper == subject.visits[0].guest"),
        (put(f"{N}keeper", "obraztsova"), put(f"{N}visits.0.guest", "obraztsova")),
        (put("people.primerova.gender", "masculine"),),
    ),
    "a reference of a reference": Way(
        _p("subject.neighbours[1].code"),
        (put("harbours.west.code", "zz"), turn(f"{N}neighbours"), drop(f"{N}neighbours.0")),
        (put("harbours.south.code", "zz"), put(f"{N}neighbours.0", "west")),
    ),
    # lists
    "a list gone through": Way(
        _each("subject.quays", "{{ x }}"),
        (
            put(f"{N}quays.1", "delta"),
            insert(f"{N}quays.0", "delta"),
            drop(f"{N}quays.2"),
            turn(f"{N}quays"),
            drop(f"{N}quays"),
        ),
        (put("harbours.south.quays", ["one"]),),
    ),
    "a list of parts gone through": Way(
        _each("subject.visits", "{{ x.year }}"),
        (put(f"{N}visits.1.year", 1), insert(f"{N}visits.3", VISIT), turn(f"{N}visits")),
        (put(f"{N}visits.1.kind", "trade"), put(f"{N}visits.1.guest", "obraztsova")),
    ),
    "a list of references gone through": Way(
        _each("subject.neighbours", "{{ x.code }}"),
        (put("harbours.south.code", "zz"), turn(f"{N}neighbours"), drop(f"{N}neighbours.0")),
        (put("harbours.south.length", 1),),
    ),
    "a list of texts in languages": Way(
        _each("subject.marks", "{{ x }}"),
        (put(f"{N}marks.1.ru", "иной"), turn(f"{N}marks"), drop(f"{N}marks.0")),
        (put(f"{N}marks.1.en", "other"),),
    ),
    "a list left before its end": Way(
        "<p>{% for x in subject.quays %}{{ x }}{% break %}{% endfor %}</p>",
        (put(f"{N}quays.0", "delta"), turn(f"{N}quays"), drop(f"{N}quays.2")),
        (put(f"{N}quays.1", "delta"),),
    ),
    "an item by its number": Way(
        _p("subject.quays[1]"),
        (put(f"{N}quays.1", "delta"), insert(f"{N}quays.0", "delta"), drop(f"{N}quays.1")),
        (put(f"{N}quays.0", "delta"),),
    ),
    "an item from the end": Way(
        _p("subject.quays[-1]"),
        (put(f"{N}quays.2", "delta"), insert(f"{N}quays.3", "delta"), drop(f"{N}quays.2")),
        (put(f"{N}quays.0", "delta"),),
    ),
    "an item that is not there": Way(
        _if("subject.quays[3] is defined"),
        (insert(f"{N}quays.3", "delta"),),
        (put(f"{N}quays.0", "delta"),),
    ),
    "a slice, which is refused": Way(_p("subject.quays[1:] | conjunction"), ()),
    "the length of a list": Way(
        _p("subject.quays | length"),
        (insert(f"{N}quays.0", "delta"), drop(f"{N}quays.2"), drop(f"{N}quays")),
        (put(f"{N}quays.1", "delta"), turn(f"{N}quays")),
    ),
    "whether a list holds anything": Way(
        _if("subject.quays"), (drop(f"{N}quays"),), (turn(f"{N}quays"),)
    ),
    "whether an empty list holds anything": Way(
        "<p>{% if subject.neighbours[0].visits %}yes{% endif %}no</p>",
        (put("harbours.south.visits", [VISIT]),),
    ),
    "a loop over nothing": Way(
        "<p>{% for x in subject.neighbours[0].visits %}yes{% else %}no{% endfor %}</p>",
        (put("harbours.south.visits", [VISIT]),),
    ),
    "membership of a list": Way(
        _if("'beta' in subject.quays"),
        (put(f"{N}quays.1", "delta"), put(f"{N}quays.0", "beta"), drop(f"{N}quays.1")),
        (put(f"{N}quays.2", "delta"),),
    ),
    "membership of a list that lacks it": Way(
        _if("'delta' in subject.quays"),
        (put(f"{N}quays.2", "delta"), insert(f"{N}quays.3", "delta")),
    ),
    "a reference among references": Way(
        _if("registers.harbours[1] in subject.neighbours"),
        (drop(f"{N}neighbours.0"), put("harbours.east", NEW)),
        (put("harbours.south.code", "zz"),),
    ),
    "the first of a loop": Way(
        _each("subject.quays", "{% if loop.first %}{{ x }}{% endif %}"),
        (turn(f"{N}quays"), drop(f"{N}quays.0")),
    ),
    "the last of a loop": Way(
        _each("subject.visits", "{% if loop.last %}L{% endif %}"),
        (insert(f"{N}visits.0", VISIT), drop(f"{N}visits.2")),
        (put(f"{N}visits.1.year", 1),),
    ),
    "the length of a loop": Way(
        _each("subject.visits", "{{ loop.length }}"),
        (insert(f"{N}visits.0", VISIT),),
        (put(f"{N}visits.1.year", 1),),
    ),
    "the number of a round": Way(
        _each("subject.visits", "{{ loop.index }}{{ loop.revindex }}"),
        (drop(f"{N}visits.0"),),
        (put(f"{N}visits.1.year", 1),),
    ),
    "the neighbours of a round": Way(
        _each("subject.quays", "{% if not loop.first %}{{ loop.previtem }}{% endif %}"),
        (put(f"{N}quays.0", "delta"), turn(f"{N}quays")),
    ),
    "whether a round differs from the one before": Way(
        _each("subject.visits", "{% if loop.changed(x.kind) %}!{% endif %}"),
        (put(f"{N}visits.1.kind", "trade"),),
        (put(f"{N}visits.1.year", 1),),
    ),
    "a loop with a condition": Way(
        "<p>{% for x in subject.visits if x.kind == 'trade' %}{{ x.year }}{% endfor %}</p>",
        (put(f"{N}visits.1.kind", "trade"), put(f"{N}visits.2.year", 1)),
        (put(f"{N}visits.1.year", 1),),
    ),
    # Jinja's own filters and tests
    "batch": Way(
        "<p>{% for row in subject.quays | batch(2) %}{% for x in row %}{{ x }}{% endfor %};"
        "{% endfor %}</p>",
        (put(f"{N}quays.2", "delta"), drop(f"{N}quays.2")),
    ),
    "first": Way(
        _p("subject.quays | first"),
        (put(f"{N}quays.0", "delta"), turn(f"{N}quays"), drop(f"{N}quays")),
        (put(f"{N}quays.1", "delta"),),
    ),
    "last": Way(
        _p("(subject.visits | last).year"),
        (put(f"{N}visits.2.year", 1), drop(f"{N}visits.2")),
        (put(f"{N}visits.1.year", 1),),
    ),
    "list": Way(
        _p("(subject.quays | list)[1]"),
        (put(f"{N}quays.1", "delta"), put(f"{N}quays.2", "delta")),
    ),
    "map by an attribute": Way(
        _p("subject.visits | map(attribute='kind') | conjunction"),
        (put(f"{N}visits.1.kind", "trade"), drop(f"{N}visits.0")),
        (put(f"{N}visits.1.year", 1),),
    ),
    "map by a long attribute": Way(
        _p("subject.neighbours | map(attribute='name') | genitive | conjunction"),
        (put("harbours.south.name.ru.genitive", "Юга"),),
        (put("harbours.south.name.ru.dative", "Югу"),),
    ),
    "map by a filter": Way(
        _p("[subject.name, subject.sea] | map('dative') | conjunction"),
        (put(f"{NAME}dative", "Северу"), put(f"{N}sea.ru.dative", "Морю")),
        (put(f"{NAME}genitive", "Севера"),),
    ),
    "select": Way(
        _p("subject.quays | select('ne', 'beta') | conjunction"),
        (put(f"{N}quays.1", "delta"),),
    ),
    "reject": Way(
        _p("subject.quays | reject('eq', 'beta') | conjunction"),
        (put(f"{N}quays.1", "delta"),),
    ),
    "selectattr": Way(
        _each("subject.visits | selectattr('kind', 'eq', 'trade')", "{{ x.year }}"),
        (put(f"{N}visits.1.kind", "trade"), put(f"{N}visits.0.year", 1)),
        (put(f"{N}visits.1.year", 1),),
    ),
    "rejectattr": Way(
        _p("subject.visits | rejectattr('guest', 'filled') | list | length"),
        (drop(f"{N}visits.0.guest"), put(f"{N}visits.1.guest", "primerova")),
        (put(f"{N}visits.1.year", 1),),
    ),
    "even and odd": Way(
        _if("subject.length is even and not subject.length is odd"), (put(f"{N}length", 31),)
    ),
    "divisibleby": Way(_if("subject.length is divisibleby 7"), (put(f"{N}length", 28),)),
    "eq and ne": Way(
        _if("subject.code is eq 'n' and subject.length is ne 3"), (put(f"{N}length", 3),)
    ),
    "ge, gt, le, lt": Way(
        _if(
            "subject.length is ge 3 and subject.length is gt 3"
            " and subject.length is le 40 and subject.length is lt 40"
        ),
        (put(f"{N}length", 50),),
    ),
    "in": Way(_if("subject.code is in ['n', 'm']"), (put(f"{N}code", "m"),)),
    # registers
    "a register gone through": Way(
        _each("registers.harbours", "{{ x.code }}"),
        (put("harbours.east", NEW), put("harbours.west.code", "zz")),
        (put("harbours.west.length", 1), put("people.third", official("Третья", "Third"))),
    ),
    "the length of a register": Way(
        _p("registers.people | length"),
        (put("people.third", official("Третья", "Third")), drop("people.obraztsova")),
        (put("people.obraztsova.gender", "masculine"), put("harbours.east", NEW)),
    ),
    "a register that is not there": Way(_p("registers.ships | length"), ()),
    # derived values
    "a derived truth value": Way(
        _if("subject.is_at_work"),
        (put(f"{N}works", "2018–2019"), drop(f"{N}works")),
        (put(f"{N}works", "2010–2030"),),
    ),
    "derived parts": Way(
        _each("subject.trades", "{{ x.year }}"),
        (put(f"{N}visits.1.kind", "trade"), put(f"{N}visits.0.year", 1), drop(f"{N}visits.0")),
        (put(f"{N}visits.1.year", 1), insert(f"{N}visits.3", {"year": 1, "kind": "repair"})),
    ),
    "the number of derived parts": Way(
        _p("subject.trades | length"),
        (put(f"{N}visits.1.kind", "trade"),),
        (put(f"{N}visits.0.year", 1),),
    ),
    "a derived reference": Way(
        _p("subject.nearest.code"),
        (put(f"{N}neighbours.0", "west"), put("harbours.south.code", "zz"), drop(f"{N}neighbours")),
        (put(f"{N}neighbours.1", "south"), put("harbours.west.code", "zz")),
    ),
    "derived numbers": Way(
        _each("subject.years", "{{ x }}"),
        (put(f"{N}visits.0.year", 1), turn(f"{N}visits")),
        (put(f"{N}visits.1.kind", "trade"),),
    ),
    # names and their grammar
    "a name printed": Way(
        _p("subject.name"), (put(f"{NAME}nominative", "Иной"),), (put(f"{NAME}dative", "Иному"),)
    ),
    **{
        case: Way(
            _p(f"subject.name | {case}"),
            (put(f"{NAME}{case}", "Иной"), put(f"{NAME}declines", False)),
            (put(f"{N}name.en.nominative", "Other"), put(f"{NAME}gender", "neuter")),
        )
        for case in ("genitive", "dative", "accusative", "instrumental", "prepositional")
    },
    "nominative": Way(
        _p("subject.name | nominative"),
        (put(f"{NAME}nominative", "Иной"),),
        (put(f"{NAME}genitive", "Иного"),),
    ),
    "abbreviation": Way(
        _p("subject.name | abbreviation"),
        (put(f"{NAME}abbreviation", "ИН"), drop(f"{NAME}abbreviation")),
        (put(f"{NAME}nominative", "Иной"),),
    ),
    "introduced": Way(
        _p("subject.name | introduced('dative')"),
        (put(f"{NAME}abbreviation", "ИН"), put(f"{NAME}dative", "Иному")),
        (put(f"{NAME}nominative", "Иной"),),
    ),
    "definite": Way(
        _p("subject.name | definite"),
        (put(f"{NAME}nominative", "Иной"),),
        (put(f"{NAME}dative", "Иному"),),
    ),
    "preceded": Way(
        _p("subject.name | genitive | preceded('с')"), (put(f"{NAME}genitive", "Второго"),)
    ),
    "introduced, without an abbreviation": Way(
        _p("subject.sea | introduced"), (put(f"{N}sea.ru.abbreviation", "ИН"),)
    ),
    "agree": Way(
        _p("subject.name | agree('он', 'она', 'оно', 'они')"),
        (put(f"{NAME}gender", "neuter"), put(f"{NAME}number", "plural")),
        (put(f"{NAME}nominative", "Иной"),),
    ),
    "a case given by its name": Way(
        _p("subject.name | in_case('genitive')"),
        (put(f"{NAME}genitive", "Иного"),),
        (put(f"{NAME}dative", "Иному"),),
    ),
    "a case of a person's name": Way(
        _p("subject.keeper.name | dative"),
        (
            put("people.primerova.name.ru.surname.dative", "Иной"),
            put("people.primerova.name.ru.initials", "Я.Ю."),
        ),
        (put("people.primerova.name.ru.given.dative", "Яне"),),
    ),
    "agree with a person": Way(
        _p("subject.keeper | agree('он', 'она', 'оно', 'они')"),
        (put("people.primerova.gender", "masculine"), put(f"{N}keeper", "obraztsova")),
        (put("people.primerova.name.ru.initials", "Я.Ю."),),
    ),
    "plural": Way(
        _if("subject.name is plural"),
        (put(f"{NAME}number", "plural"),),
        (put(f"{NAME}nominative", "Иной"),),
    ),
    "signed_name": Way(
        _p("subject.keeper.name | signed_name('dative')"),
        (
            put("people.primerova.name.ru.surname.dative", "Иной"),
            drop("people.primerova.name.ru.initials"),
        ),
        (put("people.primerova.name.ru.surname.nominative", "Иная"),),
    ),
    "addressed_name": Way(
        _p("subject.keeper.name | addressed_name"),
        (
            put("people.primerova.name.ru.surname.dative", "Иной"),
            put("people.primerova.name.ru.initials", "Я.Ю."),
            put("people.primerova.name.ru.declines", False),
        ),
        (put("people.primerova.name.ru.given.dative", "Яне"),),
    ),
    "full_name": Way(
        _p("subject.keeper.name | full_name"),
        (
            put("people.primerova.name.ru.given.nominative", "Яна"),
            drop("people.primerova.name.ru.given"),
        ),
        (put("people.primerova.name.ru.initials", "Я.Ю."),),
    ),
    "capitalized": Way(
        _p("subject.name | genitive | capitalized"), (put(f"{NAME}genitive", "иного"),)
    ),
    "conjunction": Way(
        _p("subject.neighbours | map(attribute='name') | conjunction('о')"),
        (put("harbours.west.name.ru.nominative", "Иной"), drop(f"{N}neighbours.0")),
    ),
    "disjunction": Way(_p("subject.quays | disjunction"), (put(f"{N}quays.0", "delta"),)),
    # numbers, dates, periods
    "cardinal": Way(_p("subject.length | cardinal"), (put(f"{N}length", 31),)),
    "counted": Way(
        _p("subject.length | counted(one='метр', few='метра', many='метров', other='метра')"),
        (put(f"{N}length", 31),),
    ),
    # It asks nothing of a dataset: tests/build/test_enclosures.py.
    "the pages of what is not enclosed": Way(_p("'brief' | page_count"), ()),
    "ordinal": Way(_p("subject.length | ordinal"), (put(f"{N}length", 31),)),
    "ordinal_word": Way(_p("subject.length | ordinal_word"), (put(f"{N}length", 3),)),
    "ordinal_figure": Way(_p("subject.length | ordinal_figure"), (put(f"{N}length", 31),)),
    "cardinal_sentence": Way(_p("subject.length | cardinal_sentence"), (put(f"{N}length", 31),)),
    "times": Way(_p("subject.length | times"), (put(f"{N}length", 3),)),
    "number": Way(_p("subject.depth | number"), (put(f"{N}depth", 4.75),), (put(f"{N}length", 3),)),
    "a decimal compared": Way(_if("subject.depth > 4"), (put(f"{N}depth", 3.5),)),
    "date": Way(_p("subject.opened | date"), (put(f"{N}opened", "1997-06-16"),)),
    "date, known to the month": Way(
        _p("subject.named | date"), (put(f"{N}named", "1990-04"), put(f"{N}named", "1990-03-01"))
    ),
    "date_numeric": Way(_p("subject.opened | date_numeric"), (put(f"{N}opened", "1997-06-16"),)),
    "own_date": Way(_p("subject.opened | own_date"), (put(f"{N}opened", "1997-06-16"),)),
    "iso_date": Way(_p("subject.opened | iso_date"), (put(f"{N}opened", "1997-06-16"),)),
    "year": Way(_p("subject.named | year"), (put(f"{N}named", "1991-03"),)),
    "years": Way(_p("subject.works | years"), (put(f"{N}works", "2019–2022"),)),
    "days": Way(_p("subject.fair | days"), (put(f"{N}fair.end", "2019-05-25"),)),
    "ends": Way(_p("subject.fair | ends | conjunction"), (put(f"{N}fair.start", "2019-05-19"),)),
    "dates compared": Way(
        _if("subject.opened < subject.neighbours[0].opened"),
        (put(f"{N}opened", "1990-01-01"), put("harbours.south.opened", "1998-01-01")),
    ),
}

_HITS = [(name, number) for name, way in WAYS.items() for number in range(len(way.hits))]
_MISSES = [(name, number) for name, way in WAYS.items() for number in range(len(way.misses))]


@cache
def _composed(name: str) -> Composed:
    return _compose(WAYS[name], base())


def _compose(way: Way, dataset: Dataset) -> Composed:
    return compose(way.body, dataset, language=way.language, details=way.details)


@pytest.mark.parametrize(("name", "number"), _HITS)
def test_hit_when_what_the_way_reads_changes(name: str, number: int) -> None:
    after = dataset_of(edited(WAYS[name].hits[number]))

    assert _composed(name).difference(after) is not None


@pytest.mark.parametrize(("name", "number"), _MISSES)
def test_miss_when_something_near_it_changes(name: str, number: int) -> None:
    way, before = WAYS[name], _composed(name)
    after = dataset_of(edited(way.misses[number]))

    assert before.difference(after) is None
    assert _compose(way, after).text == before.text


@pytest.mark.parametrize("edit", UNRELATED)
def test_miss_when_something_unrelated_changes(edit: str) -> None:
    after = dataset_of(edited(UNRELATED[edit]))

    for name in WAYS:
        assert _composed(name).difference(after) is None, name


def test_miss_when_the_day_changes_and_nothing_derived_from_it() -> None:
    for name in WAYS:
        assert _composed(name).difference(base(), date(2020, 6, 16)) is None, name


def test_hit_on_the_day_after_the_works_end_and_miss_until_then() -> None:
    composed = _composed("a derived truth value")

    assert composed.difference(base(), date(2019, 1, 1)) is None
    assert composed.difference(base(), date(2021, 12, 31)) is None
    assert composed.difference(base(), date(2022, 1, 1)) is not None
    assert composed.difference(base(), date(2018, 12, 31)) is not None


def test_every_way_but_those_refused_makes_a_document() -> None:
    refused = {name for name in WAYS if _composed(name).composition is None}

    assert refused == {
        "a slice, which is refused",
        "the pages of what is not enclosed",
        "a register that is not there",
        "an error for want of a fact",
        "an error for want of a form",
    }


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (_p("subject.code"), f"{N}code"),
        (_p("subject.note"), f"{N}note"),
        (_p("subject.name"), f"{N}name"),
        (_p("subject.quays[1]"), f"{N}quays.1"),
        (_each("subject.quays", "{{ x }}"), f"{N}quays.1"),
        (_p("subject.quays | conjunction"), f"{N}quays.1"),
        (_p("subject.neighbours[0].code"), f"{N}neighbours.0"),
        (_p("subject.keeper.name | signed_name"), f"{N}keeper"),
        (_each("subject.visits", "{{ x.year }}"), f"{N}visits.1"),
    ],
)
def test_a_private_fact_is_refused_and_hit_when_it_is_private_no_longer(
    body: str, path: str
) -> None:
    kept = dataset_of(edited(private(path)))
    refused, open_ = compose(body, kept), compose(body, base())

    assert "is private" in refused.text
    assert refused.difference(base()) is not None
    assert open_.difference(kept) is not None


def test_a_private_fact_that_changes_is_a_miss() -> None:
    kept = compose(_p("subject.code"), dataset_of(edited(private(f"{N}code"))))
    other = dataset_of(edited(put(f"{N}code", "zz"), private(f"{N}code")))

    assert kept.difference(other) is None


@pytest.mark.parametrize(
    ("hidden", "name", "derived"),
    [
        ("works", "is_at_work", ("bool", "false")),
        ("keeper", "years", ("list", ("int", "2001"), ("int", "2005"), ("int", "2009"))),
        ("visits.1", "years", ("list", ("int", "2001"), ("int", "2009"))),
        ("visits", "years", ("list",)),
        ("neighbours.0", "nearest", ("reference", "harbours.west")),
        ("neighbours", "nearest", ("absent",)),
    ],
)
def test_what_is_derived_is_derived_without_private_facts(
    hidden: str, name: str, derived: tuple[object, ...]
) -> None:
    dataset = dataset_of(edited(private(f"{N}{hidden}")))
    question = Question("derived", f"{N}{name}")

    assert answer(question, World(dataset, HARBOURS.derived, TODAY)) == derived


def test_a_derived_value_changes_when_a_fact_below_it_becomes_private() -> None:
    kept = compose(_p("subject.is_at_work"), base())
    other = dataset_of(edited(private(f"{N}works")))

    assert kept.difference(other) is not None


def test_a_private_record_is_a_miss_while_it_stays_so() -> None:
    kept = dataset_of(edited(put(f"{N}private", True)))
    composed = compose(_p("'x'"), kept)

    assert composed.difference(kept) is None
    assert composed.difference(base()) is not None


# every way: what is new must be added to the table


def _bodies() -> str:
    return "\n".join(way.body for way in WAYS.values())


@pytest.mark.parametrize("name", sorted(make_environment({}).filters))
def test_the_table_has_a_way_through_each_filter(name: str) -> None:
    assert any(f"{sign}{name}" in _bodies() for sign in ("| ", "map('"))


@pytest.mark.parametrize("name", sorted(make_environment({}).tests))
def test_the_table_has_a_way_through_each_test(name: str) -> None:
    signs = ("is ", "is not ", "select('", "reject('", "', '")
    assert any(f"{sign}{name}" in _bodies() for sign in signs)


def test_the_filters_and_tests_are_ours_or_a_few_of_jinja() -> None:
    environment = make_environment({})

    assert set(FILTERS) <= set(environment.filters)
    assert set(TESTS) <= set(environment.tests)


@pytest.mark.parametrize(
    ("kind", "ways"),
    [
        (View, {"__getattr__", "__eq__", "__hash__", "__str__"}),
        (Listing, {"__iter__", "__len__", "__getitem__", "__str__"}),
        (Derivations, {"__getitem__"}),
        (Registers, {"__getattr__"}),
        (Absent, {"__bool__", "__len__", "__iter__", "__getattr__", "__str__"}),
    ],
)
def test_a_view_has_no_ways_but_those_of_the_table(kind: type, ways: set[str]) -> None:
    found = dict(vars(kind))
    inner = {"__init__", "__slots__", "__module__", "__doc__", "__repr__", *found["__slots__"]}
    of_python = {"__firstlineno__", "__static_attributes__"}  # from 3.13 on

    assert set(found) - inner - of_python == ways


def test_the_data_themselves_are_not_changed_by_edits() -> None:
    edited(drop(f"{N}quays"))
    assert BASE["harbours"]["north"]["quays"] == ["alpha", "beta", "gamma"]
