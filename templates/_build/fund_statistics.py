"""The return of a quarter or a year: statistics F28."""

from __future__ import annotations

from fund_recovery_forms import FUND
from house import cell, each, form, label, row
from ooxml import Cell, Row, Word


def statistics() -> Word:
    """F28 季度/年度统计报表."""
    word = form(f"{FUND}统计报表", top=13, bottom=13)
    word.add(f"{FUND}统计报表", "Title")
    word.add("填报单位：{{ office.fund_manager }}（盖章）", "NoteBefore")
    word.add(
        "统计期间：{{ report.since }}至{{ report.until }}　　　　　　单位：起、人、元", "NoteBefore"
    )

    def head(text: str, span: int = 1) -> Cell:
        return label(text, span=span, style="SmallMiddle")

    def figure(name: str, span: int = 1) -> Cell:
        return cell("{{ " + name + " }}", span=span, style="SmallRight")

    def paid(one: str) -> Row:
        return row(
            head("{{ " + one + ".label }}", 2),
            figure(f"{one}.cases"),
            figure(f"{one}.victims"),
            figure(f"{one}.amount"),
            figure(f"{one}.mean"),
            height=5.6,
        )

    def three(*pairs: tuple[str, str]) -> Row:
        cells: list[Cell] = []
        for name, value in pairs:
            cells += [head(name), figure(value)]
        return row(*cells, height=5.8)

    def bar(text: str) -> Row:
        return row(label(text, span=6, style="SmallHead"), height=5.8, keep=True)

    rows = [
        bar("一、申请和审核"),
        three(
            ("申请", "report.asked"), ("受理", "report.accepted"), ("同意垫付", "report.approved")
        ),
        row(
            head("不予垫付"),
            figure("report.refused"),
            head("不予原因"),
            cell("{{ report.refusals }}", span=3, style="Small"),
            height=5.8,
        ),
        three(
            ("按期决定", "report.in_time"),
            ("按期拨付", "report.paid_in_time"),
            ("投诉", "report.complaints"),
        ),
        row(
            head("办理用时"),
            cell("{{ report.days }}", span=5, style="Small"),
            height=5.8,
        ),
        row(
            head("占事故起数"),
            cell("{{ report.of_accidents }}", span=5, style="Small"),
            height=5.8,
        ),
        bar("二、垫付（以银行到账为准）"),
        row(
            head("类别", 2),
            head("起数"),
            head("人数"),
            head("金额"),
            head("人均金额"),
            height=5.8,
            keep=True,
        ),
        *each("one in report.kinds", [paid("one")], 6),
        paid("report.paid"),
        *each("one in report.situations", [paid("one")], 6),
        bar("三、追偿（不含一次性困难救助）"),
        three(
            ("本期垫付", "report.recoverable"),
            ("本期追回", "report.recovered"),
            ("本期追偿率", "report.rate"),
        ),
        three(
            ("累计垫付", "report.paid_ever"),
            ("累计追回", "report.recovered_ever"),
            ("累计追偿率", "report.rate_ever"),
        ),
        three(
            ("保险人偿还", "report.from_insurer"),
            ("责任人偿还", "report.from_liable"),
            ("已获赔人退还", "report.from_victim"),
        ),
        three(
            ("其他来源", "report.from_others"),
            ("期末未追回", "report.outstanding"),
            ("分期未还余额", "report.by_plan"),
        ),
        three(
            ("诉讼执行件数", "report.in_court"),
            ("本期核销", "report.written_off"),
            ("核销后追回", "report.recovered_after"),
        ),
        bar("四、代管款（不属于基金）"),
        three(
            ("本期收入", "report.custody_in"),
            ("本期付出", "report.custody_out"),
            ("期末结存", "report.custody_held"),
        ),
        bar("五、资金收支"),
        row(head("期初余额", 3), figure("report.opening", 3), height=5.6),
        *each(
            "one in report.income",
            [row(head("收入：{{ one.label }}", 3), figure("one.amount", 3), height=5.6)],
            6,
        ),
        row(head("退票转回、多付退回", 3), figure("report.returned", 3), height=5.6),
        row(head("支出：垫付", 3), figure("report.paid_out", 3), height=5.6),
        row(head("期末余额", 3), figure("report.closing", 3), height=5.6),
        row(
            head("制表"),
            cell("", style="Small"),
            head("复核"),
            cell("", style="Small"),
            head("负责人"),
            cell("", style="Small"),
            height=10,
        ),
    ]
    word.table((27, 30, 27, 29, 27, 30), rows, pad=0.1)
    word.add(
        "填报日期：{{ report.made_on }}　　{{ report.edition }}　　注：分期余额、诉讼执行件数为填报时数。",
        "Note",
    )
    return word
