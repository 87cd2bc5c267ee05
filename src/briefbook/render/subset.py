"""The documented subset of HTML, as data: what an element may carry and hold.

Stage *render*. One table (:data:`ELEMENTS`) is the contract between templates,
*compose* and both renderers; whatever it does not list is refused by
:mod:`briefbook.render.checking`. The meaning of the elements is that of the
HTML standard, https://html.spec.whatwg.org/multipage/.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from briefbook.wording import Message, _

#: Elements without content and without an end tag (HTML, section 13.1.2).
VOID: frozenset[str] = frozenset({"br", "hr", "img", "meta"})

#: Elements that stand within a line of text.
INLINE: frozenset[str] = frozenset(
    {"strong", "em", "a", "br", "sup", "sub", "abbr", "time", "code", "span"}
)

#: Elements that stand one below the other in a body or a section.
FLOW: frozenset[str] = frozenset(
    {"h1", "h2", "h3", "p", "ul", "ol", "table", "section", "div", "figure", "hr", "dl"}
)

#: Blocks that a list item may hold instead of inline content.
ITEM_BLOCKS: frozenset[str] = frozenset({"p", "ul", "ol"})

#: Blocks that always hold a line of text: white space in them counts.
TEXT_BLOCKS: frozenset[str] = frozenset(
    {"title", "h1", "h2", "h3", "p", "caption", "figcaption", "dt", "dd", "th", "td"}
)

#: Attributes that every element may carry.
GLOBAL_ATTRIBUTES: frozenset[str] = frozenset({"id", "lang"})

#: Spans that stand for something and have no text of their own.
EMPTY_SPANS: frozenset[str] = frozenset({"blank", "page-number", "page-count"})

#: The span whose content stands at the foot of the page, in the place of its call.
FOOTNOTE = "footnote"

#: The list of the headings, with their pages.
CONTENTS = "toc"

#: Spans that *compose* numbers, and the element whose instances are counted.
COUNTED_SPANS: Mapping[str, str] = MappingProxyType(
    {"table-number": "caption", "figure-number": "figcaption"}
)

#: How deep lists may nest.
LIST_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Rule:
    """What one element may carry and hold.

    ``children`` are the elements it may hold; ``text`` says whether it may hold
    text; ``required`` attributes must be there; a ``data-role`` must be one of
    ``roles``, and must be there if ``needs_role``.
    """

    children: frozenset[str] = frozenset()
    text: bool = False
    attributes: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    needs_role: bool = False

    @property
    def allowed(self) -> frozenset[str]:
        """The names of all attributes that the element may carry."""
        role = frozenset({"data-role"}) if self.roles else frozenset()
        return GLOBAL_ATTRIBUTES | self.attributes | self.required | role


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _inline(attributes: str = "", required: str = "", roles: str = "") -> Rule:
    return Rule(
        children=INLINE,
        text=True,
        attributes=_names(attributes),
        required=_names(required),
        roles=_names(roles),
    )


_PARAGRAPH_ROLES = (
    "marking document-type date-line reference place purpose attachments signature executor "
    "lead source note alternative group day legend"
)
_SECTION_ROLES = "key-points talking-points annex sources contact distribution text"

ELEMENTS: Mapping[str, Rule] = MappingProxyType(
    {
        "html": Rule(children=_names("head body"), required=_names("lang")),
        "head": Rule(children=_names("title meta")),
        "title": Rule(text=True),
        "meta": Rule(required=_names("name content")),
        "body": Rule(children=FLOW | _names("header footer nav")),
        "header": Rule(children=_names("p")),
        "footer": Rule(children=_names("p")),
        "nav": Rule(children=_names("p ol"), roles=_names(CONTENTS), needs_role=True),
        "section": Rule(children=FLOW, roles=_names(_SECTION_ROLES)),
        "div": Rule(
            children=_names("p figure hr"),
            roles=_names("unit addressee masthead"),
            needs_role=True,
        ),
        "h1": _inline(roles="heading"),
        "h2": _inline(),
        "h3": _inline(),
        "p": _inline("data-begin data-state", roles=_PARAGRAPH_ROLES),
        "ul": Rule(children=_names("li")),
        "ol": Rule(children=_names("li"), attributes=_names("start")),
        "li": Rule(children=INLINE | ITEM_BLOCKS, text=True),
        "table": Rule(children=_names("caption thead tbody"), roles=_names("data")),
        "caption": _inline(),
        "thead": Rule(children=_names("tr")),
        "tbody": Rule(children=_names("tr")),
        "tr": Rule(children=_names("th td")),
        "th": _inline("colspan rowspan data-align data-width", required="scope"),
        "td": _inline("colspan rowspan data-align"),
        "figure": Rule(
            children=_names("img figcaption p dl"),
            attributes=_names("data-begin data-end"),
            roles=_names("timeline"),
        ),
        "figcaption": _inline(),
        "img": Rule(required=_names("src alt")),
        "hr": Rule(),
        "dl": Rule(children=_names("dt dd"), roles=_names("fields lanes"), needs_role=True),
        "dt": _inline(),
        "dd": _inline("data-begin data-end data-state", roles="marking"),
        "strong": _inline(),
        "em": _inline(),
        "a": Rule(
            children=INLINE - _names("a"),
            text=True,
            attributes=_names("title"),
            required=_names("href"),
        ),
        "br": Rule(),
        "sup": _inline(),
        "sub": _inline(),
        "abbr": _inline("title"),
        "time": _inline(required="datetime"),
        "code": _inline(),
        "span": _inline(
            "data-width",
            roles="blank page-number page-count post name label footnote "
            "table-number figure-number",
        ),
    }
)

#: Refused whatever the table says: they run, embed or restyle.
FORBIDDEN_ELEMENTS: frozenset[str] = _names(
    "script style iframe object embed form input button link base frame"
)
FORBIDDEN_ATTRIBUTES: frozenset[str] = _names("style class")

#: Names of ``meta`` elements: what a document says of itself (``dcterms.date``: the date it bears).
META_NAMES: frozenset[str] = _names("author dcterms.date description keywords subject")

#: Schemes of addresses that a link may have.
LINK_SCHEMES: frozenset[str] = _names("http https mailto")

#: Kinds of picture, by the end of their file names.
PICTURE_SUFFIXES: tuple[str, ...] = (".png", ".jpg", ".jpeg", ".svg")

#: Parts of a timeline that are drawn, and are text no longer; its alternative text tells them.
DRAWN_ROLES: frozenset[str] = _names("lanes group day legend")

#: Roles of a ``span`` that may stand only within one kind of block: what people call
#: it, and its elements or roles.
SPAN_PLACES: Mapping[str, tuple[Message, frozenset[str]]] = MappingProxyType(
    {
        "post": (_("a signature"), _names("signature")),
        "name": (_("a signature"), _names("signature")),
        "page-number": (_("a header or footer"), _names("header footer")),
        "page-count": (_("a header or footer"), _names("header footer")),
        "table-number": (_("the caption of a table"), _names("caption")),
        "figure-number": (_("the caption of a picture"), _names("figcaption")),
    }
)

#: Elements and roles in which no footnote may be called: Word has no place for one
#: there, or the call would be repeated on every page.
WITHOUT_NOTES: frozenset[str] = _names(
    "title header footer nav thead caption figcaption a signature footnote"
)
