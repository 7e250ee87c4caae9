"""Papers beside the mediation: settlement without us, account, hand-over, forgiveness, postponement."""

from __future__ import annotations

from desk_papers import SIGN_DATE, sign_rows
from house import (
    DATE_BLANK,
    LETTER_STYLES,
    SHEET_STYLES,
    cell,
    each,
    form,
    label,
    letter,
    row,
    when,
)
from ooxml import Word

_MATERIALS = (
    "机动车交通事故责任强制保险、商业保险单",
    "驾驶证、行驶证",
    "道路交通事故认定书（事故证明）",
    "当事人身份证明、关系证明",
    "病历、诊断证明、出院记录",
    "医疗费票据、费用清单",
    "误工、护理、交通等费用凭证",
    "伤残、误工期等鉴定意见书",
    "死亡、户籍注销、殡葬证明",
    "车辆损失评估、维修票据和清单",
    "人民调解协议书",
    "收款账户资料、授权委托书",
)


def self_settlement() -> Word:
    """道路交通事故自行协商协议书: for an accident that hurt nobody."""
    word = form("道路交通事故自行协商协议书", top=14, bottom=13, more=SHEET_STYLES).add(
        "道路交通事故自行协商协议书", "Title"
    )
    rows = [
        row(
            label("事故时间"),
            cell("{{ accident.occurred_at }}", span=3),
            label("天气"),
            cell("{{ accident.weather }}"),
            height=9,
        ),
        row(
            label("事故地点"),
            cell("{{ accident.place }}", span=3),
            label("事故形态"),
            cell("{{ accident.kind }}"),
            height=9,
        ),
    ]
    side = [
        row(
            label("{{ one.title }}方", merge="new"),
            label("姓名"),
            cell("{{ one.name }}"),
            label("联系方式"),
            cell("{{ one.phone }}", span=2),
            height=8,
            keep=True,
        ),
        row(
            label("", merge="on"),
            label("驾驶证或身份证号"),
            cell("{{ one.id_number }}"),
            label("车型、号牌"),
            cell("{{ one.vehicle }} {{ one.plate }}", span=2),
            height=8,
            keep=True,
        ),
        row(
            label("", merge="on"),
            label("保险公司"),
            cell("{{ one.insurer }}"),
            label("保险凭证号"),
            cell("{{ one.policy }}", span=2),
            height=8,
            keep=True,
        ),
        row(
            label("", merge="on"),
            label("碰撞部位"),
            cell("{{ one.damage }}", span=4),
            height=9,
            keep=True,
        ),
        row(
            label("", merge="on"),
            label("事故责任"),
            cell(
                "{{ one.box_full }}全部　{{ one.box_main }}主要　{{ one.box_equal }}同等　"
                "{{ one.box_minor }}次要　{{ one.box_none }}无责任",
                span=4,
            ),
            height=8,
        ),
    ]
    rows += each("one in settlement.sides", side, 6)
    rows += [
        row(label("事故经过"), cell("", span=5), height=24),
        row(
            label("协商结果"),
            cell(
                "☐各自车辆损失由责任方按责任赔偿，向保险公司报案理赔",
                "☐由　　　　方一次性支付　　　　方　　　　　元，当场付清",
                "☐各自损失自行承担",
                "☐其他：",
                span=5,
            ),
            height=30,
            keep=True,
        ),
        row(
            label("各方声明"),
            cell(
                "各方均无人员伤亡，对事故事实和责任没有争议，自愿协商解决。各方驾驶人均持有有效驾驶证，"
                "没有饮酒、服用国家管制的精神药品或者麻醉药品的情形，车辆可以自行移动。以上内容经各方"
                "核对无误。",
                span=5,
                style="CellText",
            ),
            height=18,
            keep=True,
        ),
    ]
    word.table((20, 38, 42, 28, 20, 22), rows)
    rows = each(
        "one in settlement.sides",
        [
            row(
                cell("{{ one.title }}方（签名）：", style="CellSigner", valign="bottom"),
                cell(SIGN_DATE, style="CellDate", valign="bottom"),
                height=9,
                keep=True,
            )
        ],
        2,
    )
    word.table((110, 60), rows, borders=False, pad=0)
    word.add("注：各方各持一份。有人员伤亡或者对事实、责任有争议的，不适用本协议书。", "Note")
    return word


def account_confirmation() -> Word:
    """赔款账户确认书: where an agreed payment goes, and that the insurer pays it directly."""
    word = form("赔款账户确认书", top=18, bottom=16, more=SHEET_STYLES).add(
        "赔款账户确认书", "Title"
    )
    word.add("编号：{{ agreement.number }}", "NoteRight")
    rows = [
        row(
            label("纠纷事由"),
            cell("{{ case.parties_joined }}道路交通事故纠纷", span=3),
            height=10,
        ),
        row(
            label("付款人"),
            cell("{{ payout.payer }}"),
            label("款项"),
            cell("{{ payout.purpose }}"),
            height=10,
        ),
        row(
            label("金额"),
            cell("{{ payout.amount }}（大写：{{ payout.words }}）", span=3),
            height=10,
        ),
        row(
            label("收款人"),
            cell("{{ payout.payee }}"),
            label("联系方式"),
            cell("{{ payout.payee_phone }}"),
            height=10,
        ),
        row(
            label("{{ payout.payee_id_label }}"),
            cell("{{ payout.payee_id }}", span=3),
            height=10,
        ),
        row(label("收款户名"), cell("{{ payout.account_name }}", span=3), height=10),
        row(label("开户银行"), cell("{{ payout.account_bank }}", span=3), height=10),
        row(label("账号"), cell("{{ payout.account_number }}", span=3), height=10),
        *when(
            "payout.is_others",
            [
                row(
                    label("户名与收款人不一致的"),
                    cell("账户所有人与收款人的关系：", "原因：", span=3, style="CellSigner"),
                    height=18,
                )
            ],
            4,
        ),
        row(
            label("收款人确认"),
            cell(
                "@CellText|上述账户信息由收款人提供并核对无误，同意将上列款项汇入该账户，款项到账即视为"
                "收款人收到。因账户信息有误造成延误或者错付的，由收款人承担责任。",
                "@CellSigner|收款人（签名、盖章或按指印）：",
                "@CellSign|　　　　年　　月　　日",
                span=3,
            ),
            height=44,
            keep=True,
        ),
        *when(
            "payout.is_insurer",
            [
                row(
                    label("直接赔付授权"),
                    cell(
                        "@CellText|被保险人{{ payout.insured }}就本次事故同意{{ payout.payer_said }}在保险责任"
                        "范围内将上列款项直接支付给收款人。保单：{{ payout.policies }}。",
                        "{%p for one in payout.insured_lines %}",
                        "@CellSigner|被保险人（签名、盖章）：{{ one.label }}",
                        "{%p endfor %}",
                        "@CellSign|　　　　年　　月　　日",
                        span=3,
                    ),
                    height=44,
                    keep=True,
                )
            ],
            4,
        ),
        row(
            label("调解员（签名）"),
            cell("", "@CellSign|　　　　年　　月　　日", span=3),
            height=20,
        ),
    ]
    word.table((40, 56, 26, 48), rows)
    word.add("注：一式三份，收款人、付款人、人民调解委员会各持一份。", "Note")
    return word


def insurer_handover() -> Word:
    """保险材料交接单."""
    word = form("保险理赔材料交接单", more=SHEET_STYLES).add("保险理赔材料交接单", "Title")
    word.add("编号：{{ case.number }}", "NoteRight")
    rows = [
        row(label("纠纷事由", span=2), cell("{{ case.parties_joined }}道路交通事故纠纷", span=5)),
        row(label("接收单位", span=2), cell("{{ handover.insurers }}", span=5)),
        row(label("保单", span=2), cell("{{ handover.policies }}", span=5)),
        row(
            label("请求赔偿人", span=2),
            cell("{{ handover.claimants }}", span=5),
        ),
        row(
            *(label(t) for t in ("序号", "材料名称", "份数", "页数", "原件", "复印件", "备注")),
            height=8,
        ),
        *(
            row(
                cell(str(number), style="CellMiddle"),
                cell(name),
                *(cell("") for _ in range(2)),
                *(cell("☐", style="CellMiddle") for _ in range(2)),
                cell(""),
                height=8,
            )
            for number, name in enumerate((*_MATERIALS, "", ""), 1)
        ),
        row(
            label("交接说明", span=2),
            cell(
                "未列明的材料视为未移交。本单一式两份，移交人、接收单位各持一份。",
                span=5,
                valign="top",
            ),
            height=20,
            keep=True,
        ),
    ]
    word.table((12, 66, 16, 16, 14, 16, 30), rows)
    sign_rows(word, "移交人（签名）：", "接收人（签名、盖章）：", "经手人（签名）：")
    return word


def forgiveness_letter() -> Word:
    """谅解书: a paper of its own, which no payment hangs on."""
    word = letter("谅解书", more=LETTER_STYLES).add("谅　解　书", "Title")
    word.add("{{ accident.brief }}", "Facts")
    word.add(
        "{{ forgiveness.givers }}{{ forgiveness.lost }}在充分了解事故情况和自身权利后，自愿对"
        "{{ forgiveness.takers }}在本次事故中的行为表示谅解。",
        "Facts",
    )
    word.add("谅解的理由（由出具人写明）：", "Closing")
    word.table((156,), [row(cell(""), height=11) for _ in range(5)])
    word.add(
        "本谅解书是出具人的真实意思表示，没有受到欺诈、胁迫，不以支付赔偿款为条件，也不影响各方当事人"
        "就民事赔偿达成的协议和依法享有的权利。是否以及如何据此从宽处理，由办案机关依法决定。",
        "Closing",
    )
    word.add("出具人（签名、按指印）：", "Sign")
    rows = each(
        "one in forgiveness.lines",
        [
            row(
                cell("{{ one.label }}：", style="SignCell", valign="bottom"),
                cell(DATE_BLANK, style="SignDate", valign="bottom"),
                height=11,
                keep=True,
            )
        ],
        2,
    )
    rows.append(
        row(
            cell("见证人（签名）：", style="SignCell", valign="bottom"),
            cell(DATE_BLANK, style="SignDate", valign="bottom"),
            height=11,
        )
    )
    word.table((102.5, 53.5), rows, borders=False, pad=0)
    return word


def postponement_request() -> Word:
    """延期调解申请书: a party asks to put off the session; an oral request is noted on it."""
    word = form("延期调解申请书", more=SHEET_STYLES).add("延期调解申请书", "Title")
    word.add("编号：{{ case.number }}", "NoteRight")
    rows = [
        row(
            label("纠纷事由"), cell("{{ case.parties_joined }}道路交通事故纠纷", span=3), height=10
        ),
        row(label("申请人"), cell(""), label("联系方式"), cell(""), height=11),
        row(label("原定时间"), cell("{{ postponement.time }}", span=3), height=10),
        row(label("原定地点"), cell("{{ postponement.place }}", span=3), height=10),
        row(
            label("申请方式"),
            cell("☐书面　☐口头（由记录人填写，申请人签名）", span=3),
            height=10,
        ),
        row(label("延期原因"), cell("", span=3), height=46),
        row(
            label("请求延期至"),
            cell("　　　　年　　月　　日　　时　　分", span=3),
            height=10,
        ),
        row(
            label("附件"),
            cell("☐诊断证明　☐出差、住院凭证　☐鉴定受理材料　☐其他：", span=3),
            height=10,
        ),
        row(
            label("申请人签名"),
            cell(
                "@CellSigner|申请人（签名、盖章或按指印）：",
                "@CellSign|　　　　年　　月　　日",
                span=3,
            ),
            height=26,
            keep=True,
        ),
        row(
            label("其他当事人意见"),
            cell(
                "@CellSigner|☐同意　☐不同意，理由：",
                "@CellSigner|当事人（签名）：",
                "@CellSign|　　　　年　　月　　日",
                span=3,
            ),
            height=34,
            keep=True,
        ),
        row(
            label("处理情况"),
            cell(
                "@CellSigner|☐同意延期，另行通知调解时间　☐不同意延期，理由：",
                "@CellSigner|人民调解员（签名）：",
                "@CellSign|　　　　年　　月　　日",
                span=3,
            ),
            height=34,
        ),
    ]
    word.table((32, 56, 28, 54), rows)
    word.add("注：延期不改变调解期限；需要延长调解期限的，由各方当事人另行签订同意书。", "Note")
    return word


PAPERS = {
    "self_settlement": self_settlement,
    "account_confirmation": account_confirmation,
    "insurer_handover": insurer_handover,
    "forgiveness_letter": forgiveness_letter,
    "postponement_request": postponement_request,
}
