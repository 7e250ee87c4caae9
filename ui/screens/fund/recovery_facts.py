"""A recovery in figures and warnings, put into words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mediation_app.domain.money import format_money
from mediation_app.domain.recovery import RecoveryState
from ui.widgets.figure_strip import Figure

if TYPE_CHECKING:
    from mediation_app.services.recovery import RecoveryView

_SUED = (RecoveryState.LAWSUIT, RecoveryState.ENFORCING, RecoveryState.ENFORCED_OUT)
# Papers that belong to the state a recovery is in.
_ALWAYS = (("recovery_notice", "追偿告知书"), ("fund_insurer_letter", "保险赔款协助划付函"))
_PAPERS: dict[RecoveryState, tuple[tuple[str, str], ...]] = {
    RecoveryState.OPEN: _ALWAYS,
    RecoveryState.ON_HOLD: _ALWAYS,
    RecoveryState.TOLD: (
        *_ALWAYS,
        ("repayment_agreement", "还款协议书"),
        ("repayment_promise", "还款承诺书"),
    ),
    RecoveryState.AGREED: (
        ("repayment_agreement", "还款协议书"),
        ("repayment_receipt", "还款收据"),
    ),
    RecoveryState.OVERDUE: (
        ("recovery_demand", "催款函"),
        ("repayment_agreement", "还款协议书"),
        ("fund_suit_list", "诉讼材料清单"),
    ),
    RecoveryState.LAWSUIT: (("fund_suit_list", "诉讼、参与分配材料清单"),),
    RecoveryState.ENFORCING: (("fund_suit_list", "诉讼、参与分配材料清单"),),
    RecoveryState.ENFORCED_OUT: (("fund_suit_list", "诉讼、参与分配材料清单"),),
    RecoveryState.RECOVERED: (("recovery_closing", "追偿结案单"),),
    RecoveryState.WRITE_OFF_ASKED: (("write_off_request", "核销申请审批表"),),
    RecoveryState.WRITTEN_OFF: (("write_off_request", "核销申请审批表"),),
}


def papers_of(state: RecoveryState) -> tuple[tuple[str, str], ...]:
    """Code and name of the papers that the state needs."""
    return _PAPERS[state]


def figures_of(view: RecoveryView, today: date) -> list[Figure]:
    """What was paid out, what came back, what is left, what is late, and the limitation."""
    it, stand = view.recovery, view.stand
    paid = f"{it.opened_on:%Y-%m-%d} 拨付" if it.opened_on else ""
    found = [Figure(key="opening", value=format_money(it.opening), label="垫付（元）", note=paid)]
    if it.written_off > 0:
        return [
            *found,
            Figure(key="off", value=format_money(it.written_off), label="已核销（元）",
                   note=it.write_off_number),
            Figure(key="after", value=format_money(it.recovered_after), label="核销后追回（元）", note="不冲减核销额"),
            Figure(key="memo", value=format_money(it.memo), label="账销案存（元）",
                   tone="fund" if it.memo > 0 else "text", note="权利保留"),
        ]  # fmt: skip
    back = (
        f"多付退回 {format_money(it.refunded)}" if it.refunded else f"{len(view.parts.receipts)} 笔"
    )
    coming = it.owed - view.asked
    left = f"其中多付退款 {format_money(coming)}" if coming else f"追偿率 {stand.rate}%"
    late = len(stand.overdue_numbers)
    found += [
        Figure(key="back", value=format_money(it.recovered), label="已收回（元）", note=back),
        Figure(key="left", value=format_money(it.outstanding), label="未收回（元）",
               tone="fund" if it.outstanding > 0 else "text", note=left),
        Figure(key="late", value=format_money(stand.overdue), label="逾期（元）",
               tone="danger" if stand.overdue > 0 else "text", note=f"{late} 期" if late else "无"),
        _limitation(view, today),
    ]  # fmt: skip
    return found


def _limitation(view: RecoveryView, today: date) -> Figure:
    it = view.recovery
    if it.state is RecoveryState.RECOVERED:
        return Figure(key="limit", value="—", label="诉讼时效", note="已结清")
    if it.limitation_on is None:
        return Figure(key="limit", value="未起算", label="诉讼时效", note="不知道义务人")
    days = (it.limitation_on - today).days
    note = f"还有 {days} 天" if days >= 0 else f"已届满 {-days} 天"
    if it.state in _SUED:
        note = "已起诉"
    tone = "danger" if view.alarm in (0, 3) else "warn" if view.alarm in (6, 12) else "text"
    return Figure(key="limit", value=it.limitation_on.isoformat(), label="诉讼时效届满",
                  tone="text" if it.state in _SUED else tone, note=note)  # fmt: skip


def warnings_of(view: RecoveryView) -> list[tuple[str, str, bool]]:
    """What calls for an act: (sentence, place, whether it is urgent)."""
    it = view.recovery
    found: list[tuple[str, str, bool]] = []
    if view.alarm is not None and it.state not in _SUED and it.limitation_on is not None:
        if view.alarm == 0:
            found.append((f"诉讼时效已于 {it.limitation_on} 届满", "", True))
        else:
            words = f"诉讼时效 {it.limitation_on} 届满，剩余不足 {view.alarm} 个月"
            found.append((words, "", view.alarm == 3))
    if view.police_due is not None:
        words = f"逃逸案件已侦破，交警应在 {view.police_due} 前书面通知，收到后登记并告知责任人"
        found.append((words, "", True))
    if view.may_accelerate:
        found.append(("连续两期以上未还清，可以宣布全部到期", "", False))
    if view.parts.refunds_open > 0:
        words = f"多付退款 {format_money(view.parts.refunds_open)} 元未收回，收回前不能结案"
        found.append((words, "refunds", False))
    if view.idle and not view.parts.recovery.next_step:
        found.append(("没有下一步安排", "", True))
    return found
