"""The intake of the rescue fund: notice of the police F01, notice to the parties F13, receipt F06,
supplement F07, refusal to accept F08, authority F17, inquiry and reply F18."""

from __future__ import annotations

from fund_letters import served
from house import (
    DATE_BLANK,
    LETTER_STYLES,
    SHEET_STYLES,
    cell,
    each,
    form,
    label,
    letter,
    paragraphs,
    row,
)
from ooxml import Page, Word

FUND = "道路交通事故社会救助基金"
NARROW = Page(top=28, bottom=24, left=28, right=26, footer=14)


def police_notice() -> Word:
    """F01 垫付通知书: from the police to the fund's manager."""
    word = form(f"{FUND}垫付通知书", top=16, bottom=14, more=SHEET_STYLES)
    word.add(FUND, "Issuer").add("垫付通知书", "Title")
    word.add("编号：{{ fund_notice.number }}", "NoteRight")
    word.add("{{ office.fund_manager }}：", "NoteBefore")
    word.add(
        "下列道路交通事故符合救助基金垫付的情形，根据有关规定，通知你单位审核垫付。", "NoteBefore"
    )
    rows = [
        row(label("事故时间", span=2), cell("{{ accident.occurred_at }}", span=5), height=9),
        row(label("事故地点", span=2), cell("{{ accident.place }}", span=5), height=9),
        row(label("医疗（殡葬）机构", span=2), cell("{{ fund_notice.place }}", span=5), height=9),
        row(
            *(label(t) for t in ("受害人", "姓名", "性别、年龄")),
            label("证件号码", span=2),
            label("现所在地"),
            label("费用类型"),
        ),
        *each(
            "one in fund_notice.victims",
            [
                row(
                    cell("{{ one.state }}", style="CellMiddle"),
                    cell("{{ one.name }}"),
                    cell("{{ one.gender_age }}"),
                    cell("{{ one.id_number }}", span=2),
                    cell("{{ one.place }}"),
                    cell("{{ one.kind }}", style="CellMiddle"),
                    height=14,
                    split=True,
                )
            ],
            7,
        ),
        row(
            *(
                label(t)
                for t in (
                    "肇事车辆",
                    "号牌",
                    "所有人",
                    "驾驶人",
                    "保险公司（交强险）",
                    "保单号",
                    "保险期间",
                )
            )
        ),
        *each(
            "one in fund_notice.vehicles",
            [
                row(
                    cell("{{ one.title }}", style="CellMiddle"),
                    cell("{{ one.plate }}"),
                    cell("{{ one.owner }}"),
                    cell("{{ one.driver }}"),
                    cell("{{ one.insurer }}"),
                    cell("{{ one.policy_number }}"),
                    cell("{{ one.period }}"),
                    height=14,
                    split=True,
                )
            ],
            7,
        ),
        row(
            label("需垫付费用", span=2),
            cell(
                "{{ fund_notice.box_rescue }}抢救费用　　{{ fund_notice.box_funeral }}丧葬费用",
                span=5,
            ),
        ),
        row(
            label("垫付情形", span=2),
            cell(
                "{{ fund.box_c1 }}抢救费用超过交强险责任限额　{{ fund.box_c2 }}肇事机动车未参加交强险",
                "{{ fund.box_c3 }}机动车肇事后逃逸　{{ fund.box_other }}其他：　　　　　　　　　　",
                span=5,
            ),
            height=13,
        ),
        row(
            label("附件", span=2),
            cell(
                "{{ fund_notice.box_finding }}事故认定书或者基本事实说明　"
                "{{ fund_notice.box_insurance }}保险或者未投保查询材料",
                "{{ fund_notice.box_fled }}逃逸情况证明　{{ fund_notice.box_body }}尸体处理通知书"
                "　☐其他：　　　　　　　　",
                span=5,
            ),
            height=13,
        ),
        row(
            label("承办民警", span=2),
            cell("{{ fund_notice.officer }}", span=2),
            label("联系电话"),
            cell("{{ fund_notice.phone }}", span=2),
            height=9,
            keep=True,
        ),
        row(
            cell(
                "@CellText|救助基金的通知、申请、审核和垫付各环节均不收取费用，不委托任何中介代办。"
                "联系电话：{{ office.phone }}。",
                "",
                "@CellSign|{{ accident.police_unit }}（事故处理专用章）：　　　　　　　",
                "@CellSign|{{ fund_notice.date }}",
                span=7,
            ),
            height=34,
        ),
    ]
    word.table((20, 22, 26, 21, 29, 29, 23), rows, pad=0.25)
    word.add(
        "注：本通知书一式三份，一份存档，一份交医疗机构或者亲属，一份送救助基金管理机构。", "Note"
    )
    return word


def receipt() -> Word:
    """F06 材料接收清单（收件回执）."""
    word = form("材料接收清单（收件回执）", more=SHEET_STYLES)
    word.add(FUND, "Issuer").add("材料接收清单（收件回执）", "Title")
    word.add("受理编号：{{ fund.number }}", "NoteRight")
    word.add("申请人：{{ fund.applicant }}", "NoteBefore")
    word.add("受害人：{{ victim.name }}", "NoteBefore")
    word.add("申请费用：{{ fund.kind }}", "NoteBefore")
    word.add("申请渠道：{{ fund.channel }}", "NoteBefore")
    head = ("序号", "材料名称", "份数", "形式", "页数", "是否齐全", "备注")
    rows = [
        row(*(label(t, style="SmallHead") for t in head), height=8, head=True),
        *each(
            "one in materials.rows",
            [
                row(
                    cell("{{ one.no }}", style="SmallMiddle"),
                    cell("{{ one.name }}", style="Small"),
                    cell("{{ one.copies }}", style="SmallMiddle"),
                    cell("{{ one.form }}", style="SmallMiddle"),
                    cell("{{ one.pages }}", style="SmallMiddle"),
                    cell("{{ one.complete }}", style="SmallMiddle"),
                    cell("{{ one.note }}", style="Small"),
                    height=7.4,
                )
            ],
            7,
        ),
        row(cell("{{ materials.end }}", span=7, style="SmallMiddle"), height=7),
        row(cell("接收情况：{{ materials.verdict }}", span=7), height=12),
        row(
            cell(
                "@CellText|材料齐全的，自收齐之日起计算审核期限；需要补正的，另行一次性书面告知。"
                "本清单不表示同意垫付。",
                span=7,
            ),
            height=12,
            keep=True,
        ),
        row(
            cell("交件人（签名）：{{ materials.giver }}", span=2),
            cell("收件人（签名）：{{ materials.receiver }}", span=5),
            height=14,
            keep=True,
        ),
        row(
            cell(
                "@CellSign|（受理专用章）　　　　　　　　　　　　　　",
                "@CellSign|收件时间：{{ fund.received_on }}",
                span=7,
            ),
            height=26,
        ),
    ]
    word.table((12, 62, 14, 18, 14, 20, 30), rows, pad=0.25)
    word.add("注：本清单一式二份，交件人、收件单位各存一份。咨询电话：{{ office.phone }}。", "Note")
    return word


def supplement() -> Word:
    """F07 补正材料通知书."""
    word = letter("补正材料通知书", more=LETTER_STYLES)
    word.add(FUND, "Issuer").add("补正材料通知书", "Title")
    word.add("{{ supplement.number }}", "NumberMiddle")
    word.add("{{ fund.applicant }}：", "Plain")
    word.add(
        "{{ fund.received_on }}收到的道路交通事故社会救助基金{{ fund.kind }}垫付申请（申请编号："
        "{{ fund.number }}，受害人：{{ victim.name }}），经审查，材料不齐全或者不符合要求。"
        "现将需要补正的全部内容一次性告知如下："
    )
    rows = [
        row(
            *(label(t) for t in ("序号", "材料名称", "存在的问题", "补正要求")), height=8, head=True
        ),
        *each(
            "one in supplement.rows",
            [
                row(
                    cell("{{ one.no }}", style="CellMiddle"),
                    cell("{{ one.name }}"),
                    cell("{{ one.issue }}"),
                    cell("{{ one.demand }}"),
                    height=10,
                )
            ],
            4,
        ),
    ]
    word.table((13, 37, 46, 60), rows)
    word.tag("if supplement.has_note").add("说明：{{ supplement.note }}").tag("endif")
    word.add(
        "{{ supplement.term }}补正。逾期未补正且没有正当理由的，本次申请办理终止；终止后可以重新申请。"
        "材料补齐后，按规定计算审核期限。"
    )
    word.add("补正不收取任何费用。提交地点：{{ office.address }}。", "Closing")
    word.add("联系电话：{{ office.phone }}。", "Closing")
    word.add("{{ office.fund_manager }}（盖章）", "Signed")
    word.add("{{ supplement.on }}", "DatedKeep")
    served(word)
    return word


def not_accepted() -> Word:
    """F08 不予受理通知书."""
    word = letter("不予受理通知书", more=LETTER_STYLES)
    word.add(FUND, "Issuer").add("不予受理通知书", "Title")
    word.add("{{ fund.decision_number }}", "NumberMiddle")
    word.add("{{ fund.applicant }}：", "Plain")
    word.add(
        "{{ fund.received_on }}收到的道路交通事故社会救助基金{{ fund.kind }}垫付申请（申请编号："
        "{{ fund.number }}，受害人：{{ victim.name }}，申请金额：{{ fund.claimed }}），经审查，"
        "决定不予受理。"
    )
    word.add("一、查明的事实", "Level1")
    paragraphs(word, "line in fund.refusal_facts", "{{ line }}")
    word.add("二、不予受理的理由", "Level1")
    paragraphs(
        word,
        "reason in fund.refusals",
        "（{{ reason.no }}）{{ reason.text }}（{{ reason.code }}）。",
    )
    word.tag("if fund.has_basis").add("三、依据", "Level1")
    paragraphs(word, "basis in fund.legal_basis", "{{ basis }}。")
    word.tag("endif")
    word.add("{{ fund.remedy_no }}、异议途径和其他渠道", "Level1")
    word.add("{{ fund.remedy }}")
    word.add(
        "可以同时向下列渠道提出申请：{{ fund.referrals }}。{% if not_accepted.has_referral %}"
        "建议去向：{{ not_accepted.referral }}。{% endif %}",
        "Closing",
    )
    word.add("联系电话：{{ office.phone }}。", "Closing")
    word.add("{{ office.fund_manager }}（盖章）", "Signed")
    word.add("{{ fund.decided_on }}", "DatedKeep")
    word.add("抄送：{{ accident.police_unit }}", "PlainKeep")
    served(word)
    return word


def information() -> Word:
    """F13 救助基金申请告知书."""
    word = letter("救助基金申请告知书", more=LETTER_STYLES, page=NARROW)
    word.add(f"{FUND}申请告知书", "Title")
    word.add("案件编号：{{ case.number }}", "Number")
    word.add("{{ casualties.names }}及亲属：", "Plain")
    word.add(
        "{{ accident.occurred_at }}，在{{ accident.place }}发生的道路交通事故造成人员伤亡。"
        "现将申请道路交通事故社会救助基金（以下简称救助基金）的有关事项告知如下：",
        "Facts",
    )
    word.add("一、可以申请垫付的情形", "Level1")
    word.add(
        "抢救费用超过交强险责任限额的，肇事机动车未参加交强险的，或者机动车肇事后逃逸的，"
        "救助基金按照规定垫付受害人部分或者全部抢救费用，以及丧葬费用。"
    )
    word.add("二、可以申请的费用和申请人", "Level1")
    word.add(
        "抢救费用，一般指接受抢救之时起七日内的费用，超过七日的由医疗机构书面说明理由，"
        "由医疗机构、受害人或者亲属申请，款项拨付医疗机构；丧葬费用，由亲属申请，"
        "受害人身份不明的由殡葬机构等有关单位申请。"
    )
    word.tag("if casualties.has_hardship")
    word.add("符合条件的家庭还可以申请一次性困难救助。")
    word.tag("endif")
    word.add("三、需要的材料", "Level1")
    word.add(
        "申请表（书），受害人和申请人身份证件，亲属关系证明，交强险保单或者未投保、逃逸证明，"
        "收款账户证明。抢救费用另需病历、费用清单和未结算余额证明；丧葬费用另需死亡证明、"
        "尸体处理通知书和费用票据。材料不全的，一次性书面告知补正。"
    )
    word.add("四、办理时限和收费", "Level1")
    word.add(
        "抢救费用{{ casualties.review }}作出决定，{{ casualties.pay }}拨付；丧葬费用"
        "{{ casualties.funeral }}办理完毕。办理过程不收取任何费用，不委托中介代办。"
    )
    word.add("五、应当知道的责任", "Level1")
    word.add(
        "救助基金的款项是垫付，不是赠与，也不免除责任人的赔偿责任。获得赔偿后，先偿还垫付款。"
        "提供虚假材料或者重复申领的，退回款项，并依法承担责任。"
    )
    word.tag("if casualties.has_basis").add(
        "依据：{% for basis in fund.legal_basis %}{{ basis }}{% if not loop.last %}、{% endif %}"
        "{% endfor %}。"
    )
    word.tag("endif")
    word.add("受理单位：{{ office.fund_manager }}", "PlainKeep")
    word.add("受理地点：{{ office.address }}", "PlainKeep")
    word.add("咨询电话：{{ office.phone }}", "PlainKeep")
    word.add("以上内容我已阅知。", "Closing")
    word.add("被告知人（签名）：\t" + DATE_BLANK, "Sign")
    word.add("与受害人关系：", "Sign")
    word.add("告知人（签名）：{{ case.registrar }}\t" + DATE_BLANK, "Sign")
    word.add("告知单位（盖章）：{{ office.name }}", "SignEnd")
    return word


def authority() -> Word:
    """F17 授权委托书（救助基金）."""
    word = letter("授权委托书（救助基金）", more=LETTER_STYLES, page=NARROW)
    word.add("授权委托书（救助基金）", "Title")
    word.add("申请编号：{{ fund.number }}", "Number")
    word.add(
        "##委托人：##{{ attorney.principal }}，{{ attorney.principal_label }}："
        "{{ attorney.principal_number }}，联系方式：{{ attorney.principal_phone }}，"
        "住址（住所）：{{ attorney.principal_address }}。",
        "Facts",
    )
    word.add(
        "##受托人：##{{ attorney.agent }}，公民身份号码：{{ attorney.agent_number }}，"
        "联系方式：{{ attorney.agent_phone }}，与委托人关系：{{ attorney.relation }}，"
        "工作单位或者住址：{{ attorney.employer }}。",
        "Facts",
    )
    word.add(
        "{{ accident.occurred_at }}发生的道路交通事故中，受害人{{ victim.name }}的{{ fund.kind }}"
        "申请救助基金垫付，委托人委托上列受托人办理下列事项（在方框内勾选）：",
        "Facts",
    )
    for text in (
        "☐提出申请，提交、补正材料　　☐接受核实询问",
        "☐签收通知书和其他文书　　　　☐提出异议",
        "{{ attorney.box_money }}代为收取款项（须写明账户），账户：",
    ):
        word.add(text)
    word.add("抢救费用只拨付医疗机构账户。附委托人、受托人身份证件复印件，单位另附单位证明。")
    word.add("委托期限：自{{ attorney.from }}至{{ attorney.until }}。", "Closing")
    word.add("受托人在上列事项和期限内办理的行为，委托人予以承认。不得转委托。", "Closing")
    word.add("委托人（签名、按指印或者盖章）：\t" + DATE_BLANK, "Sign")
    word.add("受托人（签名）：\t" + DATE_BLANK, "SignEnd")
    return word


def inquiry() -> Word:
    """F18 核实函: the fund asks the police, a hospital or an insurer."""
    word = letter("关于核实救助基金垫付申请有关情况的函", more=LETTER_STYLES)
    word.add(FUND, "Issuer").add("核实函", "Title")
    word.add("{{ inquiry.number }}", "NumberMiddle")
    word.add("{{ inquiry.addressee }}：", "Plain")
    word.add(
        "我单位正在审核{{ fund.applicant }}提出的救助基金{{ fund.kind }}垫付申请（申请编号："
        "{{ fund.number }}）。{{ accident.occurred_at }}，在{{ accident.place }}发生道路交通事故，"
        "受害人{{ victim.name }}（证件号码：{{ victim.id_number }}），医疗机构为{{ fund.hospital }}。"
        "需要你单位核实下列事项：",
        "Facts",
    )
    word.tag("for one in inquiry.rows")
    word.add("{{ one.no }}、{{ one.question }}")
    word.tag("endfor")
    word.tag("for basis in fund.legal_basis").add("依据：{{ basis }}。").tag("endfor")
    word.add(
        "{{ inquiry.term }}书面回复，并提供有关材料的复印件。来函所涉个人信息仅用于审核，"
        "注意保密。",
        "Closing",
    )
    word.add("联系人：{{ inquiry.clerk }}，联系电话：{{ office.phone }}。", "Closing")
    word.add("{{ office.fund_manager }}（盖章）", "Signed")
    word.add("{{ inquiry.on }}", "DatedKeep")
    word.add("附：回复函", "Plain")
    return word


def reply() -> Word:
    """F18 回复函: what the asked unit answers, item by item."""
    word = letter("关于核实情况的回复函", more=LETTER_STYLES)
    word.add(FUND, "Issuer").add("回复函", "Title")
    word.add("{{ office.fund_manager }}：", "Plain")
    word.add(
        "你单位{{ inquiry.on }}《核实函》（{{ inquiry.number }}，申请编号：{{ fund.number }}，受害人："
        "{{ victim.name }}）收到。现将核实情况回复如下：",
        "Facts",
    )
    rows = [
        row(*(label(t) for t in ("序号", "核实事项", "核实结论")), height=9, head=True),
        *each(
            "one in inquiry.rows",
            [
                row(
                    cell("{{ one.no }}", style="CellMiddle"),
                    cell("{{ one.asked }}"),
                    cell("☐属实　☐不属实　☐无法核实", "说明：", "", ""),
                    height=30,
                )
            ],
            3,
        ),
        row(
            label("附件"),
            cell("☐病历　☐费用清单　☐保单　☐付款凭证　☐其他：　　　　　　　　", span=2),
            height=12,
        ),
    ]
    word.table((14, 64, 78), rows)
    word.add("经办人（签名）：\t联系电话：　　　　　　　　　", "Sign")
    word.add("{{ inquiry.addressee }}（盖章）", "Signed")
    word.add("　　　　年　　月　　日", "Dated")
    return word
