"""The review's conclusions (审核结论) as the file itself suggests them; the clerk confirms them.

Three heads are the rule's own (令107号 第18条): situation, genuine and reasonable, other. Window,
duplicates and payee stand beside them because the approver looks at each.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from mediation_app.domain.advance import Advance
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import Finding, FundKind
from mediation_app.domain.fund_review import bill_total, payee_of, payee_reasons, reduced_total
from mediation_app.domain.fund_screening import Answer, Screening
from mediation_app.domain.ids import new_id
from mediation_app.domain.moments import local_moment
from mediation_app.domain.money import format_money
from mediation_app.errors import Reason

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """One line of the conclusions: its head, whether it is in order, and the sentence.

    ``materials`` are the codes of the materials that prove it.
    """

    head: str
    label: str
    passed: bool
    note: str
    materials: tuple[str, ...] = ()
    reason_code: str = ""


def conclusions(
    case: CaseFile,
    file: FundFile,
    *,
    screening: Screening,
    advance: Advance | None,
    duplicates: Iterable[Reason] = (),
) -> tuple[Conclusion, ...]:
    """Every line, in the order of the approval form."""
    found = [_situation(file, screening, advance), _genuine(file)]
    if file.application.kind is FundKind.RESCUE:
        found.append(_window(file, advance))
    found += [_duplicate(duplicates), _payee(case, file)]
    return tuple(found)


def suggested_findings(file: FundFile, found: Iterable[Conclusion], reviewer: str) -> FundFile:
    """The file with a finding for each of the rule's three heads that has none yet."""
    lines = tuple(found)
    rest = [line for line in lines if line.head not in ("situation", "genuine")]
    other = Conclusion(
        head="other",
        label="其他",
        passed=all(line.passed for line in rest),
        note="；".join(line.note for line in rest),
    )
    known = {finding.head for finding in file.findings}
    fresh = [
        line
        for line in (*(x for x in lines if x.head in ("situation", "genuine")), other)
        if line.head not in known
    ]
    start = len(file.findings) + 1
    made = tuple(
        Finding(
            id=new_id(),
            case_id=file.application.case_id,
            application_id=file.application.id,
            position=place,
            head=line.head,
            passed=line.passed,
            note=line.note,
            reason_code=line.reason_code,
            reviewer_id=reviewer,
        )
        for place, line in enumerate(fresh, start=start)
    )
    return FundFile(
        **{
            name: getattr(file, name)
            for name in FundFile.__dataclass_fields__
            if name != "findings"
        },
        findings=(*file.findings, *made),
    )


def _situation(file: FundFile, screening: Screening, advance: Advance | None) -> Conclusion:
    application = file.application
    proof = ("police_notice", "insurance_proof")
    situation = application.situation
    if situation is None:
        return Conclusion(
            head="situation",
            label="情形",
            passed=False,
            note="三种垫付情形均不符合",
            materials=proof,
            reason_code="N01",
        )
    victim = next((v for v in screening.victims if v.victim_id == application.victim_id), None)
    check = next((c for c in victim.checks if c.situation is situation), None) if victim else None
    agreed = check is None or check.answer is not Answer.NO
    refused = advance.refusals[0] if advance and advance.refusals else ""
    return Conclusion(
        head="situation",
        label="情形",
        passed=agreed and not refused,
        note=f"{situation.value} {situation.label}",
        materials=proof,
        reason_code=refused,
    )


def _genuine(file: FundFile) -> Conclusion:
    open_ = sum(1 for line in file.bill_lines if not line.decided)
    cut = reduced_total(file.bill_lines)
    if not file.bill_lines:
        note = "费用清单没有录入"
    elif open_:
        note = f"{len(file.bill_lines)} 行费用中还有 {open_} 行没有核定"
    else:
        total = format_money(bill_total(file.bill_lines))
        note = f"{len(file.bill_lines)} 行、{total} 元已逐行核对，核减 {format_money(cut)} 元"
    return Conclusion(
        head="genuine",
        label="费用真实、合理",
        passed=bool(file.bill_lines) and not open_,
        note=note,
        materials=("bill", "invoices", "records"),
    )


def _window(file: FundFile, advance: Advance | None) -> Conclusion:
    late = [line for line in file.bill_lines if not line.in_window]
    application = file.application
    if not late:
        note = "抢救未超过时限"
        if application.rescue_started_at and application.rescue_ended_at:
            lasted = application.rescue_ended_at - application.rescue_started_at
            days, hours = divmod(int(lasted / _HOUR), 24)
            note = f"抢救 {days} 天 {hours} 小时，未超过时限"
        return Conclusion(
            head="window", label="7 日", passed=True, note=note, materials=("records",)
        )
    explained = bool(application.over_window_reason.strip())
    end = ""
    if advance is not None and advance.window is not None:
        end = f"（{local_moment(advance.window.value):%m-%d %H:%M} 止）"
    note = f"{len(late)} 行费用超出时限{end}，" + (
        "医疗机构已书面说明" if explained else "没有医疗机构书面说明"
    )
    return Conclusion(
        head="window",
        label="7 日",
        passed=explained,
        note=note,
        materials=("over_window",),
        reason_code="" if explained else "N07",
    )


def _duplicate(reasons: Iterable[Reason]) -> Conclusion:
    found = tuple(reasons)
    hard = any(reason.blocking for reason in found)
    numbers = "、".join(dict(reason.params).get("number", "") for reason in found)
    if hard:
        note = f"与 {numbers} 重复"
    elif found:
        note = f"与 {numbers} 可能是同一人，须核对"
    else:
        note = "未见重复申请"
    return Conclusion(
        head="duplicate",
        label="重复救助",
        passed=not hard,
        note=note,
        reason_code="N08" if hard else "",
    )


def _payee(case: CaseFile, file: FundFile) -> Conclusion:
    application = file.application
    wrong = payee_reasons(
        application,
        case,
        name=application.payee_name,
        bank=application.payee_bank,
        account=application.payee_account,
    )
    party = payee_of(application, case)
    name = party.name if party else application.payee_name
    return Conclusion(
        head="payee",
        label="收款人",
        passed=not wrong,
        note=f"{name} 账户，户名一致" if not wrong else f"{name or '收款人'} 账户未核实",
        materials=("payee_account",),
    )
