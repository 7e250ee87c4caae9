"""The house styles of the papers and the blocks that several papers share."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ooxml import HEI, SONG, TITLE, Cell, Page, Row, Style, Word, twips

# The type area of a letter is 156 mm wide (GB/T 9704: 28 characters of 16 pt).
_RIGHT = twips(156)

STYLES = (
    Style(
        key="Title",
        name="公文标题",
        font=TITLE,
        size=22,
        line=34,
        align="center",
        after=6,
        keep_next=True,
    ),
    Style(
        key="Issuer", name="发文单位", font=TITLE, size=22, line=34, align="center", keep_next=True
    ),
    Style(key="Number", name="编号", size=16, line=28, align="right", after=8),
    Style(key="NumberMiddle", name="文号", size=16, line=28, align="center", after=14),
    Style(key="Body", name="公文正文", first_chars=2),
    # Long numbers would tear justified lines apart.
    Style(key="Facts", name="基本情况", first_chars=2, align="left"),
    Style(key="Plain", name="顶格正文"),
    Style(key="PlainKeep", name="顶格尾段", keep_next=True, keep_lines=True),
    Style(key="Closing", name="尾段", first_chars=2, keep_next=True, keep_lines=True),
    Style(key="Level1", name="一级标题", font=HEI, first_chars=2, keep_next=True),
    Style(
        key="Sign",
        name="签名行",
        line=32,
        align="left",
        keep_next=True,
        keep_lines=True,
        tabs=(("right", _RIGHT),),
    ),
    Style(
        key="SignEnd",
        name="签名末行",
        line=32,
        align="left",
        keep_lines=True,
        tabs=(("right", _RIGHT),),
    ),
    Style(key="SignCell", name="签名栏", line=28, align="left"),
    Style(key="SignDate", name="签名日期", line=28, align="right"),
    Style(
        key="Signed",
        name="署名",
        align="right",
        right_chars=2,
        keep_next=True,
        keep_lines=True,
    ),
    Style(key="Dated", name="成文日期", align="right", right_chars=4),
    Style(key="Note", name="附注", size=12, line=20, align="left"),
    Style(key="NoteBefore", name="表前行", size=12, line=20, align="left", after=3, keep_next=True),
    Style(
        key="NoteRight", name="表前编号", size=12, line=20, align="right", after=3, keep_next=True
    ),
    Style(key="Cell", name="表格内容", size=12, line=18, align="left"),
    Style(key="CellMiddle", name="表格居中", size=12, line=18, align="center"),
    Style(key="CellRight", name="表格金额", size=12, line=18, align="right"),
    Style(key="CellSigner", name="表格签名行", size=12, line=25, align="left"),
    Style(key="CellText", name="表格段落", size=12, line=20, align="both", first_chars=2),
    Style(key="CellSign", name="表格签名", size=12, line=24, align="right"),
    Style(key="Small", name="小表内容", size=10.5, line=14, align="left"),
    Style(key="SmallMiddle", name="小表居中", size=10.5, line=14, align="center"),
    Style(key="SmallRight", name="小表金额", size=10.5, line=14, align="right"),
    Style(key="SmallHead", name="小表标题", font=HEI, size=10.5, line=14, align="center"),
    Style(key="SmallSign", name="小表签名", size=10.5, line=16, align="right"),
    Style(key="End", name="文末", size=1, line=1),
    Style(key="Foot", name="页码", font=SONG, size=10.5, line=14, align="center"),
)

# Only the sheet of sums needs these.
SHEET_STYLES = (
    Style(key="SmallBand", name="小表分组", font=HEI, size=10.5, line=14, align="left"),
    Style(key="SmallNote", name="小表说明", size=9, line=12, align="left"),
    Style(key="SmallText", name="小号说明", size=10.5, line=15, align="left", keep_lines=True),
    Style(
        key="SmallLast",
        name="小号末段",
        size=10.5,
        line=15,
        align="left",
        keep_next=True,
        keep_lines=True,
    ),
    Style(key="CellDate", name="表格签名日期", size=12, line=25, align="right"),
    Style(
        key="FormHead",
        name="表格标题",
        font=HEI,
        size=12,
        line=18,
        before=6,
        after=3,
        align="left",
        keep_next=True,
    ),
    Style(
        key="FormClosing",
        name="表格尾段",
        size=12,
        line=20,
        before=6,
        align="left",
        keep_next=True,
        keep_lines=True,
    ),
    Style(key="FormSign", name="表格签名", size=12, line=22, align="left", keep_next=True),
    Style(key="Gap", name="表间", size=2, line=3, keep_next=True),
)

# Letters on which something follows the date.
LETTER_STYLES = (
    Style(key="DatedKeep", name="日期续", align="right", right_chars=4, keep_next=True),
    Style(key="NoteAfter", name="附件", size=12, line=20, before=10, align="left"),
)

DATE_BLANK = "　　年　　月　　日"
# So many lines to sign fit on a page with the words above and a seal below.
_TOGETHER = 6


def letter(title: str, *, more: tuple[Style, ...] = (), page: Page | None = None) -> Word:
    """A letter or narrative paper: margins and type area of GB/T 9704 unless told otherwise."""
    return Word(title=title, styles=(*STYLES, *more), page=page or Page())


def form(title: str, *, top: float = 18, bottom: float = 17, more: tuple[Style, ...] = ()) -> Word:
    """A table form: narrower margins so that it stays on one page."""
    return Word(
        title=title,
        styles=(*STYLES, *more),
        page=Page(top=top, bottom=bottom, left=22, right=18, footer=8),
    )


def label(text: str, *, span: int = 1, merge: str = "", style: str = "CellMiddle") -> Cell:
    """A heading cell of a form."""
    return Cell(text=text, span=span, merge=merge, style=style)


def cell(
    *text: str, span: int = 1, style: str = "Cell", merge: str = "", valign: str = "center"
) -> Cell:
    """A value cell of a form; several texts are several paragraphs."""
    return Cell(
        text=text if len(text) != 1 else text[0],
        span=span,
        style=style,
        merge=merge,
        valign=valign,
    )


def row(
    *cells: Cell, height: float = 7.6, head: bool = False, split: bool = False, keep: bool = False
) -> Row:
    """A row of a form."""
    return Row(cells=cells, height=height, head=head, split=split, keep=keep)


def tag_row(tag: str, columns: int) -> Row:
    """A row that stands for a template tag (``for line in lines``) and vanishes."""
    return Row(cells=(Cell(text="{%tr " + tag + " %}", span=columns),), height=5)


def each(loop: str, rows: Iterable[Row], columns: int) -> list[Row]:
    """Rows repeated for each item of a loop (``line in fund.bill``)."""
    return [tag_row(f"for {loop}", columns), *rows, tag_row("endfor", columns)]


def when(condition: str, rows: Iterable[Row], columns: int) -> list[Row]:
    """Rows that stand only under a condition."""
    return [tag_row(f"if {condition}", columns), *rows, tag_row("endif", columns)]


def paragraphs(word: Word, loop: str, text: str, style: str = "Body") -> None:
    """A paragraph for each item of a loop."""
    word.tag(f"for {loop}").add(text, style).tag("endfor")


def last_kept(word: Word, loop: str, text: str) -> None:
    """A paragraph for each item of a loop; the last one stays with what follows."""
    word.tag(f"for {loop}", "if loop.last").add(text, "Closing")
    word.tag("else").add(text).tag("endif", "endfor")


def party_blocks(word: Word, source: str) -> None:
    """The basics of each party (当事人基本情况), with agents and guardians below."""
    word.tag(f"for party in {source}", "if party.is_person")
    word.add(
        "##{{ party.title }}：##{{ party.name }}，性别：{{ party.gender }}，民族：{{ party.ethnicity }}，"
        "出生日期：{{ party.birth }}，{{ party.id_label }}：{{ party.id_number }}，"
        "职业或职务：{{ party.occupation }}，联系方式：{{ party.phone }}，"
        "单位或住址：{{ party.address }}。",
        "Facts",
    )
    word.tag("else")
    word.add(
        "##{{ party.title }}：##{{ party.name }}，统一社会信用代码：{{ party.credit_code }}，"
        "住所：{{ party.address }}，法定代表人（负责人）：{{ party.legal_representative }}，"
        "职务：{{ party.legal_title }}，联系人：{{ party.contact }}，联系方式：{{ party.phone }}。",
        "Facts",
    )
    word.tag("endif", "for agent in party.agents")
    word.add(
        "##{{ agent.title }}：##{{ agent.name }}，{{ agent.id_label }}：{{ agent.id_number }}，"
        "与当事人关系：{{ agent.relation }}，{{ agent.scope_text }}联系方式：{{ agent.phone }}，"
        "单位或住址：{{ agent.address }}。",
        "Facts",
    )
    word.tag("endfor", "endfor")


def sign_table(
    word: Word,
    source: str,
    *others: str,
    last: bool = False,
    widths: tuple[float, float] = (102.5, 53.5),
    height: float = 11,
    styles: tuple[str, str] = ("SignCell", "SignDate"),
) -> None:
    """A line to sign for each signer and for ``others``, its date at the right.

    Without borders; a long name breaks inside its own column. ``last`` says that nothing follows
    that must stay on the page.
    """

    def line(text: str, *, keep: bool) -> Row:
        return row(
            cell(text, style=styles[0], valign="bottom"),
            cell(DATE_BLANK, style=styles[1], valign="bottom"),
            height=height,
            keep=keep,
        )

    rows = signers(source, lambda keep: line("{{ signer.label }}：", keep=keep), 2)
    rows += [line(f"{text}：", keep=not (last and text == others[-1])) for text in others]
    word.table(widths, rows, borders=False, pad=0)


def signers(source: str, line: Callable[[bool], Row], columns: int) -> list[Row]:
    """A row for each signer. Few stay together; of many the first stays with the text above and
    the last with what follows, so that neither words nor a seal stand alone on a page."""
    kept = f"loop.length <= {_TOGETHER} or loop.first or loop.last"
    return each(
        f"signer in {source}",
        [
            tag_row(f"if {kept}", columns),
            line(True),
            tag_row("else", columns),
            line(False),
            tag_row("endif", columns),
        ],
        columns,
    )


def sign_lines(word: Word, *texts: str) -> None:
    """Lines to sign that are the same on every paper; a long name breaks in its own column."""
    rows = [
        row(
            cell(text, style="SignCell", valign="bottom"),
            cell(DATE_BLANK, style="SignDate", valign="bottom"),
            height=11,
            keep=text != texts[-1],
        )
        for text in texts
    ]
    word.table((102.5, 53.5), rows, borders=False, pad=0)


def sign_heading(word: Word, text: str = "当事人（签名、盖章或按指印）：") -> None:
    """The words over the lines to sign."""
    word.add(text, "Sign")
