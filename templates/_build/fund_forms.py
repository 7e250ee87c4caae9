"""The table forms of the rescue fund: applications F02 and F03, approval F09, voucher F12."""

from __future__ import annotations

from house import cell, each, form, label, row, when
from ooxml import Row, Word

SIX = (29, 26, 23, 28, 26, 34)


def _victim_rows() -> list[Row]:
    return [
        row(
            label("受害人姓名"),
            cell("{{ victim.name }}", span=2),
            label("性别、年龄"),
            cell("{{ victim.gender }}，{{ victim.age }}", span=2),
        ),
        row(
            label("证件号码"),
            cell("{{ victim.id_number }}", span=2),
            label("联系方式"),
            cell("{{ victim.phone }}", span=2),
        ),
        row(label("住址"), cell("{{ victim.address }}", span=5)),
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


def _money_rows() -> list[Row]:
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
            height=34,
            split=True,
        ),
        row(label("抢救前诊断"), cell("{{ injury.diagnosis }}", span=5), height=12),
        row(label("抢救后诊断"), cell("{{ injury.diagnosis_after }}", span=5), height=12),
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
        *_money_rows(),
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
            height=34,
        ),
    ]
    word.table(SIX, rows)
    word.add("注：本申请书一式二份，救助基金管理机构、医疗机构各存一份。", "Note")
    return word


def family_application() -> Word:
    """F03 抢救费用垫付申请表（受害人/亲属）."""
    word = form("抢救费用垫付申请表（受害人、亲属）")
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
            label("申请人证件号"),
            cell("{{ fund.applicant_id }}", span=2),
            label("联系电话"),
            cell("{{ fund.applicant_phone }}", span=2),
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
            label("抢救医院"),
            cell("{{ fund.hospital }}", span=2),
            label("接受抢救时间"),
            cell("{{ fund.rescue_started }}", span=2),
        ),
        *_money_rows(),
        row(
            label("其他渠道赔付或申请情况"),
            cell(
                "医疗保险、工伤保险、商业保险、肇事方、其他救助等：{{ fund.others_paid_note }}",
                span=5,
            ),
            height=12,
        ),
        row(
            cell(
                "@CellText|以上填报内容真实、完整。所申请的费用尚未支付，未就同一费用重复申请。"
                "获得赔偿后首先偿还救助基金垫付的款项。",
                "",
                "@CellSign|申请人（签名并按指印）：　　　　　　　　　　",
                "@CellSign|{{ fund.received_on }}",
                span=6,
            ),
            height=32,
        ),
    ]
    word.table(SIX, rows)
    return word


def approval() -> Word:
    """F09 垫付审批表: every term of the calculation with its numbers."""
    word = form("道路交通事故社会救助基金垫付审批表")
    word.add("道路交通事故社会救助基金垫付审批表", "Title")
    word.add("申请编号：{{ fund.number }}", "NoteRight")
    small = {"style": "Small"}
    wide = (20, 22, 20, 22, 22, 20, 20, 20)

    def head(text: str, span: int = 1) -> object:
        return label(text, span=span, style="SmallMiddle")

    def bar(text: str) -> Row:
        return row(label(text, span=8, style="SmallHead"), height=6, keep=True)

    def opinion(title: str, name: str) -> Row:
        return row(
            head(title),
            cell(
                "{{ fund." + name + ".text }}",
                "@SmallSign|签名：{{ fund." + name + ".name }}　{{ fund." + name + ".date }}",
                span=7,
                **small,
            ),
            height=14,
        )

    rows = [
        row(
            head("申请人"),
            cell("{{ fund.applicant }}", span=3, **small),
            head("申请人类别"),
            cell("{{ fund.applicant_kind }}", **small),
            head("费用类型"),
            cell("{{ fund.kind }}", **small),
            height=7,
        ),
        row(
            head("受害人"),
            cell("{{ victim.name }}", span=3, **small),
            head("性别、年龄"),
            cell("{{ victim.gender }}，{{ victim.age }}", **small),
            head("住院号"),
            cell("{{ fund.admission_number }}", **small),
            height=7,
        ),
        row(
            head("证件号码"),
            cell("{{ victim.id_number }}", span=3, **small),
            head("医疗机构"),
            cell("{{ fund.hospital }}", span=3, **small),
            height=7,
        ),
        row(
            head("收到申请"),
            cell("{{ fund.received_on }}", **small),
            head("材料齐全"),
            cell("{{ fund.complete_on }}", **small),
            head("应作决定"),
            cell("{{ fund.decide_due }}", **small),
            head("垫付通知书"),
            cell("{{ fund.notice_number }}", **small),
            height=7,
        ),
        row(
            head("事故摘要"), cell("{{ accident.summary }}", span=7, **small), height=10, split=True
        ),
        row(
            head("垫付情形"),
            cell(
                "{{ fund.box_c1 }}抢救费用超过交强险责任限额　{{ fund.box_c2 }}肇事机动车未参加交强险　"
                "{{ fund.box_c3 }}机动车肇事后逃逸　{{ fund.box_other }}其他情形",
                "保险情况：{{ fund.insurance_text }}",
                span=7,
                **small,
            ),
            height=10,
        ),
        bar("垫付金额计算"),
        row(head("项目", 3), head("计算说明", 3), head("金额", 2), height=6, keep=True),
        *each(
            "term in fund.calculation",
            [
                row(
                    cell("{{ term.label }}", span=3, **small),
                    cell("{{ term.text }}", span=3, **small),
                    cell("{{ term.amount }}", span=2, style="SmallRight"),
                    height=6,
                )
            ],
            8,
        ),
        bar("核减明细"),
        row(
            head("日期"),
            head("项目", 2),
            head("金额"),
            head("核准"),
            head("核减"),
            head("核减原因", 2),
            height=6,
            keep=True,
        ),
        *each(
            "line in fund.reductions",
            [
                row(
                    cell("{{ line.date }}", **small),
                    cell("{{ line.name }}", span=2, **small),
                    cell("{{ line.amount }}", style="SmallRight"),
                    cell("{{ line.approved }}", style="SmallRight"),
                    cell("{{ line.reduced }}", style="SmallRight"),
                    cell("{{ line.reason }}", span=2, **small),
                    height=6,
                )
            ],
            8,
        ),
        bar("审查情况"),
        *each(
            "finding in fund.findings",
            [
                row(
                    head("{{ finding.head }}", 2),
                    head("{{ finding.result }}"),
                    cell("{{ finding.note }}", span=5, **small),
                    height=6,
                )
            ],
            8,
        ),
        row(head("超过7日审查", 2), cell("{{ fund.window_text }}", span=6, **small), height=7),
        bar("审核审批意见"),
        opinion("经办意见", "clerk"),
        opinion("复核意见", "checker"),
        opinion("审批意见", "approver"),
        *when(
            "fund.has_meeting",
            [row(head("会审纪要"), cell("{{ fund.meeting }}", span=7, **small), height=7)],
            8,
        ),
        row(
            head("批准金额"),
            cell("{{ fund.approved }}（大写：{{ fund.approved_words }}）", span=7, **small),
            height=8,
            keep=True,
        ),
        row(
            head("主管部门意见"),
            cell("", "", span=4, **small),
            cell(
                "（管理机构盖章）", "@SmallSign|{{ fund.decided_on }}", span=3, style="SmallMiddle"
            ),
            height=20,
        ),
    ]
    word.table(wide, rows)
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
            height=28,
        ),
    ]
    word.table(SIX, rows)
    return word
