"""Letters of the fund's recovery: notice F19, demand F20, agreement and promise F21, refund F22,
letter to the insurer F23."""

from __future__ import annotations

from house import DATE_BLANK, LETTER_STYLES, cell, each, label, letter, row
from ooxml import Row, Style, Word

FUND = "道路交通事故社会救助基金"
# The type area of a letter: 156 mm.
PLAN = (20, 50, 43, 43)
LATE = (18, 42, 32, 32, 32)
ACCOUNT = (
    "户名：{{ office.fund_account_name }}，开户行：{{ office.fund_account_bank }}，"
    "账号：{{ office.fund_account_number }}"
)
MORE = (
    *LETTER_STYLES,
    Style(key="Served", name="送达回证", size=12, line=20, before=14, keep_next=True),
    Style(key="AfterTable", name="表后正文", first_chars=2, before=6),
)


def served(word: Word, name: str) -> None:
    """送达回证 at the foot of a letter, on one page."""
    word.add("送达回证", "Served")
    word.table(
        (35, 36, 23, 62),
        [
            row(
                label("受送达人"),
                cell(name),
                label("送达方式"),
                cell("☐直接 ☐邮寄 ☐留置 ☐电子"),
                keep=True,
            ),
            row(
                label("签收人（签名）"),
                cell(""),
                label("签收日期"),
                cell(DATE_BLANK),
                keep=True,
            ),
            row(label("送达人（签名）"), cell(""), label("备注"), cell("")),
        ],
    )


def _opening(word: Word, title: str, number: str, name: str, *, times: str = "") -> None:
    word.add(FUND, "Issuer").add(title, "Title")
    if times:
        word.add(times, "TitleNote")
    word.add(number, "NumberMiddle")
    word.add(f"{name}：", "Plain")


def _closing(word: Word, date: str, *, officer: str = "{{ recovery.officer }}") -> None:
    word.add(f"联系人：{officer}，联系电话：{{{{ office.phone }}}}。", "Closing")
    word.add("{{ office.fund_manager }}（盖章）", "Signed")
    word.add(date, "DatedKeep")


def _account(word: Word, lead: str, *, style: str = "Facts") -> None:
    word.add(f"{lead}{ACCOUNT}。汇款时注明追偿编号{{{{ recovery.number }}}}。", style)


def notice() -> Word:
    """F19 追偿告知书, one for each debtor."""
    word = letter("追偿告知书", more=MORE)
    _opening(word, "追偿告知书", "{{ recovery.letter_number }}", "{{ recovery.debtor.name }}")
    word.add(
        "{{ accident.occurred_at }}，在{{ accident.place }}发生道路交通事故，受害人"
        "{{ victim.name }}{{ fund.outcome }}。救助基金已依法垫付{{ fund.kind }}，该款应当予以偿还。"
        "现将有关事项告知如下："
    )
    word.add("一、垫付事实", "Level1")
    word.add(
        "{{ recovery.paid_on }}，救助基金向{{ recovery.payee }}垫付{{ fund.kind }}"
        "{{ recovery.opening }}（大写：{{ recovery.opening_words }}），费用期间："
        "{{ fund.period }}，拨付凭证号：{{ recovery.payment_number }}。"
        "{% if recovery.has_recovered %}截至本告知书作出之日，已收回{{ recovery.recovered }}，"
        "尚未收回{{ recovery.outstanding }}。{% endif %}",
        "Facts",
    )
    word.add("二、应还款项", "Level1")
    word.add(
        "{% if recovery.debtor.is_insurer %}肇事车辆由你单位承保，应付赔款中与垫付款相应的部分"
        "{% elif recovery.debtor.is_compensated %}你（单位）已从责任人、保险公司或者其他渠道获得赔偿，"
        "与垫付款相应的部分{% else %}你（单位）系本次事故的责任人，垫付款中应由你（单位）偿还的部分"
        "{% endif %}为{{ recovery.debtor.amount }}（大写：{{ recovery.debtor.amount_words }}）"
        "{% if recovery.debtor.is_joint %}，与其他责任人承担连带责任{% endif %}，应当"
        "{% if recovery.debtor.is_compensated %}退还{% else %}偿还{% endif %}救助基金。"
    )
    word.tag("if recovery.has_others")
    word.add(
        "全部应还款人：{% for other in recovery.debtors %}{{ other.name }}（{{ other.basis }}）"
        "{{ other.amount }}{% if not loop.last %}，{% endif %}{% endfor %}。"
        "{% if recovery.is_alternative %}合计超过垫付款的，以收回全部垫付款为限，不重复收取。{% endif %}",
        "Facts",
    )
    word.tag("endif")
    word.add("三、还款期限和方式", "Level1")
    _account(word, "{{ recovery.term }}将上述款项汇入救助基金账户。")
    word.add("一次付清确有困难的，可以在上述期限内提出，经同意后签订还款协议，分期偿还。")
    word.add("四、其他事项", "Level1")
    word.add(
        "（一）与受害人一方调解、办理保险理赔或者参加诉讼的，应当事先通知救助基金管理机构，并告知各方"
        "垫付款尚未还清。"
    )
    word.add("（二）对垫付事实或者应还款项有异议的，可以在上述期限内书面提出，并附有关材料。")
    word.add(
        "（三）逾期不还的，救助基金管理机构将依法通过诉讼、参与分配、申请执行等方式追偿。",
        "Closing",
    )
    word.tag("for basis in recovery.basis").add("依据：{{ basis }}。", "Closing").tag("endfor")
    _closing(word, "{{ recovery.letter_date }}")
    served(word, "{{ recovery.debtor.served }}")
    return word


def demand() -> Word:
    """F20 催款函, the first, second, third."""
    note = Style(key="TitleNote", name="标题附注", size=16, line=28, align="center", keep_next=True)
    word = letter("催款函", more=(*MORE, note))
    _opening(
        word,
        "催款函",
        "{{ recovery.letter_number }}",
        "{{ recovery.bound_names }}",
        times="（第{{ recovery.demand.no }}次）",
    )
    word.add(
        "你（单位）应偿还的道路交通事故社会救助基金垫付款（追偿编号：{{ recovery.number }}"
        "{% if recovery.demand.has_notice %}，追偿告知书编号：{{ recovery.demand.notice }}{% endif %}），已于{{ recovery.agreed_on }}签订还款协议，约定分"
        "{{ recovery.plan_count }}期偿还{{ recovery.plan_total }}。现有款项逾期未还，催告如下：",
        "Facts",
    )
    word.add("一、还款情况", "Level1")
    word.add(
        "垫付款{{ recovery.opening }}。截至{{ recovery.letter_date }}，已偿还{{ recovery.recovered }}，"
        "尚未偿还{{ recovery.outstanding }}（大写：{{ recovery.outstanding_words }}）。",
        "Facts",
    )
    word.add("二、逾期情况", "Level1")
    word.add(
        "逾期未足额偿还的共{{ recovery.demand.count }}期，逾期金额{{ recovery.demand.overdue }}"
        "（大写：{{ recovery.demand.overdue_words }}）。",
        "Closing",
    )
    word.table(
        LATE,
        [
            row(
                label("期次"),
                label("应还日"),
                label("应还金额"),
                label("已还金额"),
                label("逾期金额"),
                head=True,
                keep=True,
            ),
            *each(
                "line in recovery.demand.rows",
                [
                    row(
                        cell("{{ line.no }}", style="CellMiddle"),
                        cell("{{ line.due }}", style="CellMiddle"),
                        cell("{{ line.amount }}", style="CellRight"),
                        cell("{{ line.paid }}", style="CellRight"),
                        cell("{{ line.open }}", style="CellRight"),
                    )
                ],
                5,
            ),
        ],
    )
    word.add("三、还款要求", "Level1")
    _account(word, "{{ recovery.term }}将逾期款项汇入救助基金账户。")
    word.add("四、逾期不还的后果", "Level1")
    word.tag("if recovery.demand.is_accelerable")
    word.add(
        "还款协议约定，连续{{ recovery.consecutive }}期未按期足额偿还的，全部未还款项到期。第"
        "{{ recovery.demand.numbers }}期均未足额偿还，救助基金管理机构有权要求一次性偿还全部未还款项"
        "{{ recovery.outstanding }}。"
    )
    word.tag("endif")
    word.add(
        "期满仍不偿还的，救助基金管理机构将依法提起诉讼、申请强制执行，并将拒不偿还的情况依法向有关部门"
        "通报。",
        "Closing",
    )
    _closing(word, "{{ recovery.letter_date }}")
    served(word, "{{ recovery.served_to }}")
    return word


def _plan_rows() -> list[Row]:
    return [
        row(label("期次"), label("应还日"), label("应还金额"), label("备注"), head=True, keep=True),
        *each(
            "line in recovery.rows",
            [
                row(
                    cell("{{ line.no }}", style="CellMiddle"),
                    cell("{{ line.due }}", style="CellMiddle"),
                    cell("{{ line.amount }}", style="CellRight"),
                    cell(""),
                )
            ],
            4,
        ),
        row(
            label("合计", span=2),
            cell("{{ recovery.plan_total }}", style="CellRight"),
            cell(""),
        ),
    ]


def _person(word: Word, title: str, one: str) -> None:
    word.add(
        f"##{title}：##{{{{ {one}.name }}}}，{{{{ {one}.id_label }}}}：{{{{ {one}.id_number }}}}，"
        f"联系方式：{{{{ {one}.phone }}}}，住址：{{{{ {one}.address }}}}。",
        "Facts",
    )


def agreement() -> Word:
    """F21 还款协议书."""
    word = letter("还款协议书", more=MORE)
    word.add(FUND, "Issuer").add("还款协议书", "Title")
    word.add("编号：{{ recovery.number }}", "Number")
    word.add(
        "##甲方（救助基金管理机构）：##{{ office.fund_manager }}，联系电话：{{ office.phone }}，"
        "地址：{{ office.address }}。",
        "Facts",
    )
    word.tag("for debtor in recovery.bound")
    _person(word, "乙方（还款人）", "debtor")
    word.tag("endfor")
    word.add(
        "{{ accident.occurred_at }}，在{{ accident.place }}发生道路交通事故，受害人"
        "{{ victim.name }}{{ fund.outcome }}。救助基金于{{ recovery.paid_on }}垫付{{ fund.kind }}"
        "{{ recovery.opening }}。甲乙双方就垫付款的偿还达成如下协议："
    )
    word.add(
        "一、债务确认。乙方确认，截至本协议签订之日，尚未偿还的垫付款为{{ recovery.plan_total }}"
        "（大写：{{ recovery.plan_words }}），由乙方偿还。"
    )
    word.tag("if recovery.is_by_instalments")
    word.add(
        "二、还款方式。乙方分{{ recovery.plan_count }}期偿还，各期应还日和金额如下：", "Closing"
    )
    word.table(PLAN, _plan_rows())
    word.add("应还日遇法定休假日的，顺延至其后的第一个工作日。乙方可以提前偿还。", "AfterTable")
    word.tag("else")
    word.add(
        "二、还款方式。乙方于{{ recovery.first_due }}前一次性偿还。应还日遇法定休假日的，顺延至其后的"
        "第一个工作日。乙方可以提前偿还。"
    )
    word.tag("endif")
    _account(word, "三、收款账户。")
    word.add("乙方不得将还款以现金方式交付任何个人。")
    word.add(
        "四、担保。由保证人（有保证人的，在本协议末签名或者盖章）对上述债务承担连带保证责任；"
        "没有保证人的，本条不适用。"
    )
    word.tag("if recovery.is_by_instalments")
    word.add(
        "五、逾期责任。连续{{ recovery.consecutive }}期未按期足额偿还的，全部未还款项到期，甲方可以要求乙方"
        "一次性偿还，并依法追偿。"
    )
    word.tag("else")
    word.add("五、逾期责任。乙方未按期足额偿还的，甲方可以依法追偿。")
    word.tag("endif")
    word.add(
        "六、送达地址。乙方确认，上列住址和联系方式为甲方催款文书和人民法院诉讼文书的送达地址，变更时应当"
        "在三日内书面告知甲方；因未告知致使文书未能送达的，文书退回之日视为送达之日。"
    )
    word.add(
        "七、争议解决。因本协议发生争议的，双方协商解决；协商不成的，依法向有管辖权的人民法院起诉。"
    )
    word.add(
        "八、本协议自双方签名、盖章之日起生效，甲方、乙方和保证人各执一份，一份存入追偿案卷。",
        "Closing",
    )
    word.add("甲方（盖章）：\t经办人（签名）：　　　　　　", "Sign")
    word.tag("for debtor in recovery.bound")
    word.add("乙方（签名或盖章）：{{ debtor.name }}\t" + DATE_BLANK, "Sign")
    word.tag("endfor")
    word.add("保证人（签名或盖章）：\t" + DATE_BLANK, "Sign")
    word.add("见证人（签名）：\t" + DATE_BLANK, "Sign")
    word.add("签订日期：{{ recovery.agreed_on }}", "SignEnd")
    return word


def promise() -> Word:
    """F21 还款承诺书, by the debtor alone."""
    word = letter("还款承诺书", more=MORE)
    word.add(FUND, "Issuer").add("还款承诺书", "Title")
    word.add("{{ office.fund_manager }}：", "Plain")
    _person(word, "承诺人", "recovery.debtor")
    word.add(
        "{{ accident.occurred_at }}，在{{ accident.place }}发生道路交通事故，受害人"
        "{{ victim.name }}{{ fund.outcome }}。救助基金于{{ recovery.paid_on }}垫付{{ fund.kind }}"
        "{{ recovery.opening }}。本人（单位）就垫付款的偿还作出如下承诺："
    )
    word.add(
        "一、确认尚未偿还的垫付款为{{ recovery.plan_total }}（大写：{{ recovery.plan_words }}），"
        "由本人（单位）偿还。"
    )
    word.tag("if recovery.is_by_instalments")
    word.add("二、分{{ recovery.plan_count }}期偿还，各期应还日和金额如下：", "Closing")
    word.table(PLAN, _plan_rows())
    _account(word, "三、按期将款项汇入救助基金账户。", style="AfterTable")
    word.tag("else")
    word.add("二、于{{ recovery.first_due }}前一次性偿还。")
    _account(word, "三、按期将款项汇入救助基金账户。")
    word.tag("endif")
    word.add("四、连续{{ recovery.consecutive }}期未按期足额偿还的，愿意一次性偿还全部未还款项。")
    word.add(
        "五、上列住址和联系方式为催款文书和诉讼文书的送达地址，变更时在三日内书面告知；与受害人一方调解、"
        "办理理赔或者参加诉讼的，事先告知救助基金管理机构。",
        "Closing",
    )
    word.add("承诺人（签名并按指印或盖章）：{{ recovery.debtor.name }}", "Sign")
    word.add("\t" + DATE_BLANK, "SignEnd")
    return word


def refund() -> Word:
    """F22 退款通知书: the same costs were paid twice."""
    word = letter("退款通知书", more=MORE)
    _opening(word, "退款通知书", "{{ refund.number }}", "{{ refund.debtor }}")
    word.add(
        "救助基金于{{ payment.paid_on }}向{{ refund.payee }}拨付{{ fund.kind }}{{ payment.amount }}（受害人："
        "{{ victim.name }}，拨付凭证号：{{ payment.number }}）。经核对，其中部分款项属于多付，应当退还。"
        "现通知如下：",
        "Facts",
    )
    word.add("一、多付原因", "Level1")
    word.add("{{ refund.reason }}")
    word.add("二、应退金额", "Level1")
    word.add("计算：{{ refund.calculation }}。", "Facts")
    word.add("应退还{{ refund.amount }}（大写：{{ refund.words }}）。")
    word.add("三、退款期限和账户", "Level1")
    word.add(
        f"{{{{ recovery.term }}}}将上述款项退回救助基金账户。{ACCOUNT}。汇款时注明拨付凭证号。",
        "Facts",
    )
    word.add("四、对退款有异议的，可以在上述期限内书面提出，并附费用清单和收款凭证。", "Closing")
    _closing(word, "{{ refund.date }}")
    served(word, "{{ refund.served }}")
    return word


def insurer_letter() -> Word:
    """F23 保险赔款协助划付函."""
    word = letter("保险赔款协助划付函", more=MORE)
    _opening(word, "保险赔款协助划付函", "{{ recovery.letter_number }}", "{{ insurer.name }}")
    word.add(
        "{{ accident.occurred_at }}，在{{ accident.place }}发生道路交通事故，受害人"
        "{{ victim.name }}（证件号码：{{ victim.id_number }}）{{ fund.outcome }}。"
        "被保险人：{{ insurer.insured }}；保险单：{{ insurer.policies }}。",
        "Facts",
    )
    word.add(
        "{{ recovery.paid_on }}，救助基金为该受害人垫付{{ fund.kind }}{{ recovery.opening }}，收款单位："
        "{{ recovery.payee }}，尚未收回{{ recovery.outstanding }}（大写："
        "{{ recovery.outstanding_words }}）。为避免重复支付，请你公司协助办理下列事项："
    )
    word.add(
        "一、在向被保险人、受害人或者其继承人支付赔款前，先将应付赔款中与垫付款相应的部分（以"
        "{{ recovery.outstanding }}为限）划入救助基金账户，余款再依法支付。"
    )
    _account(word, "二、救助基金账户。")
    word.add("三、参加调解、理赔协商或者诉讼时，向各方说明垫付款尚未还清，并通知救助基金管理机构。")
    word.add("四、已经支付赔款的，函告支付日期、金额、收款人和项目。", "Closing")
    word.add("附件：1.受害人及亲属承诺书；2.拨付凭证。", "Closing")
    _closing(word, "{{ recovery.letter_date }}")
    columns = (35, 43, 31, 47)
    word.add("保险公司回复（填写后退回一份）", "Served")
    word.table(
        columns,
        [
            row(
                label("划付金额"),
                cell(""),
                label("划付日期"),
                cell(DATE_BLANK),
                keep=True,
            ),
            row(
                label("未能划付的原因"),
                cell("", span=3),
                height=12,
                keep=True,
            ),
            row(
                label("经办人（签名）"),
                cell(""),
                label("单位（盖章）"),
                cell(""),
                height=12,
            ),
        ],
    )
    return word
