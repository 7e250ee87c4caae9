"""Papers at the mediation desk: refusal, investigation, evidence, oral agreement, service, address.

Structure and fixed sentences follow the official forms; the wording around is ours.
"""

from __future__ import annotations

from house import (
    LETTER_STYLES,
    SHEET_STYLES,
    STYLES,
    cell,
    each,
    form,
    label,
    letter,
    paragraphs,
    row,
    when,
)
from ooxml import Page, Row, Word

# Letters with a table below that shall stay on one page.
NARROW = Page(top=28, bottom=24, footer=14)
SIGN_DATE = "　　　　年　　月　　日"


def lines(source: str, *, style: str = "CellText") -> tuple[str, ...]:
    """The paragraphs of a list inside a cell."""
    return (f"{{%p for line in {source} %}}", f"@{style}|{{{{ line }}}}", "{%p endfor %}")


def ruled(count: int) -> list[Row]:
    """Empty lines to write on."""
    return [row(cell(""), height=9) for _ in range(count)]


def sign_rows(word: Word, *texts: str, width: float = 170) -> None:
    """Lines to sign below a form, without borders, the date at the right; they stay together."""
    rows = [
        row(
            cell(text, style="CellSigner", valign="bottom"),
            cell(SIGN_DATE, style="CellDate", valign="bottom"),
            height=10,
            keep=text != texts[-1],
        )
        for text in texts
    ]
    word.table((width - 60, 60), rows, borders=False, pad=0)


def delivery(word: Word, source: str) -> None:
    """送达情况: a line for each addressee."""
    rows = [
        row(
            *(label(t) for t in ("受送达人", "送达方式", "签收人签名", "签收日期")),
            height=7,
            head=True,
        ),
        *each(
            f"one in {source}",
            [
                row(
                    cell("{{ one.name }}"),
                    cell("☐直接☐邮寄☐留置☐电子"),
                    cell(""),
                    cell("　年　月　日", style="CellMiddle"),
                    height=9,
                )
            ],
            4,
        ),
    ]
    word.add("送达情况", "NoteBefore")
    word.table((48, 54, 26, 28), rows)


def not_accepted() -> Word:
    """不予受理通知书."""
    word = letter("不予受理通知书", more=LETTER_STYLES, page=NARROW)
    word.add("不予受理通知书", "Title")
    word.add("编号：{{ refusal.number }}", "Number")
    word.add("{{ refusal.addressees }}：", "Plain")
    word.add(
        "{{ office.name }}于{{ case.requested_on }}收到你方就{{ case.parties_joined }}之间的"
        "道路交通事故纠纷提出的调解申请。经审查，因下列原因，决定不予受理：",
        "Facts",
    )
    paragraphs(word, "line in ending.reason", "{{ line }}")
    word.add("现将其他解决途径告知如下：", "Closing")
    word.add("一、当事人可以依法通过仲裁、行政、司法等途径维护自己的权利。")
    word.add("二、向人民法院提起诉讼的，应当在法律规定的诉讼时效期间内提出。")
    word.add(
        "三、不予受理的原因消除后，当事人可以再次申请调解。人民调解委员会办理申请和调解不收取任何费用。",
        "Closing",
    )
    word.add("联系电话：{{ office.phone }}", "PlainKeep")
    word.add("{{ office.name }}（盖章）", "Signed")
    word.add("{{ ending.ended_on }}", "Dated")
    delivery(word, "refusal.rows")
    return word


def investigation() -> Word:
    """人民调解调查记录: who was asked is written in by hand, like what was said."""
    word = form("人民调解调查记录", more=SHEET_STYLES).add("人民调解调查记录", "Title")
    word.add("编号：{{ case.number }}", "NoteRight")
    rows = [
        row(
            label("调查事由"),
            cell("{{ case.parties_joined }}道路交通事故纠纷", span=5),
            height=9,
        ),
        row(
            label("时间"),
            cell("　　　　年　　月　　日　　时　　分至　　时　　分", span=5),
            height=9,
        ),
        row(label("地点"), cell("", span=3), label("参加人"), cell(""), height=9),
        row(
            label("被调查人"),
            cell(""),
            label("性别"),
            cell(""),
            label("出生日期"),
            cell("　　年　月　日"),
            height=9,
        ),
        row(
            label("证件号码"),
            cell("", span=3),
            label("联系方式"),
            cell(""),
            height=9,
        ),
        row(
            label("单位或住址"),
            cell("", span=3),
            label("与纠纷的关系"),
            cell(""),
            height=9,
        ),
        row(
            label("调查人"),
            cell("{{ case.mediator }}", span=3),
            label("记录人"),
            cell("{{ case.recorder }}"),
            height=9,
        ),
        row(
            cell(
                "调查人已向被调查人说明身份和调查事由，告知其如实陈述的义务，核对、补充、更正记录的"
                "权利，以及提供虚假情况应当承担的责任。",
                span=6,
                style="CellText",
            ),
            height=14,
        ),
    ]
    word.table((26, 34, 16, 24, 28, 42), rows)
    word.add("记录（问、答分行；被调查人逐页签名，改动处按指印；记录不下的附续页）：", "FormHead")
    word.table((170,), ruled(36))
    word.add("以上笔录我已看过（已向我宣读），与我所说相符。", "FormClosing")
    sign_rows(word, "被调查人（签名、按指印）：", "调查人（签名）：", "记录人（签名）：")
    return word


def evidence() -> Word:
    """人民调解证据材料清单, on its side."""
    word = Word(
        title="人民调解证据材料清单",
        styles=(*STYLES, *SHEET_STYLES),
        page=Page(top=18, bottom=17, left=20, right=20, footer=8, wide=True),
    ).add("人民调解证据材料清单", "Title")
    word.add("编号：{{ case.number }}", "NoteRight")
    heads = (
        *(("序号",), ("证据名称",), ("来源",), ("份数、", "页数"), ("原件或", "复印件")),
        *(("证明内容",), ("提交人", "（签名）"), ("提交日期",), ("核对人", "（签名）")),
    )
    rows = [
        row(*(cell(*texts, style="CellMiddle") for texts in heads), height=12, head=True),
        *each(
            "one in evidence.rows",
            [
                row(
                    cell("{{ one.no }}", style="CellMiddle"),
                    cell("{{ one.name }}"),
                    cell(""),
                    cell("{{ one.pages }}", style="CellMiddle"),
                    cell("☐原件", "☐复印件"),
                    cell("{{ one.note }}"),
                    cell(""),
                    cell("　年　月　日", style="CellMiddle"),
                    cell(""),
                    height=11,
                )
            ],
            9,
        ),
        *when(
            "evidence.is_complete",
            [row(cell("（以下空白）", span=9, style="CellMiddle"), height=9)],
            9,
        ),
    ]
    word.table((12, 50, 26, 20, 22, 49, 24, 32, 22), rows)
    word.add(
        "复印件经与原件核对无异的，由核对人签名确认；不能提供原件的，在证明内容栏注明原因。",
        "FormClosing",
    )
    sign_rows(word, "人民调解员（签名）：", width=257)
    return word


def evidence_sheet() -> Word:
    """人民调解证据材料: the sheet a piece of evidence is pasted on."""
    word = form("人民调解证据材料").add("人民调解证据材料", "Title")
    word.add("编号：{{ case.number }}", "NoteRight")
    rows = [
        row(label("纠纷名称"), cell("{{ case.parties_joined }}道路交通事故纠纷", span=3), height=9),
        row(label("证据名称"), cell(""), label("证据清单序号"), cell(""), height=9),
        row(label("来源"), cell(""), label("份数、页数"), cell(""), height=9),
        row(label("证明内容"), cell("", span=3), height=14),
        row(
            label("提交人（签名）"), cell(""), label("提交日期"), cell("　　年　月　日"), height=11
        ),
        row(
            label("核对情况"),
            cell("☐原件　☐复印件，与原件核对无异　☐复印件，无原件核对，原因：", span=3),
            height=11,
        ),
        row(
            label("核对人（签名）"), cell(""), label("核对日期"), cell("　　年　月　日"), height=11
        ),
        row(cell("（粘贴处）", span=4, style="CellMiddle", valign="top"), height=140),
    ]
    word.table((36, 56, 36, 42), rows)
    word.add("注：每份证据一页，按证据清单的顺序排列。", "Note")
    return word


def oral_agreement() -> Word:
    """人民调解口头协议登记表: one table, filled by the committee, not handed out."""
    word = form("人民调解口头协议登记表", top=15, bottom=14).add("人民调解口头协议登记表", "Title")
    word.add("编号：{{ agreement.number }}", "NoteRight")
    rows = [
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
                    split=True,
                )
            ],
            5,
        ),
        row(
            label("纠纷主要事实、争议事项"),
            cell(
                *lines("agreement.facts"),
                *lines("agreement.disputed"),
                span=4,
            ),
            height=36,
            split=True,
        ),
        row(
            label("各方当事人的责任"),
            cell(*lines("agreement.responsibility"), span=4),
            height=16,
            split=True,
        ),
        row(
            label("经调解，自愿达成的协议"),
            cell(
                "{%p for clause in agreement.clauses %}",
                "{{ clause.no }}、{{ clause.text }}",
                "{%p endfor %}",
                span=4,
            ),
            height=36,
            split=True,
        ),
        row(
            label("履行方式、地点、期限"),
            cell(
                *lines("oral.payments", style="Cell"),
                "履行地点：{{ agreement.place }}",
                span=4,
            ),
            height=28,
            split=True,
        ),
        row(
            label("生效日期"),
            cell("{{ agreement.date }}（各方当事人达成口头协议之日）", span=4),
            height=9,
            keep=True,
        ),
        row(
            label("人民调解员（签名）"),
            cell("", "@CellSign|　　年　月　日", span=2, style="CellSigner"),
            cell(
                "{{ office.name }}",
                "（盖章）",
                "@CellSign|　　　　年　　月　　日",
                span=2,
                style="CellMiddle",
            ),
            height=28,
        ),
    ]
    word.table((30, 20, 42, 30, 48), rows)
    word.add("注：此表由人民调解委员会填写并存卷，不发给当事人。", "Note")
    return word


def service_return() -> Word:
    """送达回证: a block for each addressee."""
    word = form("送达回证", top=15, bottom=14).add("送达回证", "Title")
    word.add("编号：{{ case.number }}", "NoteRight")
    rows = [
        row(
            label("送达的文书"),
            cell("{{ service.title }}", span=3),
            label("份数"),
            cell("各　　份"),
            height=9,
        ),
        row(
            label("文书编号"),
            cell("{{ service.number }}", span=3),
            label("送达人签名"),
            cell(""),
            height=11,
        ),
    ]
    block = [
        row(
            label("受送达人"),
            cell("{{ one.name }}", span=3),
            label("联系方式"),
            cell("{{ one.phone }}"),
            height=9,
            keep=True,
        ),
        row(
            label("送达地址"),
            cell("{{ one.address }}", span=3),
            label("送达方式"),
            cell("☐直接 ☐邮寄", "☐留置 ☐电子"),
            height=11,
            keep=True,
        ),
        row(
            label("受送达人签收"),
            cell("（签名、盖章）", span=3, valign="bottom"),
            label("签收日期"),
            cell("　　年　月　日", style="CellMiddle"),
            height=12,
            keep=True,
        ),
        row(
            label("代收人签收"),
            cell("（签名）", valign="bottom"),
            label("与受送达人的关系"),
            cell(""),
            label("代收日期"),
            cell("　　年　月　日", style="CellMiddle"),
            height=12,
        ),
    ]
    rows += each("one in service.rows", block, 6)
    rows.append(
        row(
            label("备注"),
            cell("（拒收的原因和日期、见证人签名）", span=5, valign="top"),
            height=20,
        )
    )
    word.table((32, 33, 24, 15, 32, 34), rows)
    word.add(
        "注：受送达人不在的，由与其同住的成年家属或者其指定的代收人签收，并写明关系；邮寄送达的，附回执。",
        "Note",
    )
    return word


def address_confirmation() -> Word:
    """送达地址确认书, one for each party."""
    word = form("送达地址确认书", top=16, bottom=15, more=SHEET_STYLES).add(
        "送达地址确认书", "Title"
    )
    word.add("编号：{{ case.number }}", "NoteRight")
    rows = [
        row(
            label("告知事项"),
            cell(
                "一、当事人提供准确的送达地址、联系电话和收件人，以便及时收到调解通知和文书。",
                "二、送达地址变更的，及时书面告知人民调解委员会；未告知的，按本确认书所列地址送达。",
                "三、提供的地址不准确、拒不提供地址或者变更后未告知，致使文书未能送达的，由当事人自行"
                "承担由此产生的后果。",
                "四、当事人申请司法确认的，本确认书可以一并提交人民法院。",
                span=3,
            ),
            height=40,
        ),
        row(
            label("当事人"),
            cell("{{ addressee.name }}"),
            label("地位"),
            cell("{{ addressee.title }}"),
            height=10,
        ),
        row(
            label("证件号码或信用代码"),
            cell("{{ addressee.any_number }}"),
            label("联系电话"),
            cell("{{ addressee.phone }}"),
            height=10,
        ),
        row(label("送达地址"), cell("{{ addressee.mail }}", span=3), height=12),
        row(
            label("收件人"),
            cell("☐本人　☐代收人："),
            label("邮政编码"),
            cell(""),
            height=10,
        ),
        row(
            label("指定代收人"),
            cell("{{ addressee.receiver }}"),
            label("代收人电话"),
            cell("{{ addressee.receiver_phone }}"),
            height=10,
        ),
        row(
            label("电子送达"),
            cell(
                "☐同意以电子方式送达，到达下列任一方式即为送达　☐不同意",
                "☐手机短信，号码：",
                "☐电子邮箱，地址：",
                "☐其他方式，账号：",
                span=3,
                style="CellSigner",
            ),
            height=38,
        ),
        row(
            label("当事人确认"),
            cell(
                "@CellText|我已阅读（已向我宣读）上述告知事项。以上地址和联系方式准确、有效，如有变更，"
                "及时书面告知。",
                "@CellSigner|当事人（签名、盖章或按指印）：",
                "@CellSign|　　　　年　　月　　日",
                span=3,
            ),
            height=42,
            keep=True,
        ),
        row(
            label("人民调解员（签名）"),
            cell("", "@CellSign|　　　　年　　月　　日", span=3),
            height=22,
        ),
    ]
    word.table((32, 58, 30, 50), rows)
    return word


PAPERS = {
    "not_accepted_notice": not_accepted,
    "investigation_record": investigation,
    "evidence_list": evidence,
    "evidence_sheet": evidence_sheet,
    "oral_agreement": oral_agreement,
    "service_return": service_return,
    "address_confirmation": address_confirmation,
}
