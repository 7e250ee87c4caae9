"""Offices with many applications to the fund, for the benchmark of its lists.

The last year is the same in every office: what the quarterly return and the queue show does not
grow, only what is stored behind it. Every application has three receipts or more to come.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from mediation_app.database.bulk import bulk_insert, bulk_records, settle
from mediation_app.database.store import Store
from mediation_app.domain.cases import Accident, Case, MediationState
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import (
    FundApplication,
    FundSituation,
    FundState,
    LedgerEntry,
    LedgerKind,
    Payment,
    PaymentState,
)
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Actor, Role
from mediation_app.domain.parties import Party, PartyRole, Side
from mediation_app.domain.records import ZERO
from mediation_app.domain.recovery import (
    DebtorShare,
    Recovery,
    RecoveryAction,
    RecoveryState,
    RepaymentReceipt,
    RepaymentRow,
)

UNIT = "371524"
ACTOR = Actor(
    person_id="bench", name="测速", roles=frozenset({Role.CHECKER, Role.CASHIER}), unit_code=UNIT
)
RECENT = 400
"""Applications of the last year, in every office."""
YEARS = 9
_RUNNING = (
    RecoveryState.OPEN,
    RecoveryState.TOLD,
    RecoveryState.AGREED,
    RecoveryState.OVERDUE,
    RecoveryState.LAWSUIT,
)
_UNDER_WAY = (FundState.SUBMITTED, FundState.REVIEW1, FundState.REVIEW2, FundState.APPROVAL)
_MONTH = timedelta(days=30)
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢"
_GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂国建华文玉志红海春梅林云峰宇欣雨晨浩轩子涵梓萱思佳俊博"


@dataclass
class _Maker:
    """Makes one application after the other, and remembers what belongs into the book."""

    today: date
    count: int
    dice: random.Random = field(default_factory=lambda: random.Random(7))
    entries: list[LedgerEntry] = field(default_factory=list)
    serials: dict[int, int] = field(default_factory=dict)

    def files(self) -> Iterator[CaseFile]:
        """Case files with one application each, the oldest first."""
        older = max(self.count - RECENT, 0)
        begin = self.today - timedelta(days=365 * (YEARS + 1))
        for index in range(self.count):
            if index < older:
                day = begin + timedelta(days=365 * YEARS) * index / max(older, 1)
            else:
                day = self.today - timedelta(days=365) * (self.count - index) / RECENT
            yield self._file(day, index >= self.count - RECENT // 10)

    def _key(self, day: date) -> str:
        return new_id(int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000))

    def _name(self) -> str:
        given = self.dice.choices(_GIVEN, k=self.dice.choice((1, 2, 2, 2)))
        return self.dice.choice(_SURNAMES) + "".join(given)

    def _file(self, day: date, fresh: bool) -> CaseFile:
        dice, moment = self.dice, datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        key, fund_key = self._key(day), self._key(day)
        serial = self.serials[day.year] = self.serials.get(day.year, 0) + 1
        victim = Party(
            id=self._key(day),
            case_id=key,
            side=Side.APPLICANT,
            name=self._name(),
            roles=(PartyRole.VICTIM.value,),
        )
        driver = Party(
            id=self._key(day), case_id=key, position=1, side=Side.RESPONDENT, name=self._name()
        )
        state = dice.choice(_UNDER_WAY) if fresh else FundState.PAID
        sum_ = Decimal(dice.randrange(500_000, 9_000_000)).scaleb(-2)
        application = FundApplication(
            id=fund_key,
            case_id=key,
            number=f"测救申〔{day.year}〕第{serial:04d}号",
            number_year=day.year,
            serial=serial,
            state=state,
            state_since=day,
            situation=FundSituation.C1,
            victim_id=victim.id,
            applicant_name="东阿县人民医院",
            claimed=sum_,
            proposed=sum_,
            approved=ZERO if fresh else sum_,
            received_on=day,
            accepted_on=day,
            complete_on=day,
            decided_on=None if fresh else day + timedelta(days=3),
            decide_due=day + timedelta(days=5),
            clerk_id="p-clerk",
            created_at=moment,
            updated_at=moment,
        )
        fund = FundFile(application=application)
        if not fresh:
            fund = self._paid(fund, driver, day + timedelta(days=4), sum_, f"{day.year}{serial}")
        return CaseFile(
            case=Case(
                id=key,
                number=f"测道调〔{day.year}〕{serial}号",
                number_year=day.year,
                serial=serial,
                state=MediationState.CLOSED,
                accepted_on=day,
                created_at=moment,
                updated_at=moment,
            ),
            accidents=(Accident(id=self._key(day), case_id=key, occurred_at=moment),),
            parties=(victim, driver),
            funds=(fund,),
        )

    def _paid(
        self, fund: FundFile, debtor: Party, day: date, sum_: Decimal, serial: str
    ) -> FundFile:
        dice, key = self.dice, fund.application.case_id
        payment = Payment(
            id=self._key(day),
            case_id=key,
            application_id=fund.application.id,
            state=PaymentState.PAID,
            amount=sum_,
            ordered_on=day,
            paid_on=day,
            bank_serial=f"B{serial}",
        )
        self._book(LedgerKind.PAID_OUT, day, -sum_, payment.id, key)
        recovery_key = self._key(day)
        share = (sum_ / 6).quantize(Decimal("0.01"))
        done = dice.random() < 0.6 and self.today - day > 8 * _MONTH
        running = RecoveryState.RECOVERED if done else dice.choice(_RUNNING)
        planned = running in (RecoveryState.AGREED, RecoveryState.OVERDUE, RecoveryState.RECOVERED)
        rows = [
            RepaymentRow(
                id=self._key(day),
                case_id=key,
                recovery_id=recovery_key,
                position=place,
                due_on=day + (place + 2) * _MONTH,
                amount=share if place < 5 else sum_ - 5 * share,
            )
            for place in range(6 if planned else 0)
        ]
        receipts: list[RepaymentReceipt] = []
        for place in range(6 if done else dice.choice((0, 0, 1, 2))):
            on = min(day + (place + 2) * _MONTH, self.today)
            amount = share if place < 5 else sum_ - 5 * share
            receipts.append(
                RepaymentReceipt(
                    id=self._key(on),
                    case_id=key,
                    recovery_id=recovery_key,
                    amount=amount,
                    payer_name=debtor.name,
                    received_on=on,
                    bank_serial=f"R{serial}-{place}",
                )
            )
            self._book(LedgerKind.RECOVERED, on, amount, receipts[-1].id, key)
        back = sum((receipt.amount for receipt in receipts), ZERO)
        acted = max([day, *(r.received_on for r in receipts if r.received_on)])
        recovery = Recovery(
            id=recovery_key,
            case_id=key,
            application_id=fund.application.id,
            payment_id=payment.id,
            number=f"测救追〔{serial[:4]}〕第{serial[4:]}号",
            state=running,
            state_since=day,
            opening=sum_,
            recovered=back,
            opened_on=day,
            limitation_on=day + timedelta(days=1095),
            acted_on=acted,
            next_step="" if done else "督促还款",
            next_step_on=None if done else acted + 2 * _MONTH,
        )
        return FundFile(
            application=fund.application,
            payments=(payment,),
            recoveries=(recovery,),
            debtor_shares=(
                DebtorShare(
                    id=self._key(day),
                    case_id=key,
                    recovery_id=recovery_key,
                    name=debtor.name,
                    amount=sum_,
                ),
            ),
            repayment_rows=tuple(rows),
            repayment_receipts=tuple(receipts),
            recovery_actions=(
                RecoveryAction(
                    id=self._key(day),
                    case_id=key,
                    recovery_id=recovery_key,
                    done_on=day,
                    kind="notice",
                ),
            ),
        )

    def _book(self, kind: LedgerKind, on: date, amount: Decimal, subject: str, case: str) -> None:
        self.entries.append(
            LedgerEntry(
                id=self._key(on),
                kind=kind,
                booked_on=on,
                amount=amount,
                subject_id=subject,
                case_id=case,
                number_year=on.year,
                serial=len(self.entries) + 2,
            )
        )


def make_office(store: Store, count: int, today: date, actor: Actor = ACTOR) -> int:
    """Fill a store; returns how many receipts there are."""
    maker = _Maker(today, count)
    bulk_insert(store, maker.files(), actor=actor, batch=2000)
    first = LedgerEntry(
        id=new_id(0),
        kind=LedgerKind.OPENING,
        booked_on=date(2010, 1, 1),
        number_year=2010,
        serial=1,
        amount=Decimal("900000000.00"),
    )
    entries = [first, *maker.entries]
    for start in range(0, len(entries), 20_000):
        bulk_records(store, entries[start : start + 20_000], actor=actor, action="建账")
    settle(store)
    return sum(entry.kind is LedgerKind.RECOVERED for entry in entries)
