"""The styles of footnotes and of contents: the stage *render*, DOCX.

Word fills contents anew with its own styles ``toc 1`` to ``toc 9``, one for each level
of heading; the second level stands at the margin, because the first is the document's.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefbook.plan.profile import LineSpacing, Profile
from briefbook.render.docx.style import ParagraphStyle

__all__ = ["apparatus_styles"]

#: How far each level of contents stands from the left margin, in mm.
_CONTENTS_INDENTS = (0.0, 0.0, 6.0)


def apparatus_styles(profile: Profile) -> Iterator[ParagraphStyle]:
    """Yield the styles of notes at the foot of a page and of a table of contents."""
    yield ParagraphStyle(
        "FootnoteText",
        "footnote text",
        size=profile.small_size,
        line=LineSpacing(multiple=1.0),
        after=2,
        align="left",
    )
    yield ParagraphStyle(
        "TOCHeading",
        "TOC Heading",
        following="BodyText",
        family=profile.heading_typeface.office_family,
        size=profile.headings[1].size,
        bold=True,
        color=profile.headings[1].color,
        before=profile.headings[1].space_before,
        after=profile.headings[1].space_after,
        keep_next=True,
        keep_lines=True,
    )
    for level, indent in enumerate(_CONTENTS_INDENTS, start=1):
        yield ParagraphStyle(
            f"TOC{level}",
            f"toc {level}",
            following="BodyText",
            left=indent,
            tab=("right", profile.page.text_width),
            leader=True,
            after=2,
            align="left",
        )
