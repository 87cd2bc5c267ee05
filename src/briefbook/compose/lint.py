"""The templates of a book, examined without composing anything.

Stage *compose*. Composing meets only the lines that it runs; this reads them all:
a branch that is seldom taken, a macro that nobody has called yet. The rules are
those of ``docs/templates.md``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from jinja2 import TemplateSyntaxError, nodes

from briefbook.compose.environment import BookEnvironment, make_environment
from briefbook.compose.faults import fault, span_of
from briefbook.errors import BriefbookError, TemplateSyntax

__all__ = ["lint"]


def lint(sources: Mapping[str, str], languages: Sequence[str]) -> list[BriefbookError]:
    """Return what is wrong with the templates, by file and line.

    ``sources`` maps each template's name under ``templates/`` to its text. Each
    template must be one that Jinja can read, with filters and tests that exist, and
    must import others ``with context``. The phrases of all ``languages`` must have
    the macros that those of the first language have, with the same parameters.
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
    return problems


def _broken_rules(
    tree: nodes.Template, name: str, sources: Mapping[str, str], environment: BookEnvironment
) -> Iterator[TemplateSyntax]:
    """Yield an error for each unknown filter or test, and each import without context."""
    kinds: tuple[tuple[str, Iterable[nodes.Filter | nodes.Test], Collection[str]], ...] = (
        ("filter", tree.find_all(nodes.Filter), environment.filters),
        ("test", tree.find_all(nodes.Test), environment.tests),
    )
    for kind, found, known in kinds:
        for node in found:
            if node.name not in known:
                near = get_close_matches(node.name, known, n=1)
                everything = f"{kind}s: {', '.join(sorted(known))}"
                hint = f"did you mean “{near[0]}”?" if near else everything
                yield _error(f"there is no {kind} “{node.name}”", name, node.lineno, sources, hint)
    imports: list[nodes.Import | nodes.FromImport] = [*tree.find_all(nodes.Import)]
    for each in [*imports, *tree.find_all(nodes.FromImport)]:
        if not each.with_context:
            message = "an import without context knows neither language nor subject"
            yield _error(message, name, each.lineno, sources, "add “with context” to it")


def _unequal_phrases(
    names: Sequence[str], trees: Mapping[str, nodes.Template], sources: Mapping[str, str]
) -> Iterator[TemplateSyntax]:
    """Yield an error for each macro that one language has otherwise than the first."""
    macros = {name: _macros(trees[name]) for name in names}
    for name in names[1:]:
        yield from _unequal(names[0], name, macros, sources)


def _unequal(
    first: str, other: str, macros: Mapping[str, dict[str, nodes.Macro]], sources: Mapping[str, str]
) -> Iterator[TemplateSyntax]:
    """Compare the macros of two languages, both ways."""
    for here, there in ((other, first), (first, other)):
        for name in macros[there].keys() - macros[here].keys():
            line = macros[there][name].lineno
            yield TemplateSyntax(
                f"templates/{here} lacks the macro “{name}” of templates/{there}",
                spans=(span_of(here, None, sources), span_of(there, line, sources)),
                hint="write the macro in this language too",
            )
    for name in macros[first].keys() & macros[other].keys():
        expected, found = _parameters(macros[first][name]), _parameters(macros[other][name])
        if expected != found:
            lines = ((other, macros[other][name].lineno), (first, macros[first][name].lineno))
            yield TemplateSyntax(
                f"the macro “{name}” has other parameters in templates/{other}"
                f" than in templates/{first}",
                spans=[span_of(file, line, sources) for file, line in lines],
                hint=f"give it the parameters ({', '.join(expected)})",
            )


def _macros(tree: nodes.Template) -> dict[str, nodes.Macro]:
    """Return the macros of a phrases file; those beginning with _ are its own affair."""
    found = (node for node in tree.body if isinstance(node, nodes.Macro))
    return {macro.name: macro for macro in found if not macro.name.startswith("_")}


def _parameters(macro: nodes.Macro) -> list[str]:
    """Return the parameters of a macro, a sign on those that may be left out."""
    required = len(macro.args) - len(macro.defaults)
    return [
        argument.name if number < required else f"{argument.name}=…"
        for number, argument in enumerate(macro.args)
    ]


def _error(
    message: str, name: str, line: int, sources: Mapping[str, str], hint: str
) -> TemplateSyntax:
    return TemplateSyntax(message, spans=(span_of(name, line, sources),), hint=hint)
