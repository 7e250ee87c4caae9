"""A long document in house style, and the lines another engine broke it into.

``oracle.json`` holds what LibreOffice 7.4.7 made of ``sample()`` with the bundled fonts mapped to the
families (page, baseline, left end, text of every stretch). The text has neither Latin letters nor
punctuation, because LibreOffice ignores autoSpaceDE/DN and overflowPunct. To renew it:

    python -m tests.documents.engine.oracle sample.docx            writes the document
    soffice --headless --convert-to pdf sample.docx                with the fonts mapped
    python -m tests.documents.engine.oracle sample.pdf oracle.json reads the lines back
"""

from __future__ import annotations

import ctypes
import json
import random
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.documents.engine.samples import cell, docx, field, para, row, run, table

FILE = Path(__file__).with_name("oracle.json")
Char = tuple[int, float, float, str]  # page, baseline, left end, character
Stretch = tuple[int, float, float, str]
_WORDS = (
    "经县道路交通事故人民调解委员会主持调解双方当事人在自愿平等的基础上就道路交通事故损害赔偿事宜"
    "达成如下协议甲方一次性赔偿乙方医疗费误工费护理费交通费等各项损失由保险公司在交强险范围内先行赔付"
    "不足部分按责任比例承担各方签字按指印后生效履行期限届满前一次付清"
)


def sample() -> bytes:
    """Paragraphs of all lengths, a table with repeated header, merged and cut rows, a footer."""
    chance = random.Random(7)

    def words(count: int) -> str:
        start = chance.randrange(len(_WORDS))
        return (_WORDS * 8)[start : start + count]

    middle = '<w:vAlign w:val="center"/>'
    blocks = [para("人民调解协议书", style="Title")]
    blocks += [para(words(chance.randrange(10, 260))) for _ in range(16)]
    blocks += [para(words(40), style="Normal", props='<w:jc w:val="right"/>')]
    head = [
        cell(text, width=width, props=middle) for text, width in (("项目", 1500), ("说明", 7300))
    ]
    rows = [row(*head, props="<w:tblHeader/><w:cantSplit/>")]
    for number in range(26):
        high = (
            '<w:trHeight w:val="900" w:hRule="atLeast"/>' if number % 3 == 0 else "<w:cantSplit/>"
        )
        left = cell("第某项", width=1500, props=middle)
        right = cell(words(chance.randrange(4, 140)), width=7300, props=middle)
        rows.append(row(left, right, props=high))
    for kind in ("restart", "continue"):
        merged = cell(
            "意见" if kind == "restart" else "", width=1500, props=f'<w:vMerge w:val="{kind}"/>'
        )
        rows.append(row(merged, cell(words(60), width=7300), props="<w:cantSplit/>"))
    rows.append(row(cell("长", width=1500), cell(*[words(200) for _ in range(8)], width=7300)))
    footer = para(
        run("第"), field("PAGE"), run("页"), style="Normal", props='<w:jc w:val="center"/>'
    )
    return docx(*blocks, table((1500, 7300), *rows), para(words(300)), footer=footer)


def stretches(chars: Iterable[Char]) -> list[Stretch]:
    """Characters joined into stretches of one baseline without gaps wider than a character."""
    found: list[Stretch] = []
    end = -1.0
    for page, y, x, char in sorted(chars, key=lambda c: (c[0], round(c[1]), c[2])):
        last = found[-1] if found else None
        if last and last[0] == page and abs(last[1] - y) < 1.0 and x - end < 25:
            found[-1] = (page, last[1], last[2], last[3] + char)
        else:
            found.append((page, y, x, char))
        end = x
    return found


def read_pdf(path: Path) -> list[Stretch]:
    """The stretches of a PDF."""
    import pypdfium2
    import pypdfium2.raw as raw

    chars: list[Char] = []
    pdf = pypdfium2.PdfDocument(path)
    for number, page in enumerate(pdf):
        text, height = page.get_textpage(), page.get_height()
        for place in range(text.count_chars()):
            x, y = ctypes.c_double(), ctypes.c_double()
            raw.FPDFText_GetCharOrigin(text, place, x, y)
            char = chr(raw.FPDFText_GetUnicode(text, place))
            if char.strip(" \r\n\0\ufffe"):
                chars.append((number, height - y.value, x.value, char))
    pdf.close()
    return [(page, round(y, 1), round(x, 1), text) for page, y, x, text in stretches(chars)]


if __name__ == "__main__":
    if len(sys.argv) == 2:
        Path(sys.argv[1]).write_bytes(sample())
    else:
        lines = [json.dumps(line, ensure_ascii=False) for line in read_pdf(Path(sys.argv[1]))]
        Path(sys.argv[2]).write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
