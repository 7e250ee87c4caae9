"""Builds the invented county office: people, a year of cases in all stages, the fund's book.

From one seed, so the same numbers come out again; as a stream, so a million cases fit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from mediation_app.clock import SetClock, today
from mediation_app.domain.cases import Case
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import (
    FundApplication,
    LedgerEntry,
    LedgerKind,
    Payment,
    PaymentState,
)
from mediation_app.domain.ids import new_id
from mediation_app.domain.numbers import official_number
from mediation_app.domain.offices import Actor, Office, Role
from mediation_app.services.demo.case_maker import CaseMaker, Desk
from mediation_app.services.demo.county import County
from mediation_app.services.demo.fund_maker import FundMaker, attach
from mediation_app.services.demo.showcase import AGREED, Days, places_of
from mediation_app.services.lists import FundQuery
from mediation_app.services.people import PersonFacts, actor_of
from mediation_app.services.screening import screened
from mediation_app.services.stories.cast import PASSWORD, set_up_office

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench

__all__ = ["PASSWORD", "Built", "build_office"]

_YEAR = 365
_MOST_EVIDENCE = 12
_MORE_PEOPLE = {
    "mediator2": ("sunyue", "孙悦", (Role.MEDIATOR,)),
    "clerk2": ("zhaomin", "赵敏", (Role.CLERK,)),
}
_OPENING, _PREMIUM = Decimal("2600000.00"), Decimal("480000.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """How many of what the demo office holds."""

    cases: int
    applications: int
    people: int


class _Numbers:
    """Hands out official numbers in the order of asking, one counter per series and year."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._counters: Counter[tuple[str, int]] = Counter()

    def draw(self, series: str, day: date) -> tuple[str, int, int]:
        """The next number of a series: text, year, serial."""
        self._counters[series, day.year] += 1
        serial = self._counters[series, day.year]
        return official_number(series, self._office, day.year, serial), day.year, serial

    def case(self, day: date) -> tuple[str, int, int]:
        """The next case number."""
        return self.draw("case", day)

    def fund(self, day: date) -> tuple[str, int, int]:
        """The next application number."""
        return self.draw("fund", day)

    def voucher(self, day: date) -> tuple[str, int, int]:
        """The next payment voucher number."""
        return self.draw("fund_payment", day)


class _Maker:
    def __init__(
        self, workbench: Workbench, desk: Desk, *, cases: int, seed: int, on: date
    ) -> None:
        self._context = workbench.context
        self._days = workbench.context.rulebook.calendar()
        self._desk, self._cases, self._seed, self._on = desk, cases, seed, on
        self.applications = 0
        self.to_agree: list[str] = []
        self.money: list[tuple[date, LedgerKind, Decimal, str, str]] = []

    def _accepted_on(self, index: int) -> date:
        """Rising with the index; a few lie ahead: cases that were entered but not accepted yet."""
        span = _YEAR * max(1, self._cases // 2_000) + 12
        return self._on - timedelta(days=span - 12) + timedelta(days=span * index // self._cases)

    def stream(self) -> Iterator[CaseFile]:
        """The cases one after the other, oldest first, each with what the screening says of it."""
        for file in self._made():
            on = file.case.requested_on or self._on
            yield replace(file, case=screened(file, self._context, on))

    def _made(self) -> Iterator[CaseFile]:
        told = places_of(self._cases, self._accepted_on, self._on)
        for index in range(self._cases):
            county = County(self._seed, index)
            if index in told:
                days = Days(accepted_on=self._accepted_on(index), today=self._on)
                file = told[index](county, self._desk, days)
                if told[index] is AGREED:
                    self.to_agree.append(file.case.id)
                yield file
                continue
            maker = CaseMaker(
                county, self._desk, accepted_on=self._accepted_on(index), today=self._on
            )
            file = maker.make()
            funds = FundMaker(county, self._desk, maker, days=self._days, today=self._on)
            fund = funds.make(file)
            yield attach(file, fund, funds)
            if fund:
                self.applications += 1
                self._book(fund)

    def _book(self, fund: FundFile) -> None:
        for payment in fund.payments:
            if payment.state is PaymentState.PAID and payment.paid_on:
                self.money.append(
                    (payment.paid_on, LedgerKind.PAID_OUT, -payment.amount, payment.id, payment.bank_serial)
                )  # fmt: skip
        for receipt in fund.repayment_receipts:
            if receipt.received_on:
                self.money.append(
                    (receipt.received_on, LedgerKind.RECOVERED, receipt.amount, receipt.id, receipt.bank_serial)
                )  # fmt: skip


def build_office(
    workbench: Workbench,
    *,
    cases: int,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> Built:
    """Fill an empty store with the demo office. Raises NotAllowed when there is an office."""
    from mediation_app.database.bulk import bulk_insert, bulk_records

    clock, store = workbench.context.clock, workbench.context.store
    on = today(clock)
    cast = set_up_office(workbench, SetClock(clock.now()))
    people = {part: (actor.person_id, actor.name) for part, actor in cast.items()}
    for part, (login, name, roles) in _MORE_PEOPLE.items():
        facts = PersonFacts(login=login, name=name, roles=tuple(role.value for role in roles))
        person, _ = workbench.people.add(cast["admin"], facts, password=PASSWORD).value
        people[part] = (actor_of(person).person_id, name)
    office = workbench.office.current(cast["admin"])
    numbers = _Numbers(office)
    desk = Desk(
        unit_code=office.unit_code,
        jurisdiction=office.jurisdiction,
        people=people,
        number=numbers.case,
        fund_number=numbers.fund,
        voucher_number=numbers.voucher,
    )
    maker = _Maker(workbench, desk, cases=cases, seed=seed, on=on)

    def tell(done: int) -> None:
        if progress is not None:
            progress(done, cases)

    bulk_insert(
        store,
        maker.stream(),
        actor=cast["admin"],
        action="demo.office",
        series={Case: "case", FundApplication: "fund", Payment: "fund_payment"},
        progress=tell,
    )
    bulk_records(store, _book_lines(maker, on), actor=cast["cashier"], action="demo.book")
    _hang_up_evidence(workbench, cast["fund_clerk"])
    for key in maker.to_agree:
        file = workbench.cases.peek(cast["mediator"], key)
        drafted = workbench.cases.propose_agreement(cast["mediator"], file)
        workbench.cases.save(cast["mediator"], file, drafted)
    return Built(cases=cases, applications=maker.applications, people=len(people))


def _hang_up_evidence(workbench: Workbench, actor: Actor) -> None:
    """The applications people are working on have their evidence; old ones go without."""
    from mediation_app.services.demo.scans import hang_up

    with workbench.context.store.read(actor) as reader:
        query = FundQuery(groups=("open", "deciding", "paying"), limit=_MOST_EVIDENCE)
        waiting = [row.application_id for row in reader.fund_page(query).rows]
        files = [reader.fund_file(key) for key in waiting]
        cases = {f.application.case_id: reader.case_file(f.application.case_id) for f in files}
    for file in files:
        hang_up(workbench, actor, cases[file.application.case_id], file)


def _book_lines(maker: _Maker, on: date) -> list[LedgerEntry]:
    """The fund's book: opening, quarterly income, what was paid out and came back."""
    first = min([day for day, *_ in maker.money], default=on - timedelta(days=_YEAR))
    # enough was there for whatever was paid: the book never goes below zero
    paid = sum(
        (-amount for _, kind, amount, *_ in maker.money if kind is LedgerKind.PAID_OUT), Decimal(0)
    )
    rows = [(first - timedelta(days=1), LedgerKind.OPENING, _OPENING + paid, "", "")]
    day = first
    while day <= on:
        rows.append((day, LedgerKind.PREMIUM, _PREMIUM, "", ""))
        day += timedelta(days=91)
    rows.extend(maker.money)
    rows.sort(key=lambda row: row[0])
    serials: Counter[int] = Counter()
    made: list[LedgerEntry] = []
    for booked_on, kind, amount, subject, bank_serial in rows:
        serials[booked_on.year] += 1
        made.append(
            LedgerEntry(
                id=new_id(), kind=kind, booked_on=booked_on, amount=amount, subject_id=subject,
                note=kind.label, serial=serials[booked_on.year], number_year=booked_on.year,
                bank_serial=bank_serial,
            )
        )  # fmt: skip
    return made


def demo_actor(workbench: Workbench, login: str) -> Actor:
    """One of the demo office's people, for pictures and benchmarks."""
    return next(actor_of(p) for p in workbench.people.names() if p.login == login)
