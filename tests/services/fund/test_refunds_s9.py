"""S9 with its variant: the insurer paid the hospital again, or the victim gross."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mediation_app.database.verify import verify
from mediation_app.domain.files import CaseFile
from mediation_app.domain.refunds import RefundState
from mediation_app.errors import NotAllowed
from mediation_app.exchange.case_json import load_case
from mediation_app.services.stories import s1_s9 as s1
from mediation_app.services.stories.parts import day
from tests.services.fund.conftest import Desk
from tests.services.fund.refund_acts import (
    HOSPITAL,
    TOLD,
    At,
    D,
    do,
    money,
    open_refund,
    prepay,
)


@pytest.fixture
def settled(at: At) -> Callable[[str], tuple[Desk, s1.Told]]:
    """S1 paid, debtors and insurer told on 10-16; 1,260.00 and 20,000.00 paid on the bill later."""

    def stand(engine: str = "sqlite") -> tuple[Desk, s1.Told]:
        desk, key = at("paid", engine)
        file = desk.workbench.fund.file(desk.cast["clerk"], key)
        recovery = file.recoveries[0]
        desk.clock.put(2026, 10, 16, 9)
        desk.workbench.recovery.perform(
            desk.cast["recovery"], recovery.id, "tell", day(10, 16), {"served_how": "邮寄"}
        )
        prepay(desk, key, "1260.00", day(10, 16), who=0)
        desk.clock.put(2026, 10, 20)
        prepay(desk, key, "20000.00", day(10, 20))
        told_ = s1.Told(
            case_id=file.application.case_id, application_id=key, recovery_id=recovery.id
        )
        return desk, told_

    return stand


def signed(desk: Desk, told_: s1.Told) -> CaseFile:
    """The mediation up to the signatures of 11-16."""
    s1.open_mediation(desk.workbench, desk.clock, desk.cast, told_)
    desk.clock.put(2026, 11, 16, 14)
    s1.hold_session(desk.workbench, desk.cast, told_)
    s1.draft_agreement(desk.workbench, desk.cast, told_)
    return s1.sign_agreement(desk.workbench, desk.cast, told_)


def lines(case: CaseFile) -> dict[str, str]:
    return {row.purpose.value: str(row.amount) for row in case.instalments}


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_s9_the_hospital_gives_back_what_the_insurer_paid_again(
    settled: Callable[[str], tuple[Desk, s1.Told]], engine: str
) -> None:
    """The refund is told and has not come when the sides sign on 11-16; it comes on 11-18."""
    desk, told_ = settled(engine)
    workbench, cast, key = desk.workbench, desk.cast, told_.application_id
    (hint,) = workbench.refunds.of(cast["clerk"], key).suspicions
    assert (hint.cause, hint.amount, hint.debtor_name) == ("M01", D("20000.00"), HOSPITAL)
    refund = open_refund(desk, key, str(hint.amount), cause=hint.cause, opinion=hint.working)
    assert workbench.refunds.of(cast["clerk"], key).suspicions == ()
    do(desk, "approver", refund, "confirm")
    letter = workbench.papers.issue(
        cast["recovery"], told_.case_id, "fund_refund_notice", refund.id
    ).value
    assert letter.number == "东道救退函〔2026〕第0001号"
    do(desk, "recovery", refund, "tell", **TOLD | {"served_on": day(10, 20)})
    asked = workbench.recovery.view(cast["recovery"], told_.recovery_id)
    assert (asked.owed, asked.asked) == (D("57160.00"), D("37160.00"))
    case = signed(desk, told_)
    assert lines(case) == {"fund_repayment": "37160.00", "compensation": "153140.00"}
    # paid on 11-20: the case is performed, and not closed before the fund has booked the money
    desk.clock.put(2026, 11, 20, 10)
    for row in case.instalments:
        workbench.cases.record_performance(
            cast["clerk"], told_.case_id, row.id, paid_on=day(11, 20), amount=row.amount
        )
    with pytest.raises(NotAllowed) as early:
        workbench.cases.perform(cast["mediator"], told_.case_id, "close", occurred_on=day(11, 20))
    assert "workflow.fund_not_booked" in {r.code for r in early.value.reasons}
    workbench.recovery.receive(
        cast["cashier"], told_.recovery_id, D("37160.00"), day(11, 20),
        bank_serial="Y1", payer_name=s1.who.INSURER,
    )  # fmt: skip
    with pytest.raises(NotAllowed) as open_:
        workbench.recovery.perform(cast["recovery"], told_.recovery_id, "close", day(11, 20))
    assert any("refund" in r.code for r in open_.value.reasons)
    do(desk, "cashier", refund, "receive", **money("20000.00", "Y2", day(11, 20)))
    done = workbench.recovery.perform(
        cast["recovery"], told_.recovery_id, "close", day(11, 20)
    ).value.recoveries[0]
    assert (done.recovered, done.refunded, done.outstanding) == (
        D("37160.00"), D("20000.00"), D(0),
    )  # fmt: skip
    closed = workbench.cases.perform(
        cast["mediator"], told_.case_id, "close", occurred_on=day(11, 20)
    ).value
    assert closed.case.state.value == "closed"
    assert workbench.ledger.balance(cast["cashier"]) == s1.OPENING
    # and all of it travels
    (fund,) = load_case(workbench.exchange.hand_out(cast["admin"], closed.case.number)).funds
    assert [(r.state, r.amount, r.returned) for r in fund.refunds] == [
        (RefundState.RETURNED, D("20000.00"), D("20000.00"))
    ]
    assert [r.bank_serial for r in fund.refund_receipts] == ["Y2"]
    assert verify(workbench.context.store).sound


def test_s9_an_insurer_without_the_letter_does_not_sign(at: At) -> None:
    desk, key = at("paid")
    file = desk.workbench.fund.file(desk.cast["clerk"], key)
    told_ = s1.Told(
        case_id=file.application.case_id,
        application_id=key,
        recovery_id=file.recoveries[0].id,
    )
    with pytest.raises(NotAllowed) as untold:
        signed(desk, told_)
    codes = {reason.code for reason in untold.value.reasons if reason.blocking}
    assert codes == {"checks.fund_insurer_untold"}
    case = desk.workbench.cases.peek(desk.cast["clerk"], told_.case_id)
    insurer = case.parties[3].id
    desk.workbench.papers.issue(
        desk.cast["recovery"],
        told_.case_id,
        "fund_insurer_letter",
        f"{told_.recovery_id}-{insurer}",
    )
    desk.workbench.cases.perform(
        desk.cast["mediator"], told_.case_id, "agree", occurred_on=day(11, 16)
    )
    assert (
        lines(s1.sign_agreement(desk.workbench, desk.cast, told_))["fund_repayment"] == "57160.00"
    )


def test_s9_the_insurer_paid_the_victim_gross(
    settled: Callable[[str], tuple[Desk, s1.Told]],
) -> None:
    """Then nothing goes back to the fund by itself: the debt stays, alternative debtors by fault."""
    desk, told_ = settled("sqlite")
    officer = desk.cast["recovery"]
    shares = desk.workbench.recovery.shares_after_gross_payment(officer, told_.recovery_id)
    assert [(s.name, str(s.amount)) for s in shares] == [
        (s1.who.DRIVER, "40012.00"),
        (s1.who.VICTIM, "17148.00"),
    ]
    desk.workbench.recovery.set_shares(officer, told_.recovery_id, shares)
    assert desk.workbench.recovery.view(officer, told_.recovery_id).owed == D("57160.00")
