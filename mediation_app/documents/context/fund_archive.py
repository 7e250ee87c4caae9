"""What lies in the file of an application: the catalogue F27 in its fixed order, and the list of
what goes to the court F24."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mediation_app.documents.context.pursuit import DEMAND, actions_of, pursuit_of, receipts_of
from mediation_app.documents.context.scene import Scene
from mediation_app.documents.context.words import Slot, Tree, day_text, text
from mediation_app.domain.files import FundFile
from mediation_app.domain.papers import Attachment, Paper

REST = "以下空白"


@dataclass(frozen=True, slots=True)
class Shelf:
    """One place of the catalogue: its name, the papers and the materials that lie there."""

    title: str
    papers: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    author: str = "fund"


# The order of the file, without its cover and the catalogue itself.
SHELVES = (
    Shelf("垫付通知书", ("fund_notice",), ("police_notice",), "police"),
    Shelf(
        "垫付申请书（表）",
        (
            "fund_application_hospital",
            "fund_application_family",
            "fund_application_funeral",
            "fund_application_hardship",
        ),
        ("application_form",),
        "applicant",
    ),
    Shelf(
        "身份、关系及授权证明",
        ("fund_authorisation",),
        ("victim_id", "applicant_id", "kinship", "unit_authority", "power_of_attorney"),
        "",
    ),
    Shelf("事故认定书或者证明", (), ("finding",), "police"),
    Shelf("保险信息、未投保或者逃逸证明", (), ("insurance_proof", "vehicle_appraisal"), ""),
    Shelf(
        "病历、费用清单和情况说明",
        ("fund_bill", "fund_over_window"),
        ("records", "bill", "unpaid_balance", "invoices", "over_window"),
        "hospital",
    ),
    Shelf(
        "死亡和尸体处理材料",
        (),
        ("death_certificate", "body_notice", "body_advertisement"),
        "",
    ),
    Shelf(
        "受理、补正、不予受理文书",
        (
            "fund_information",
            "fund_materials_receipt",
            "fund_supplement_notice",
            "fund_not_accepted",
        ),
    ),
    Shelf("核实往来", ("fund_inquiry", "fund_inquiry_reply"), ("health_opinion",)),
    Shelf("垫付审批表、会审纪要", ("fund_approval_form",)),
    Shelf("同意、不予垫付通知书及送达回证", ("fund_consent", "fund_refusal")),
    Shelf("拨付凭证、银行回单", ("fund_payment",), ("payee_account",)),
    Shelf("受害人及亲属承诺书", ("fund_promise",), ("promise",), "applicant"),
    Shelf(
        "追偿材料",
        (
            "recovery_notice",
            "fund_insurer_letter",
            "repayment_agreement",
            "repayment_promise",
            "recovery_demand",
            "fund_refund_notice",
            "fund_suit_list",
        ),
    ),
    Shelf("调解书、判决书、保险赔付材料", ("agreement", "confirmation_request"), (), "office"),
    Shelf("还款凭证", ("repayment_receipt",)),
    Shelf("结案、核销、代管款材料", ("recovery_closing", "write_off_request", "fund_custody")),
    Shelf("其他", (), ("hardship_proof",), ""),
)
_CASE_PAPERS = ("agreement", "confirmation_request")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    title: str
    number: str = ""
    author: str = ""
    made_on: date | None = None
    pages: int | None = None


def fund_archive(scene: Scene) -> Tree:
    """``fund_archive``: the rows of the catalogue."""
    if scene.fund is None:
        shelves = [_row(n, _Entry(title=shelf.title)) for n, shelf in enumerate(SHELVES, 1)]
        return {"number": _inline(""), "victim": _inline(""), "rows": shelves}
    rows: list[Tree] = []
    at: int | None = 1
    for number, entry in enumerate(_entries(scene, scene.fund), 1):
        rows.append(_row(number, entry, page=at, final=True))
        at = at + entry.pages if at is not None and entry.pages else None
    names = ("no", "number", "author", "date", "page", "note")
    rest: Tree = {**{name: Slot("", empty="") for name in names}, "title": Slot(REST)}
    it = scene.fund.application
    return {
        "number": _inline(it.number),
        "victim": _inline(scene.party_name(it.victim_id) or "身份不明"),
        "rows": [*rows, rest],
    }


def _inline(value: str) -> Slot:
    """A value in a line over the table: a line to write on also where cells stay empty."""
    return text(value, width=10, inline=True)


def _row(number: int, entry: _Entry, *, page: int | None = None, final: bool = False) -> Tree:
    """The page is the first of the item; it is written by hand once a length is not known."""
    return {
        "no": Slot(str(number)),
        "number": text(entry.number) if final else Slot("", blank=""),
        "author": text(entry.author) if final else Slot("", blank=""),
        "title": Slot(entry.title),
        "date": text(day_text(entry.made_on) if entry.made_on else "")
        if final
        else Slot("", blank=""),
        "page": Slot(str(page) if page else "", empty="", blank=""),
        "note": Slot("", empty="", blank=""),
    }


def _entries(scene: Scene, fund: FundFile) -> Iterator[_Entry]:
    papers = _papers(scene, fund)
    used: set[str] = set()
    for shelf in SHELVES:
        here = [paper for code in shelf.papers for paper in papers if paper.kind == code]
        author = _author(scene, fund, shelf.author)
        for paper in here:
            yield _Entry(
                title=paper.title,
                number=paper.number,
                author=author,
                made_on=paper.issued_on,
                pages=paper.pages or None,
            )
        for material in fund.materials:
            if material.code not in shelf.materials or not material.present:
                continue
            used.add(material.attachment_id)
            if not here or len(shelf.materials) > 1:
                kept = _attachment(scene, material.attachment_id)
                pages = material.pages or (kept.pages if kept is not None else None)
                yield _Entry(title=material.name, author=author, pages=pages)
    for kept in scene.file.attachments:
        if kept.subject_id in _keys(scene, fund) and kept.id not in used and kept.subject_id:
            yield _Entry(title=kept.kind or kept.name, pages=kept.pages)


def _papers(scene: Scene, fund: FundFile) -> list[Paper]:
    """The last edition of every paper of this application, in the order of making."""
    keys = _keys(scene, fund)
    last: dict[tuple[str, str], Paper] = {}
    for paper in sorted(scene.file.papers, key=lambda paper: paper.edition):
        mine = paper.subject_id.partition("-")[0] in keys or paper.subject_id in keys
        if mine or paper.kind in _CASE_PAPERS:
            last[paper.kind, paper.subject_id] = paper
    return sorted(last.values(), key=lambda paper: (paper.issued_on or date.max, paper.id))


def _keys(scene: Scene, fund: FundFile) -> set[str]:
    """Whatever belongs to this application and may be the subject of a paper."""
    records = (
        *(fund.application, *fund.payments, *fund.recoveries),
        *(*fund.debtor_shares, *fund.repayment_receipts),
    )
    keys = {record.id for record in records} | {""}
    return keys | {step.id for step in scene.file.steps if step.subject_id in keys}


def _attachment(scene: Scene, key: str) -> Attachment | None:
    return next((kept for kept in scene.file.attachments if key and kept.id == key), None)


def _author(scene: Scene, fund: FundFile, who: str) -> str:
    it = fund.application
    authors = {
        "fund": "救助基金管理机构",
        "police": scene.file.accident.police_unit,
        "applicant": it.applicant_name or scene.party_name(it.applicant_party_id),
        "hospital": it.hospital,
        "office": scene.office.name,
    }
    return authors.get(who, "")


# F24 --------------------------------------------------------------------------------------------

_SUIT = (
    ("起诉状（参加诉讼、参与分配申请书）", ""),
    ("管理机构主体资格材料、负责人身份证明", ""),
    ("授权委托书、代理人身份证明", ""),
    ("被告（被执行人）身份信息", "debtors"),
    ("道路交通事故认定书或者证明", "finding"),
    ("垫付通知书、垫付申请书及附件", "application"),
    ("病历、费用清单、票据", "bill"),
    ("垫付审批表、同意垫付通知书", "decision"),
    ("拨付凭证、银行回单", "payment"),
    ("追偿告知书、催款函及送达回证", "notice"),
    ("还款协议书（承诺书）", "plan"),
    ("还款凭证", "receipts"),
    ("垫付、已还、未还金额的说明", ""),
    ("生效法律文书（申请执行、参与分配时）", "judgment"),
    ("其他", ""),
)


def suit_materials(scene: Scene, judgment: str) -> list[Tree]:
    """What goes to the court, with the numbers of what the file holds."""
    notes = _suit_notes(scene, judgment) if scene.fund is not None else {}
    return [
        {
            "no": str(number),
            "name": name,
            "copies": Slot("", empty="", blank=""),
            "pages": Slot("", empty="", blank=""),
            "note": Slot(notes.get(key, ""), empty="", blank=""),
        }
        for number, (name, key) in enumerate(_SUIT, 1)
    ]


def _suit_notes(scene: Scene, judgment: str) -> dict[str, str]:
    fund, pursuit = scene.fund, pursuit_of(scene)
    if fund is None or pursuit is None:
        return {}
    it = fund.application
    sent = len(actions_of(fund, pursuit.recovery, DEMAND))
    got = len(receipts_of(fund, pursuit.recovery))
    payment = scene.payment
    return {
        "finding": scene.file.accident.finding_number,
        "application": it.number,
        "decision": it.decision_number,
        "payment": payment.number if payment is not None else "",
        "notice": f"催款函{sent}份" if sent else "",
        "plan": f"{len(fund.repayment_rows)}期" if fund.repayment_rows else "",
        "receipts": f"{got}笔" if got else "",
        "judgment": judgment,
    }
