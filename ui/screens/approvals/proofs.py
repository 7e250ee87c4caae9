"""What proves an application: scanned materials, the bill's lines, the papers of the application."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.widgets.file_pages import FilePages, pages_of

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor
    from mediation_app.services.fund import FundView

_FIRST_PAGES = 2
_SHORT = {
    "application_form": "申请书", "police_notice": "垫付通知书", "victim_id": "身份证件",
    "insurance_proof": "保险信息", "records": "病历", "bill": "费用清单", "invoices": "发票",
    "unpaid_balance": "未结清证明", "payee_account": "账户证明", "promise": "承诺书", "over_window": "超时说明",
    "applicant_id": "申请人证件", "kinship": "亲属关系", "death_certificate": "死亡证明", "finding": "认定书",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One piece of evidence. ``file_id`` is an attachment; ``paper`` a paper made by the program."""

    key: str
    name: str
    note: str = ""
    code: str = ""
    file_id: str = ""
    paper: str = ""
    subject_id: str = ""

    @property
    def is_file(self) -> bool:
        """Whether it is a file of the case."""
        return bool(self.file_id)


@dataclass(frozen=True, slots=True)
class Proofs:
    """All evidence in the order of the tabs."""

    items: tuple[Proof, ...]

    def find(self, key: str) -> Proof | None:
        """The piece with this key."""
        return next((proof for proof in self.items if proof.key == key), None)

    def key_of(self, code: str) -> str:
        """The piece that shows a material, empty when none does."""
        return next((proof.key for proof in self.items if proof.code == code), "")

    def names(self) -> dict[str, str]:
        """The tab's name by material code."""
        return {proof.code: proof.name for proof in reversed(self.items) if proof.code}


def proofs_of(view: FundView) -> Proofs:
    """Files and lines of the application."""
    file = view.file
    found: list[Proof] = []
    known = {attachment.id: attachment for attachment in view.case.attachments}
    used: set[str] = set()
    for material in file.materials:
        attachment = known.get(material.attachment_id)
        if attachment is not None:
            used.add(attachment.id)
            name = _SHORT.get(material.code, material.name[:8])
            found.append(
                Proof(
                    key=attachment.id, name=name, note=attachment.name, code=material.code,
                    file_id=attachment.id,
                )
            )  # fmt: skip
    if file.bill_lines:
        code = "" if any(proof.code == "bill" for proof in found) else "bill"
        found.append(Proof(key="bill", name="清单明细", note="录入的费用清单", code=code))
    subjects = {file.application.id, *(payment.id for payment in file.payments)}
    for attachment in view.case.attachments:
        if attachment.id not in used and attachment.subject_id in subjects:
            name = attachment.name.rsplit(".", 1)[0][:10]
            found.append(
                Proof(key=attachment.id, name=name, note=attachment.name, file_id=attachment.id)
            )
    return Proofs(tuple(found))


def papers_of(bench: Workbench, me: Actor, view: FundView) -> tuple[Proof, ...]:
    """The papers of the application, as they would print now; in a worker."""
    file = view.file
    subjects = {file.application.id, *(payment.id for payment in file.payments)}
    subjects |= {step.id for step in view.history}  # 补正通知书, 核实函: one per step
    return tuple(
        Proof(
            key=f"{offer.code}/{offer.subject_id}",
            name=offer.short or offer.title,
            note=offer.title,
            paper=offer.code,
            subject_id=offer.subject_id,
        )
        for offer in bench.papers.available(me, view.case.case.id)
        if offer.subject_id in subjects and offer.state != "locked"
    )


def pages_job(
    case_id: str, proof: Proof, turn: int, *, first: bool
) -> Callable[[Workbench, Actor], FilePages]:
    """A job that draws the pages; the first ones come first, so that something stands there."""

    def work(bench: Workbench, me: Actor) -> FilePages:
        if proof.paper:
            document = bench.papers.preview(me, case_id, proof.paper, proof.subject_id)
            return FilePages(document, len(document.pages))
        if not proof.file_id:
            return FilePages(None)
        _, content = bench.attachments.content(me, proof.file_id)
        if first:
            return pages_of(content, most=_FIRST_PAGES, turn=turn)
        return pages_of(content, turn=turn)

    return work
