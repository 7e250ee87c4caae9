"""A recovery somebody works on: the office, its clock, the words for common acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock
from mediation_app.domain.calendar import first_day_after_years
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import (
    FundApplication,
    FundState,
    Payment,
    PaymentState,
)
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Actor
from mediation_app.domain.parties import Liability, PartyRole, Side
from mediation_app.domain.recovery import (
    DebtorBasis,
    DebtorShare,
    Recovery,
    RecoveryState,
)
from mediation_app.errors import NotAllowed
from mediation_app.services.stories import Cast
from mediation_app.services.stories.parts import identity, person

D = Decimal
S = RecoveryState


@dataclass
class Chase:
    """An office with one paid advance after a hit-and-run, and short words for acts."""

    workbench: Workbench
    clock: SetClock
    cast: Cast
    case_id: str
    key: str
    driver_id: str

    @property
    def today(self) -> date:
        return self.workbench.cases.today()

    @property
    def view(self) -> Any:
        return self.workbench.recovery.view(self.cast["recovery"], self.key)

    @property
    def it(self) -> Recovery:
        found: Recovery = self.view.recovery
        return found

    def do(self, event: str, who: str = "recovery", **facts: Any) -> Recovery:
        done = self.workbench.recovery.perform(self.cast[who], self.key, event, self.today, facts)
        found = done.value.recovery
        assert found is not None
        return found

    def refused(self, event: str, who: str = "recovery", **facts: Any) -> set[str]:
        with pytest.raises(NotAllowed) as trouble:
            self.do(event, who, **facts)
        return {reason.code for reason in trouble.value.reasons} or {trouble.value.code}

    def came(self, amount: str, payer: str = "许文涛") -> Recovery:
        serial = f"B{new_id()}"
        return self.do(
            "receive", "cashier", amount=amount, received_on=self.today, bank_serial=serial,
            payer_name=payer,
        )  # fmt: skip

    def on(self, year: int, month: int, day: int) -> None:
        self.clock.put(year, month, day, 9)

    def solve(self, day: date) -> None:
        me: Actor = self.cast["clerk"]
        case = self.workbench.cases.file(me, self.case_id)
        accident = replace(case.accident, hit_and_run_solved_on=day)
        self.workbench.cases.save(me, case, replace(case, accidents=(accident,)))

    def name_debtor(self, amount: str = "127800.00") -> None:
        share = DebtorShare(
            id=new_id(), case_id=self.case_id, recovery_id=self.key, amount=D(amount),
            basis=DebtorBasis.LIABLE, party_id=self.driver_id, name="许文涛",
        )  # fmt: skip
        self.workbench.recovery.set_shares(self.cast["recovery"], self.key, [share])

    def sweep(self) -> Any:
        return self.workbench.recovery.sweep(self.cast["leader"])


def file_of(
    case_id: str, victim_id: str, opening: str, accident_on: date, paid_on: date
) -> FundFile:
    key, paid = new_id(), new_id()
    return FundFile(
        application=FundApplication(
            id=key, case_id=case_id, state=FundState.PAID, victim_id=victim_id,
            number="东道救申〔2026〕第0001号", approved=D(opening),
        ),
        payments=(
            Payment(id=paid, case_id=case_id, application_id=key, state=PaymentState.PAID,
                    amount=D(opening), paid_on=paid_on, bank_serial="P1"),
        ),
        recoveries=(
            Recovery(
                id=new_id(), case_id=case_id, application_id=key, payment_id=paid,
                number="东道救追〔2026〕第0001号", opening=D(opening), opened_on=paid_on,
                limitation_on=first_day_after_years(paid_on, 3), acted_on=paid_on,
                write_off_from=first_day_after_years(accident_on, 3),
            ),
        ),
    )  # fmt: skip


def people_of(draft: CaseFile, accident_on: date) -> CaseFile:
    from mediation_app.domain.moments import at

    key = draft.case.id
    victim = person(
        key, 1, "马德顺", Side.APPLICANT, PartyRole.VICTIM, PartyRole.PEDESTRIAN,
        id_number=identity("372522", "19630411", 215), share=30,
        liability=Liability.MINOR,
    )  # fmt: skip
    driver = person(
        key, 2, "许文涛", Side.RESPONDENT, PartyRole.DRIVER,
        id_number=identity("372524", "19850704", 311), share=70, liability=Liability.MAIN,
    )  # fmt: skip
    accident = replace(
        draft.accident, occurred_at=at(accident_on, 6), handled_on=accident_on, hit_and_run=True
    )
    return replace(draft, parties=(victim, driver), accidents=(accident,))


Start = Callable[..., Chase]
