"""What must hold for each step of a recovery, guard by guard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.cases import StepTaken
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.offices import Role
from mediation_app.domain.recovery import DebtorShare, RecoveryAction, RecoveryState
from mediation_app.domain.refunds import Refund, RefundState
from mediation_app.domain.workflow import recovery_guards as g
from mediation_app.domain.workflow.engine import Position
from mediation_app.domain.workflow.recovery import seats_of
from mediation_app.errors import Reason
from tests.support.fund_cases import a_case, a_file, person
from tests.support.recovery_parts import CALENDAR, S7, recovery, rows

D = Decimal
S = RecoveryState
ON = date(2026, 11, 22)
Guard = Callable[[Position], tuple[Reason, ...]]


def at(
    *,
    on: date = ON,
    facts: dict[str, Any] | None = None,
    accident: dict[str, Any] | None = None,
    steps: tuple[StepTaken, ...] = (),
    files: dict[str, Any] | None = None,
    **changes: Any,
) -> Position:
    """S7 as it stands, with other records, facts, or another recovery."""
    case = a_case(steps=steps)
    if accident:
        case = replace(case, accidents=(replace(case.accident, **accident),))
    whole: dict[str, Any] = {
        "recoveries": (recovery(**changes),), "repayment_rows": rows(), "repayment_receipts": S7,
    }  # fmt: skip
    return Position(
        case=case,
        fund=a_file(**whole | (files or {})),
        actor=person("rec", Role.RECOVERY),
        today=on,
        facts=facts or {},
        profile={"rules": FundRules()},
        occurred_on=on,
        calendar=CALENDAR,
    )


def codes(guard: Guard, position: Position) -> list[str]:
    return [reason.code.removeprefix("recovery.") for reason in guard(position)]


def refund(**changes: Any) -> Refund:
    it = Refund(
        id="m", case_id="c", application_id="f", payment_id="p", recovery_id="r",
        amount=D("500.00"), state=RefundState.TOLD, checker_id="q",
    )  # fmt: skip
    return replace(it, **changes)


def test_a_guard_without_a_recovery_is_a_mistake_in_the_table() -> None:
    bare = replace(at(), fund=None)
    with pytest.raises(ValueError, match="needs a recovery"):
        g.nothing_owed(bare)
    with pytest.raises(ValueError, match="needs a recovery"):
        g.nothing_owed(at(files={"recoveries": ()}))


def test_hit_and_run() -> None:
    fled: dict[str, Any] = {"hit_and_run": True}
    solved = fled | {"hit_and_run_solved_on": date(2026, 5, 20)}
    assert codes(g.fled_unsolved, at()) == ["not_hit_and_run"]
    assert codes(g.fled_unsolved, at(accident=fled)) == []
    assert codes(g.fled_unsolved, at(accident=solved)) == ["solved"]
    assert codes(g.fled_solved, at(accident=fled)) == ["not_solved"]
    assert codes(g.fled_solved, at(accident=solved)) == []


def test_somebody_must_owe() -> None:
    assert codes(g.debtor_known, at()) == ["no_debtor"]
    own = DebtorShare(id="s", case_id="c", recovery_id="r", name="宋朝阳")
    assert codes(g.debtor_known, at(files={"debtor_shares": (own,)})) == []
    others = replace(own, recovery_id="x")
    assert codes(g.debtor_known, at(files={"debtor_shares": (others,)})) == ["no_debtor"]


def test_the_plan_sums_to_what_is_asked() -> None:
    fits: dict[str, Any] = {"recovered": D("18000.00"), "state": S.TOLD}
    assert codes(g.schedule_adds_up, at(**fits)) == []
    assert codes(g.schedule_adds_up, at(files={"repayment_rows": ()}, **fits)) == ["no_schedule"]
    assert codes(g.schedule_adds_up, at()) == ["schedule_sum"]
    # what others give back is not asked from the debtors
    back: dict[str, Any] = {"refunds": (refund(),)}
    assert codes(g.schedule_adds_up, at(files=back, **fits)) == ["schedule_sum"]
    short: dict[str, Any] = {**back, "repayment_rows": rows("109300.00")}
    assert codes(g.schedule_adds_up, at(files=short, **fits)) == []
    dayless = (replace(rows()[0], due_on=None), *rows()[1:])
    assert codes(g.schedule_adds_up, at(files={"repayment_rows": dayless}, **fits)) == [
        "schedule_row"
    ]
    first, second, *rest = rows()
    odd = (replace(first, amount=first.amount + second.amount), replace(second, amount=D(0)), *rest)
    assert codes(g.schedule_adds_up, at(files={"repayment_rows": odd}, **fits)) == ["schedule_row"]


def test_overdue_from_the_day_after() -> None:
    paid: dict[str, Any] = {"repayment_receipts": S7[:2]}
    agreed: dict[str, Any] = {"state": S.AGREED}
    assert codes(g.overdue, at(on=date(2026, 9, 7), files=paid, **agreed)) == ["nothing_overdue"]
    assert codes(g.overdue, at(on=date(2026, 9, 8), files=paid, **agreed)) == []


def test_back_to_the_plan() -> None:
    assert codes(g.made_good, at()) == ["still_overdue"]
    assert codes(g.made_good, at(on=date(2026, 9, 9))) == []
    assert codes(g.made_good, at(accelerated_on=ON)) == ["accelerated"]
    assert codes(g.made_good, at(files={"repayment_rows": ()})) == ["no_schedule"]


def test_two_in_a_row_call_the_whole_in() -> None:
    assert codes(g.accelerable, at()) == []
    assert codes(g.accelerable, at(on=date(2026, 11, 5))) == ["not_accelerable"]
    assert codes(g.accelerable, at(accelerated_on=ON)) == ["accelerated"]
    assert codes(g.accelerable, at(files={"repayment_rows": ()})) == ["not_accelerable"]


def letters(*days: date) -> dict[str, Any]:
    return {
        "recovery_actions": tuple(
            RecoveryAction(id=f"d{n}", case_id="c", recovery_id="r", kind="demand", done_on=day)
            for n, day in enumerate(days)
        )
    }


def test_demands_are_ten_days_apart_and_three() -> None:
    assert codes(g.demand_apart, at()) == []
    one = letters(date(2026, 11, 9))
    (early,) = g.demand_apart(at(files=one))
    assert (early.code, early.blocking) == ("recovery.demand_early", True)
    assert dict(early.params)["on"] == "2026-11-23"
    assert codes(g.demand_apart, at(on=date(2026, 11, 23), files=one)) == []
    three = letters(date(2026, 9, 1), date(2026, 10, 12), date(2026, 10, 28))
    (done,) = g.demand_apart(at(files=three))
    assert (done.code, done.blocking) == ("recovery.demands_done", False)


def test_near_the_limitation_it_only_warns() -> None:
    assert codes(g.limitation_far, at()) == []
    ends = date(2027, 2, 20)
    assert codes(g.limitation_far, at(limitation_on=ends)) == []
    near = g.limitation_far(at(on=date(2026, 11, 23), limitation_on=ends))
    assert [(r.code, r.blocking) for r in near] == [("recovery.limitation_near", False)]
    over = g.limitation_far(at(on=date(2027, 2, 21), limitation_on=ends))
    assert [(r.code, r.blocking) for r in over] == [("recovery.limitation_over", False)]


def test_a_receipt_never_exceeds_debt_and_costs() -> None:
    assert codes(g.receipt_fits, at()) == []
    assert codes(g.receipt_fits, at(facts={"amount": D("86500.00")})) == []
    assert codes(g.receipt_fits, at(facts={"amount": D("86500.01")})) == ["over_outstanding"]
    with_costs = at(facts={"amount": D("86500.01")}, costs=D("50.00"))
    assert codes(g.receipt_fits, with_costs) == []
    for wrong in (D("0.00"), "100"):
        assert codes(g.receipt_fits, at(facts={"amount": wrong})) == ["amount_not_positive"]


def test_closed_when_nothing_is_owed_and_nothing_comes() -> None:
    assert codes(g.nothing_owed, at()) == ["still_owed"]
    paid: dict[str, Any] = {"recovered": D("127800.00")}
    assert codes(g.nothing_owed, at(**paid)) == []
    assert codes(g.nothing_owed, at(files={"refunds": (refund(),)}, **paid)) == ["refund_open"]
    dropped = refund(state=RefundState.DROPPED)
    assert codes(g.nothing_owed, at(files={"refunds": (dropped,)}, **paid)) == []


ACTS: dict[str, Any] = {
    "recovery_actions": tuple(
        RecoveryAction(id=f"a{n}", case_id="c", recovery_id="r", kind="inquiry") for n in range(3)
    )
}


def asked(**more: Any) -> list[str]:
    facts = {"ground": more.pop("ground", "2"), "finding": more.pop("finding", "")}
    return codes(g.write_off_grounded, at(facts=facts, files=more.pop("files", ACTS), **more))


def test_a_write_off_has_its_ground() -> None:
    assert asked(finding="（2026）鲁1524执恢17号") == []
    assert asked() == ["no_finding"]
    assert asked(ground="3") == ["no_finding"]
    assert asked(ground="") == []  # nobody has said which yet
    assert asked(finding="x", files={}) == ["too_few_actions"]
    noted: dict[str, Any] = {"recovery_actions": tuple(replace(a, kind="acceleration") for a in
                                       ACTS["recovery_actions"])}  # fmt: skip
    assert asked(finding="x", files=noted) == ["too_few_actions"]
    assert asked(finding="x", recovered=D("127800.00")) == ["nothing_outstanding"]
    assert asked(finding="x", written_off=D("86500.00")) == ["written_off_before"]
    assert asked(finding="x", files={**ACTS, "refunds": (refund(),)}) == ["refund_open"]


def test_the_end_of_the_enforcement_is_a_finding() -> None:
    assert asked(state=S.ENFORCED_OUT) == []
    ended = StepTaken(
        id="t", case_id="c", subject_id="r", process="recovery", event="enforced_out",
        source="enforcing", target="enforced_out", occurred_on=date(2026, 9, 1),
    )  # fmt: skip
    assert asked(steps=(ended,)) == []
    for other in (replace(ended, event="enforce"), replace(ended, subject_id="x")):
        assert asked(steps=(other,)) == ["no_finding"]


def test_s10_more_than_three_years() -> None:
    fled: dict[str, Any] = {"hit_and_run": True}
    ground: dict[str, Any] = {"ground": "1", "accident": fled, "state": S.ON_HOLD}
    earliest: dict[str, Any] = {"write_off_from": date(2026, 3, 11)}
    assert asked(on=date(2026, 3, 10), **ground, **earliest) == ["write_off_early"]
    assert asked(on=date(2026, 3, 11), **ground, **earliest) == []
    assert asked(**ground) == ["write_off_early"]


def test_evidence_and_signatures() -> None:
    assert codes(g.evidence_named, at(facts={"certificate": False})) == ["no_certificate"]
    assert codes(g.evidence_named, at(facts={"certificate": True})) == []
    assert codes(g.write_off_signed, at()) == ["write_off_unsigned"]
    assert codes(g.write_off_signed, at(write_off_checker_id="a")) == ["write_off_unsigned"]
    assert codes(g.write_off_signed, at(write_off_checker_id="a", write_off_approver_id="b")) == []
    seats = seats_of(recovery(officer_id="o", receiver_id="x"))
    assert (seats["officer"], seats["receiver"], seats["preparer"]) == ("o", "x", "")
    assert codes(g.was_written_off, at()) == ["not_written_off"]
    assert codes(g.was_written_off, at(written_off=D("1.00"))) == []
