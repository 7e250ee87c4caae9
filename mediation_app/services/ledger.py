"""The fund's book (基金台账): entries, balance, opening balance. Nothing in it is ever edited."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from mediation_app.clock import today
from mediation_app.domain.fund import LedgerEntry, LedgerKind
from mediation_app.domain.ids import new_id
from mediation_app.domain.money import LARGEST, yuan
from mediation_app.domain.offices import Actor, Role
from mediation_app.domain.records import Money
from mediation_app.errors import InvalidInput, NotAllowed, Reason
from mediation_app.services.base import Outcome
from mediation_app.services.fund_reckoning import balance_of, book_is_open, serial_used
from mediation_app.services.ledger_pages import BookLine, LedgerPages
from mediation_app.services.posting import entry_serial, post

if TYPE_CHECKING:
    from mediation_app.database.unit_of_work import UnitOfWork

ZERO = Decimal("0.00")
INCOME = (
    LedgerKind.PREMIUM,
    LedgerKind.FISCAL,
    LedgerKind.FINES,
    LedgerKind.INTEREST,
    LedgerKind.DONATION,
    LedgerKind.OTHER,
)
"""What a cashier books by hand; payments and recoveries book themselves (CHK-18)."""


class LedgerService(LedgerPages):
    """Use cases of the fund's book."""

    def opening(self, actor: Actor, amount: Money, booked_on: date) -> Outcome[LedgerEntry]:
        """The opening balance; once, before anything else. Raises NotAllowed, InvalidInput."""

        def work(unit: UnitOfWork) -> LedgerEntry:
            self._may(actor)
            serial = entry_serial(unit, booked_on)
            if book_is_open(unit):
                raise NotAllowed("fund.book_open")
            return self._add(unit, LedgerKind.OPENING, amount, booked_on, "期初余额", serial)

        return Outcome(*self._store.run(actor, "ledger.opening", work))

    def book(
        self,
        actor: Actor,
        kind: LedgerKind,
        amount: Money,
        booked_on: date,
        *,
        note: str,
        bank_serial: str = "",
    ) -> Outcome[LedgerEntry]:
        """Book money that came in. Raises NotAllowed for kinds that book themselves."""

        def work(unit: UnitOfWork) -> LedgerEntry:
            self._may(actor)
            if kind not in INCOME:
                raise NotAllowed("fund.book_kind", kind=kind.label)
            serial = entry_serial(unit, booked_on)
            if bank_serial and serial_used(unit, bank_serial):
                raise InvalidInput("fund.serial_used", field="bank_serial")
            return self._add(unit, kind, amount, booked_on, note, serial, bank_serial)

        return Outcome(*self._store.run(actor, "ledger.book", work))

    def reverse(self, actor: Actor, entry_id: str, note: str) -> Outcome[LedgerEntry]:
        """A wrong entry is balanced by its opposite; the wrong one stays (CHK-21)."""

        def work(unit: UnitOfWork) -> LedgerEntry:
            self._may(actor)
            if not note.strip():
                raise InvalidInput("fund.reason_missing", field="note")
            wrong = unit.get(LedgerEntry, entry_id)
            if wrong.kind not in INCOME:
                raise NotAllowed("fund.book_kind", kind=wrong.kind.label)
            if wrong.subject_id:  # a reversal itself, or a part of a receipt
                raise NotAllowed("fund_book.not_by_hand")
            if unit.exists(LedgerEntry, subject_id=wrong.id):
                raise NotAllowed("fund.book_reversed")
            day = today(self._context.clock)
            serial = entry_serial(unit, day)
            return post(
                unit,
                LedgerEntry(
                    id=new_id(),
                    kind=wrong.kind,
                    booked_on=day,
                    amount=-wrong.amount,
                    subject_id=wrong.id,
                    note=note.strip(),
                    serial=serial,
                    number_year=day.year,
                ),
            )

        return Outcome(*self._store.run(actor, "ledger.reverse", work))

    def _add(
        self,
        unit: UnitOfWork,
        kind: LedgerKind,
        amount: Money,
        booked_on: date,
        note: str,
        serial: int,
        bank_serial: str = "",
    ) -> LedgerEntry:
        sum_ = yuan(amount, field="amount")
        if sum_ < 0 or (sum_ == 0 and kind is not LedgerKind.OPENING):
            raise InvalidInput("fund.amount_not_positive", field="amount")
        if balance_of(unit) + sum_ > LARGEST:
            raise InvalidInput("domain.money_too_large", field="amount", largest=f"{LARGEST:,.2f}")
        if booked_on > today(self._context.clock):
            raise InvalidInput("fund.in_future", field="booked_on")
        return post(
            unit,
            LedgerEntry(
                id=new_id(),
                kind=kind,
                booked_on=booked_on,
                amount=sum_,
                note=note.strip(),
                serial=serial,
                number_year=booked_on.year,
                bank_serial=bank_serial,
            ),
        )

    @staticmethod
    def _may(actor: Actor) -> None:
        reasons: list[Reason] = []
        if actor.has(Role.ADMIN):
            reasons.append(Reason(code="fund.admin_no_business"))
        if not actor.has(Role.CASHIER):
            params = (("roles", Role.CASHIER.label),)
            reasons.append(Reason(code="workflow.role", params=params))
        if reasons:
            raise NotAllowed("fund.not_yours", reasons=tuple(reasons))


__all__ = ["INCOME", "BookLine", "LedgerService"]
