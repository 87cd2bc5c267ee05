"""The check against the documented subset: every fault, with its place and a remedy."""

from __future__ import annotations

import pytest
from tests.render.samples import document, tree

from briefbook.errors import MalformedMarkup, RefusedAddress, UnknownElement
from briefbook.render.markup import check, parse


def faults(body: str) -> list[tuple[type, str]]:
    return [(type(each), each.message) for each in check(document(f"<h1>H</h1>{body}"))]


@pytest.mark.parametrize("name", ["brief-ru", "brief-en", "memo-ru", "memo-en"])
def test_whole_documents_pass(name):
    assert check(tree(name)) == []


@pytest.mark.parametrize(
    "body",
    [
        '<div data-role="masthead"><figure><img src="a/b.svg" alt="Arms"></figure><hr></div>',
        '<ol start="3"><li><p>a</p><ul><li>b<br>c</li></ul></li></ol>',
        '<p id="here"><a href="#here">x</a></p>',
        '<section data-role="annex"><h2>A</h2><h3>B</h3></section>',
        "<p>H<sub>2</sub>O, x<sup>2</sup>, <abbr title='y'>z</abbr>, <code>c</code></p>",
        (
            '<table data-role="data"><tbody><tr><th scope="row" rowspan="2">a</th><td>1</td></tr>'
            '<tr><td>2</td></tr><tr><td colspan="2" data-align="right">3</td></tr></tbody></table>'
        ),
        '<dl data-role="fields"><dt>a</dt><dd>b</dd><dd>c</dd></dl>',
        '<p><time datetime="2022">y</time> <time datetime="2022-01-05T10:00Z">z</time></p>',
        "<h2>a</h2><h3>b</h3><h2>c</h2>",
        '<h2>a<span data-role="footnote">b <em>c</em></span></h2>',
        '<ul><li>a<span data-role="footnote" lang="ru">б</span></li></ul>',
        '<nav data-role="toc"><p>Contents</p><ol><li><p>a</p></li></ol></nav>',
    ],
)
def test_the_subset_is_allowed(body):
    assert faults(body) == []


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        ("<video></video>", UnknownElement, "unknown element <video>"),
        ("<script></script>", UnknownElement, "<script> is refused"),
        ("<p><iframe></iframe></p>", UnknownElement, "<iframe> is refused"),
        ("<p style='color: red'>a</p>", UnknownElement, "attribute style of <p> is refused"),
        ("<p class='x'>a</p>", UnknownElement, "attribute class of <p> is refused"),
        ("<p onclick='x'>a</p>", UnknownElement, "attribute onclick of <p> is refused"),
        ("<p titel='x'>a</p>", UnknownElement, "unknown attribute titel"),
        ("<p data-role='signatur'>a</p>", UnknownElement, 'unknown role "signatur"'),
        ("<p data-role=''>a</p>", UnknownElement, 'unknown role ""'),
        ("<h2 data-role='heading'>a</h2>", UnknownElement, "unknown attribute data-role of <h2>"),
        ("<div><p>a</p></div>", UnknownElement, "<div> stands without a role"),
        ("<p><ul><li>a</li></ul></p>", UnknownElement, "<ul> may not stand in <p>"),
        ("<section><header><p>a</p></header></section>", UnknownElement, "<header> may not stand"),
        ("<p><a href='#x' id='x'><em><a href='#x'>b</a></em></a></p>", UnknownElement, "in a link"),
        ("<p><span data-role='name'>a</span></p>", UnknownElement, "only in a signature"),
        ("<p><span data-role='page-number'></span></p>", UnknownElement, "a header or footer"),
        ("<p><span data-width='3'>a</span></p>", UnknownElement, "only a blank"),
        ("<nav><p>a</p></nav>", UnknownElement, "<nav> stands without a role"),
        (
            "<section><nav data-role='toc'></nav></section>",
            UnknownElement,
            "<nav> may not stand in <section>",
        ),
        ("<p><span data-role='footnote'> </span></p>", MalformedMarkup, "a footnote is empty"),
        (
            "<p><a href='https://a.example'>b<span data-role='footnote'>c</span></a></p>",
            UnknownElement,
            "a footnote may not stand in a",
        ),
        (
            "<footer><p>a<span data-role='footnote'>b</span></p></footer>",
            UnknownElement,
            "a footnote may not stand in footer",
        ),
        (
            "<p>a<span data-role='footnote'>b<span data-role='footnote'>c</span></span></p>",
            UnknownElement,
            "a footnote may not stand in footnote",
        ),
        (
            "<p><span data-role='table-number'>1</span></p>",
            UnknownElement,
            "only in the caption of a table",
        ),
        ("<p data-role='signature'>a</p>", MalformedMarkup, "a signature holds"),
        ("text", MalformedMarkup, "text stands directly in <body>: text"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", MalformedMarkup, "text beside blocks"),
        ("<p><span data-role='blank'></span></p>", MalformedMarkup, "lacks its data-width"),
        (
            "<p><span data-role='blank' data-width='0'></span></p>",
            MalformedMarkup,
            "not millimetres",
        ),
        (
            "<p><span data-role='blank' data-width='9'>a</span></p>",
            MalformedMarkup,
            "is not empty",
        ),
        ("<h3>a</h3>", MalformedMarkup, "<h3> skips a level"),
        ("<h1>again</h1>", MalformedMarkup, "needs one heading <h1>"),
        ("<h2></h2>", MalformedMarkup, "<h2> is empty"),
        ("<p id='a'>x</p><p id='a'>y</p>", MalformedMarkup, 'id "a" is given twice'),
        ("<p><a href='#gone'>x</a></p>", MalformedMarkup, "nothing has the id of the link #gone"),
        ("<p lang='русский'>a</p>", MalformedMarkup, "is not a language tag"),
        ("<ol start='0'><li>a</li></ol>", MalformedMarkup, "is not a positive whole number"),
        ("<p><time>a</time></p>", MalformedMarkup, "<time> lacks the attribute datetime"),
        ("<p><time datetime='5 May'>a</time></p>", MalformedMarkup, "is not a date"),
        ("<p><a>x</a></p>", MalformedMarkup, "<a> lacks the attribute href"),
        ("<figure><img src='a.png'></figure>", MalformedMarkup, "<img> lacks the attribute alt"),
        ("<figure><img src='a.png' alt=' '></figure>", MalformedMarkup, "empty alt"),
        ("<figure><figcaption>a</figcaption></figure>", MalformedMarkup, "one picture"),
        ("<dl data-role='fields'><dd>a</dd></dl>", MalformedMarkup, "each label <dt>"),
        (
            "<table><tbody><tr><th>a</th></tr></tbody></table>",
            MalformedMarkup,
            "<th> lacks the attribute scope",
        ),
        (
            "<table><tbody><tr><td>a</td></tr><tr><td>b</td><td>c</td></tr></tbody></table>",
            MalformedMarkup,
            "the row has 2 columns, the first row of the table 1",
        ),
        ("<table><tbody></tbody></table>", MalformedMarkup, "the table has no cells"),
        (
            "<table><tbody><tr><td>a</td></tr></tbody><caption>b</caption></table>",
            MalformedMarkup,
            "in this order",
        ),
    ],
)
def test_what_is_outside_the_subset_is_a_fault(body, kind, said):
    assert any(found is kind and said in message for found, message in faults(body)), faults(body)


def test_lists_nest_to_three_levels():
    inner = "<ul><li>d</li></ul>"
    for letter in "cba":
        inner = f"<ul><li><p>{letter}</p>{inner}</li></ul>"
    assert [kind for kind, _ in faults(inner)] == [UnknownElement]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://x.example",
        "page.html",
        "//x.example/y",
        "",
        "#",
        "https:",
        "https://x y",
    ],
)
def test_links_lead_only_to_the_web_to_mail_or_into_the_document(address):
    assert [kind for kind, _ in faults(f'<p><a href="{address}">x</a></p>')] == [RefusedAddress]


@pytest.mark.parametrize(
    "path",
    [
        "https://x.example/a.png",
        "http://x.example/a.png",
        "data:image/png;base64,AA",
        "file:///a.png",
        "/a.png",
        "//x.example/a.png",
        "../a.png",
        "pictures/../../a.png",
        "pictures\\a.png",
        "%2e%2e/a.png",
        "a.gif",
        "",
    ],
)
def test_pictures_come_only_from_the_book(path):
    found = faults(f'<figure><img src="{path}" alt="x"></figure>')
    assert [kind for kind, _ in found] == [RefusedAddress]


def test_all_faults_are_found_at_once_each_at_its_line():
    root = parse(
        '<html lang="en" data-origin="t.html.jinja:1"><head><title>T</title></head><body>'
        '<h1>H</h1><pp data-origin="t.html.jinja:4"></pp>'
        '<p data-origin="partials/p.html.jinja:2" data-role="markng">a</p></body></html>'
    )
    assert [(str(each.spans[0]), each.hint) for each in check(root)] == [
        ("templates/t.html.jinja:4", "did you mean p?"),
        ("templates/partials/p.html.jinja:2", "did you mean marking?"),
    ]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<p>a</p>", "begins with <p>"),
        ("<html lang='en'><head></head><body><h1>a</h1></body></html>", "needs one title"),
        (
            "<html lang='en'><head><title> </title></head><body><h1>a</h1></body></html>",
            "needs one title",
        ),
        ("<html><head><title>T</title></head><body><h1>a</h1></body></html>", "attribute lang"),
        (
            (
                "<html lang='en'><head><title>T</title><meta name='dcterms.date' content='today'>"
                "</head><body><h1>a</h1></body></html>"
            ),
            "is not a date",
        ),
        ("<html lang='en'><head><title>T</title></head></html>", "one head and one body"),
        (
            (
                "<html lang='en'><head><title>T</title><meta name='robots' content='x'></head>"
                "<body><h1>a</h1></body></html>"
            ),
            'unknown meta name "robots"',
        ),
        ("<html lang='en'><head><title>T</title></head><body><p>a</p></body></html>", "<h1>"),
    ],
)
def test_a_document_is_whole(source, said):
    assert any(said in each.message for each in check(parse(source)))
