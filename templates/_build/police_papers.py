"""Forms of the mediation by the police: joint request, record, letter, end.

What they must say follows the law on the handling of accidents; the wording around is ours. The
police decide and sign; the number of their papers is written in by them.
"""

from __future__ import annotations

from desk_papers import NARROW, delivery, ruled, sign_rows
from house import (
    LETTER_STYLES,
    SHEET_STYLES,
    cell,
    each,
    form,
    label,
    last_kept,
    letter,
    party_blocks,
    row,
    sign_heading,
    sign_table,
    signers,
)
from ooxml import Word

_NUMBER = "编号：　　　　　　　　　　　　"
_MORE = (*LETTER_STYLES, *SHEET_STYLES)
_OFFICER = "交通警察（签名）"


def request() -> Word:
    """道路交通事故损害赔偿调解申请书, by all parties together."""
    word = letter("道路交通事故损害赔偿调解申请书", more=LETTER_STYLES, page=NARROW)
    word.add("道路交通事故损害赔偿调解申请书", "Title")
    party_blocks(word, "parties")
    word.add("事故情况", "Level1")
    word.add("{{ accident.brief }}", "Facts")
    word.add(
        "处理机关：{{ accident.police_unit }}；事故认定书（事故证明）编号：{{ accident.finding_number }}；"
        "送达日期：　　　　年　　月　　日。",
        "Facts",
    )
    word.tag("if police.was_mediated")
    word.add(
        "本纠纷曾由{{ office.name }}调解，于{{ ending.ended_on }}终止，未达成协议。",
        "Facts",
    )
    word.tag("endif")
    word.add("申请事项", "Level1")
    word.add(
        "各方当事人对事故认定没有争议，一致同意，共同申请公安机关交通管理部门对本次事故的损害赔偿"
        "进行调解。当事人请求的赔偿事项："
    )
    last_kept(word, "claim in case.claims", "{{ claim.no }}. {{ claim.text }}")
    word.add("此致", "Closing").add("{{ accident.police_unit }}", "PlainKeep")
    sign_heading(word, "申请人（签名、盖章或按指印）：")
    sign_table(word, "signers.parties")
    word.add(
        "附：1. 事故认定书（事故证明）；2. 终止调解通知书；3. 当事人身份证明、授权委托书；"
        "4. 损失凭证。",
        "NoteAfter",
    )
    return word


def record() -> Word:
    """道路交通事故损害赔偿调解记录."""
    word = form("道路交通事故损害赔偿调解记录", more=SHEET_STYLES)
    word.add("道路交通事故损害赔偿调解记录", "Title").add(_NUMBER, "NoteRight")
    rows = [
        row(label("事故时间"), cell("{{ accident.occurred_at }}", span=3), height=8),
        row(label("事故地点"), cell("{{ accident.place }}", span=3), height=8),
        row(
            label("认定书编号"),
            cell("{{ accident.finding_number }}"),
            label("调解方式"),
            cell("☐公开　☐不公开"),
            height=8,
        ),
        row(
            label("调解时间"),
            cell("　　　　年　　月　　日　　时　　分至　　时　　分", span=3),
            height=8,
        ),
        row(
            label("调解地点"),
            cell(""),
            label("主持人"),
            cell("{{ accident.police_officer }}"),
            height=8,
        ),
        row(label("记录人"), cell(""), label("其他参加人"), cell(""), height=8),
        row(label("当事人"), label("地位"), label("到场人"), label("身份或代理权限")),
        *each(
            "party in parties",
            [
                row(
                    cell("{{ party.name }}"),
                    cell("{{ party.title }}", style="CellMiddle"),
                    cell(""),
                    cell(""),
                    height=8,
                )
            ],
            4,
        ),
        row(
            cell(
                "主持人已告知参加调解的各方当事人和代理人姓名、权利义务和调解的程序。每方参加调解的"
                "人员不超过三人；委托代理人参加的，已提交写明委托事项和权限的授权委托书。",
                span=4,
                style="CellText",
            ),
            height=14,
        ),
    ]
    word.table((38, 52, 30, 50), rows)
    word.add("调解记录（各方陈述、责任、损失项目和数额、各方意见）：", "FormHead")
    word.table((170,), ruled(28))
    word.add("调解结果：☐达成协议，另制作调解书　☐未达成协议　☐终止，原因：", "FormClosing")
    word.add("以上记录已看过（已宣读），与所说相符。", "FormClosing")
    word.add("当事人、代理人（签名）：", "FormSign")
    rows = signers(
        "signers.parties",
        lambda keep: row(
            cell("{{ signer.label }}：", style="CellSigner", valign="bottom"),
            cell("　　　　年　　月　　日", style="CellDate", valign="bottom"),
            height=9,
            keep=keep,
        ),
        2,
    )
    word.table((110, 60), rows, borders=False, pad=0)
    word.add("", "Gap")
    sign_rows(word, f"主持人、{_OFFICER}：", "记录人（签名）：")
    return word


def mediation_letter() -> Word:
    """道路交通事故损害赔偿调解书."""
    word = letter("道路交通事故损害赔偿调解书", more=_MORE, page=NARROW)
    word.add("道路交通事故损害赔偿调解书", "Title").add(_NUMBER, "Number")
    party_blocks(word, "parties")
    word.add(
        "各方当事人共同申请调解{{ accident.occurred_at }}发生的道路交通事故损害赔偿。公安机关交通"
        "管理部门根据《中华人民共和国道路交通安全法》及其实施条例、《道路交通事故处理程序规定》主持"
        "调解，各方自愿达成协议如下："
    )
    word.add("一、认定的事故事实", "Level1")
    word.add("{{ accident.brief }}", "Facts")
    word.add("事故认定书（事故证明）编号：{{ accident.finding_number }}。", "Facts")
    word.add("二、损失情况、赔偿项目和数额", "Level1")
    rows = [
        row(*(label(t) for t in ("序号", "项目", "金额（元）", "备注")), height=7.6, head=True),
        *each(
            "one in police.losses",
            [
                row(
                    cell("{{ one.no }}", style="CellMiddle"),
                    cell("{{ one.label }}"),
                    cell("{{ one.amount }}", style="CellRight"),
                    cell(""),
                    height=8,
                )
            ],
            4,
        ),
        row(
            label("合计", span=2),
            cell("{{ police.total }}", style="CellRight"),
            cell("{{ police.total_words }}"),
            height=9,
        ),
    ]
    word.table((14, 62, 36, 44), rows)
    word.add("三、各方的责任和承担赔偿责任的比例", "Level1")
    rows = [
        row(*(label(t) for t in ("当事人", "事故责任", "承担比例")), height=7.6, head=True),
        *each(
            "one in police.shares",
            [
                row(
                    cell("{{ one.name }}"),
                    cell("{{ one.liability }}", style="CellMiddle"),
                    cell("{{ one.share }}", style="CellMiddle"),
                    height=8,
                )
            ],
            3,
        ),
    ]
    word.table((80, 40, 36), rows)
    word.add("四、赔偿的金额、履行方式和期限", "Level1")
    word.table((156,), [row(cell(""), height=56)])
    word.add(
        "本调解书经各方当事人签名后生效，送交各方当事人。一方不履行的，对方可以向人民法院提起民事诉讼。",
        "Closing",
    )
    sign_heading(word)
    sign_table(word, "signers.parties", _OFFICER)
    word.add("{{ accident.police_unit }}（盖章）", "Signed")
    word.add("　　　　年　　月　　日", "Dated")
    return word


def mediation_end() -> Word:
    """道路交通事故损害赔偿调解终结书."""
    word = letter("道路交通事故损害赔偿调解终结书", more=LETTER_STYLES, page=NARROW)
    word.add("道路交通事故损害赔偿调解终结书", "Title").add(_NUMBER, "Number")
    word.add("{{ notice.addressees }}：", "Plain")
    word.add(
        "{{ accident.occurred_at }}在{{ accident.place }}发生的道路交通事故（事故认定书、事故证明编号："
        "{{ accident.finding_number }}），经当事人共同申请，由本单位对损害赔偿进行调解。因下列原因，"
        "调解终结：",
        "Facts",
    )
    for reason in (
        "☐经调解未达成协议",
        "☐调解期间有一方当事人向人民法院提起民事诉讼",
        "☐一方当事人无正当理由不参加或者退出调解",
        "☐当事人撤回调解申请",
        "☐其他原因：",
    ):
        word.add(reason, "Facts")
    word.add(
        "当事人可以依法向人民法院提起民事诉讼，或者申请人民调解委员会调解。",
        "Closing",
    )
    word.add(f"{_OFFICER}：", "Sign")
    word.add("{{ accident.police_unit }}（盖章）", "Signed")
    word.add("　　　　年　　月　　日", "DatedKeep")
    delivery(word, "notice.rows")
    return word


PAPERS = {
    "police_mediation_request": request,
    "police_mediation_record": record,
    "police_mediation_letter": mediation_letter,
    "police_mediation_end": mediation_end,
}
