"""S8 in a real store: an unknown man, two advances, compensation that comes for him."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock
from mediation_app.domain.custody import Custody
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import (
    FundApplication,
    FundKind,
    FundState,
    Payment,
    PaymentState,
)
from mediation_app.domain.ids import new_id
from mediation_app.domain.parties import PartyRole, Side
from mediation_app.domain.recovery import Recovery, RecoveryState
from mediation_app.errors import NotAllowed
from mediation_app.services.stories import Cast
from mediation_app.services.stories.parts import day, identity, moment, person

D = Decimal
SON = identity("372524", "19880412", 417)


@dataclass
class Kept:
    """The office of S8 with 300,000.00 received for the unknown deceased."""

    workbench: Workbench
    clock: SetClock
    cast: Cast
    case_id: str
    victim_id: str

    def receive(self, amount: str = "300000.00", serial: str = "C1", **more: Any) -> Custody:
        facts = {
            "victim_id": self.victim_id,
            "reason": "identity",
            "payer_name": "许文涛",
            "amount": amount,
            "bank_serial": serial,
            "account": "代管专户 1611002029200077999",
            "source": "责任人自愿支付死亡赔偿金",
        }
        on = self.workbench.cases.today()
        return self.workbench.custody.receive(
            self.cast["cashier"], self.case_id, on, facts | more
        ).value

    def do(self, who: str, key: str, event: str, **facts: Any) -> Custody:
        on = self.workbench.cases.today()
        return self.workbench.custody.perform(self.cast[who], key, event, on, facts).value

    def refused(self, who: str, key: str, event: str, **facts: Any) -> set[str]:
        with pytest.raises(NotAllowed) as trouble:
            self.do(who, key, event, **facts)
        return {reason.code for reason in trouble.value.reasons} or {trouble.value.code}

    def held(self) -> str:
        key = self.receive().id
        self.clock.put(2026, 6, 11, 9)
        self.do("recovery", key, "hold", bank_serial="C2")
        return key

    def claimed(self, **more: Any) -> str:
        key = self.held()
        self.clock.put(2026, 9, 1, 9)
        self.do("fund_clerk", key, "claim", **CLAIM | more)
        return key

    def approved(self) -> str:
        key = self.claimed()
        self.do("checker", key, "check")
        self.do("approver", key, "approve", amount="289380.00")
        return key


CLAIM = {
    "claimant_name": "李建新",
    "claimant_relation": "独生子",
    "claimant_id_number": SON,
    "claimant_account_name": "李建新",
    "claimant_bank": "中国农业银行东阿县支行",
    "claimant_account": "6228480238812345678",
    "police_document": "东公（交）身份确认〔2026〕3号",
    "heirs_proof": "户籍证明、村委会证明、公证书（2026）鲁东证字第211号",
}
OUT = {"amount": "289380.00", "bank_serial": "C3", "received_by": True}


def advance(
    case_id: str, victim_id: str, kind: FundKind, amount: str, paid_on: date, place: int
) -> FundFile:
    key, paid, chase = new_id(), new_id(), new_id()
    return FundFile(
        application=FundApplication(
            id=key, case_id=case_id, kind=kind, state=FundState.PAID, victim_id=victim_id,
            number=f"东道救申〔2026〕第00{place}号", approved=D(amount),
        ),
        payments=(
            Payment(
                id=paid, case_id=case_id, application_id=key, state=PaymentState.PAID,
                amount=D(amount), paid_on=paid_on, bank_serial=f"P{place}",
            ),
        ),
        recoveries=(
            Recovery(
                id=chase, case_id=case_id, application_id=key, payment_id=paid,
                number=f"东道救追〔2026〕第00{place}号", state=RecoveryState.TOLD,
                opening=D(amount), opened_on=paid_on, next_step="督促还款",
                next_step_on=day(6, 30),
            ),
        ),
    )  # fmt: skip


def with_dead(draft: CaseFile) -> CaseFile:
    """S8: an unknown man dies under an uninsured car on 2 March."""
    key = draft.case.id
    dead = person(key, 1, "", Side.APPLICANT, PartyRole.VICTIM, PartyRole.PEDESTRIAN)
    dead = replace(dead, identity_unknown=True)
    driver = person(
        key,
        2,
        "许文涛",
        Side.RESPONDENT,
        PartyRole.DRIVER,
        id_number=identity("372524", "19850704", 311),
    )
    accident = replace(draft.accident, occurred_at=moment(3, 2, 6, 40), handled_on=day(3, 2))
    return replace(draft, parties=(dead, driver), accidents=(accident,))


def begin(workbench: Workbench, clock: SetClock, cast: Cast) -> Kept:
    """The case with its advances, on the day the money comes."""
    clock.put(2026, 4, 20, 9)
    case = workbench.cases.new_case(
        cast["clerk"], with_dead(workbench.cases.blank(cast["clerk"]))
    ).value
    victim = case.parties_with(PartyRole.VICTIM)[0]
    files = (
        advance(case.case.id, victim.id, FundKind.RESCUE, "6240.00", day(3, 20), 1),
        advance(case.case.id, victim.id, FundKind.FUNERAL, "4380.00", day(4, 14), 2),
    )
    with workbench.context.store.write(cast["clerk"], "test") as unit:
        unit.save(case, replace(case, funds=files))
        unit.commit()
    clock.put(2026, 6, 10, 10)
    return Kept(workbench, clock, cast, case.case.id, victim.id)
