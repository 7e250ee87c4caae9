"""卷宗封面, 卷内目录, 卷宗情况说明, 封底: what a volume is bound with. They bear no page number."""

from __future__ import annotations

from house import STYLES, cell, each, label, row
from ooxml import TITLE, Page, Row, Style, Word

_STYLES = (
    *STYLES,
    Style(key="CoverUnit", name="卷宗单位", size=18, line=32, align="center", after=30),
    Style(
        key="CoverTitle", name="卷宗名称", font=TITLE, size=42, line=60, align="center", after=60
    ),
    Style(key="CoverLabel", name="卷宗项目", size=16, line=26, align="center"),
    Style(key="CoverText", name="卷宗内容", size=16, line=26, align="left"),
    Style(key="BackSpace", name="封底上空", size=16, line=28, before=330),
)
_LABEL, _VALUE = 40.0, 112.0


def _word(title: str, page: Page) -> Word:
    return Word(title=title, styles=_STYLES, page=page, numbered=False)


def cover() -> Word:
    """卷宗封面: kraft paper, so nothing but lines and words, and room at the left to bind."""
    word = _word("卷宗封面", Page(top=42, bottom=25, left=32, right=26))
    word.add("{{ office.name }}", "CoverUnit").add("人民调解卷宗", "CoverTitle")

    def line(name: str, value: str, height: float = 14) -> Row:
        return row(label(name, style="CoverLabel"), cell(value, style="CoverText"), height=height)

    rows = [
        line("卷　　名", "{{ volume.name }}", 26),
        line("卷　　号", "{{ volume.number }}"),
        line("人民调解员", "{{ volume.mediator }}"),
        line("调解日期", "{{ volume.from }}至{{ volume.to }}"),
        line("立 卷 人", "{{ volume.filer }}"),
        line("立卷日期", "{{ volume.filed_on }}"),
        line("保管期限", "{{ volume.retention }}"),
        line("备　　注", "{{ volume.note }}", 22),
    ]
    return word.table((_LABEL, _VALUE), rows)


def contents() -> Word:
    """卷内目录: the head repeats on every page."""
    word = _word("卷内目录", Page(top=24, bottom=20, left=28, right=22))
    word.add("卷内目录", "Title").add("卷号：{{ volume.number }}", "NoteRight")
    head = row(label("序号"), label("文书名称"), label("页号"), label("备注"), height=10, head=True)
    rows = [
        head,
        *each(
            "entry in volume.entries",
            [
                row(
                    cell("{{ entry.no }}", style="CellMiddle"),
                    cell("{{ entry.title }}"),
                    cell("{{ entry.pages }}", style="CellMiddle"),
                    cell("{{ entry.note }}"),
                    height=10,
                )
            ],
            4,
        ),
    ]
    return word.table((16, 88, 22, 34), rows)


def notes() -> Word:
    """卷宗情况说明: how many pages, what is missing, what could not be bound."""
    word = _word("卷宗情况说明", Page())
    word.add("卷宗情况说明", "Title")
    word.add("卷号：{{ volume.number }}", "Number")
    word.add(
        "本卷为{{ volume.name }}，卷内文书和材料{{ volume.count }}件，共{{ volume.total }}页"
        "（封面、目录、本说明和封底不编页号）。",
        "Body",
    )
    word.tag("if volume.has_missing")
    word.add("按卷内目录应有而未见的：", "Body")
    word.tag("for line in volume.missing").add("{{ line }}", "Body").tag("endfor", "endif")
    word.tag("if volume.has_left_out")
    word.add("电子文件不能装入、以纸质原件为准的：", "Body")
    word.tag("for line in volume.left_out").add("{{ line }}", "Body").tag("endfor", "endif")
    word.tag("if volume.is_whole")
    word.add("卷内文书和材料齐全，没有需要另行说明的情况。", "Body").tag("endif")
    word.add("立卷人（签名）：　　　　　　", "Signed").add("　　年　　月　　日", "Dated")
    return word


def back() -> Word:
    """封底."""
    word = _word("封底", Page(top=42, bottom=30, left=32, right=26)).add("", "BackSpace")

    def line(name: str, value: str) -> Row:
        return row(label(name, style="CoverLabel"), cell(value, style="CoverText"), height=14)

    rows = [
        line("本卷共", "{{ volume.total }}页"),
        line("立卷人", "{{ volume.filer }}"),
        line("检查人", "{{ volume.checker }}"),
        line("立卷时间", "{{ volume.filed_on }}"),
    ]
    return word.table((_LABEL, 70), rows)
