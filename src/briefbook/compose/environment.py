"""The Jinja environment in which templates run: sandboxed, strict, in one language.

Stage *compose*. The sandbox is stricter than Jinja's own
(https://jinja.palletsprojects.com/en/stable/sandbox/): a template reaches the
facts of views, the figures of its layout, Jinja's own loops and macros, and
nothing else of any object. Every filter and test of ours takes the context,
because Jinja folds the others at compile time, in whatever language comes first.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache, partial
from types import CodeType
from typing import Any, NoReturn, cast

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateRuntimeError,
    Undefined,
    pass_context,
)
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, LoopContext, Macro, TemplateReference
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace
from markupsafe import Markup, escape

from briefbook.compose.declared import DeclaredDifferences
from briefbook.compose.faults import nearest
from briefbook.compose.filters import FILTERS, TESTS
from briefbook.compose.literals import LiteralFigures, OriginMarks
from briefbook.compose.scribe import Scribe
from briefbook.compose.unmarked import TemplateCode, on_unmarked, unmarked
from briefbook.compose.whereabouts import Whereabouts, placed
from briefbook.dataset.values import PartialDate, Period
from briefbook.errors import TemplateFailed, UndefinedName
from briefbook.localize.forms import in_case, is_noun
from briefbook.localize.shown import ShownNumber, ShownText, paths_of, plain_value, showing
from briefbook.localize.view import Absent, Derivations, Listing, Registers, View, absence, read
from briefbook.wording import Message, _

#: Jinja's own filters that templates may use: none reads a clock or chance.
_OWN_FILTERS = (
    "batch",
    "first",
    "last",
    "length",
    "list",
    "map",
    "reject",
    "rejectattr",
    "select",
    "selectattr",
)
_OWN_TESTS = ("eq", "ge", "gt", "in", "le", "lt", "ne", "divisibleby", "even", "odd")
_JINJA_OBJECTS = (LoopContext, Macro, Namespace, TemplateModule, TemplateReference, Undefined)
#: What a loop says of itself in plain values: the sandbox has nothing to look at there.
_LOOP_FIGURES = frozenset({"depth", "depth0", "first", "index", "index0", "last", "length"})
#: Kinds of values, asked for so often that to unite them each time would take longer.
_LISTS, _FACTS = (Listing, list, tuple), (View, Absent, Registers)
_OPEN, _PLAIN = (Undefined, TemplateReference), (str, int)
#: Values that bear neither marks nor facts.
_BARE = frozenset({str, int, bool, View})

_KINDS = {
    str: _("a text"),
    ShownText: _("a text"),
    int: _("a number"),
    ShownNumber: _("a number"),
    bool: _("a truth value"),
    Listing: _("a list"),
    Derivations: _("a list"),
    View: _("a record"),
    date: _("a date"),
    PartialDate: _("a date"),
    Period: _("a period"),
}


class Sources(BaseLoader):
    """The templates of a book, by their names under ``templates/``."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002  # the interface of Jinja
        template: str,
    ) -> tuple[str, str, None]:
        """Return a template's text and the file that errors name."""
        if template not in self._sources:
            raise TemplateNotFound(template)
        return self._sources[template], f"templates/{template}", None


class BookContext(Context):
    """The names of one run of a template, known to its environment until the run is over."""

    def __init__(self, environment: BookEnvironment, *arguments: Any, **named: Any) -> None:
        super().__init__(environment, *arguments, **named)
        if environment.scribe is not None:
            environment.contexts.append(self)

    def clear(self) -> None:
        """Forget all names: macros and their contexts hold each other else."""
        self.vars.clear()
        self.parent.clear()


class BookEnvironment(ImmutableSandboxedEnvironment):
    """Jinja as a book's templates know it.

    ``asked_for`` holds the names of the templates that the rendering under way has
    asked for, found or not, in order. It is noted here and not in the loader, which
    is called only the first time a template is used. ``scribe`` writes down what that
    rendering says; there is none while no document is composed. ``here`` is the line that
    is being run; ``contexts`` are those of the document that is being composed.
    """

    asked_for: dict[str, None]
    here: Whereabouts
    contexts: list[BookContext]
    context_class = BookContext
    scribe: Scribe | None = None
    code_generator_class = TemplateCode

    def clear_contexts(self) -> None:
        """Take the contexts of a rendering apart, so that they go without the collector."""
        for context in self.contexts:
            context.clear()
        self.contexts.clear()

    def unmarked(self, value: Any) -> Any:
        """Take the marks out of one side of a comparison; its facts choose the words."""
        if type(value) in _BARE:
            return value
        if self.scribe is not None:
            self.scribe.compared(value)
        return unmarked(value)

    def _load_template(
        self,
        name: str,
        globals: MutableMapping[str, Any] | None,  # noqa: A002  # Jinja's name
    ) -> Template:
        name = str(unmarked(name))
        self.asked_for[name] = None
        template = super()._load_template(name, globals)
        # Jinja keeps what an import without context said; its own imports would go unnoted.
        template._module = None  # noqa: SLF001  # there is no other way
        return template

    def _compile(self, source: str, filename: str) -> CodeType:
        """Compile the Python of a template, so that it says which line is being run."""
        return super()._compile(placed(source, filename), filename)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a macro or another function; the call of a phrases macro is a statement."""
        scribe, here, at = self.scribe, self.here, self.here.at
        try:
            if type(obj) is not Macro:
                return super().call(context, obj, *args, **kwargs)
            if scribe is None or not scribe.begins(obj):
                return _called(context, obj, args, kwargs)
            draft = scribe.begin_statement(obj, (*args, *kwargs.values()))
            try:
                said = _called(context, obj, args, kwargs)
            finally:
                scribe.end_statement()
            scribe.printed(draft, said)
            return said
        finally:
            here.at = at

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Read ``obj.attribute``: a fact, a figure of the layout, a name of Jinja's own."""
        if type(obj) is View and attribute[0] != "_":
            return read(obj, attribute)
        return self._reach(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Read ``obj[argument]``: an item of a list or mapping, or as :meth:`getattr`."""
        if isinstance(obj, _LISTS) and isinstance(argument, int):
            return (
                obj[argument]
                if -len(obj) <= argument < len(obj)
                else self.undefined(
                    _("the list has no item {number}", number=argument), obj, str(argument)
                )
            )
        if isinstance(obj, dict):
            return self._look_up(obj, argument)
        return self._reach(obj, str(argument))

    def _look_up(self, table: dict[Any, Any], key: Any) -> Any:
        """Look a word of a fact up in a table of the template: what is found shows the fact."""
        word = unmarked(key)
        if word not in table:
            return self.undefined(_("there is no “{word}” here", word=word), table, str(word))
        found = table[word]
        if not isinstance(found, str):
            return found
        written = showing(found, key)
        return self._with_figures(written) if isinstance(written, ShownText) else written

    def _with_figures(self, text: str) -> str:
        """Let a text that stands in the templates bear its figures."""
        if self.scribe is None or isinstance(text, Markup):
            return text
        notes = self.scribe.literal(text)
        return ShownText(text, (*paths_of(text), *notes)) if notes else text

    def written(self, context: Context, value: Any) -> str:
        """Turn what a template prints into markup, as Jinja does with :func:`finalize`."""
        kind = type(value)
        if kind is Markup:
            return cast("Markup", value)
        if kind is ShownText:
            return cast("ShownText", value).__html__()
        return escape(self._with_figures(value) if kind is str else finalize(context, value))

    def printed(self, value: str | int) -> str | int:
        """Let a number, or a text that stands in the templates, bear its figures."""
        if isinstance(value, str):
            return value if type(value) is not str else self._with_figures(value)
        if self.scribe is None:
            return value
        text, paths = int.__repr__(value), paths_of(value)
        notes = self.scribe.figure("number", int(value)) if paths else self.scribe.literal(text)
        return ShownText(text, (*paths, *notes))

    def _reach(self, obj: Any, name: str) -> Any:
        """Read a name of an object, if templates may."""
        if isinstance(obj, _FACTS) and not name.startswith("_"):
            return getattr(obj, name)
        if isinstance(obj, dict):
            return self._look_up(obj, name)
        if isinstance(obj, _JINJA_OBJECTS):
            return self._reach_own(obj, name)
        known = _figures_of(type(obj))  # type: ignore[arg-type]  # types are hashable
        if name in known and not name.startswith("_"):
            return getattr(obj, name)
        return self.undefined(
            _("{thing} has no “{name}”", thing=_describe(obj), name=name), obj, name
        )

    def _reach_own(self, obj: Any, name: str) -> Any:
        """Read a name of an object of Jinja's own; the sandbox looks at what may be unsafe."""
        if type(obj) is LoopContext and name in _LOOP_FIGURES:
            return getattr(obj, name)
        if type(obj) is not TemplateModule:
            return super().getattr(obj, name)
        found = vars(obj).get(name)
        if type(found) is Macro and name[0] != "_":
            return found
        return super().getattr(obj, name) if name in vars(obj) else self._no_macro(obj, name)

    def _no_macro(self, module: TemplateModule, name: str) -> Undefined:
        """Return what stands for a macro that an imported template lacks: an error when used."""
        file, known = f"templates/{module.__name__}", [one for one in vars(module) if one[0] != "_"]
        hint = nearest(name, known) or _("correct the name, or write the macro there")
        message = _("{file} has no macro “{name}”", file=file, name=name)
        error = cast("type[TemplateRuntimeError]", partial(UndefinedName, hint=hint))
        return self.undefined(message, module, name, error)


@cache
def _figures_of(kind: type) -> frozenset[str]:
    """Return the names of the fields and properties of a figure of the layout."""
    if not is_dataclass(kind):
        return frozenset()
    properties = {name for name in dir(kind) if isinstance(getattr(kind, name), property)}
    return frozenset(properties | {field.name for field in fields(kind)})


def _describe(obj: object) -> Message:
    """Name an object for a message."""
    kind = type(plain_value(obj))
    return _KINDS.get(kind) or _("a value of the type {name}", name=kind.__name__)


def _called(context: Context, macro: Macro, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call a macro as :meth:`Context.call` does, which asks first what it is.

    Mostly all its arguments are given in their order, and nothing else.
    """
    kwargs.pop("_block_vars", None)
    kwargs.pop("_loop_vars", None)
    bare = not (kwargs or macro.caller or macro.catch_kwargs or macro.catch_varargs)
    if bare and len(args) == len(macro.arguments) and context.eval_ctx.autoescape:
        return Markup(macro._func(*args))  # noqa: S704, SLF001  # what a macro says is markup
    return macro(context.eval_ctx, *args, **kwargs)


@pass_context  # else Jinja folds literals before they come here
def finalize(context: Context, value: Any) -> Any:
    """Turn what a template prints into text; refuse what has no one text.

    Raises :class:`UndefinedName` for a fact that is not filled, and
    :class:`TemplateFailed` for a date, a period, a record or a list: a filter says
    how those are written.
    """
    if is_noun(value):
        return in_case(value, "nominative")
    if isinstance(value, Absent):
        raise absence(value)
    if isinstance(value, _OPEN):
        return value
    if isinstance(value, _PLAIN) and not isinstance(value, bool):
        environment = context.environment
        return environment.printed(value) if isinstance(environment, BookEnvironment) else value
    return _refuse(value)


def _refuse(value: object) -> NoReturn:
    raise TemplateFailed(
        _("{thing} cannot be printed as it is", thing=_describe(value)),
        hint=_("choose a filter, such as date, years, number or conjunction"),
    )


def make_environment(sources: Mapping[str, str]) -> BookEnvironment:
    """Make the environment for the templates of one book."""
    environment = BookEnvironment(
        loader=Sources(sources),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[
            OriginMarks,
            LiteralFigures,
            DeclaredDifferences,
            "jinja2.ext.do",
            "jinja2.ext.loopcontrols",
        ],
        cache_size=-1,
    )
    environment.filters = {
        **{name: on_unmarked(environment.filters[name]) for name in _OWN_FILTERS},
        **FILTERS,
    }
    tests: dict[str, Any] = environment.tests
    environment.tests = {**{name: on_unmarked(tests[name]) for name in _OWN_TESTS}, **TESTS}
    environment.asked_for = {}
    environment.here = Whereabouts()
    environment.contexts = []
    kept = ("namespace", "range")
    environment.globals = {name: environment.globals[name] for name in kept}
    return environment


__all__ = ["BookEnvironment", "Sources", "finalize", "make_environment"]
