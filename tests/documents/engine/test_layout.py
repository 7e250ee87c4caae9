"""Pages: what must stay together does, tables break and repeat, fields count."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediation_app.documents.engine import api
from mediation_app.documents.engine.displaylist import Document, GlyphRun, Line, Page, Picture, Rect
from tests.documents.engine.samples import (
    PAGE,
    SETTINGS,
    STYLES,
    cell,
    docx,
    field,
    para,
    row,
    run,
    table,
)

KEEP = "<w:keepNext/>"
PER_PAGE = 22  # lines of 28 pt between 104.9 pt and 99.25 pt margins: 637.75 / 28
UNDERLINE = '<w:u w:val="single"/>'


def lay(*blocks: str, **options: str) -> Document:
    return api.layout_docx(docx(*blocks, **options))


def body(page: Page) -> list[str]:
    return page.text_lines()


def lines(count: int, props: str = "") -> list[str]:
    """Paragraphs of one line each."""
    return [para(f"第{number}行", props=props) for number in range(1, count + 1)]


def baseline(page: Page, text: str) -> float:
    return next(item.y for item in page.items if isinstance(item, GlyphRun) and text in item.text)


def png(width: int = 4, height: int = 4) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = b"".join(b"\0" + b"\xc0\x10\x10\x80" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    data = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


def test_a_page_holds_twenty_two_lines_of_28_points() -> None:
    pages = lay(*lines(PER_PAGE + 1)).pages
    assert [len(body(page)) for page in pages] == [PER_PAGE, 1]


def test_exact_lines_stand_on_their_baselines() -> None:
    page = lay(*lines(2)).pages[0]
    assert baseline(page, "第") == pytest.approx(104.9 + 0.8 * 28, abs=0.01)


@pytest.mark.parametrize("before", range(14, 24))
def test_a_sign_block_is_never_alone_on_a_page(before: int) -> None:
    sign = [para(f"签名{n}", props=KEEP) for n in range(4)] + [para("日期")]
    text = [*lines(before), para("协议末段一", props=KEEP), para("协议末段二", props=KEEP)]
    pages = lay(*text, *sign).pages
    with_sign = [page for page in pages if any("签名" in line for line in body(page))]
    assert len(with_sign) == 1
    assert [line for line in body(with_sign[0]) if "协议末段" in line] == [
        "协议末段一",
        "协议末段二",
    ]
    assert body(with_sign[0])[-1] == "日期"
    assert sum(len(body(page)) for page in pages) == before + 7


def test_a_chain_longer_than_a_page_still_flows() -> None:
    pages = lay(*lines(60, props=KEEP)).pages
    assert sum(len(body(page)) for page in pages) == 60
    assert len(pages) == 3


def test_no_widows_and_no_orphans() -> None:
    for before in range(PER_PAGE - 6, PER_PAGE + 1):
        pages = lay(*lines(before), para("道" * 100)).pages  # four lines
        counts = [sum("道" in line for line in body(page)) for page in pages]
        assert sum(counts) == 4
        assert 1 not in counts


def test_keep_lines_moves_the_whole_paragraph() -> None:
    pages = lay(*lines(PER_PAGE - 2), para("道" * 100, props="<w:keepLines/>")).pages
    assert [sum("道" in line for line in body(page)) for page in pages] == [0, 4]


def test_page_breaks_of_both_kinds() -> None:
    hard = para(run("甲"), '<w:r><w:br w:type="page"/></w:r>')
    assert [body(page) for page in lay(hard, para("乙")).pages] == [["甲"], ["乙"]]
    soft = para("乙", props="<w:pageBreakBefore/>")
    assert [body(page) for page in lay(para("甲"), soft).pages] == [["甲"], ["乙"]]


def test_page_numbers_and_totals() -> None:
    footer = para("第", field("PAGE"), "页共", field("NUMPAGES"), "页", style="Normal")
    pages = lay(*lines(50), footer=footer).pages
    assert [body(page)[-1] for page in pages] == ["第1页共3页", "第2页共3页", "第3页共3页"]


def test_a_total_in_the_text_is_right() -> None:
    pages = lay(para("共", field("NUMPAGES"), "页"), *lines(30)).pages
    assert body(pages[0])[0] == "共2页"


def test_even_and_odd_footers() -> None:
    settings = SETTINGS.replace('evenAndOddHeaders w:val="0"', 'evenAndOddHeaders w:val="1"')
    footer = para("单页", style="Normal")
    pages = lay(*lines(30), footer=footer, settings=settings).pages
    assert ["单页" in body(page) for page in pages] == [True, False]


def test_space_before_is_kept_on_the_first_page_only() -> None:
    spaced = para("甲", props='<w:spacing w:before="560"/>')
    first = lay(spaced).pages[0]
    assert baseline(first, "甲") == pytest.approx(104.9 + 28 + 22.4, abs=0.01)
    later = lay(*lines(PER_PAGE), spaced).pages[1]
    assert baseline(later, "甲") == pytest.approx(104.9 + 22.4, abs=0.01)


def test_header_rows_are_repeated_and_rows_kept_whole() -> None:
    head = row(cell("项目"), cell("金额"), props="<w:tblHeader/>")
    rows = [row(cell(f"第{n}项"), cell("1.00"), props="<w:cantSplit/>") for n in range(60)]
    pages = lay(table((3000, 3000), head, *rows)).pages
    assert len(pages) == 2
    assert all(body(page)[0] == "项目金额" for page in pages)
    assert sum("1.00" in line for page in pages for line in body(page)) == 60


def test_a_tall_row_flows_over_pages_and_nothing_is_clipped() -> None:
    text = [para(f"说明{n}", style="Cell") for n in range(80)]
    pages = lay(table((2000, 5000), row(cell("说明"), cell(*text)))).pages
    shown = [line for page in pages for line in body(page)]
    assert len(pages) == 3
    assert [
        line for line in shown if line.removeprefix("说明").startswith("说明") or line[-1].isdigit()
    ]
    assert sum(line[-1].isdigit() for line in shown) == 80
    for page in pages:
        assert all(item.y < 841.9 - 99 for item in page.items if isinstance(item, GlyphRun))


@pytest.mark.parametrize("keep", ["", "<w:keepNext/>"])
def test_a_row_higher_than_a_page_is_cut_even_if_it_should_stay_whole(keep: str) -> None:
    text = [para(f"说明{n}", style="Cell", props=keep) for n in range(80)]
    head = row(cell("项目"), cell("内容"), props="<w:tblHeader/>")
    tall = row(cell("甲"), cell(*text), props="<w:cantSplit/>")
    pages = lay(*lines(10), table((2000, 5000), head, tall)).pages
    shown = [line for page in pages for line in body(page)]
    assert [line for line in shown if line.endswith(tuple("0123456789")) and "说明" in line]
    assert sum("说明" in line for line in shown) == 80
    for page in pages:
        assert all(item.y < 841.9 - 99 for item in page.items if isinstance(item, GlyphRun))


def test_merged_cells_grow_their_last_row() -> None:
    tall = cell(
        *[para(f"长{n}", style="Cell") for n in range(6)], props='<w:vMerge w:val="restart"/>'
    )
    rows = (
        row(tall, cell("甲")),
        row(cell("", props="<w:vMerge/>"), cell("乙")),
        row(cell("丙"), cell("丁")),
    )
    page = lay(table((3000, 3000), *rows)).pages[0]
    assert baseline(page, "丙") - baseline(page, "长") == pytest.approx(6 * 18 + 0.5, abs=0.02)
    assert baseline(page, "乙") - baseline(page, "甲") == pytest.approx(18.5, abs=0.02)


def within(page: Page) -> bool:
    """Whether all text stands above the bottom margin."""
    return all(item.y <= 841.9 - 99.2 for item in page.items if isinstance(item, GlyphRun))


def test_a_tall_merged_cell_flows_over_pages() -> None:
    tall = cell(
        *[para(f"长文{n}", style="Cell") for n in range(90)],
        props='<w:vMerge w:val="restart"/>',
    )
    rows = [
        row(tall, cell("甲")),
        row(cell("", props="<w:vMerge/>"), cell("乙")),
        row(cell("丙"), cell("丁")),
    ]
    pages = lay(*lines(5), table((3000, 3000), *rows), para("后文")).pages
    shown = [line for page in pages for line in body(page)]
    assert sum("长文" in line for line in shown) == 90
    assert all(within(page) for page in pages)
    assert [line for line in shown if "丙" in line] == ["丙丁"]
    assert shown[-1] == "后文"


def test_tables_inside_cells() -> None:
    inner = table((1000, 1000), row(cell("内甲", width=1000), cell("内乙", width=1000)))
    page = lay(table((4000, 2000), row(cell(inner, para("内后", style="Cell")), cell("外")))).pages[
        0
    ]
    assert body(page) == ["外", "内甲内乙", "内后"]
    assert len([item for item in page.items if isinstance(item, Line)]) == 5 + 5


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 90), st.sampled_from("-kKwpt")), min_size=1, max_size=14))
def test_nothing_is_lost_whatever_must_stay_together(blocks: list[tuple[int, str]]) -> None:
    """k keep-next, K keep-lines, w no widow control, p page break before, t a table of rows."""
    props = {
        "k": "<w:keepNext/>",
        "K": "<w:keepLines/>",
        "w": '<w:widowControl w:val="0"/>',
        "p": "<w:pageBreakBefore/>",
    }
    made, wanted = [], ""
    for number, (size, kind) in enumerate(blocks):
        text = chr(0x4E00 + number) * (size * 3)
        wanted += text
        if kind == "t":
            made.append(table((4000, 1000), row(cell(text, width=4000), cell("", width=1000))))
        else:
            made.append(para(text, style="Normal", props=props.get(kind, "")))
    pages = lay(*made).pages
    assert "".join(line for page in pages for line in body(page)) == wanted
    assert all(within(page) for page in pages)


def test_spanned_cells_have_no_line_inside() -> None:
    wide = cell("合并", width=6000, props='<w:gridSpan w:val="2"/>')
    page = lay(table((3000, 3000), row(wide), row(cell("甲"), cell("乙")))).pages[0]
    upright = sorted(
        (item.x1, item.y1) for item in page.items if isinstance(item, Line) and item.x1 == item.x2
    )
    assert len(upright) == 5
    level = [item for item in page.items if isinstance(item, Line) and item.y1 == item.y2]
    assert len(level) == 3


def test_vertical_alignment_centres_in_the_row() -> None:
    high = '<w:trHeight w:val="2000" w:hRule="exact"/>'
    page = lay(
        table(
            (3000, 3000, 3000),
            row(
                cell("上"),
                cell("中", props='<w:vAlign w:val="center"/>'),
                cell("下", props='<w:vAlign w:val="bottom"/>'),
                props=high,
            ),
        )
    ).pages[0]
    top = baseline(page, "上")
    assert baseline(page, "中") - top == pytest.approx((100 - 18) / 2, abs=0.01)
    assert baseline(page, "下") - top == pytest.approx(100 - 18, abs=0.01)


def test_underlined_blanks_are_lines_of_their_width() -> None:
    page = lay(para("签名：", run("　　　　", UNDERLINE), style="Normal")).pages[0]
    line = next(item for item in page.items if isinstance(item, Line))
    assert line.x2 - line.x1 == pytest.approx(4 * 16)
    assert line.x1 == pytest.approx(79.4 + 3 * 16)


def test_shade_strike_and_borders_are_drawn() -> None:
    props = '<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="1" w:color="FF0000"/></w:pBdr>'
    page = lay(
        para(run("甲", '<w:shd w:val="clear" w:fill="FFFF00"/><w:strike/>'), props=props)
    ).pages[0]
    assert [item.color for item in page.items if isinstance(item, Rect)] == ["FFFF00"]
    assert {item.color for item in page.items if isinstance(item, Line)} == {"000000", "FF0000"}


def test_automatic_numbers() -> None:
    numbering = (
        '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:abstractNum w:abstractNumId="0">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/>'
        '<w:suff w:val="nothing"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/>'
        '<w:suff w:val="space"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )

    def item(level: int, text: str) -> str:
        num = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
        return para(text, props=num, style="Normal")

    texts = [item(0, "甲"), item(1, "子"), item(1, "丑"), item(0, "乙"), item(1, "寅")]
    data = docx(*texts, extra={"word/numbering.xml": numbering.encode()})
    shown = body(api.layout_docx(data).pages[0])
    assert shown == ["一、甲", "一.1 子", "一.2 丑", "二、乙", "二.1 寅"]


def drawing(kind: str, inner: str) -> str:
    space = (
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    )
    return (
        f'<w:r><w:drawing><wp:{kind} {space}>{inner}<wp:extent cx="1270000" cy="635000"/>'
        '<a:graphic><a:graphicData><a:blip r:embed="rIdP"/></a:graphicData></a:graphic>'
        f"</wp:{kind.split()[0]}></w:drawing></w:r>"
    )


def with_picture(*blocks: str, data: bytes | None = None) -> bytes:
    link = (
        '<Relationship Id="rIdP" Target="media/a.png" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/image"/>'
    )
    return docx(*blocks, links=link, extra={"word/media/a.png": png() if data is None else data})


def test_inline_and_anchored_pictures() -> None:
    anchor = drawing(
        'anchor behindDoc="1"',
        '<wp:positionH relativeFrom="page"><wp:posOffset>2540000</wp:posOffset></wp:positionH>'
        '<wp:positionV relativeFrom="paragraph"><wp:posOffset>127000</wp:posOffset></wp:positionV>',
    )
    page = api.layout_docx(
        with_picture(para(drawing("inline", ""), "甲"), para("乙", anchor))
    ).pages[0]
    seal, inline = [item for item in page.items if isinstance(item, Picture)]
    assert page.items[0] is seal  # behind the text: painted first
    assert (seal.x, seal.width, seal.height) == (200.0, 100.0, 50.0)
    assert seal.y == pytest.approx(104.9 + 28 + 10)
    assert inline.x == pytest.approx(79.4 + 32)


def test_sections_of_two_sizes() -> None:
    lying = '<w:pgSz w:w="16838" w:h="11906"/>'
    end = para("甲", props=f"<w:sectPr>{lying}</w:sectPr>")
    pages = lay(end, para("乙")).pages
    assert [(round(page.width), body(page)) for page in pages] == [(842, ["甲"]), (595, ["乙"])]


def test_styles_inherit_and_characters_choose_fonts() -> None:
    page = lay(para("标题A1", style="Title")).pages[0]
    runs = [item for item in page.items if isinstance(item, GlyphRun)]
    assert [(item.text, item.size) for item in runs] == [("标题", 22.0), ("A1", 22.0)]
    assert runs[0].font.path.endswith("serif-700.ttf")
    assert runs[1].font.path.endswith("roman-400.ttf")


def test_missing_characters_are_reported() -> None:
    assert lay(para("李𠮷")).missing == ("𠮷",)


def test_a_picture_in_the_middle_of_nowhere_does_not_stop_the_layout() -> None:
    data = docx(para(drawing("inline", ""), "甲"))
    assert body(api.layout_docx(data).pages[0]) == ["甲"]


def test_an_empty_document_is_one_page() -> None:
    assert len(lay().pages) == 1
    assert len(lay(para("")).pages) == 1


def test_lines_taller_than_a_page_end() -> None:
    giant = para("甲", props='<w:spacing w:line="20000" w:lineRule="exact"/>')
    assert len(lay(giant, giant, para("乙")).pages) == 3


def test_letter_spacing_of_the_standard_gives_28_characters() -> None:
    look = '<w:spacing w:val="-5"/>'
    page = lay(para(run("道" * 60, look), style="Normal")).pages[0]
    assert [len(line) for line in body(page)] == [28, 28, 4]
    assert [len(line) for line in body(lay(para("道" * 60, style="Normal")).pages[0])] == [
        27,
        27,
        6,
    ]


def test_the_same_file_gives_the_same_pages() -> None:
    data = docx(*lines(5), table((3000,), row(cell("甲"))))
    assert api.layout_docx(data) == api.layout_docx(data)


def test_the_first_page_may_have_its_own_footer() -> None:
    footer = para("脚注", style="Normal")
    pages = lay(*lines(30), footer=footer, section="<w:titlePg/>").pages
    assert ["脚注" in body(page) for page in pages] == [False, True]


def test_distribute_and_centre() -> None:
    centred = lay(para("道", style="Title")).pages[0].items[0]
    assert isinstance(centred, GlyphRun)
    middle = 79.4 + (595.3 - 79.4 - 73.7) / 2
    assert centred.xs[0] + 11 == pytest.approx(middle, abs=0.01)
    spread = lay(para("甲乙", style="Normal", props='<w:jc w:val="distribute"/>')).pages[0].items[0]
    assert isinstance(spread, GlyphRun)
    assert spread.xs[1] + 16 == pytest.approx(595.3 - 73.7, abs=0.01)


def test_table_position_follows_the_compatibility_mode() -> None:
    def left(settings: str) -> float:
        page = lay(table((3000,), row(cell("甲"))), settings=settings).pages[0]
        return min(item.x1 for item in page.items if isinstance(item, Line) and item.x1 == item.x2)

    old = SETTINGS.replace('w:val="15"', 'w:val="12"')
    assert left(SETTINGS) == pytest.approx(79.4)
    assert left(old) == pytest.approx(79.4 - 5.4)


def test_page_constants_are_those_of_the_standard() -> None:
    assert 'w:top="2098"' in PAGE
    assert "仿宋_GB2312" in STYLES


def test_a_header_row_is_never_alone_at_a_pages_end() -> None:
    head = row(cell("项目"), cell("金额"), props="<w:tblHeader/>")
    data = [row(cell(f"第{n}项"), cell("1.00"), props="<w:cantSplit/>") for n in range(3)]
    for before in range(PER_PAGE - 3, PER_PAGE + 1):
        pages = lay(*lines(before), table((3000, 3000), head, *data)).pages
        for page in pages:
            assert not body(page)[-1].startswith("项目")
