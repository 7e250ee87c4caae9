"""Makes the bundled fonts from their source packages. Developers only; the program never runs it.

    python build_fonts.py SOURCES OUT

SOURCES holds the unpacked packages named in README.md. Only fontTools is needed. Two runs over
the same sources write the same bytes.
"""

from __future__ import annotations

import bz2
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from fontTools import subset
from fontTools.misc.transform import Transform
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._g_l_y_f import Glyph

_STAMP = 3_800_000_000  # one fixed head.created/modified, so that builds repeat
_DROP = "GSUB GPOS GDEF BASE JSTF STAT DSIG VORG vhea vmtx kern hdmx LTSH VDMX PCLT meta gasp"
_WIDE = "“”‘’·—…"  # one em wide in Chinese text, narrower in some of the sources
_BOXES = "☐☑☒"


def gbk_symbols() -> set[int]:
    """Everything of GBK that is not a hanzi: punctuation, figures, signs, kana, bopomofo."""
    found: set[int] = set()
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                char = bytes((lead, trail)).decode("gbk")
            except UnicodeDecodeError:
                continue
            code = ord(char)
            if not (0x3400 <= code <= 0x9FFF or 0xE000 <= code <= 0xFAFF):
                found.add(code)
    return found


def gb2312() -> set[int]:
    """The 6,763 hanzi of GB 2312."""
    codes = (bytes((lead, trail)) for lead in range(0xB0, 0xF8) for trail in range(0xA1, 0xFF))
    return {ord(text) for code in codes if (text := code.decode("gb2312", "ignore"))}


def tgh(unihan: Path, *, upto: int = 8105) -> set[int]:
    """通用规范汉字表 by Unihan's kTGH; ``upto`` 6500 gives its first two levels."""
    found: set[int] = set()
    with bz2.open(unihan, "rt", encoding="utf-8") as lines:
        for line in lines:
            if "\tkTGH\t2013:" in line:
                code, _key, value = line.split("\t")
                if int(value.split(":")[1]) <= upto:
                    found.add(int(code.removeprefix("U+"), 16))
    return found


def base_symbols() -> set[int]:
    """What every Chinese face of ours holds beside hanzi, as far as its source has it."""
    ranges = ((0x20, 0x7F), (0xA0, 0x180), (0x2000, 0x2070), (0x2460, 0x2500), (0x3000, 0x3040))
    found = {code for low, high in ranges for code in range(low, high)} | gbk_symbols()
    found |= set(range(0xFF00, 0xFFF0)) | {ord(char) for char in _WIDE + _BOXES + "✓✔②³½¼〇"}
    return found


def cut(font: TTFont, codes: Iterable[int]) -> TTFont:
    """The font reduced to ``codes``, without hints, layout tables and glyph names."""
    options = subset.Options()
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += _DROP.split()
    options.name_IDs = [0, 13, 14]
    options.name_languages = [0x409]
    work = subset.Subsetter(options)
    work.populate(unicodes=codes)
    work.subset(font)
    return font


def transformed(font: TTFont, name: str, matrix: Transform) -> Glyph:
    """The outline of ``name`` under ``matrix``, its components dissolved."""
    glyphs = font.getGlyphSet()
    recorder = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(recorder)
    pen = TTGlyphPen(None)
    recorder.replay(TransformPen(pen, matrix))
    return pen.glyph()


def widen(font: TTFont) -> None:
    """Gives the shared punctuation its Chinese width of one em."""
    em = font["head"].unitsPerEm
    cmap, glyf, hmtx = font.getBestCmap(), font["glyf"], font["hmtx"]
    for char in _WIDE:
        name = cmap.get(ord(char))
        if name is None or hmtx[name][0] == em:
            continue
        old = glyf[name]
        width = old.xMax - old.xMin
        if char == "—":
            scale = em / width  # two of them must join
            matrix = Transform(scale, 0, 0, 1, -old.xMin * scale, 0)
        elif char in "“‘":
            matrix = Transform().translate(em - em * 0.08 - width - old.xMin, 0)
        elif char in "”’":
            matrix = Transform().translate(em * 0.08 - old.xMin, 0)
        else:
            matrix = Transform().translate((em - width) / 2 - old.xMin, 0)
        glyph = transformed(font, name, matrix)
        glyph.recalcBounds(glyf)
        glyf[name] = glyph
        hmtx[name] = (em, glyph.xMin)


def add_boxes(font: TTFont) -> None:
    """Draws ☐ ☑ ☒ with the very square of the font's own □, so that a tick list looks even."""
    em = font["head"].unitsPerEm
    cmap, glyf = font.getBestCmap(), font["glyf"]
    square = glyf[cmap[ord("□")]]
    left, low, right, high = square.xMin, square.yMin, square.xMax, square.yMax
    side, pen_width = right - left, em * 0.055

    def bar(pen: TTGlyphPen, a: tuple[float, float], b: tuple[float, float]) -> None:
        dx, dy = b[0] - a[0], b[1] - a[1]
        length = (dx * dx + dy * dy) ** 0.5
        nx, ny = -dy / length * pen_width / 2, dx / length * pen_width / 2
        corners = [(a[0] + nx, a[1] + ny), (b[0] + nx, b[1] + ny)]
        corners += [(b[0] - nx, b[1] - ny), (a[0] - nx, a[1] - ny)]
        points = [(round(x), round(y)) for x, y in corners]
        pen.moveTo(points[0])
        for point in points[1:]:
            pen.lineTo(point)
        pen.closePath()

    strokes: dict[str, list[tuple[float, float, float, float]]] = {
        "☐": [],
        "☑": [(0.17, 0.52, 0.42, 0.2), (0.39, 0.2, 0.86, 0.84)],
        "☒": [(0.16, 0.16, 0.84, 0.84), (0.16, 0.84, 0.84, 0.16)],
    }
    for char, bars in strokes.items():
        pen = TTGlyphPen(None)
        font.getGlyphSet()[cmap[ord("□")]].draw(pen)
        for x0, y0, x1, y1 in bars:
            start = (left + x0 * side, low + y0 * (high - low))
            bar(pen, start, (left + x1 * side, low + y1 * (high - low)))
        name = f"box{ord(char):X}"
        font.setGlyphOrder([*font.getGlyphOrder(), name])
        glyph = pen.glyph()
        glyph.recalcBounds(glyf)
        glyf.glyphs[name] = glyph
        glyf.glyphOrder = font.getGlyphOrder()
        font["hmtx"][name] = (em, glyph.xMin)
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord(char)] = name


def to_truetype(font: TTFont) -> TTFont:
    """CFF outlines become quadratic ones (a PDF writer embeds only those)."""
    glyphs = font.getGlyphSet()
    outlines: dict[str, Glyph] = {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        outlines[name] = pen.glyph()
    widths = {name: font["hmtx"][name][0] for name in outlines}
    font["loca"] = newTable("loca")
    font["glyf"] = glyf = newTable("glyf")
    glyf.glyphOrder = font.getGlyphOrder()
    glyf.glyphs = outlines
    for name, glyph in outlines.items():
        glyph.recalcBounds(glyf)
        font["hmtx"][name] = (widths[name], getattr(glyph, "xMin", 0))
    del font["CFF "]
    font["maxp"].tableVersion = 0x00010000
    zero = "maxTwilightPoints maxStorage maxFunctionDefs maxInstructionDefs maxStackElements"
    for key in (zero + " maxSizeOfInstructions maxComponentElements").split():
        setattr(font["maxp"], key, 0)
    font["maxp"].maxZones = 1
    font.sfntVersion = "\000\001\000\000"
    return font


def name_it(font: TTFont, family: str, weight: int, origin: str) -> None:
    """A family name of our own, because the originals' names are reserved."""
    style = {400: "Regular", 500: "Medium", 700: "Bold"}[weight]
    table = font["name"]
    kept = {entry.nameID: entry.toUnicode() for entry in table.names if entry.nameID in (0, 13, 14)}
    table.names = []
    basic = family if weight != 500 else f"{family} Medium"
    names = {
        0: kept.get(0, ""),
        1: basic,
        2: "Regular" if weight == 500 else style,
        3: f"{family} {style}; {origin}",
        4: f"{family} {style}",
        5: "Version 1.000",
        6: f"{family.replace(' ', '')}-{style}",
        10: f"Subset of {origin}, renamed.",
        13: kept.get(13, ""),
        14: kept.get(14, ""),
    }
    if weight == 500:
        names |= {16: family, 17: style}
    for key, text in names.items():
        if text:
            table.setName(text, key, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsType = 0
    font["OS/2"].fsSelection = 0x20 if weight == 700 else 0x40
    font["head"].macStyle = 1 if weight == 700 else 0
    font["head"].created = font["head"].modified = _STAMP
    font["post"].formatType = 3.0
    font["gasp"] = gasp = newTable("gasp")
    gasp.version, gasp.gaspRange = 1, {0xFFFF: 0x000A}  # smooth at every size, never grid-fit


def jobs(sources: Path) -> Iterator[tuple[str, str, int, Path, str, set[int]]]:
    """(file, family, weight, source, origin, characters) of every bundled font."""
    unihan = next(sources.rglob("Unihan_OtherMappings.txt.bz2"))
    symbols, common = base_symbols(), tgh(unihan) | gb2312()
    headline = tgh(unihan, upto=6500) | gb2312()
    large = common | set(range(0x3400, 0x4DC0)) | set(range(0x4E00, 0xA000))
    large |= set(range(0xF900, 0xFB00)) | set(range(0x2000, 0x3400)) | set(range(0xFE30, 0xFE50))
    sans, serif = "Noto Sans SC", "Noto Serif SC"
    for weight, label in ((400, "Regular"), (500, "Medium"), (700, "Bold")):
        path = next(sources.rglob(f"NotoSansSC_{weight}{label}.ttf"))
        yield f"sans-{weight}.ttf", "Mediation Sans", weight, path, sans, symbols | common
    path = next(sources.rglob("NotoSerifSC_400Regular.ttf"))
    yield "serif-400.ttf", "Mediation Serif", 400, path, serif, symbols | large
    path = next(sources.rglob("NotoSerifSC_700Bold.ttf"))
    yield "serif-700.ttf", "Mediation Serif", 700, path, serif, symbols | headline
    path = next(sources.rglob("LXGWWenKai-Regular.ttf"))
    yield "kai-400.ttf", "Mediation Kai", 400, path, "a free Kai face", symbols | common
    path = next(sources.rglob("FandolFang-Regular.otf"))
    yield "fang-400.ttf", "Mediation Fang", 400, path, "FandolFang", symbols | common
    for weight, label in ((400, "Regular"), (700, "Bold")):
        path = next(sources.rglob(f"LiberationSerif-{label}.ttf"))
        latin = set(range(0x20, 0x180)) | set(range(0x2010, 0x2040)) | {0x20AC, 0x2116, 0x2122}
        origin = "a Latin face of Times metrics"
        yield f"roman-{weight}.ttf", "Mediation Roman", weight, path, origin, latin


def main(sources: Path, out: Path) -> None:
    """Builds all fonts into ``out``."""
    for file, family, weight, path, origin, codes in jobs(sources):
        font = cut(TTFont(path, recalcTimestamp=False), codes)
        if "CFF " in font:
            font = to_truetype(font)
        if family != "Mediation Roman":
            widen(font)
        if family in ("Mediation Serif", "Mediation Sans"):
            add_boxes(font)
        name_it(font, family, weight, origin)
        font.save(out / file)
        print(f"{file}: {len(font.getGlyphOrder())} glyphs, {(out / file).stat().st_size:,} bytes")  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
