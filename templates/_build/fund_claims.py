"""Forms about the costs the fund pays: funeral F04, hardship F05, bill F15, seven days F16."""

from __future__ import annotations

from fund_intake import FUND, NARROW
from house import (
    LETTER_STYLES,
    SHEET_STYLES,
    STYLES,
    cell,
    each,
    form,
    label,
    letter,
    row,
    sign_lines,
)
from ooxml import Page, Row, Word

SIX = (29, 30, 24, 28, 26, 33)


def _pair(one: str, first: str, two: str, second: str, *, height: float = 7.6) -> Row:
    return row(label(one), cell(first, span=2), label(two), cell(second, span=2), height=height)


def _applicant_rows() -> list[Row]:
    return [
        _pair("申请人", "{{ fund.applicant }}", "与死者关系", "{{ fund.applicant_relation }}"),
        _pair("证件类型", "{{ fund.applicant_id_kind }}", "证件号码", "{{ fund.applicant_id }}"),
        _pair("联系电话", "{{ fund.applicant_phone }}", "申请渠道", "{{ fund.channel }}"),
    ]


def _payee_rows() -> list[Row]:
    return [
        _pair(
            "申请垫付金额（小写）",
            "{{ fund.claimed }}",
            "大写",
            "{{ fund.claimed_words }}",
            height=11,
        ),
        row(label("收款户名"), cell("{{ fund.payee_name }}", span=5)),
        _pair("开户行", "{{ fund.payee_bank }}", "账号", "{{ fund.payee_account }}"),
    ]


def funeral_application() -> Word:
    """F04 丧葬费用垫付申请表."""
    word = form("丧葬费用垫付申请表", top=15, bottom=14)
    word.add(FUND, "Issuer").add("丧葬费用垫付申请表", "Title")
    word.add("编号：{{ fund.number }}", "NoteRight")
    rows = [
        _pair("死者姓名", "{{ victim.name }}", "性别、年龄", "{{ victim.gender_age }}"),
        _pair("证件类型", "{{ victim.id_kind }}", "证件号码", "{{ victim.id_number }}"),
        _pair("死亡时间", "{{ funeral.died_at }}", "死亡地点", ""),
        _pair("死亡原因", "{{ funeral.cause }}", "处理单位", "{{ accident.police_unit }}"),
        _pair("事故时间", "{{ accident.occurred_at }}", "事故地点", "{{ accident.place }}"),
        _pair(
            "尸体处理通知书编号",
            "{{ funeral.notice_number }}",
            "通知书日期",
            "{{ funeral.notice_on }}",
            height=11,
        ),
        *_applicant_rows(),
        row(label("殡葬机构"), cell("{{ funeral.home }}", span=5)),
        row(
            label("费用项目", span=2),
            label("单价（元）"),
            label("数量"),
            label("金额（元）"),
            label("票据号"),
        ),
        *each(
            "one in funeral.rows",
            [
                row(
                    cell("{{ one.name }}", span=2),
                    cell("{{ one.price }}", style="CellRight"),
                    cell("{{ one.quantity }}", style="CellMiddle"),
                    cell("{{ one.amount }}", style="CellRight"),
                    cell(""),
                    height=7,
                )
            ],
            6,
        ),
        row(
            label("其他项目（逐项说明）", span=2),
            cell(""),
            cell(""),
            cell(""),
            cell(""),
            height=7,
        ),
        _pair(
            "费用合计",
            "{{ funeral.total }}",
            "大写",
            "{{ funeral.total_words }}",
            height=11,
        ),
        _pair("已付金额", "{{ fund.others_paid }}", "付款来源", "{{ fund.others_paid_note }}"),
        *_payee_rows(),
        row(
            cell(
                "@CellText|以上填报内容真实、完整，所申请的丧葬费用未重复申请。获得赔偿后首先偿还"
                "救助基金垫付的款项。",
                "@CellSign|申请人（签名并按指印，单位盖章）：　　　　　　　　　　",
                "@CellSign|{{ fund.received_on }}",
                span=6,
            ),
            height=29,
        ),
    ]
    word.table(SIX, rows, pad=0.25)
    word.add("注：身份不明的，证件号码栏填“身份不明”和登记表编号。", "Note")
    return word


def hardship_application() -> Word:
    """F05 一次性困难救助申请表."""
    word = form("一次性困难救助申请表", top=13, bottom=12)
    word.add(FUND, "Issuer").add("一次性困难救助申请表", "Title")
    word.add("编号：{{ fund.number }}", "NoteRight")
    member = row(*(cell("") for _ in range(6)), height=6.9)
    rows = [
        _pair("受害人姓名", "{{ victim.name }}", "性别、年龄", "{{ victim.gender_age }}"),
        _pair("证件类型", "{{ victim.id_kind }}", "证件号码", "{{ victim.id_number }}"),
        row(label("住址"), cell("{{ victim.address }}", span=5)),
        _pair("申请人", "{{ fund.applicant }}", "与受害人关系", "{{ fund.applicant_relation }}"),
        _pair("证件号码", "{{ fund.applicant_id }}", "联系电话", "{{ fund.applicant_phone }}"),
        row(
            *(
                label(text)
                for text in (
                    "家庭成员姓名",
                    "与受害人关系",
                    "年龄",
                    "职业",
                    "月收入",
                    "健康状况",
                )
            )
        ),
        *[member] * 3,
        row(
            label("困难类别"),
            cell(
                "☐最低生活保障　☐特困供养　☐低保边缘　☐刚性支出困难",
                "证号：　　　　　　　　　　　　认定机关：",
                span=5,
            ),
            height=13,
        ),
        row(
            label("事故伤亡后果"),
            cell(
                "@CellText|{{ accident.brief }}",
                "{%p for line in fund.condition %}",
                "@CellText|{{ line }}",
                "{%p endfor %}",
                span=5,
            ),
            height=15,
            split=True,
        ),
        row(
            label("已获赔偿、保险和其他救助"),
            cell("金额：{{ fund.others_paid }}　　来源：{{ fund.others_paid_note }}", span=5),
            height=11,
        ),
        row(
            label("无力赔偿证明"),
            cell("☐有（出具单位：　　　　　　　　　　　　　　　）　☐责任人不明", span=5),
            height=9,
        ),
        _pair(
            "申请金额",
            "{{ fund.claimed }}",
            "大写",
            "{{ fund.claimed_words }}",
            height=7.6,
        ),
        row(
            label("收款账户"),
            cell(
                "户名：{{ fund.payee_name }}　开户行：{{ fund.payee_bank }}　账号：{{ fund.payee_account }}",
                span=5,
            ),
        ),
        row(
            label("申请理由"),
            cell(
                "",
                "@CellSign|申请人（签名并按指印）：　　　　　　　　{{ fund.received_on }}",
                span=5,
            ),
            height=24,
            keep=True,
        ),
        row(
            label("街道乡镇意见"),
            cell("", "@CellSign|（盖章）　　　　　　年　　月　　日", span=5),
            height=17,
            keep=True,
        ),
        row(
            label("民政核对意见"),
            cell("", "@CellSign|（盖章）　　　　　　年　　月　　日", span=5),
            height=17,
            keep=True,
        ),
        row(
            label("公示情况"),
            cell("地点：　　　　　　　时间：　　月　　日至　　月　　日　☐无异议", span=5),
            height=9,
        ),
    ]
    word.table(SIX, rows, pad=0.25)
    return word


def bill() -> Word:
    """F15 抢救费用清单（审核表）: on a lying page, its head repeated."""
    word = Word(
        title="抢救费用清单（审核表）",
        styles=(*STYLES, *SHEET_STYLES),
        page=Page(top=16, bottom=14, left=20, right=20, footer=7, wide=True),
    )
    word.add("抢救费用清单（审核表）", "Title")
    word.add(
        "医疗机构：{{ fund.hospital }}　　患者：{{ victim.name }}　　住院号："
        "{{ fund.admission_number }}　　申请编号：{{ fund.number }}",
        "NoteBefore",
    )
    heads = (
        "日期时间", "项目编码", "项目名称", "单价", "数量", "金额", "医保类别", "是否抢救",
        "是否7日内", "核准金额", "核减金额", "核减原因",
    )  # fmt: skip
    rows = [
        row(*(label(head, style="SmallHead") for head in heads), height=10, head=True),
        *each(
            "one in fund_bill.rows",
            [
                row(
                    cell(
                        "{{ one.day }}",
                        "{%p if one.time %}",
                        "{{ one.time }}",
                        "{%p endif %}",
                        style="SmallMiddle",
                    ),
                    cell("{{ one.code }}", style="SmallMiddle"),
                    cell("{{ one.name }}", style="Small"),
                    cell("{{ one.price }}", style="SmallRight"),
                    cell("{{ one.quantity }}", style="SmallMiddle"),
                    cell("{{ one.amount }}", style="SmallRight"),
                    cell("{{ one.insurance_class }}", style="SmallMiddle"),
                    cell("{{ one.rescue }}", style="SmallMiddle"),
                    cell("{{ one.in_window }}", style="SmallMiddle"),
                    cell("{{ one.approved }}", style="SmallRight"),
                    cell("{{ one.reduced }}", style="SmallRight"),
                    cell("{{ one.reason }}", style="Small"),
                    height=6.2,
                )
            ],
            12,
        ),
        row(cell("{{ fund_bill.end }}", span=12, style="SmallMiddle"), height=6, keep=True),
        row(
            label("合计（元）　{{ fund_bill.count }}", span=5, style="SmallHead"),
            cell("{{ fund_bill.total }}", style="SmallRight"),
            cell("", span=3),
            cell("{{ fund_bill.approved }}", style="SmallRight"),
            cell("{{ fund_bill.reduced }}", style="SmallRight"),
            cell(""),
            height=7,
            keep=True,
        ),
        row(
            cell(
                "制表人（签名）：",
                "审核人（签名）：",
                "（医疗机构盖章）　　　　　　　　年　　月　　日",
                span=5,
                style="CellSigner",
            ),
            cell(
                "救助基金审核人（签名）：{{ fund.clerk.name }}",
                "",
                "　　　　　　　　　　　　　　　　年　　月　　日",
                span=7,
                style="CellSigner",
            ),
            height=28,
        ),
    ]
    word.table((31, 23, 45, 20, 12, 23, 12, 12, 12, 23, 20, 24), rows, pad=0.4)
    return word


def over_window() -> Word:
    """F16 关于抢救超过7日的情况说明."""
    word = letter("关于抢救超过7日的情况说明", more=LETTER_STYLES, page=NARROW)
    word.add("关于抢救超过7日的情况说明", "Title")
    word.add("{{ office.fund_manager }}：", "Plain")
    word.add(
        "患者{{ victim.name }}（证件号码：{{ victim.id_number }}，住院号："
        "{{ fund.admission_number }}）因道路交通事故受伤，在我单位接受抢救。接受抢救时间为"
        "{{ fund.rescue_started }}，7日于{{ window.end }}届满，继续抢救至{{ window.until }}。",
        "Facts",
    )
    word.add("##诊断：##{{ injury.diagnosis }}", "Facts")
    word.add("##超过7日继续抢救的病情和理由：##", "Facts")
    word.tag("for line in window.reason").add("{{ line }}").tag("endfor")
    word.add("##理由归类（可多选）：##", "Facts")
    word.add("☐生命体征不平稳　　☐不继续处理将危及生命", "Facts")
    word.add("☐将导致残疾或者功能障碍　☐将使病程明显延长", "Facts")
    word.add(
        "##7日后费用合计：##{{ window.cost }}（大写：{{ window.cost_words }}），明细见抢救费用清单。",
        "Facts",
    )
    word.add("以上情况与病历记载一致。", "Closing")
    sign_lines(
        word,
        "主治医师（签名）：",
        "科主任（签名）：",
        "医务部门（盖章）：",
        "{{ fund.hospital }}（盖章）",
    )
    return word
