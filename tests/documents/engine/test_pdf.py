"""PDF: another program reads the same text, every font is embedded, the bytes repeat."""

from __future__ import annotations

import ctypes
import io
from typing import Any

import pypdfium2
import pypdfium2.raw as raw
import pytest
from pypdf import PdfReader

from mediation_app.documents.engine import api
from mediation_app.documents.engine.displaylist import GlyphRun
from mediation_app.errors import BadFile
from tests.documents.engine.samples import cell, docx, para, row, run, table
from tests.documents.engine.test_layout import drawing, png, with_picture

RARE = "李𬀩、陈䶮、𠅤𬱖、王堃喆"


def pdf_of(*blocks: str) -> bytes:
    return api.to_pdf(api.layout_docx(docx(*blocks)))


def font_programs(data: bytes) -> list[Any]:
    pages = PdfReader(io.BytesIO(data)).pages
    return [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]


def plain(text: str) -> str:
    return "".join(text.split())


def test_rare_characters_are_searchable_in_two_readers() -> None:
    data = pdf_of(para(RARE), para("鲁P12345，¥63,580.50元"))
    wanted = plain(RARE + "鲁P12345，¥63,580.50元")
    assert plain(PdfReader(io.BytesIO(data)).pages[0].extract_text()) == wanted
    document = pypdfium2.PdfDocument(data)
    page = document[0]
    assert plain(page.get_textpage().get_text_range()) == wanted
    document.close()


def test_every_font_is_an_embedded_subset() -> None:
    data = pdf_of(para(RARE, run("粗体A", "<w:b/>")), para("标题", style="Title"))
    fonts = font_programs(data)
    assert len(fonts) >= 4
    for font in fonts:
        descendant = font["/DescendantFonts"][0].get_object()
        program = descendant["/FontDescriptor"]["/FontFile2"].get_data()
        assert program[:4] == b"\0\1\0\0"
        assert font["/BaseFont"][7] == "+"
        assert font["/Encoding"] == "/Identity-H"
    assert b"Helvetica" not in data


def test_the_bytes_repeat_and_metadata_are_set() -> None:
    document = api.layout_docx(docx(para("正文"), table((3000,), row(cell("甲")))))
    first = api.to_pdf(document, title="人民调解协议书", author="某调委会")
    assert first == api.to_pdf(document, title="人民调解协议书", author="某调委会")
    reader = PdfReader(io.BytesIO(first))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("人民调解协议书", "某调委会")
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "zh-CN"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712 - a PDF object


def test_page_labels_count_like_the_foot_of_the_page() -> None:
    pages = [para("甲" * 400) for _ in range(6)]
    reader = PdfReader(io.BytesIO(api.to_pdf(api.layout_docx(docx(*pages)), title="收条")))
    assert reader.page_labels == [str(n) for n in range(1, len(reader.pages) + 1)]
    assert len(reader.pages) > 1


def test_titles_come_from_the_word_file() -> None:
    filled = api.fill_template(docx(para("正文")), {}, title="收条", author="张")
    reader = PdfReader(io.BytesIO(api.to_pdf(api.layout_docx(filled))))
    assert reader.metadata is not None
    assert reader.metadata.title == "收条"


def origins(pdf: pypdfium2.PdfDocument) -> list[tuple[str, float, float]]:
    """The characters of the first page with the places where pdfium sets them."""
    text, height = pdf[0].get_textpage(), pdf[0].get_height()
    found = []
    for place in range(text.count_chars()):
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(text, place, x, y)
        found.append((chr(raw.FPDFText_GetUnicode(text, place)), x.value, height - y.value))
    return found


def test_glyphs_stand_where_the_layout_put_them() -> None:
    words = "道" * 18 + "12345.67元整，按期付清" + "李堃喆、" * 9
    document = api.layout_docx(docx(para(words, style="Normal")))
    pdf = pypdfium2.PdfDocument(api.to_pdf(document))
    found = origins(pdf)
    for item in document.pages[0].items:
        if isinstance(item, GlyphRun):
            for wanted, x in zip(item.text, item.xs, strict=True):
                near = [
                    char
                    for char, left, base in found
                    if abs(left - x) < 0.1 and abs(base - item.y) < 0.1
                ]
                assert wanted in near
    pdf.close()


def test_pages_show_ink_and_pictures() -> None:
    data = api.to_pdf(api.layout_docx(with_picture(para(drawing("inline", ""), "甲乙丙"))))
    pdf = pypdfium2.PdfDocument(data)
    image = pdf[0].render(scale=1).to_pil().convert("RGB")
    colors = {pixel for _count, pixel in image.getcolors(1 << 20)}
    assert any(red > 200 and green < 160 for red, green, _blue in colors)  # the red seal
    assert any(sum(pixel) < 150 for pixel in colors)  # black text
    pdf.close()


@pytest.mark.parametrize("data", [b"no picture", png()[:30], b"\x89PNG\r\n\x1a\n"])
def test_a_broken_picture_is_a_bad_file(data: bytes) -> None:
    document = api.layout_docx(with_picture(para(drawing("inline", "")), data=data))
    with pytest.raises(BadFile) as caught:
        api.to_pdf(document)
    assert caught.value.code == "documents.image_unreadable"


def test_a_faked_bold_is_painted_with_a_stroke() -> None:
    document = api.layout_docx(docx(para(run("粗", "<w:b/>"))))
    reader = PdfReader(io.BytesIO(api.to_pdf(document)))
    assert b"2 Tr" in reader.pages[0].get_contents().get_data()  # type: ignore[union-attr]


def test_files_stay_small() -> None:
    text = "经双方当事人协商一致，自愿达成如下协议，共同遵守。" * 20
    assert len(pdf_of(*[para(text) for _ in range(4)])) < 60_000
