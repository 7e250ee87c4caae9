"""损害赔偿计算清单: losses, who bears them, what is still to be paid, with every formula."""

from __future__ import annotations

from dataclasses import replace

from house import SHEET_STYLES, cell, each, form, label, row, sign_table, tag_row, when
from ooxml import Cell, Row, Word

# 序号, 项目, 计算式, 依据, 金额: 170 mm in all.
ITEMS = (11, 25, 74, 31, 29)
# 序号, 赔偿来源, 付款人, 计算式, 金额.
SHARES = (11, 27, 37, 66, 29)
_SUM_HEAD = "金额（元）"


def calculation() -> Word:
    """损害赔偿计算清单."""
    word = form("损害赔偿计算清单", more=SHEET_STYLES).add("损害赔偿计算清单", "Title")
    word.add("编号：{{ case.number }}", "NoteRight")
    _case(word)
    _sides(word)
    _standards(word)
    _losses(word)
    _allocations(word)
    _limits(word)
    _accounts(word)
    _payments(word)
    _notes(word)
    _signatures(word)
    return word


def _head(*texts: str) -> Row:
    """Column heads, repeated on every page."""
    return row(*(label(text, style="SmallHead") for text in texts), height=6.4, head=True)


def _small(*texts: str, span: int = 1, style: str = "Small") -> Cell:
    return cell(*texts, span=span, style=style)


def _sum(text: str) -> Cell:
    return cell(text, style="SmallRight")


def _no(text: str) -> Cell:
    return cell(text, style="SmallMiddle")


def _band(*texts: str) -> Row:
    """A line over a group of rows; it stays with the first of them."""
    return row(cell(*texts, span=5, style="SmallBand"), height=6, keep=True)


def _kept(made: Row) -> list[Row]:
    """The row; the last of a loop stays with the subtotal below it."""
    columns = sum(cell_.span for cell_ in made.cells)
    return [
        tag_row("if loop.last", columns),
        replace(made, keep=True),
        tag_row("else", columns),
        made,
        tag_row("endif", columns),
    ]


def _gap(word: Word) -> None:
    """Word joins tables that nothing parts."""
    word.add("", "Gap")


def _case(word: Word) -> None:
    pairs = [
        row(
            label("事故时间", style="SmallMiddle"),
            _small("{{ accident.occurred_at }}"),
            label("计算日期", style="SmallMiddle"),
            _small("{{ sums.made_on }}"),
            height=6.4,
        ),
        row(
            label("事故地点", style="SmallMiddle"),
            _small("{{ accident.place }}"),
            label("认定书编号", style="SmallMiddle"),
            _small("{{ accident.finding_number }}"),
            height=6.4,
        ),
        row(
            label("当事人", style="SmallMiddle"),
            _small("{{ sums.parties }}", span=3),
            height=6.4,
            split=True,
        ),
    ]
    word.table((22, 70, 24, 54), pairs)


def _sides(word: Word) -> None:
    word.add("一、各方的责任和保险", "FormHead")
    rows = [
        _head("一方", "赔偿责任人", "事故责任", "承担比例", "比例的幅度和理由", "保险"),
        *each(
            "side in sums.sides",
            [
                row(
                    _small("{%p for line in side.names %}", "{{ line }}", "{%p endfor %}"),
                    _small("{{ side.liable }}"),
                    _no("{{ side.finding }}"),
                    _no("{{ side.percent }}"),
                    _small("{{ side.band }}"),
                    _small("{%p for line in side.insurance %}", "{{ line }}", "{%p endfor %}"),
                    height=7,
                )
            ],
            6,
        ),
    ]
    word.table((24, 26, 19, 19, 38, 44), rows)


def _standards(word: Word) -> None:
    word.add("二、计算标准", "FormHead")
    rows = [
        _head("标准", "名称", "数额", "来源"),
        *each(
            "standard in sums.standards",
            [
                row(
                    _no("{{ standard.no }}"),
                    _small("{{ standard.label }}"),
                    _small("{{ standard.figure }}"),
                    _small("{{ standard.source }}"),
                    height=6.4,
                )
            ],
            4,
        ),
    ]
    word.table((12, 58, 46, 54), rows)


def _losses(word: Word) -> None:
    word.add("三、损失", "FormHead")
    word.tag("for victim in sums.sections")
    _gap(word)
    formula = _small(
        "{{ line.text }}",
        "{%p for note in line.notes %}",
        "@SmallNote|{{ note }}",
        "{%p endfor %}",
    )
    item = row(
        _no("{{ line.no }}"),
        _small("{{ line.label }}"),
        formula,
        _small("{{ line.basis }}"),
        _sum("{{ line.amount }}"),
        height=6.4,
    )
    part = row(
        _no(""),
        _small("其中：{{ line.label }}"),
        formula,
        _small(""),
        cell("已计入上行", style="SmallMiddle"),
        height=6.4,
    )
    total = row(
        label("小计", span=2, style="SmallMiddle"),
        _small("{{ line.text }}", span=2),
        _sum("{{ line.amount }}"),
        height=6.4,
    )
    rows = [
        row(cell("受害人：{{ victim.name }}", span=5, style="SmallBand"), height=6.4, head=True),
        _head("序号", "项目", "计算式", "依据", _SUM_HEAD),
        tag_row("for line in victim.rows", 5),
        *when("line.is_head", [_band("{{ line.label }}")], 5),
        *when("line.is_item", [item], 5),
        *when("line.is_kept", [replace(item, keep=True)], 5),
        *when("line.is_part", [part], 5),
        *when("line.is_sum", [total], 5),
        tag_row("endfor", 5),
        row(
            label("损失合计", span=2, style="SmallHead"),
            _small("{{ victim.total_text }}", span=2),
            _sum("{{ victim.total }}"),
            height=7,
            keep=True,
        ),
        row(
            label("大写", span=2, style="SmallMiddle"),
            _small("{{ victim.total_words }}", span=3),
            height=6.4,
        ),
    ]
    word.table(ITEMS, rows)
    word.tag("endfor")


def _allocations(word: Word) -> None:
    word.add("四、赔偿款的分配", "FormHead")
    word.tag("for victim in sums.allocations")
    _gap(word)
    share = row(
        _no("{{ share.no }}"),
        _small("{{ share.label }}"),
        _small("{{ share.payer }}"),
        _small(
            "{{ share.text }}",
            "{%p for note in share.notes %}",
            "@SmallNote|{{ note }}",
            "{%p endfor %}",
        ),
        _sum("{{ share.amount }}"),
        height=6.4,
    )
    rows = [
        row(cell("受害人：{{ victim.name }}", span=5, style="SmallBand"), height=6.4, head=True),
        _head("序号", "赔偿来源", "付款人", "计算式", _SUM_HEAD),
        *when(
            "victim.has_first",
            [
                _band(
                    "先由交强险在分项限额内赔偿，不按责任比例",
                    "@SmallNote|依据：{{ victim.first_basis }}",
                ),
                *each("share in victim.first", _kept(share), 5),
                row(
                    label("小计", span=2, style="SmallMiddle"),
                    _small("{{ victim.first_text }}", span=2),
                    _sum("{{ victim.first_sum }}"),
                    height=6.4,
                ),
            ],
            5,
        ),
        *when(
            "victim.has_rest",
            [
                row(
                    label("余额", span=2, style="SmallMiddle"),
                    _small("损失合计减上列小计：{{ victim.rest_text }}", span=2),
                    _sum("{{ victim.rest }}"),
                    height=6.4,
                    keep=True,
                ),
                _band("余额按责任比例分担", "@SmallNote|依据：{{ victim.further_basis }}"),
                *each("share in victim.further", [share], 5),
                row(
                    _no("{{ victim.own_no }}"),
                    _small("受害人一方自担"),
                    _small("{{ victim.own_payer }}"),
                    _small("{{ victim.own_text }}"),
                    _sum("{{ victim.own }}"),
                    height=6.4,
                ),
                row(
                    label("核对", span=2, style="SmallMiddle"),
                    _small("分担各项相加等于余额：{{ victim.proof }}", span=3),
                    height=6.4,
                ),
            ],
            5,
        ),
        row(
            label("应得赔偿", span=2, style="SmallHead"),
            _small("{{ victim.entitled_text }}", span=2),
            _sum("{{ victim.entitled }}"),
            height=7,
            keep=True,
        ),
        row(
            label("大写", span=2, style="SmallMiddle"),
            _small("{{ victim.entitled_words }}", span=3),
            height=6.4,
        ),
    ]
    word.table(SHARES, rows)
    word.tag("endfor")
    word.tag("if sums.several")
    _gap(word)
    word.table(
        SHARES,
        [
            row(
                label("各受害人损失合计", span=2, style="SmallMiddle"),
                _small("{{ sums.losses_text }}", span=2),
                _sum("{{ sums.losses }}"),
                height=6.4,
                keep=True,
            ),
            row(
                label("应得赔偿合计", span=2, style="SmallHead"),
                _small("{{ sums.entitled_text }}", span=2),
                _sum("{{ sums.entitled }}"),
                height=7,
                keep=True,
            ),
            row(
                label("大写", span=2, style="SmallMiddle"),
                _small("{{ sums.entitled_words }}", span=3),
                height=6.4,
            ),
        ],
    )
    word.tag("endif")


def _limits(word: Word) -> None:
    word.tag("if sums.shows_limits")
    word.add("交强险分项限额的使用", "FormHead")
    rows = [
        _head("车辆", "保险公司", "分项", "限额（元）", "赔给各受害人", "剩余（元）"),
        *each(
            "use in sums.limits",
            [
                row(
                    _small("{{ use.unit }}"),
                    _small("{{ use.insurer }}"),
                    _small("{{ use.bucket }}"),
                    _sum("{{ use.limit }}"),
                    _small("{{ use.text }}"),
                    _sum("{{ use.left }}"),
                    height=6.4,
                )
            ],
            6,
        ),
    ]
    word.table((24, 34, 22, 24, 42, 24), rows)
    word.tag("endif")


def _accounts(word: Word) -> None:
    word.add("五、已付款项的扣减", "FormHead")
    word.tag("for victim in sums.accounts")
    _gap(word)
    rows = [
        row(cell("受害人：{{ victim.name }}", span=4, style="SmallBand"), height=6.4, head=True),
        _head("付款人", "应付（元）", "已付（元）", "尚应付或多付（元）"),
        *each(
            "payer in victim.payers",
            [
                row(
                    _small("{{ payer.payer }}"),
                    _small("{{ payer.due }}"),
                    _small("{{ payer.paid }}"),
                    _small("{{ payer.left }}"),
                    height=6.4,
                )
            ],
            4,
        ),
        row(
            label("核对", style="SmallMiddle"),
            _small("{{ victim.proof }}", span=3),
            height=6.4,
        ),
        *when(
            "victim.has_fund_open",
            [
                row(
                    label("救助基金", style="SmallMiddle"),
                    _small("尚有 {{ victim.fund_open }} 元未安排偿还", span=3),
                    height=6.4,
                )
            ],
            4,
        ),
        row(
            label("{{ victim.net_label }}", style="SmallHead"),
            _small("{{ victim.net_text }}", span=2),
            _small("{{ victim.net }} 元（大写：{{ victim.net_words }}）"),
            height=7,
        ),
    ]
    word.table((40, 42, 34, 54), rows)
    word.tag("endfor")


def _payments(word: Word) -> None:
    word.add("六、尚应支付的款项", "FormHead")
    rows = [
        _head("序号", "付款人", "收款人", "款项和计算式", _SUM_HEAD),
        *each(
            "pay in sums.payments",
            [
                row(
                    _no("{{ pay.no }}"),
                    _small("{{ pay.payer }}"),
                    _small("{{ pay.payee }}"),
                    _small("{{ pay.text }}"),
                    _sum("{{ pay.amount }}"),
                    height=6.4,
                )
            ],
            5,
        ),
        row(
            label("合计", span=2, style="SmallHead"),
            _small("{{ sums.payments_text }}（大写：{{ sums.payments_words }}）", span=2),
            _sum("{{ sums.payments_sum }}"),
            height=7,
        ),
    ]
    word.tag("if sums.has_payments")
    word.table((11, 38, 36, 56, 29), rows)
    word.tag("else").add("没有尚应支付的款项。", "Note").tag("endif")


def _notes(word: Word) -> None:
    word.add("说明", "FormHead")
    word.tag("for note in sums.notes", "if loop.last")
    word.add("{{ loop.index }}. {{ note }}", "SmallLast").tag("else")
    word.add("{{ loop.index }}. {{ note }}", "SmallText").tag("endif", "endfor")


def _signatures(word: Word) -> None:
    word.add("以上计算过程和结果已向我们逐项说明，我们已核对。", "FormClosing")
    word.add("当事人（签名、盖章或按指印）：", "FormSign")
    sign_table(
        word,
        "signers.parties",
        "制表人（签名）",
        "人民调解员（复核、签名）",
        last=True,
        widths=(120, 50),
        height=9.5,
        styles=("CellSigner", "CellDate"),
    )
