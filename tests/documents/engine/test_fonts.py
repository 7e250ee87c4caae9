"""Fonts: every legal name character is shown, and the fast reader agrees with fontTools."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from mediation_app.documents.engine import api, sfnt
from mediation_app.documents.engine.families import FAMILIES
from mediation_app.documents.engine.fonts import FontBook, bundled_book
from mediation_app.paths import resource_dir

FONTS = sorted((resource_dir() / "fonts").glob("*.ttf"))
RARE = "䶮㛃𬱖𫖯𬀩堃喆𠅤𬭎𫍽昇珺玥祎禤闫"


@pytest.mark.parametrize("family", [name for family in FAMILIES for name in family.names[:1]])
def test_rare_names_are_shown_in_every_family(family: str) -> None:
    book = bundled_book()
    assert [char for char in RARE if book.shape(char, family).missing] == []


def test_missing_characters_are_told_once() -> None:
    assert api.missing_glyphs("李𬀩\n\u200b 𠮷😀𠮷，1A☑") == ["𠮷", "😀"]


def test_hanzi_are_one_em_and_digits_half_an_em_in_chinese_families() -> None:
    book = bundled_book()
    for family in ("仿宋_GB2312", "宋体", "黑体", "楷体_GB2312", "方正小标宋简体"):
        assert {book.shape(char, family).advance for char in "道，“”—…·（"} == {1.0}
        assert {book.shape(char, family).advance for char in "0123456789"} == {0.5}


def test_times_has_the_widths_of_times() -> None:
    shape = bundled_book().shape
    widths = [round(shape(char, "Times New Roman").advance, 3) for char in "1AiW."]
    assert widths == [0.5, 0.722, 0.278, 0.944, 0.25]


def test_tick_boxes_come_from_one_face() -> None:
    shapes = [bundled_book().shape(char, "仿宋_GB2312") for char in "□☐☑☒■"]
    assert len({shape.font for shape in shapes}) == 1
    assert not any(shape.missing for shape in shapes)


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.stem)
def test_the_fast_reader_agrees_with_fonttools(path: Path) -> None:
    face = sfnt.load_face(str(path))
    with TTFont(path, lazy=True) as font:
        number, metrics = font.getReverseGlyphMap(), font["hmtx"].metrics
        cmap = font.getBestCmap()
    assert all(face.glyph(code) == number[name] for code, name in cmap.items())
    for name in list(cmap.values())[::97]:
        assert face.advance(number[name]) * face.units == pytest.approx(metrics[name][0])
    assert face.glyph(0x10FFFD) == 0


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.stem)
def test_a_subset_has_the_same_outlines(path: Path) -> None:
    face = sfnt.load_face(str(path))
    glyphs = [0, *dict.fromkeys(face.glyph(ord(char)) for char in "Aé1%“" if face.glyph(ord(char)))]
    with TTFont(io.BytesIO(face.subset(glyphs))) as small, TTFont(path, lazy=True) as whole:
        for place, glyph in enumerate(glyphs):
            mine = small["glyf"][small.getGlyphName(place)].getCoordinates(small["glyf"])[0]
            theirs = whole["glyf"][whole.getGlyphName(glyph)].getCoordinates(whole["glyf"])[0]
            assert list(mine) == list(theirs)


def test_fonts_carry_no_reserved_names() -> None:
    for path in FONTS:
        names = sfnt.load_face(str(path)).family_names()
        assert all(name.startswith("Mediation") for name in names), path.name


def test_the_offices_own_font_comes_first(tmp_path: Path) -> None:
    folder = tmp_path / "fonts"
    folder.mkdir()
    shutil.copy(resource_dir() / "fonts" / "kai-400.ttf", folder / "方正小标宋简体.ttf")
    (folder / "broken.ttf").write_bytes(b"\0\1\0\0 rubbish")
    (folder / "empty.ttf").write_bytes(b"")
    book = FontBook([folder])
    assert book.file_for("方正小标宋简体").path.endswith("方正小标宋简体.ttf")
    assert not book.shape("道", "方正小标宋_GBK").embolden
    assert book.shape("㐂", "方正小标宋简体").font.path.endswith("serif-400.ttf")


def test_a_file_that_is_no_font_is_trouble(tmp_path: Path) -> None:
    for content in (b"", b"OTTO1234", b"\0\1\0\0\0\x09" + b"\0" * 30):
        path = tmp_path / f"{len(content)}.ttf"
        path.write_bytes(content)
        with pytest.raises(sfnt.FontTrouble):
            sfnt.load_face(str(path))


def test_faked_bold_only_where_there_is_no_real_one() -> None:
    shape = bundled_book().shape
    assert shape("道", "仿宋_GB2312", bold=True).embolden
    assert not shape("道", "宋体", bold=True).embolden
    assert not shape("1", "Times New Roman", bold=True).embolden
    assert not shape("道", "方正小标宋简体", bold=True).embolden


def test_a_font_of_any_name_in_the_folder_shows_what_no_other_has(tmp_path: Path) -> None:
    rare = "𠮷"
    assert not bundled_book().has(rare)
    (tmp_path / "稀有字.ttf").write_bytes(one_character_font(rare))
    book = FontBook([tmp_path])
    assert book.has(rare)
    for family in ("仿宋_GB2312", "宋体", "方正小标宋简体", "某某体"):
        shape = book.shape(rare, family)
        assert (Path(shape.font.path).name, shape.advance) == ("稀有字.ttf", 1.0)
        common = book.shape("国", family)
        assert Path(common.font.path).name != "稀有字.ttf"
    assert not book.has("𪚥")


def one_character_font(sign: str) -> bytes:
    """A TrueType font with a square for one character."""
    import io

    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    for place, point in enumerate(((100, 0), (100, 800), (900, 800), (900, 0))):
        (pen.lineTo if place else pen.moveTo)(point)
    pen.closePath()
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder([".notdef", "rare"])
    made.setupCharacterMap({ord(sign): "rare"})
    made.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "rare": pen.glyph()})
    made.setupHorizontalMetrics({".notdef": (1000, 0), "rare": (1000, 100)})
    made.setupHorizontalHeader(ascent=880, descent=-120)
    made.setupNameTable({"familyName": "Rare", "styleName": "Regular"})
    made.setupOS2(sTypoAscender=880, sTypoDescender=-120)
    made.setupPost()
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
