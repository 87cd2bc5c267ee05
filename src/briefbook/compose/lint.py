"""The templates of a book, examined without composing anything.

Stage *compose*. Composing meets only the lines that it runs; this reads them all:
a branch that is seldom taken, a macro that nobody has called yet. The rules are
those of ``docs/templates.md``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from jinja2 import TemplateSyntaxError, nodes

from briefbook.compose.environment import BookEnvironment, make_environment
from briefbook.compose.faults import fault, nearest, span_of
from briefbook.errors import BriefbookError, Span, TemplateSyntax
from briefbook.wording import Message, _

__all__ = ["lint"]

#: The name under which documents import the sentences of their language.
_PHRASES = "phrases"


def lint(sources: Mapping[str, str], languages: Sequence[str]) -> list[BriefbookError]:
    """Return what is wrong with the templates, by file and line.

    ``sources`` maps each template's name under ``templates/`` to its text. Each
    template must be one that Jinja can read, with filters and tests that exist, and
    must import others ``with context``. What documents and partials read of
    ``phrases`` must be a macro in each of ``languages``, with the same parameters
    everywhere; the other macros of a phrases file are its own affair.
    """
    environment = make_environment(sources)
    problems: list[BriefbookError] = []
    trees: dict[str, nodes.Template] = {}
    for name in sorted(sources):
        try:
            trees[name] = environment.parse(sources[name], name, f"templates/{name}")
        except TemplateSyntaxError as error:
            problems.append(fault(error, sources))
            continue
        problems.extend(_broken_rules(trees[name], name, sources, environment))
    phrases = [f"phrases/{language}.html.jinja" for language in languages]
    problems.extend(_unequal_phrases([name for name in phrases if name in trees], trees, sources))
    return sorted(problems, key=lambda problem: (problem.spans[0].file, problem.spans[0].line or 0))


def _broken_rules(
    tree: nodes.Template, name: str, sources: Mapping[str, str], environment: BookEnvironment
) -> Iterator[TemplateSyntax]:
    """Yield an error for each unknown filter or test, and each import without context."""
    for one in tree.find_all(nodes.Filter):
        if one.name not in environment.filters:
            message = _("there is no filter “{name}”", name=one.name)
            everything = _("filters: {names}", names=", ".join(sorted(environment.filters)))
            hint = nearest(one.name, environment.filters) or everything
            yield _error(message, name, one.lineno, sources, hint)
    for each in tree.find_all(nodes.Test):
        if each.name not in environment.tests:
            message = _("there is no test “{name}”", name=each.name)
            everything = _("tests: {names}", names=", ".join(sorted(environment.tests)))
            hint = nearest(each.name, environment.tests) or everything
            yield _error(message, name, each.lineno, sources, hint)
    yield from _lone_imports(tree, name, sources)


def _lone_imports(
    tree: nodes.Template, name: str, sources: Mapping[str, str]
) -> Iterator[TemplateSyntax]:
    """Yield an error for each import without context."""
    imports: list[nodes.Import | nodes.FromImport] = [*tree.find_all(nodes.Import)]
    for each in [*imports, *tree.find_all(nodes.FromImport)]:
        if not each.with_context:
            message = _("an import without context knows neither language nor subject")
            yield _error(message, name, each.lineno, sources, _("add “with context” to it"))


def _unequal_phrases(
    names: Sequence[str], trees: Mapping[str, nodes.Template], sources: Mapping[str, str]
) -> Iterator[TemplateSyntax]:
    """Yield an error for each macro that a language lacks or has otherwise than the first."""
    macros = {name: _macros(trees[name]) for name in names}
    for macro, use in _phrases_read(trees, sources).items():
        having = [name for name in names if macro in macros[name]]
        for name in names:
            if name not in having:
                others = [span_of(o, macros[o][macro].lineno, sources) for o in having[:1]]
                yield TemplateSyntax(
                    _("the macro “{macro}” is missing here", macro=macro),
                    spans=(span_of(name, None, sources), *others, use),
                    hint=_("write it with the parameters that the other languages have"),
                )
        yield from _unequal_parameters(having, [macros[name][macro] for name in having], sources)


def _unequal_parameters(
    names: Sequence[str], macros: Sequence[nodes.Macro], sources: Mapping[str, str]
) -> Iterator[TemplateSyntax]:
    """Compare a macro of several languages with that of the first."""
    for name, macro in list(zip(names, macros, strict=True))[1:]:
        expected = _parameters(macros[0])
        if _parameters(macro) != expected:
            lines = ((name, macro.lineno), (names[0], macros[0].lineno))
            yield TemplateSyntax(
                _(
                    "the macro “{name}” has other parameters here than in templates/{file}",
                    name=macro.name,
                    file=names[0],
                ),
                spans=[span_of(file, line, sources) for file, line in lines],
                hint=_("give it these: ({parameters})", parameters=", ".join(expected)),
            )


def _phrases_read(
    trees: Mapping[str, nodes.Template], sources: Mapping[str, str]
) -> dict[str, Span]:
    """Return the names that documents and partials read of ``phrases``, each with a place."""
    read: dict[str, Span] = {}
    for name, tree in trees.items():
        for node in tree.find_all(nodes.Getattr):
            if isinstance(node.node, nodes.Name) and node.node.name == _PHRASES:
                read.setdefault(node.attr, span_of(name, node.lineno, sources))
    return read


def _macros(tree: nodes.Template) -> dict[str, nodes.Macro]:
    """Return the macros of a phrases file."""
    return {node.name: node for node in tree.body if isinstance(node, nodes.Macro)}


def _parameters(macro: nodes.Macro) -> list[str]:
    """Return the parameters of a macro, a sign on those that may be left out."""
    required = len(macro.args) - len(macro.defaults)
    return [
        argument.name if number < required else f"{argument.name}=…"
        for number, argument in enumerate(macro.args)
    ]


def _error(
    message: Message, name: str, line: int, sources: Mapping[str, str], hint: Message
) -> TemplateSyntax:
    return TemplateSyntax(message, spans=(span_of(name, line, sources),), hint=hint)
