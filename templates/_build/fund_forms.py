"""The table forms of the rescue fund: applications F02 and F03, approval F09, voucher F12."""

from __future__ import annotations

from house import cell, each, form, label, row, when
from ooxml import Cell, Row, Word

SIX = (29, 30, 24, 28, 26, 33)


def _victim_rows() -> list[Row]:
    return [
        row(
            label("受害人姓名"),
            cell("{{ victim.name }}", span=2),
            label("性别、年龄"),
            cell("{{ victim.gender_age }}", span=2),
        ),
        row(
            label("证件类型"),
            cell("{{ victim.id_kind }}", span=2),
            label("证件号码"),
            cell("{{ victim.id_number }}", span=2),
        ),
        row(
            label("联系方式"),
            cell("{{ victim.phone }}", span=2),
            label("住址"),
            cell("{{ victim.address }}", span=2),
        ),
    ]


def _accident_rows() -> list[Row]:
    return [
        row(
            label("事故时间"),
            cell("{{ accident.occurred_at }}", span=2),
            label("处理单位"),
            cell("{{ accident.police_unit }}", span=2),
        ),
        row(label("事故地点"), cell("{{ accident.place }}", span=5)),
    ]


def _money_rows(*more: Row) -> list[Row]:
    return [
        row(
            label("抢救费用合计"),
            cell("{{ fund.bill_total }}", span=2),
            label("交强险已付"),
            cell("{{ fund.insurer_paid }}", span=2),
        ),
        row(
            label("其他已付"),
            cell("{{ fund.others_paid }}", span=2),
            label("其他付款来源"),
            cell("{{ fund.others_paid_note }}", span=2),
        ),
        row(
            label("未结算余额"),
            cell("{{ fund.unsettled }}", span=2),
            label("余额证明日期"),
            cell("{{ fund.unsettled_on }}", span=2),
        ),
        *more,
        row(
            label("申请垫付金额（小写）"),
            cell("{{ fund.claimed }}", span=2),
            label("大写"),
            cell("{{ fund.claimed_words }}", span=2),
            height=11,
        ),
        row(label("收款户名"), cell("{{ fund.payee_name }}", span=5)),
        row(
            label("开户行"),
            cell("{{ fund.payee_bank }}", span=2),
            label("账号"),
            cell("{{ fund.payee_account }}", span=2),
        ),
    ]


def hospital_application() -> Word:
    """F02 抢救费用垫付申请书（医疗机构）."""
    word = form("抢救费用垫付申请书（医疗机构）")
    word.add("道路交通事故社会救助基金", "Issuer").add("抢救费用垫付申请书（医疗机构）", "Title")
    word.add("编号：{{ fund.number }}", "NoteRight")
    rows = [
        row(
            label("医疗机构"),
            cell("{{ fund.hospital }}", span=2),
            label("住院号"),
            cell("{{ fund.admission_number }}", span=2),
        ),
        *_victim_rows(),
        *_accident_rows(),
        row(
            label("伤情及抢救简况"),
            cell(
                "{%p for line in fund.condition %}", "@CellText|{{ line }}", "{%p endfor %}", span=5
            ),
            height=23,
            split=True,
        ),
        row(label("抢救前诊断"), cell("{{ injury.diagnosis }}", span=5), height=10),
        row(label("抢救后诊断"), cell("{{ injury.diagnosis_after }}", span=5), height=10),
        row(
            label("抢救开始时间"),
            cell("{{ fund.rescue_started }}", span=2),
            label("抢救结束时间"),
            cell("{{ fund.rescue_ended }}", span=2),
        ),
        row(
            label("抢救时长"),
            cell("{{ fund.rescue_hours }}", span=2),
            label("是否超过7日"),
            cell("{{ fund.box_over }}是（附情况说明）　{{ fund.box_within }}否", span=2),
        ),
        *_money_rows(row(label("医保结算情况"), cell("{{ fund.medical_insurance }}", span=5))),
        row(
            label("经办人"),
            cell("{{ fund.handler }}"),
            label("联系电话"),
            cell("{{ fund.handler_phone }}"),
            label("负责人（签名）"),
            cell(""),
            height=11,
            keep=True,
        ),
        row(
            cell(
                "@CellText|以上填报内容及所附费用清单、病历资料真实、合法，所申请的费用尚未结算。",
                "",
                "@CellSign|医疗机构（盖章）：　　　　　　　　　　　",
                "@CellSign|{{ fund.received_on }}",
                span=6,
            ),
            height=25,
        ),
    ]
    word.table(SIX, rows, pad=0.25)
    word.add("注：本申请书一式二份，救助基金管理机构、医疗机构各存一份。", "Note")
    return word


def family_application() -> Word:
    """F03 抢救费用垫付申请表（受害人/亲属）."""
    word = form("抢救费用垫付申请表（受害人、亲属）", top=15, bottom=14)
    word.add("道路交通事故社会救助基金", "Issuer").add(
        "抢救费用垫付申请表（受害人、亲属）", "Title"
    )
    word.add("编号：{{ fund.number }}", "NoteRight")
    rows = [
        row(
            label("申请费用类型"),
            cell("{{ fund.kind }}", span=2),
            label("申请渠道"),
            cell("{{ fund.channel }}", span=2),
        ),
        *_accident_rows(),
        *_victim_rows(),
        row(label("户籍地址"), cell("{{ victim.household_address }}", span=5)),
        row(
            label("申请人姓名"),
            cell("{{ fund.applicant }}", span=2),
            label("与受害人关系"),
            cell("{{ fund.applicant_relation }}", span=2),
        ),
        row(
            label("证件类型"),
            cell("{{ fund.applicant_id_kind }}", span=2),
            label("证件号码"),
            cell("{{ fund.applicant_id }}", span=2),
        ),
        row(
            label("申请人电话"),
            cell("{{ fund.applicant_phone }}", span=2),
            label("抢救医院"),
            cell("{{ fund.hospital }}", span=2),
        ),
        row(
            label("肇事方与车辆"),
            label("号牌"),
            label("所有人"),
            label("驾驶人"),
            label("保险公司（交强险）"),
            label("保单号"),
        ),
        *each(
            "vehicle in vehicles",
            [
                row(
                    cell("{{ vehicle.kind }}", style="CellMiddle"),
                    cell("{{ vehicle.plate }}"),
                    cell("{{ vehicle.owner }}"),
                    cell("{{ vehicle.driver }}"),
                    cell("{{ vehicle.insurer }}"),
                    cell("{{ vehicle.policy_number }}"),
                )
            ],
            6,
        ),
        row(
            label("接受抢救时间"),
            cell("{{ fund.rescue_started }}", span=2),
            label("抢救结束时间"),
            cell("{{ fund.rescue_ended }}", span=2),
        ),
        *_money_rows(),
        row(
            label("其他渠道赔付或申请情况"),
            cell(
                "医疗保险、工伤保险、商业保险、肇事方、其他救助等：{{ fund.others_paid_note }}",
                span=5,
            ),
            height=10,
        ),
        row(
            cell(
                "@CellText|以上填报内容真实、完整。所申请的费用尚未支付，未就同一费用重复申请。"
                "获得赔偿后首先偿还救助基金垫付的款项。",
                "@CellSign|申请人（签名并按指印）：　　　　　　　　　　",
                "@CellSign|{{ fund.received_on }}",
                span=6,
            ),
            height=27,
        ),
    ]
    word.table(SIX, rows, pad=0.25)
    return word


def _head(text: str, span: int = 1) -> Cell:
    return label(text, span=span, style="SmallMiddle")


def _value(*text: str, span: int = 1) -> Cell:
    return cell(*text, span=span, style="Small")


def _bar(text: str) -> Row:
    return row(label(text, span=6, style="SmallHead"), height=5.4, keep=True)


def _pairs(*pairs: tuple[str, str]) -> Row:
    cells = [each_ for name, value in pairs for each_ in (_head(name), _value(value))]
    return row(*cells, height=5.8)


def _opinion(title: str, name: str) -> Row:
    return row(
        _head(title),
        _value(
            "{{ fund." + name + ".text }}",
            "@SmallSign|签名：{{ fund." + name + ".name }}　　　{{ fund." + name + ".date }}",
            span=5,
        ),
        height=11,
    )


def approval() -> Word:
    """F09 垫付审批表: every term of the calculation with its numbers."""
    word = form("道路交通事故社会救助基金垫付审批表", top=12, bottom=12)
    word.add("道路交通事故社会救助基金垫付审批表", "Title")
    word.add("申请编号：{{ fund.number }}", "NoteRight")
    term = [
        row(
            _value("{{ term.label }}", span=2),
            _value("{{ term.text }}", span=3),
            cell("{{ term.amount }}", style="SmallRight"),
            height=5.4,
        )
    ]
    cut = [
        row(
            _value("{{ line.date }} {{ line.name }}", span=2),
            cell("{{ line.amount }}", style="SmallRight"),
            cell("{{ line.reduced }}", style="SmallRight"),
            _value("{{ line.reason }}", span=2),
            height=5.4,
        )
    ]
    finding = [
        row(
            _head("{{ finding.head }}", 2),
            _head("{{ finding.result }}"),
            _value("{{ finding.note }}", span=3),
            height=5.4,
        )
    ]
    rows = [
        _pairs(
            ("申请人", "{{ fund.applicant }}"),
            ("申请人类别", "{{ fund.applicant_kind }}"),
            ("费用类型", "{{ fund.kind }}"),
        ),
        _pairs(
            ("受害人", "{{ victim.name }}"),
            ("性别、年龄", "{{ victim.gender_age }}"),
            ("证件号码", "{{ victim.id_number }}"),
        ),
        _pairs(
            ("医疗机构", "{{ fund.hospital }}"),
            ("住院号", "{{ fund.admission_number }}"),
            ("垫付通知书", "{{ fund.notice_number }}"),
        ),
        _pairs(
            ("收到申请", "{{ fund.received_on }}"),
            ("材料齐全", "{{ fund.complete_on }}"),
            ("应作决定", "{{ fund.decide_due }}"),
        ),
        row(
            _head("事故摘要"),
            _value("{{ accident.brief }}", span=5),
            height=6,
            split=True,
        ),
        row(
            _head("垫付情形"),
            _value(
                "{{ fund.box_c1 }}抢救费用超过交强险责任限额　{{ fund.box_c2 }}肇事机动车未参加交强险",
                "{{ fund.box_c3 }}机动车肇事后逃逸　{{ fund.box_other }}其他情形",
                "保险情况：{{ fund.insurance_text }}",
                span=5,
            ),
            height=6,
        ),
        _bar("垫付金额计算（元）"),
        row(_head("项目", 2), _head("计算说明", 3), _head("金额"), height=5.4, keep=True),
        *each("term in fund.calculation", term, 6),
        _bar("核减明细"),
        row(
            _head("日期、项目", 2),
            _head("金额"),
            _head("核减"),
            _head("核减原因", 2),
            height=5.4,
            keep=True,
        ),
        *each("line in fund.reductions", cut, 6),
        _bar("审查情况"),
        *each("finding in fund.findings", finding, 6),
        row(_head("时限审查"), _value("{{ fund.window_text }}", span=5), height=5.8),
        _bar("审核审批意见"),
        _opinion("经办意见", "clerk"),
        _opinion("复核意见", "checker"),
        _opinion("审批意见", "approver"),
        *when(
            "fund.has_meeting", [row(_head("会审纪要"), _value("{{ fund.meeting }}", span=5))], 6
        ),
        row(
            _head("批准金额"),
            _value("{{ fund.granted }}", span=5),
            height=5.8,
            keep=True,
        ),
        row(
            _head("主管部门意见"),
            _value("", span=2),
            cell(
                "（管理机构盖章）", "@SmallSign|{{ fund.decided_on }}", span=3, style="SmallMiddle"
            ),
            height=11,
        ),
    ]
    word.table((22, 32, 22, 33, 22, 39), rows, pad=0.1)
    return word


def voucher() -> Word:
    """F12 拨付凭证（付款通知）."""
    word = form("道路交通事故社会救助基金拨付凭证")
    word.add("道路交通事故社会救助基金拨付凭证", "Title")
    word.add("凭证号：{{ payment.number }}", "NoteRight")
    rows = [
        row(
            label("制单日期"),
            cell("{{ payment.ordered_on }}", span=2),
            label("申请编号"),
            cell("{{ fund.number }}", span=2),
            height=9,
        ),
        row(label("付款户名"), cell("{{ office.fund_account_name }}", span=5), height=9),
        row(
            label("付款开户行"),
            cell("{{ office.fund_account_bank }}", span=2),
            label("付款账号"),
            cell("{{ office.fund_account_number }}", span=2),
            height=9,
        ),
        row(label("收款户名"), cell("{{ payment.payee_name }}", span=5), height=9),
        row(
            label("收款开户行"),
            cell("{{ payment.payee_bank }}", span=2),
            label("收款账号"),
            cell("{{ payment.payee_account }}", span=2),
            height=9,
        ),
        row(
            label("金额（小写）"),
            cell("{{ payment.amount }}", span=2),
            label("金额（大写）"),
            cell("{{ payment.words }}", span=2),
            height=11,
        ),
        row(label("用途"), cell("{{ payment.purpose }}", span=5), height=14),
        row(
            label("批准文号"),
            cell("{{ fund.decision_number }}", span=2),
            label("批准日期"),
            cell("{{ fund.decided_on }}", span=2),
            height=9,
        ),
        row(
            label("制单"),
            cell("{{ payment.maker }}"),
            label("复核"),
            cell("{{ payment.checker }}"),
            label("负责人"),
            cell("{{ payment.approver }}"),
            height=13,
        ),
        row(
            label("出纳"),
            cell(""),
            label("银行流水号"),
            cell("{{ payment.bank_serial }}"),
            label("到账日期"),
            cell("{{ payment.paid_on }}"),
            height=13,
        ),
        row(
            label("备注"),
            cell("附银行回单。", span=2),
            cell("（财务专用章）", span=3, style="CellMiddle"),
            height=25,
        ),
    ]
    word.table(SIX, rows, pad=0.25)
    return word
