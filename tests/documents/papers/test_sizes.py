"""Every paper in three cases: short, ordinary, overflowing. Opened again by other libraries, the
text compared, the pages looked at.

A new template is tried here as soon as it lies in ``templates``: see ``sizes``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pypdfium2
import pytest

from mediation_app.documents.catalog import Catalog, PaperKind
from mediation_app.documents.engine.displaylist import GlyphRun, Line, Page
from mediation_app.documents.produce import Produced
from mediation_app.paths import template_dir
from tests.documents.papers.press import paragraphs_of, pdf_of, sized, word_of
from tests.documents.papers.records import records_of
from tests.documents.papers.sizes import SIZES, sample

KINDS = Catalog().all()
every = pytest.mark.parametrize("kind", KINDS, ids=[kind.code for kind in KINDS])

_FOOT = re.compile(r"第\d+页共\d+页$")
_DANGLING = re.compile(
    r"[，、；：][，、；。]|。[，、；。]|（）|《》|“”|〔〕|／／|^[，。；、]|\bNone\b|\bnan\b"
)
# What only says who signs, seals or receives, and when.
_ENDING = re.compile(
    r"签名|盖章|按指印|^年月日$|^\d{4}年\d+月\d+日$|签收|受送达人|送达人|送达情况|送达回证|备注$|年月日$"
)


def papers(kind: PaperKind) -> Iterator[tuple[str, Produced]]:
    """A paper in its three sizes: what a worker makes of it serves all these tests."""
    for size in SIZES:
        yield size, sized(kind.code, size)


def bare(text: str) -> str:
    return "".join(text.split())


def pdf_pages(paper: Produced) -> list[str]:
    """What PDFium reads, many times faster than pypdf, which ``test_papers`` asks."""
    found = []
    pdf = pypdfium2.PdfDocument(pdf_of(paper))
    for page in pdf:
        words = page.get_textpage()
        found.append(_FOOT.sub("", bare(words.get_text_bounded())))
        words.close()
    pdf.close()
    return found


def test_every_template_has_its_three_cases() -> None:
    codes = {path.stem for path in template_dir().glob("*.toml")}
    assert {kind.code for kind in KINDS} == codes
    assert len(KINDS) == len(codes)
    assert len(SIZES) == 3


@every
def test_word_and_pdf_say_the_same(kind: PaperKind) -> None:
    """By python-docx and PDFium: no character of the Word file is lost on the way to the PDF."""
    for size, paper in papers(kind):
        assert paper.missing == (), size
        said = Counter(word_of(paper))
        shown = Counter("".join(pdf_pages(paper)))
        assert said - shown == Counter(), size
        repeated = shown - said  # heads of tables on further pages
        assert not repeated or paper.pages > 1, size
        assert paper.document.missing == (), size


@every
def test_pages_are_painted_inside_their_margins(kind: PaperKind) -> None:
    """By pypdfium2: as many pages, none of them empty, nothing in the outer 5 mm."""
    for size, paper in papers(kind):
        pdf = pypdfium2.PdfDocument(pdf_of(paper))
        assert len(pdf) == paper.pages, size
        for number, page in enumerate(pdf, 1):
            image = page.render(scale=0.5, grayscale=True).to_pil()
            box = image.point(lambda light: 255 if light < 200 else 0).getbbox()
            assert box is not None, f"{size}: page {number} is empty"
            edge = round(5 / 25.4 * 72 * 0.5)
            wide, high = image.size
            assert edge <= box[0] < box[2] <= wide - edge, f"{size}: page {number}"
            assert edge <= box[1] < box[3] <= high - edge, f"{size}: page {number}"
        pdf.close()


@every
def test_no_character_stands_on_another(kind: PaperKind) -> None:
    for size, paper in papers(kind):
        for number, page in enumerate(paper.document.pages, 1):
            assert overlapping(page) == [], f"{size}: page {number}"


def overlapping(page: Page) -> list[str]:
    """Pairs of characters whose middles are nearer than half their size."""
    cells: dict[tuple[int, int], list[tuple[float, float, float, str]]] = {}
    found: list[str] = []
    for item in page.items:
        if not isinstance(item, GlyphRun):
            continue
        for x, sign in zip(item.xs, item.text, strict=True):
            if not sign.strip():
                continue
            wide = item.size * (1 if ord(sign) > 0x2E80 else 0.5)
            middle, height = x + wide / 2, item.y - item.size / 3
            place = (int(middle // 12), int(height // 12))
            for a in (-1, 0, 1):
                for b in (-1, 0, 1):
                    for other_x, other_y, other_wide, other in cells.get(
                        (place[0] + a, place[1] + b), ()
                    ):
                        near = (wide + other_wide) / (4 if max(wide, other_wide) > 6 else 10)
                        if abs(middle - other_x) < near and abs(height - other_y) < item.size / 2:
                            found.append(f"{other}{sign}")
            cells.setdefault(place, []).append((middle, height, wide, sign))
    return found


@every
def test_sentences_have_no_holes(kind: PaperKind) -> None:
    """No comma after a comma, no brackets around nothing, no sentence that starts with a stop."""
    for size, paper in papers(kind):
        for text in paragraphs_of(paper.docx):
            assert not _DANGLING.search(text.replace("{{ case.number }}", "")), f"{size}: {text}"


@every
def test_no_page_holds_only_what_closes_a_paper(kind: PaperKind) -> None:
    """Signatures, seals, receipts and notes stand below words that they belong to.

    More than six lines to sign fill pages of their own; the last of them keeps the seal company.
    """
    for size, paper in papers(kind):
        for number, page in enumerate(paper.document.pages[1:], 2):
            lines = [bare(line) for line in page.text_lines()]
            texts = [line for line in lines if line and not _FOOT.search(line)]
            words = [text for text in texts if not _ENDING.search(text)]
            signers = [text for text in texts if "代理人" in text or text.endswith("：年月日")]
            assert words or len(signers) > 1, f"{size}: page {number}: {texts}"
            assert not (len(texts) <= 2 and texts[0].startswith(("注：", "附："))), texts


@every
def test_headings_and_labels_stay_with_what_they_announce(kind: PaperKind) -> None:
    for size, paper in papers(kind):
        for number, (page, _) in enumerate(pairwise(paper.document.pages), 1):
            lines = [bare(line) for line in page.text_lines()]
            last = [line for line in lines if not _FOOT.search(line)][-1]
            announces = last.endswith(("如下：", "下列事项：", "采取的措施："))
            heading = (
                re.fullmatch(r"[一二三四五六七八九]、\S{2,14}", last) and last[-1] not in "。；：，"
            )
            if announces or heading:
                assert empty_box_below(page), f"{size}: page {number}: {last}"


def empty_box_below(page: Page) -> bool:
    """Whether a box to write into stands below the last words."""
    foot = page.height - 90
    words = max(item.y for item in page.items if isinstance(item, GlyphRun) and item.y < foot)
    lines = [item.y2 for item in page.items if isinstance(item, Line)]
    return bool(lines) and max(lines) > words + 30


@every
def test_the_three_cases_differ(kind: PaperKind) -> None:
    short, ordinary, overflowing = (len(word_of(paper)) for _, paper in papers(kind))
    assert short <= ordinary * 1.1
    assert ordinary < overflowing
    if kind.subject not in ("reckoning", "report"):
        least, usual, most = (len(list(records_of(sample(kind, size).file))) for size in SIZES)
        assert least < usual < most
    pages = [paper.pages for _, paper in papers(kind)]
    assert pages[0] <= pages[1] <= pages[2]
