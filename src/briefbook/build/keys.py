"""The key of an output: everything that it depends on but the facts.

Stage *record*. A key is kept as named parts, so that the reason for a rebuild can
say which of them changed. The templates are those that the rendering asked for,
also in vain: a template that appears where one was missing changes the key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from briefbook.plan.config import Config
from briefbook.plan.missing import stand_ins
from briefbook.plan.outputs import Output
from briefbook.plan.profile import Profile
from briefbook.record.digests import digest

_MISSING = "missing"
_FONTS = "fonts/"
#: Files that a key names one by one, where an output uses them.
_NAMED_APART = (".jinja", ".css", ".toml", ".docx")


@dataclass(frozen=True, slots=True)
class Keys:
    """Computes the keys of the outputs of one book.

    ``digests`` maps each path under ``templates/`` to the digest of its bytes.
    """

    config: Config
    profiles: Mapping[str, Profile]
    digests: Mapping[str, str]
    toolchain: Mapping[str, str]
    _shared: dict[str, str] = field(default_factory=dict)

    def parts(self, output: Output, templates: Iterable[str]) -> dict[str, str]:
        """Return the parts of an output's key, given the templates it asked for."""
        document = self.config.document(output.document)
        profile = document.profiles[output.language]
        settings = (
            document.about,
            document.template,
            document.details,
            document.stylesheets,
            document.encloses,
            *stand_ins(self.config.book),
        )
        styles = {f"stylesheet {name}": self._digest(name) for name in document.stylesheets}
        letterhead = document.letterheads.get(output.language)
        if letterhead and output.format == "docx":
            styles[f"letterhead {letterhead}"] = self._digest(letterhead)
        asked = {f"template {name}": self._digest(name) for name in templates}
        return {
            "document": digest(repr(settings).encode()),
            f"profile {profile}": self._profile(profile),
            **styles,
            **asked,
            **self._common(),
        }

    def _digest(self, name: str) -> str:
        return self.digests.get(name, _MISSING)

    def _profile(self, name: str) -> str:
        """Digest a layout as it was understood: its comments do not count."""
        known = f"profile {name}"
        if known not in self._shared:
            self._shared[known] = digest(repr(self.profiles[name]).encode())
        return self._shared[known]

    def _common(self) -> dict[str, str]:
        """Return the parts that all outputs share: fonts, pictures, toolchain."""
        if "fonts" not in self._shared:
            fonts = {name: d for name, d in self.digests.items() if name.startswith(_FONTS)}
            assets = {name: d for name, d in self.digests.items() if _is_asset(name)}
            self._shared["fonts"] = joined(fonts)
            self._shared["assets"] = joined(assets)
        toolchain = {f"toolchain {name}": text for name, text in self.toolchain.items()}
        return {
            "fonts": self._shared["fonts"],
            "assets": self._shared["assets"],
            **toolchain,
        }


def key_of(parts: Mapping[str, str]) -> str:
    """Return the key as one digest."""
    return joined(parts)


def templates_in(parts: Mapping[str, str]) -> tuple[str, ...]:
    """Return the templates that the parts of a key name."""
    prefix = "template "
    return tuple(name.removeprefix(prefix) for name in parts if name.startswith(prefix))


def changed_part(before: Mapping[str, str], now: Mapping[str, str]) -> str | None:
    """Return the first part of a key that is not as it was, or None."""
    names = dict.fromkeys([*before, *now])
    return next((name for name in names if before.get(name) != now.get(name)), None)


def _is_asset(name: str) -> bool:
    """Tell whether a file may be a picture: what is named by none of the other parts."""
    return not name.endswith(_NAMED_APART) and not name.startswith(_FONTS)


def joined(parts: Mapping[str, str]) -> str:
    """Digest names and texts together, in the order of the names."""
    return digest("\n".join(f"{name} {parts[name]}" for name in sorted(parts)).encode())
