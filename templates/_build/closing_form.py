"""结案报告表: one table."""

from __future__ import annotations

from house import cell, each, form, label, row
from ooxml import Word


def _lines(source: str, *, style: str = "CellText") -> tuple[str, ...]:
    return (f"{{%p for line in {source} %}}", f"@{style}|{{{{ line }}}}", "{%p endfor %}")


def closing_report() -> Word:
    """结案报告表."""
    word = form("结案报告表", top=15, bottom=14).add("结案报告表", "Title")
    word.add("卷号：{{ case.number }}", "NoteRight")
    rows = [
        row(
            label("承办单位"),
            cell("{{ office.name }}", span=2),
            label("承办人"),
            cell("{{ case.mediator }}"),
        ),
        row(
            label("受理时间"),
            cell("{{ case.accepted_on }}", span=2),
            label("结案时间"),
            cell("{{ closing.closed_on }}"),
        ),
        row(
            label("案件来源"),
            cell("{{ case.source }}", span=2),
            label("办理结果"),
            cell("{{ closing.result }}"),
        ),
        row(
            label("当事人", span=2),
            label("地位"),
            label("联系方式"),
            label("单位或住址"),
        ),
        *each(
            "party in parties",
            [
                row(
                    cell("{{ party.name }}", span=2),
                    cell("{{ party.title }}", style="CellMiddle"),
                    cell("{{ party.phone }}"),
                    cell("{{ party.address }}"),
                )
            ],
            5,
        ),
        row(
            label("纠纷简要事实"),
            cell(*_lines("case.dispute"), span=4),
            height=24,
            split=True,
        ),
        row(
            label("调解过程"),
            cell("{{ closing.sessions }}", *_lines("closing.course"), span=4),
            height=20,
            split=True,
        ),
        row(
            label("协议或者处理结果"),
            cell(*_lines("closing.outcome"), span=4),
            height=20,
            split=True,
        ),
        row(
            label("履行情况"),
            cell(*_lines("closing.performance"), span=4),
            height=20,
            split=True,
        ),
        row(
            label("承办人意见"),
            cell("", "@CellSign|签名：　　　　　　　　　　年　　月　　日", span=4),
            height=24,
            keep=True,
        ),
        row(
            label("负责人审批"),
            cell(
                "",
                "@CellSign|签名（盖章）：　　　　　　　　　　年　　月　　日",
                span=4,
            ),
            height=24,
        ),
    ]
    word.table((30, 28, 26, 32, 54), rows)
    return word
