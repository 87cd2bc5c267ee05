"""Manuscripts of an invented country for the tests of the renderers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from briefbook.plan.profile import Profile
from briefbook.plan.profiles import read_profile
from briefbook.render.manuscript import Manuscript
from briefbook.render.markup import normalize, parse
from briefbook.render.tree import Element

TEMPLATES = Path(__file__).parents[2] / "templates"
SAMPLES = Path(__file__).parent / "samples"


@cache
def assets() -> Mapping[str, bytes]:
    """The fonts and stylesheets of the book."""
    files = (*TEMPLATES.glob("fonts/*/*.ttf"), *TEMPLATES.glob("styles/*.css"))
    return {path.relative_to(TEMPLATES).as_posix(): path.read_bytes() for path in sorted(files)}


def profile(name: str) -> Profile:
    path = TEMPLATES / "profiles" / f"{name}.toml"
    return read_profile(path.read_text(encoding="utf-8"), f"templates/profiles/{name}.toml", name)


def tree(name: str) -> Element:
    """A sample document: brief-ru, brief-en, memo-ru, memo-en."""
    return normalize(parse((SAMPLES / f"{name}.html").read_text(encoding="utf-8")))


def document(body: str, language: str = "en") -> Element:
    """A document around a piece of markup; each line is a line of ``test.html.jinja``."""
    return normalize(
        parse(
            f'<html lang="{language}" data-origin="test.html.jinja:1"><head>'
            f"<title>A river in Exampleland</title></head><body>{body}</body></html>"
        )
    )


def manuscript(
    root: Element,
    layout: str = "house",
    *,
    stylesheets: tuple[str, ...] = (),
    extra: Mapping[str, bytes] | None = None,
) -> Manuscript:
    return Manuscript(
        name="brief",
        language=root.attributes.get("lang", "en"),
        root=root,
        profile=profile(layout),
        stylesheets=stylesheets,
        assets={**assets(), **(extra or {})},
        dated=date(2022, 1, 1),
    )


def sample(name: str) -> Manuscript:
    """A whole sample document with the layout that it is made for."""
    layouts = {"memo-ru": "ru-gost-2025", "memo-en": "un-memo"}
    kind = name.partition("-")[0]
    return manuscript(tree(name), layouts.get(name, "house"), stylesheets=(f"styles/{kind}.css",))
