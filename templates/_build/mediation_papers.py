"""The papers of the mediation: application, registration, notice, record, agreement, receipt.

Structure and fixed sentences follow the official forms of 2010; the wording around them is ours.
"""

from __future__ import annotations

from house import (
    DATE_BLANK,
    cell,
    each,
    form,
    label,
    letter,
    paragraphs,
    party_blocks,
    row,
    sign_heading,
    sign_table,
)
from ooxml import Word


def application() -> Word:
    """人民调解申请书."""
    word = letter("人民调解申请书").add("人民调解申请书", "Title")
    party_blocks(word, "applicants")
    party_blocks(word, "respondents")
    party_blocks(word, "third_parties")
    word.add("纠纷简要情况", "Level1")
    paragraphs(word, "line in case.dispute", "{{ line }}")
    word.add("当事人申请事项", "Level1")
    paragraphs(word, "claim in case.claims", "{{ claim.no }}. {{ claim.text }}")
    word.add(
        "人民调解委员会已将申请人民调解的相关规定告知我，现自愿申请人民调解委员会进行调解。",
        "Closing",
    )
    word.add("此致", "Closing").add("{{ office.name }}", "PlainKeep")
    word.add("申请人（签名、盖章或按指印）：", "Sign")
    word.tag("for signer in signers.applicants").add("{{ signer.label }}：", "Sign").tag("endfor")
    word.add("{{ case.requested_on }}", "Dated")
    return word


def registration() -> Word:
    """人民调解受理登记表: one table, one page."""
    word = form("人民调解受理登记表", top=15, bottom=14).add("人民调解受理登记表", "Title")
    word.add("编号：{{ case.number }}", "NoteRight")
    widths = (30, 20, 42, 30, 48)
    rows = [
        row(
            cell(
                "{{ case.accepted_on }}，{{ office.name }}{{ case.accepted_how }}，"
                "经当事人同意，调解{{ case.parties_joined }}之间的纠纷。",
                span=5,
                style="CellText",
            ),
            height=18,
        ),
        row(
            label("纠纷类型"),
            cell("道路交通事故纠纷", span=4),
        ),
        row(
            label("案件来源"),
            cell(
                "{{ case.box_applied }}①当事人申请　{{ case.box_own }}②人民调解委员会主动调解",
                "来源：{{ case.source }}　来源文号：{{ case.source_reference }}",
                span=4,
            ),
            height=14,
        ),
        row(
            label("事故时间"),
            cell("{{ accident.occurred_at }}", span=2),
            label("认定书编号"),
            cell("{{ accident.finding_number }}"),
        ),
        row(label("事故地点"), cell("{{ accident.place }}", span=4)),
        row(
            label("当事人"),
            label("地位"),
            label("证件号码或信用代码"),
            label("联系方式"),
            label("单位或住址"),
        ),
        *each(
            "party in parties",
            [
                row(
                    cell("{{ party.name }}"),
                    cell("{{ party.title }}", style="CellMiddle"),
                    cell("{{ party.any_number }}"),
                    cell("{{ party.phone }}"),
                    cell("{{ party.address }}"),
                )
            ],
            5,
        ),
        row(
            label("纠纷简要情况"),
            cell(
                "{%p for line in case.dispute %}", "@CellText|{{ line }}", "{%p endfor %}", span=4
            ),
            height=26,
            split=True,
        ),
        row(
            label("当事人申请事项"),
            cell(
                "{%p for claim in case.claims %}",
                "{{ claim.no }}. {{ claim.text }}",
                "{%p endfor %}",
                span=4,
            ),
            height=18,
            split=True,
        ),
        row(
            label("当事人（签名、盖章或按指印）"),
            cell(
                "{%p for signer in signers.parties %}",
                "{{ signer.label }}：",
                "{%p endfor %}",
                span=4,
                style="CellSigner",
            ),
            height=22,
            keep=True,
        ),
        row(
            label("登记人（签名）"),
            cell("{{ case.registrar }}：", span=2, style="CellSigner"),
            cell(
                "{{ office.name }}",
                "（盖章）",
                "@CellSign|{{ case.accepted_on }}",
                span=2,
                style="CellMiddle",
            ),
            height=24,
        ),
    ]
    word.table(widths, rows)
    word.add("注：此表由人民调解委员会填写。", "Note")
    return word


def rights_notice() -> Word:
    """人民调解当事人权利义务告知书."""
    word = letter("人民调解当事人权利义务告知书")
    word.add("人民调解当事人权利义务告知书", "Title")
    word.add("编号：{{ case.number }}", "Number")
    word.add(
        "{{ office.name }}调解{{ case.parties_joined }}之间的道路交通事故纠纷，现将有关事项告知如下："
    )
    word.add("一、性质和原则", "Level1")
    word.add(
        "人民调解委员会是依法设立的调解民间纠纷的群众性组织。调解在当事人自愿、平等的基础上进行；"
        "不违背法律、法规和国家政策；尊重当事人的权利，不因调解而阻止当事人依法通过仲裁、行政、"
        "司法等途径维护自己的权利。"
    )
    word.add("二、当事人在调解活动中享有的权利", "Level1")
    word.add(
        "（一）选择或者接受人民调解员；（二）接受调解、拒绝调解或者要求终止调解；"
        "（三）要求调解公开进行或者不公开进行；（四）自主表达意愿、自愿达成调解协议。"
    )
    word.add("三、当事人在调解活动中履行的义务", "Level1")
    word.add(
        "（一）如实陈述纠纷事实；（二）遵守调解现场秩序，尊重人民调解员；"
        "（三）尊重对方当事人行使权利。"
    )
    word.add("四、调解协议的效力", "Level1")
    word.add(
        "经人民调解委员会调解达成的调解协议具有法律约束力，当事人应当按照约定履行。双方当事人认为"
        "有必要的，可以自调解协议生效之日起三十日内共同向有管辖权的人民法院申请司法确认。人民法院"
        "依法确认调解协议有效，一方当事人拒绝履行或者未全部履行的，对方当事人可以向人民法院申请"
        "强制执行。"
    )
    word.add("五、其他事项", "Level1")
    word.add(
        "人民调解委员会调解纠纷不收取任何费用。本次调解的人民调解员为{{ case.mediator }}，"
        "记录人为{{ case.recorder }}；认为其可能影响公正调解的，可以要求更换。调解不成的，当事人可以"
        "依法通过仲裁、行政、司法等途径维护自己的权利。作虚假陈述、提供虚假材料的，依法承担责任。"
    )
    word.add("以上内容我已阅知（已向我宣读），我已明白自己的权利和义务。", "Closing")
    sign_heading(word)
    sign_table(word, "signers.parties")
    word.add("{{ office.name }}（盖章）", "Signed")
    word.add("{{ case.rights_told_on }}", "Dated")
    return word


def session_record() -> Word:
    """人民调解记录, one per session."""
    word = letter("人民调解记录").add("人民调解记录", "Title")
    word.add("编号：{{ case.number }}　第{{ session.no }}次", "Number")
    for name, value in (
        ("时间", "{{ session.time }}"),
        ("地点", "{{ session.place }}"),
        ("当事人", "{{ session.parties }}"),
        ("参加人", "{{ session.invited }}"),
        ("人民调解员", "{{ session.mediator }}"),
        ("记录人", "{{ session.recorder }}"),
    ):
        word.add(f"##{name}：##{value}", "Plain")
    word.add(
        "人民调解委员会已将人民调解的性质、原则，当事人在调解活动中享有的权利和承担的义务，"
        "调解协议的效力告知各方当事人。"
    )
    word.add("调解记录", "Level1")
    paragraphs(word, "line in session.minutes", "{{ line }}")
    word.tag("if session.has_agreed_facts").add("各方无争议的事实", "Level1")
    paragraphs(word, "line in session.agreed_facts", "{{ line }}")
    word.tag("endif").add("调解结果", "Level1")
    word.add(
        "{{ session.box_success }}调解成功　{{ session.box_failure }}调解不成　"
        "{{ session.box_continue }}有待继续调解",
        "Closing",
    )
    word.tag("if session.has_amount")
    word.add(
        "各方商定的金额：{{ session.amount }}（大写：{{ session.amount_words }}）。", "Closing"
    )
    word.tag("endif", "for line in session.result_reason").add("{{ line }}", "Closing")
    word.tag("endfor")
    word.add("以上记录我已看过（已向我宣读），与我所说相符。", "Closing")
    sign_heading(word)
    sign_table(word, "session.signers", "人民调解员（签名）", "记录人（签名）", last=True)
    return word


def agreement() -> Word:
    """人民调解协议书."""
    word = letter("人民调解协议书").add("人民调解协议书", "Title")
    word.add("编号：{{ agreement.number }}", "Number")
    party_blocks(word, "parties")
    word.add("纠纷主要事实、争议事项", "Level1")
    paragraphs(word, "line in agreement.facts", "{{ line }}")
    paragraphs(word, "line in agreement.disputed", "{{ line }}")
    word.add("各方当事人的责任", "Level1")
    paragraphs(word, "line in agreement.responsibility", "{{ line }}")
    word.add("经调解，自愿达成如下协议", "Level1")
    paragraphs(word, "clause in agreement.clauses", "{{ clause.no }}、{{ clause.text }}", "Facts")
    word.add("履行方式、时限", "Level1")
    word.tag("if agreement.shows_total")
    word.add(
        "各方确认受害方应得的赔偿总额为{{ agreement.total }}（大写：{{ agreement.total_words }}）"
        "{{ agreement.advanced }}。"
    )
    word.tag("endif", "if agreement.has_payments")
    word.add("尚应支付的款项如下：")
    word.tag("for pay in agreement.payments")
    word.add(
        "（{{ pay.no }}）{{ pay.payer }}于{{ pay.due }}前以{{ pay.method }}方式向{{ pay.payee }}支付"
        "{{ pay.purpose }}{{ pay.amount }}（大写：{{ pay.words }}）。{{ pay.account }}",
        "Facts",
    )
    word.tag("endfor", "else")
    word.add("各方按照上列协议内容确定的付款人、金额、方式和期限履行。")
    word.tag("endif")
    word.add("履行地点：{{ agreement.place }}。")
    word.tag("if agreement.has_fund").add("救助基金垫付款及偿还", "Level1")
    word.add(
        "本次损失中的医疗费、丧葬费包含道路交通事故社会救助基金已垫付、尚未偿还的"
        "{{ agreement.fund_owed }}（大写：{{ agreement.fund_owed_words }}）。各方同意该款先于其他款项"
        "偿还，{{ agreement.fund_plan }}汇入{{ agreement.fund_account }}。"
        "未足额偿还的，各方均协助救助基金管理机构追偿。",
        "Facts",
    )
    word.tag("endif", "if agreement.warns").add("特别提示", "Level1")
    word.add(
        "签订本协议时，{{ agreement.warned }}尚无治疗终结或者定残的记录。后续治疗费、残疾赔偿金等"
        "费用可能尚未确定。{{ agreement.warning }}"
    )
    word.tag("endif")
    word.add(
        "本协议自各方当事人签名、盖章或者按指印，人民调解员签名并加盖人民调解委员会印章之日起生效。"
        "本协议一式{{ agreement.copies }}份，当事人、人民调解委员会各持一份"
        "{{ agreement.more_copies }}。",
        "Closing",
    )
    sign_heading(word)
    sign_table(word, "signers.parties", "人民调解员（签名）", "记录人（签名）")
    word.add("{{ office.name }}（盖章）", "Signed")
    word.add("{{ agreement.date }}", "Dated")
    return word


def receipt() -> Word:
    """收条, for one agreed payment."""
    word = letter("收条").add("收　条", "Title")
    word.add("编号：{{ agreement.number }}", "Number")
    word.add(
        "今收到{{ receipt.payer }}依照《人民调解协议书》（编号：{{ agreement.number }}）支付的"
        "{{ receipt.purpose }}（第{{ receipt.no }}笔），人民币{{ receipt.amount }}"
        "（大写：{{ receipt.words }}）。"
    )
    word.add("收款方式：{{ receipt.method }}　收款账户：{{ receipt.account }}")
    word.add("付款日期：{{ receipt.paid_on }}")
    word.add("付款凭证号：{{ receipt.voucher }}", "Facts")
    word.add("纠纷事由：{{ case.parties_joined }}道路交通事故纠纷（案件编号：{{ case.number }}）。")
    word.add("上述款项已由本人（本单位）如数收讫，特立此据。", "Closing")
    word.add("收款人：{{ receipt.payee }}", "Sign")
    word.add("{{ receipt.payee_id_label }}：{{ receipt.payee_id }}", "Sign")
    word.add("联系方式：{{ receipt.payee_phone }}", "Sign")
    word.add("收款人（签名、盖章并按指印）：\t" + DATE_BLANK, "Sign")
    word.add("见证人（签名）：\t" + DATE_BLANK, "SignEnd")
    return word
