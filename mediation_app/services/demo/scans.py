"""Evidence of the demo applications: small pages that look like what hospitals and police hand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediation_app.clock import CHINA
from mediation_app.documents.plain import plain_pdf
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.money import capital, format_money

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor


def hang_up(workbench: Workbench, actor: Actor, case: CaseFile, fund: FundFile) -> int:
    """Attach the balance certificate, the police notice and the diagnosis; answers how many."""
    papers = (
        ("未结清证明", _balance(case, fund)),
        ("垫付通知书", _notice(case, fund)),
        ("诊断证明", _diagnosis(case, fund)),
    )
    for title, lines in papers:
        workbench.attachments.add(
            actor, case.case.id, plain_pdf(title, lines), name=f"{title}.pdf", kind=title,
            subject_id=fund.application.id,
        )  # fmt: skip
    return len(papers)


def _victim(case: CaseFile, fund: FundFile) -> str:
    party = case.party(fund.application.victim_id)
    return party.name if party else "受害人"


def _balance(case: CaseFile, fund: FundFile) -> list[str]:
    one = fund.application
    total = sum((line.amount for line in fund.bill_lines), one.claimed * 0)
    return [
        "东阿县道路交通事故社会救助基金服务站：",
        f"患者{_victim(case, fund)}，住院号{one.admission_number}，因道路交通事故送入我院抢救。",
        (
            f"抢救期间费用合计{format_money(total)}元，已收{format_money(total - one.unsettled)}元，"
            f"截至出具之日尚有{format_money(one.unsettled)}元（{capital(one.unsettled)}）未结清。"
        ),
        "特此证明。",
        f"{one.hospital}（盖章）",
        f"{one.unsettled_on:%Y-%m-%d}" if one.unsettled_on else "",
    ]


def _notice(case: CaseFile, fund: FundFile) -> list[str]:
    one, accident = fund.application, case.accident
    when = (
        f"{accident.occurred_at.astimezone(CHINA):%Y-%m-%d %H:%M}" if accident.occurred_at else ""
    )
    situation = one.situation.label if one.situation else ""
    return [
        f"编号：{one.notice_number}",
        (
            f"{when}，{accident.place}发生道路交通事故，{_victim(case, fund)}受伤，"
            f"现在{one.hospital}抢救。经核查，属于{situation}的情形，通知垫付抢救费用。"
        ),
        f"{accident.police_unit}（事故处理专用章）",
        f"{one.notice_on:%Y-%m-%d}" if one.notice_on else "",
    ]


def _diagnosis(case: CaseFile, fund: FundFile) -> list[str]:
    one = fund.application
    return [
        f"姓名：{_victim(case, fund)}    住院号：{one.admission_number}",
        f"诊断：{one.condition}",
        "处理意见：住院抢救治疗，陪护一人。",
        f"{one.hospital}（诊断证明专用章）",
    ]
