"""The fonts of the book, and only they."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from tests.render.samples import assets, profile

from briefbook.errors import MissingFont
from briefbook.plan.profile import Typeface
from briefbook.render.fonts import FontLibrary


@pytest.fixture(scope="module")
def library() -> FontLibrary:
    return FontLibrary.from_assets(assets())


def test_the_families_are_those_of_the_files(library):
    assert library.families == {"PT Serif", "PT Sans", "Liberation Serif"}
    assert len(library.faces) == 12


def test_each_family_has_its_four_faces(library):
    for family in library.families:
        faces = [face for face in library.faces if face.family == family]
        assert {(face.bold, face.italic) for face in faces} == {
            (bold, italic) for bold in (False, True) for italic in (False, True)
        }


def test_single_spacing_is_the_height_of_a_line_set_solid(library):
    face = library.face("Liberation Serif")
    assert face is not None
    assert face.single_spacing == pytest.approx(1.149, abs=0.001)


def test_characters_without_a_glyph_are_found(library):
    assert library.missing("PT Serif", "Река №\u00a05 — «Н»") == frozenset()
    assert library.missing("PT Serif", "a\u202fb\u2009c\t\n") == {"\u202f", "\u2009"}
    assert library.missing("Liberation Serif", "a\u2011b", bold=True) == {"\u2011"}


def test_a_family_that_is_not_carried_can_show_nothing(library):
    assert library.face("Comic Sans MS") is None
    assert library.missing("Comic Sans MS", "ab") == {"a", "b"}


@pytest.mark.parametrize("name", ["house", "ru-gost-2025", "un-memo"])
def test_the_profiles_of_the_book_find_their_fonts(library, name):
    assert library.require(profile(name)) == []


def test_a_font_that_is_not_in_the_book_is_named_with_the_nearest(library):
    house = profile("house")
    typeface = Typeface("PT Serf", "PT Serif")
    problems = library.require(replace(house, text=replace(house.text, typeface=typeface)))
    assert [(problem.message, problem.hint) for problem in problems] == [
        (
            "the font PT Serf is not in the book",
            "did you mean PT Serif? put its files under templates/fonts/",
        )
    ]
    assert str(problems[0].spans[0]) == "templates/profiles/house.toml"


def test_a_family_without_a_regular_face_is_not_enough():
    bold = {path: data for path, data in assets().items() if path.endswith("Serif-Bold.ttf")}
    messages = [each.message for each in FontLibrary.from_assets(bold).require(profile("house"))]
    assert "the font PT Serif has no regular face in the book" in messages


def test_a_missing_bold_falls_back_to_the_regular_face():
    regular = {path: data for path, data in assets().items() if path.endswith("Serif-Regular.ttf")}
    face = FontLibrary.from_assets(regular).face("PT Serif", bold=True, italic=True)
    assert face is not None
    assert face.path.endswith("PTSerif-Regular.ttf")


def test_a_file_that_is_no_font_is_named():
    broken = FontLibrary.from_assets({"fonts/x/broken.ttf": b"not a font"})
    with pytest.raises(MissingFont) as caught:
        _ = broken.faces
    assert str(caught.value.spans[0]) == "templates/fonts/x/broken.ttf"


def test_libraries_are_equal_by_their_files(library):
    same = FontLibrary.from_assets(dict(reversed(list(assets().items()))))
    assert same == library
    assert same.digest == library.digest
    assert hash(same) == hash(library)
    assert FontLibrary.from_assets({}) != library


@pytest.mark.parametrize("before", [None, "/etc/fonts/fonts.conf"])
def test_the_environment_is_as_it_was_after_reading_the_fonts(library, monkeypatch, before):
    monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
    if before:
        monkeypatch.setenv("FONTCONFIG_FILE", before)
    library.configuration()
    assert os.environ.get("FONTCONFIG_FILE") == before


def test_the_files_of_the_fonts_go_with_the_library(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    library = FontLibrary.from_assets(assets())
    library.configuration()
    assert len(list(Path(tmp_path).rglob("*.ttf"))) == 12
    del library
    assert list(Path(tmp_path).iterdir()) == []
