"""Random years of an office: cases, applications, payments, refunds, recoveries, trust money."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from mediation_app.clock import CHINA
from mediation_app.domain.agreements import Agreement, Confirmation, Instalment, Performance
from mediation_app.domain.cases import (
    Accident,
    Case,
    ConfirmationState,
    MediationState,
    StepTaken,
)
from mediation_app.domain.custody import Custody, CustodyEntry, CustodyKind
from mediation_app.domain.fund import (
    FundApplication,
    FundKind,
    FundSituation,
    FundState,
    LedgerEntry,
    LedgerKind,
    Payment,
    PaymentState,
)
from mediation_app.domain.parties import Party
from mediation_app.domain.records import Record
from mediation_app.domain.recovery import (
    DebtorBasis,
    DebtorShare,
    Recovery,
    RecoveryState,
    RepaymentReceipt,
)
from mediation_app.domain.refunds import Refund, RefundReceipt

D = Decimal
FIRST = date(2025, 1, 1)
DAYS = 700


class History:
    """Makes the records of one office, in the order of writing: what was booked before a write-off
    (``first``), the write-offs (``steps``), what came after (``second``)."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.first: list[Record] = []
        self.steps: list[Record] = []
        self.second: list[Record] = []
        self._number = 0
        for index in range(60):
            self._case(index)
        for index in range(6):
            self._mediation_only(index)
        self._book()

    def _key(self, word: str) -> str:
        self._number += 1
        return f"{word}{self._number:05d}"

    def _day(self, after: date | None = None) -> date:
        start = after or FIRST
        return start + timedelta(days=self.random.randrange(DAYS if after is None else 90))

    def _sum(self) -> Decimal:
        return D(self.random.randrange(100, 9_000_000)).scaleb(-2)

    def _mediation_only(self, index: int) -> None:
        state = self.random.choice(
            [MediationState.REFUSED, MediationState.VOIDED, MediationState.FAILED]
        )
        on = self._day()
        taken = state is not MediationState.REFUSED
        self.first.append(
            Case(
                id=self._key("m"), state=state, requested_on=on, accepted_on=on if taken else None,
                ended_on=self._day(on), source="09" if index % 2 else "77",
            )
        )  # fmt: skip

    def _case(self, index: int) -> None:
        draw = self.random
        on = self._day()
        agreed = self._day(on) if draw.random() < 0.7 else None
        ended = None if agreed or draw.random() < 0.4 else self._day(on)
        asked = agreed is not None and draw.random() < 0.4
        confirmed = asked and draw.random() < 0.6
        case = Case(
            id=self._key("c"), number=f"案{index:03d}", number_year=on.year, serial=index + 1,
            state=MediationState.AWAITING if agreed else MediationState.FAILED if ended
            else MediationState.MEDIATING,
            requested_on=on, accepted_on=on, effective_on=agreed, ended_on=ended,
            source=draw.choice(["01", "03", "06"]),
            confirmation=ConfirmationState.EFFECTIVE if confirmed
            else ConfirmationState.APPLIED if asked else ConfirmationState.NONE,
        )  # fmt: skip
        self.first.append(case)
        if agreed is not None:
            self._agreement(case, agreed, asked=asked, confirmed=confirmed)
        if draw.random() < 0.8:
            self.first.append(
                Accident(
                    id=self._key("a"), case_id=case.id,
                    occurred_at=datetime(on.year, on.month, on.day, 21, 30, tzinfo=CHINA),
                )
            )  # fmt: skip
        for _ in range(draw.choice([0, 1, 1, 2])):
            self._application(case, on)

    def _agreement(self, case: Case, agreed: date, *, asked: bool, confirmed: bool) -> None:
        draw = self.random
        agreement = Agreement(
            id=self._key("g"), case_id=case.id, total=self._sum(), effective_on=agreed
        )
        self.first.append(agreement)
        for position in range(draw.choice([0, 1, 2])):
            row = Instalment(
                id=self._key("i"), case_id=case.id, agreement_id=agreement.id, position=position,
                amount=self._sum(), due_on=draw.choice([agreed, self._day(agreed), None]),
            )  # fmt: skip
            self.first.append(row)
            for _ in range(draw.choice([0, 1, 2])):
                self.first.append(
                    Performance(
                        id=self._key("p"), case_id=case.id, instalment_id=row.id,
                        amount=D("7.00") if draw.random() < 0.5 else row.amount,
                        paid_on=self._day(agreed),
                    )
                )  # fmt: skip
        if asked:
            self.first.append(
                Confirmation(
                    id=self._key("j"), case_id=case.id, applied_on=self._day(agreed),
                    ruled_on=self._day(agreed) if confirmed or draw.random() < 0.3 else None,
                )
            )  # fmt: skip

    def _application(self, case: Case, on: date) -> None:
        draw = self.random
        victim = Party(
            id=self._key("v"), case_id=case.id, name="某人",
            birth_date=draw.choice([None, date(1950, 5, 1), date(2010, 7, 2)]),
            id_number=draw.choice(["", "372522197405164510", "37252219999916451X"]),
            household_address=draw.choice(["", "刘集镇关山村", "铜城街道 9 号"]),
        )  # fmt: skip
        received = self._day(on)
        decided = self._day(received) if draw.random() < 0.8 else None
        yes = decided is not None and draw.random() < 0.75
        foreign = draw.random() < 0.15
        self._number += 1
        application = FundApplication(
            id=self._key("f"), case_id=case.id, victim_id=victim.id if draw.random() < 0.9 else "",
            number=f"申{self._number}", number_year=None if foreign else on.year,
            serial=None if foreign else self._number,
            kind=draw.choice([FundKind.RESCUE, FundKind.RESCUE, FundKind.FUNERAL, FundKind.HARDSHIP]),
            situation=draw.choice([*FundSituation, None]), hospital=draw.choice(["", "县医院", "二院"]),
            state=FundState.PAID if yes else FundState.REFUSED if decided else FundState.NOT_ACCEPTED,
            state_since=self._day(received), received_on=received,
            accepted_on=draw.choice([received, None]), complete_on=draw.choice([received, None]),
            decided_on=decided, decide_due=draw.choice([self._day(received), None]),
            approved=self._sum() if yes else D("0.00"),
            refusal_codes=() if yes or not decided else draw.choice([(), ("N01",), ("N01", "N02")]),
            pay_due=draw.choice([self._day(decided), None]) if decided else None,
        )  # fmt: skip
        self.first += [victim, application]
        if yes:
            self._payment(application, decided or on, foreign=foreign)

    def _payment(self, application: FundApplication, on: date, *, foreign: bool) -> None:
        draw = self.random
        paid_on = self._day(on)
        returned = not foreign and draw.random() < 0.15
        payment = Payment(
            id=self._key("y"), case_id=application.case_id, application_id=application.id,
            state=PaymentState.RETURNED if returned else PaymentState.PAID,
            amount=application.approved, paid_on=paid_on,
        )  # fmt: skip
        self.first.append(payment)
        if not foreign:
            self._entry(LedgerKind.PAID_OUT, paid_on, -payment.amount, payment.id)
        if returned:
            self._entry(LedgerKind.RETURNED, self._day(paid_on), payment.amount, payment.id)
            return
        refunded = D("0.00")
        if not foreign and draw.random() < 0.25:
            refunded = self._refund(application, payment)
        if application.kind is not FundKind.HARDSHIP:
            self._recovery(application, payment, refunded, foreign=foreign)

    def _refund(self, application: FundApplication, payment: Payment) -> Decimal:
        amount = (payment.amount / 4).quantize(D("0.01"))
        refund = Refund(
            id=self._key("r"), case_id=application.case_id, application_id=application.id,
            payment_id=payment.id, amount=amount,
        )  # fmt: skip
        on = self._day(payment.paid_on)
        receipt = RefundReceipt(
            id=self._key("k"), case_id=application.case_id, application_id=application.id,
            refund_id=refund.id, amount=amount, received_on=on,
        )  # fmt: skip
        self.first += [refund, receipt]
        self._entry(LedgerKind.REFUNDED, on, amount, receipt.id)
        return amount

    def _recovery(
        self, application: FundApplication, payment: Payment, refunded: Decimal, *, foreign: bool
    ) -> None:
        draw = self.random
        state = draw.choice(list(RecoveryState))
        gone = state is RecoveryState.WRITTEN_OFF or draw.random() < 0.1
        back = (payment.amount / 3).quantize(D("0.01"))
        on = self._day(payment.paid_on)
        recovery = Recovery(
            id=self._key("w"), case_id=application.case_id, application_id=application.id,
            payment_id=payment.id, state=state, state_since=on, opening=payment.amount,
            recovered=back, refunded=refunded, opened_on=payment.paid_on,
            written_off=payment.amount - back - refunded if gone else D("0.00"),
        )  # fmt: skip
        shares = [
            DebtorShare(
                id=self._key("s"), case_id=recovery.case_id, recovery_id=recovery.id,
                position=place, basis=basis, party_id=f"party{place}", name=f"债务人{place}",
            )
            for place, basis in enumerate(draw.sample(list(DebtorBasis), 2))
        ]  # fmt: skip
        self.first += [recovery, *shares]
        if gone:
            self.steps.append(
                StepTaken(
                    id=self._key("t"), case_id=recovery.case_id, subject_id=recovery.id,
                    process="recovery", event="write_off", source="x", target="written_off",
                    occurred_on=on,
                )
            )  # fmt: skip
            self._receipt(self.second, recovery, shares, D("10.00"), foreign=foreign)
        self._receipt(self.first, recovery, shares, back, foreign=foreign)

    def _receipt(
        self,
        into: list[Record],
        recovery: Recovery,
        shares: list[DebtorShare],
        amount: Decimal,
        *,
        foreign: bool,
    ) -> None:
        draw = self.random
        share = draw.choice(shares)
        receipt = RepaymentReceipt(
            id=self._key("h"), case_id=recovery.case_id, recovery_id=recovery.id,
            debtor_id=draw.choice(["", share.id, share.party_id, "nobody"]),
            payer_name=draw.choice([share.name, "路人"]), amount=amount,
            received_on=self._day(recovery.opened_on),
        )  # fmt: skip
        into.append(receipt)
        if not foreign:
            self._entry(
                LedgerKind.RECOVERED, receipt.received_on or FIRST, amount, receipt.id, into=into
            )

    def _entry(
        self, kind: LedgerKind, on: date, amount: Decimal, subject: str, into: Any = None
    ) -> None:
        (self.first if into is None else into).append(
            LedgerEntry(
                id=self._key("e"), kind=kind, booked_on=on, amount=amount, subject_id=subject
            )
        )

    def _book(self) -> None:
        self._entry(LedgerKind.OPENING, FIRST, D("5000000.00"), "")
        for _ in range(9):
            kind = self.random.choice([LedgerKind.PREMIUM, LedgerKind.INTEREST, LedgerKind.FINES])
            self._entry(kind, self._day(), self._sum(), "")
        case = next(one for one in self.first if isinstance(one, Case))
        custody = Custody(id=self._key("u"), case_id=case.id)
        self.first.append(custody)
        for _ in range(6):
            kind = self.random.choice(list(CustodyKind))
            plus = kind in (CustodyKind.RECEIVED, CustodyKind.INTEREST)
            self.first.append(
                CustodyEntry(
                    id=self._key("z"), case_id=case.id, custody_id=custody.id, kind=kind,
                    booked_on=self._day(), amount=self._sum() if plus else -self._sum(),
                )
            )  # fmt: skip
