"""The letters of the rescue fund: consent F10, refusal F11, and the applicant's promise F14."""

from __future__ import annotations

from house import DATE_BLANK, LETTER_STYLES, cell, label, letter, paragraphs, row
from ooxml import Word


def served(word: Word) -> None:
    """送达回证 at the foot of a letter."""
    columns = (33, 38, 21, 64)
    word.add("送达回证", "NoteBefore")
    word.table(
        columns,
        [
            row(
                label("受送达人"),
                cell("{{ fund.applicant }}"),
                label("送达方式"),
                cell("☐直接 ☐邮寄 ☐留置 ☐电子"),
                keep=True,
            ),
            row(
                label("签收人（签名）"),
                cell(""),
                label("签收日期"),
                cell("　　　年　　月　　日"),
                keep=True,
            ),
            row(label("送达人（签名）"), cell(""), label("备注"), cell("")),
        ],
    )


def _opening(word: Word, title: str) -> None:
    word.add("道路交通事故社会救助基金", "Issuer").add(title, "Title")
    word.add("{{ fund.decision_number }}", "NumberMiddle")
    word.add("{{ fund.applicant }}：", "Plain")


def consent() -> Word:
    """F10 同意垫付通知书."""
    word = letter("同意垫付通知书", more=LETTER_STYLES)
    _opening(word, "同意垫付通知书")
    word.add(
        "{{ fund.received_on }}收到的道路交通事故社会救助基金{{ fund.kind }}垫付申请（申请编号："
        "{{ fund.number }}），已审核完毕。经查，{{ accident.occurred_at }}，在{{ accident.place }}发生"
        "道路交通事故，受害人{{ victim.name }}{{ fund.outcome }}，属于“{{ fund.situation }}”的情形。"
        "现将审核结果通知如下："
    )
    word.add("一、同意垫付{{ fund.kind }}{{ fund.approved }}（大写：{{ fund.approved_words }}）。")
    word.tag("if fund.is_partial")
    word.add(
        "申请金额为{{ fund.claimed }}，未同意的部分为{{ fund.not_granted }}，原因：{{ fund.cut_reasons }}。"
    )
    word.tag("endif")
    word.add("二、费用期间：{{ fund.period }}。")
    word.add(
        "三、收款单位：{{ fund.payee_name }}，收款账户尾号：{{ fund.payee_tail }}，"
        "预计{{ fund.pay_due }}前到账。"
    )
    word.add(
        "四、该款系道路交通事故社会救助基金的垫付款，应当予以偿还。受害人或者其继承人已经从责任人、"
        "保险公司或者其他渠道获得赔偿的，退还相应的垫付款；救助基金管理机构依法向责任人追偿。参加调解、"
        "理赔或者诉讼时，应当告知各方该垫付款尚未偿还。"
    )
    word.tag("for basis in fund.legal_basis").add("依据：{{ basis }}。", "Closing").tag("endfor")
    word.add("联系电话：{{ office.phone }}。", "Closing")
    word.add("{{ office.fund_manager }}（盖章）", "Signed")
    word.add("{{ fund.decided_on }}", "DatedKeep")
    word.add("抄送：{{ accident.police_unit }}", "PlainKeep")
    served(word)
    return word


def refusal() -> Word:
    """F11 不予垫付通知书."""
    word = letter("不予垫付通知书", more=LETTER_STYLES)
    _opening(word, "不予垫付通知书")
    word.add(
        "{{ fund.received_on }}收到的道路交通事故社会救助基金{{ fund.kind }}垫付申请（申请编号："
        "{{ fund.number }}，受害人：{{ victim.name }}，申请金额：{{ fund.claimed }}），已审核完毕。"
        "经审核，决定不予垫付。"
    )
    word.add("一、查明的事实", "Level1")
    paragraphs(word, "line in fund.refusal_facts", "{{ line }}")
    word.add("二、不予垫付的理由", "Level1")
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
    word.add("可以同时向下列渠道提出申请：{{ fund.referrals }}。", "Closing")
    word.add("联系电话：{{ office.phone }}。", "Closing")
    word.add("{{ office.fund_manager }}（盖章）", "Signed")
    word.add("{{ fund.decided_on }}", "DatedKeep")
    word.add("抄送：{{ accident.police_unit }}", "PlainKeep")
    served(word)
    return word


def promise() -> Word:
    """F14 受害人及亲属承诺书."""
    word = letter("受害人及亲属承诺书")
    word.add("道路交通事故社会救助基金", "Issuer").add("受害人及亲属承诺书", "Title")
    word.add("{{ office.fund_manager }}：", "Plain")
    word.add(
        "{{ accident.occurred_at }}，在{{ accident.place }}发生道路交通事故，受害人为{{ victim.name }}"
        "（证件号码：{{ victim.id_number }}）。本人就救助基金垫付{{ fund.kind }}作出如下承诺：",
        "Facts",
    )
    for number, text in zip(
        "一二三四五六七八",
        (
            "提交的材料和作出的陈述真实、完整、合法。",
            "申请垫付的费用未从其他渠道获得支付，未重复申请；已经获得支付的部分已如实填报。",
            "从责任人、保险公司或者其他渠道获得赔偿后，首先偿还救助基金垫付的款项。",
            "及时报告调解、诉讼和保险理赔的进展和结果。",
            (
                "同意保险公司将应付赔款中与垫付款相应的部分直接划付至救助基金账户（户名："
                "{{ office.fund_account_name }}，开户行：{{ office.fund_account_bank }}，账号："
                "{{ office.fund_account_number }}）。"
            ),
            "协助救助基金管理机构向责任人追偿，如实提供责任人及其财产的情况。",
            "同意救助基金管理机构向公安、医疗、保险、民政、医疗保障等单位核实有关信息。",
            "违反上述承诺的，退还垫付款，并依法承担相应的责任。",
        ),
        strict=True,
    ):
        word.add(f"{number}、{text}", "Closing" if number in "七八" else "Facts")
    word.add("承诺人：{{ fund.promiser }}", "Sign")
    word.add("证件号码：{{ fund.promiser_id }}", "Sign")
    word.add("与受害人关系：{{ fund.promiser_relation }}", "Sign")
    word.add("联系方式：{{ fund.promiser_phone }}", "Sign")
    word.add("承诺人（签名并按指印）：\t" + DATE_BLANK, "SignEnd")
    return word
