"""Money kept for others: S8 to the fen, on both engines, and everything that must be refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.clock import SetClock
from mediation_app.domain.custody import Custody, CustodyEntry, CustodyKind, CustodyState
from mediation_app.domain.fund import LedgerKind
from mediation_app.domain.offices import Role
from mediation_app.domain.recovery import RecoveryState
from mediation_app.errors import InvalidInput, NotAllowed
from mediation_app.services.stories.parts import day
from tests.support.custody_case import CLAIM, OUT, SON, Kept, begin
from tests.support.places import Places
from tests.support.stories import office

D = Decimal
OPENING = D("500000.00")


@pytest.fixture
def kept(engine_name: str, places: Places, clock: SetClock) -> Iterator[Kept]:
    """On both engines: the case of S8 with its two advances, on the day the money comes."""
    with office(places, engine_name, "story-office", clock) as (workbench, cast):
        clock.put(2026, 3, 2, 9)
        workbench.ledger.opening(cast["cashier"], OPENING, day(3, 2))
        yield begin(workbench, clock, cast)


def test_chk_19_s8_the_advances_come_off_and_the_rest_is_somebody_elses(kept: Kept) -> None:
    workbench, cast = kept.workbench, kept.cast
    before = workbench.ledger.balance(cast["cashier"])
    it = kept.receive()
    assert it.state is CustodyState.RECEIVED
    assert it.number.endswith("代管〔2026〕第0001号")
    assert workbench.ledger.balance(cast["cashier"]) == before  # never fund income
    view = workbench.custody.view(cast["recovery"], it.id)
    assert view.working == "300,000.00 − 6,240.00 − 4,380.00 = 289,380.00"
    kept.clock.put(2026, 6, 11, 9)
    assert kept.refused("recovery", it.id, "hold") == {"custody.no_transfer"}
    it = kept.do("recovery", it.id, "hold", bank_serial="C2")
    assert (it.state, it.held) == (CustodyState.HELD, D("289380.00"))
    assert (it.rescue_deducted, it.funeral_deducted) == (D("6240.00"), D("4380.00"))
    # only the deducted part is the fund's: two receipts that close their recoveries
    assert workbench.ledger.balance(cast["cashier"]) == before + D("10620.00")
    case = workbench.cases.peek(cast["clerk"], kept.case_id)
    for fund in case.funds:
        assert fund.recovery is not None
        assert fund.recovery.state is RecoveryState.RECOVERED
        assert fund.recovery.owed == 0
        assert [r.amount for r in fund.repayment_receipts] == [fund.recovery.opening]
    kinds = [entry.kind for entry in case.custody_entries]
    assert kinds == [CustodyKind.RECEIVED, CustodyKind.DEDUCTED, CustodyKind.DEDUCTED]
    assert sum((e.amount for e in case.custody_entries), D(0)) == it.held
    sums = workbench.custody.sums(cast["leader"])
    assert (sums.received, sums.deducted, sums.held) == (
        D("300000.00"), D("10620.00"), D("289380.00"),
    )  # fmt: skip
    assert sums.count == 1


def test_s8_released_after_two_signatures_by_a_fourth(kept: Kept) -> None:
    key = kept.claimed()
    assert "custody.not_checked" in kept.refused("approver", key, "approve", amount="289380.00")
    kept.do("checker", key, "check")
    assert kept.refused("approver", key, "approve", amount="289380.01") == {"custody.over_balance"}
    kept.do("approver", key, "approve", amount="289380.00")
    assert kept.refused("cashier2", key, "release", **OUT | {"amount": "289380.01"}) == {
        "custody.not_as_approved"
    }
    assert kept.refused("cashier2", key, "release", **OUT | {"bank_serial": "C1"}) == {
        "fund.serial_used"
    }
    assert kept.refused("cashier2", key, "release", **OUT | {"received_by": False}) == {
        "custody.not_signed_for"
    }
    assert "custody.no_rest" in kept.refused("cashier2", key, "release_part", **OUT)
    balance = kept.workbench.ledger.balance(kept.cast["cashier"])
    it = kept.do("cashier2", key, "release", **OUT)
    assert (it.state, it.held, it.released) == (CustodyState.RELEASED, D(0), D("289380.00"))
    assert kept.workbench.ledger.balance(kept.cast["cashier"]) == balance
    assert kept.workbench.custody.sums(kept.cast["leader"]).held == 0
    kinds = {row.kind for row in _book(kept)}
    assert kinds == {LedgerKind.OPENING, LedgerKind.RECOVERED}


def _book(kept: Kept) -> list[Any]:
    lines = kept.workbench.ledger.entries(kept.cast["cashier"])
    return [line.entry for line in getattr(lines, "rows", lines)]


@pytest.mark.parametrize("missing", ["police_document", "heirs_proof"])
def test_no_claim_without_confirmation_and_heirs(kept: Kept, missing: str) -> None:
    key = kept.held()
    kept.clock.put(2026, 9, 1, 9)
    claim = {name: value for name, value in CLAIM.items() if name != missing}
    assert kept.refused("fund_clerk", key, "claim", **claim) == {"workflow.fact_missing"}
    with pytest.raises(InvalidInput):
        kept.do("fund_clerk", key, "claim", **CLAIM | {"claimant_id_number": SON[:-1] + "0"})
    foreign = CLAIM | {"claimant_account_name": "王五"}
    assert kept.refused("fund_clerk", key, "claim", **foreign) == {"custody.foreign_account"}


def test_no_release_when_the_confirmation_is_gone(kept: Kept) -> None:
    """Below the screen too: a record without the police's number is not paid out."""
    key = kept.approved()
    with kept.workbench.context.store.write(kept.cast["clerk"], "test") as unit:
        it = unit.get(Custody, key)
        unit.change(it, replace(it, police_document=""))
        unit.commit()
    assert kept.refused("cashier2", key, "release", **OUT) == {"custody.no_police_document"}


def test_four_people(kept: Kept) -> None:
    everything = frozenset(set(Role) - {Role.ADMIN})
    for part in ("cashier", "recovery", "fund_clerk", "checker", "approver"):
        kept.cast[part] = replace(kept.cast[part], roles=everything)
    key = kept.receive().id
    four = {"workflow.four_eyes"}
    assert kept.refused("cashier", key, "hold", bank_serial="C2") == four
    kept.do("recovery", key, "hold", bank_serial="C2")
    assert kept.refused("cashier", key, "claim", **CLAIM) == four
    kept.do("fund_clerk", key, "claim", **CLAIM)
    assert kept.refused("fund_clerk", key, "check") == four
    kept.do("checker", key, "check")
    for sat in ("fund_clerk", "checker"):
        assert kept.refused(sat, key, "approve", amount="289380.00") == four
    kept.do("approver", key, "approve", amount="289380.00")
    for sat in ("fund_clerk", "checker", "approver"):
        assert kept.refused(sat, key, "release", **OUT) == four
    kept.do("cashier", key, "release", **OUT)


def test_the_administrator_keeps_out(kept: Kept) -> None:
    admin = kept.cast["admin"]
    kept.cast["cashier"] = replace(admin, roles=admin.roles | {Role.CASHIER})
    with pytest.raises(NotAllowed) as trouble:
        kept.receive()
    assert {r.code for r in trouble.value.reasons} == {"fund.admin_no_business"}


def test_interest_follows_the_owner(kept: Kept) -> None:
    key = kept.held()
    it = kept.do("cashier", key, "interest", amount="361.73", bank_serial="I1")
    assert it.held == D("289741.73")
    assert kept.refused("cashier", key, "interest", amount="0", bank_serial="I2") == {
        "custody.amount_not_positive"
    }
    assert kept.refused("cashier", key, "interest", amount="1", bank_serial="I1") == {
        "fund.serial_used"
    }
    case = kept.workbench.cases.peek(kept.cast["clerk"], kept.case_id)
    assert case.custody_entries[-1].kind is CustodyKind.INTEREST


def test_heirs_are_paid_one_after_the_other(kept: Kept) -> None:
    key = kept.claimed()
    kept.do("checker", key, "check")
    kept.do("approver", key, "approve", amount="100000.00")
    part = OUT | {"amount": "100000.00"}
    assert "custody.rest_left" in kept.refused("cashier2", key, "release", **part)
    it = kept.do("cashier2", key, "release_part", **part)
    assert (it.state, it.held) == (CustodyState.HELD, D("189380.00"))
    it = kept.do("fund_clerk", key, "claim", **CLAIM | {"claimant_name": "李建军",
                 "claimant_account_name": "李建军"})  # fmt: skip
    assert (it.checker_id, it.approver_id, it.approved_amount) == ("", "", D(0))
    it = kept.do("checker", key, "reject", note="户籍证明不符")
    assert (it.state, it.claimant_name, it.police_document) == (CustodyState.HELD, "", "")


def test_money_comes_in_once_for_a_victim_of_the_case(kept: Kept) -> None:
    kept.receive()
    for more, code in (
        ({"serial": "C1"}, "fund.serial_used"),
        ({"serial": "C9", "victim_id": "nobody"}, "custody.no_victim"),
        ({"serial": "C9", "amount": "0"}, "custody.amount_not_positive"),
    ):
        with pytest.raises(NotAllowed) as trouble:
            kept.receive(**more)
        assert {r.code for r in trouble.value.reasons} == {code}


def test_less_than_the_advances_leaves_nothing_to_keep(kept: Kept) -> None:
    key = kept.receive("8000.00").id
    it = kept.do("recovery", key, "hold", bank_serial="C2")
    assert (it.rescue_deducted, it.funeral_deducted, it.held) == (D("6240.00"), D("1760.00"), D(0))
    case = kept.workbench.cases.peek(kept.cast["clerk"], kept.case_id)
    states = [fund.recovery.state for fund in case.funds if fund.recovery]
    assert states == [RecoveryState.RECOVERED, RecoveryState.TOLD]


def test_pages_go_by_number(kept: Kept) -> None:
    keys = [kept.receive("100.00", f"S{n}").id for n in range(5)]
    bench, me = kept.workbench.custody, kept.cast["leader"]
    first = bench.page(me, limit=2)
    assert [it.id for it in first] == keys[:2:-1]
    rest = bench.page(me, limit=9, after=first[-1])
    assert [it.id for it in rest] == keys[2::-1]
    assert bench.page(me, states=(CustodyState.HELD,)) == ()
    start = bench.start(kept.cast["cashier"], kept.case_id)
    assert start.allowed
    assert not bench.start(kept.cast["clerk"], kept.case_id).allowed
    assert [v.id for v in bench.victims(me, kept.case_id)] == [kept.victim_id]
    assert [row.case_id for row in bench.cases(me)] == [kept.case_id]
    assert [row.case_id for row in bench.cases(me, "许文涛")] == [kept.case_id]
    assert bench.cases(me, "ZZ9999") == ()


def test_the_ledger_of_custody_is_only_added_to(kept: Kept) -> None:
    kept.receive()

    def forge() -> None:
        with kept.workbench.context.store.write(kept.cast["clerk"], "test") as unit:
            line = unit.records(CustodyEntry)[0]
            unit.change(line, replace(line, amount=D("1.00")))
            unit.commit()

    with pytest.raises(Exception, match="final"):
        forge()
