"""What a renderer is given, whole: equal input gives equal bytes.

Stage *render*: composed HTML → PDF or DOCX bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from briefbook.dataset.values import FrozenMap
from briefbook.plan.language import Language
from briefbook.plan.languages import language_of
from briefbook.plan.profile import Profile
from briefbook.render.tree import Element


@dataclass(frozen=True, slots=True)
class Manuscript:
    """One composed document with its layout, ready to be rendered.

    ``root`` is the ``html`` element; ``stylesheets`` are names under ``templates/``
    in the order of the cascade; ``assets`` maps each path under ``templates/`` to
    its bytes (stylesheets, pictures, fonts): nothing else is ever read.
    ``dated`` is the date the document prints; it stands in the file's metadata.
    ``letterhead`` is the path of a DOCX that its own DOCX is laid out on, or nothing.
    ``evidence`` is what the file says of the facts it rests on: UTF-8 JSON that is
    embedded as it stands, or nothing; ``languages`` is what the book says of languages.
    """

    name: str
    language: str
    root: Element
    profile: Profile
    stylesheets: tuple[str, ...]
    assets: Mapping[str, bytes]
    dated: date
    evidence: bytes = b""
    letterhead: str = ""
    languages: Mapping[str, Language] = field(default_factory=FrozenMap)

    def language_of(self, tag: str) -> Language:
        """Return what is known of a language, by the book or by the program."""
        return language_of(tag, self.languages)
