"""The return of 2026 over S4, S7 and S8, with a book of the fund."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mediation_app.documents.context import Scene
from mediation_app.domain.cases import Case
from mediation_app.domain.files import CaseFile
from mediation_app.domain.fund import LedgerEntry, LedgerKind
from mediation_app.domain.fund_report import FundRecords, period, report
from tests.documents.papers import samples
from tests.documents.papers.samples import money
from tests.documents.papers.samples_recovery import s7, s8


def returned(code: str) -> Scene:
    """The scene of the return; it is about no case."""
    empty = CaseFile(case=Case(id=""))
    figures = report(records(), *period(2026))
    return replace(samples.scene(code, empty, fund=None), report=figures)


def records() -> FundRecords:
    """Everything of S4, S7 and S8, with the fund's book of 2026."""
    files = (*s7().funds, *s8().funds, samples.refused())
    book = (
        (LedgerKind.OPENING, date(2026, 1, 1), "1280000.00"),
        (LedgerKind.PREMIUM, date(2026, 3, 31), "360000.00"),
        (LedgerKind.PAID_OUT, date(2026, 3, 4), "-127800.00"),
        (LedgerKind.PAID_OUT, date(2026, 3, 9), "-6240.00"),
        (LedgerKind.PAID_OUT, date(2026, 4, 14), "-4380.00"),
        (LedgerKind.INTEREST, date(2026, 6, 21), "812.40"),
        (LedgerKind.RECOVERED, date(2026, 6, 30), "18000.00"),
        (LedgerKind.RECOVERED, date(2026, 8, 5), "9150.00"),
        (LedgerKind.RECOVERED, date(2026, 9, 7), "9150.00"),
        (LedgerKind.RECOVERED, date(2026, 10, 8), "5000.00"),
    )
    return FundRecords(
        applications=tuple(
            replace(f.application, id=f"{n}-{f.application.id}") for n, f in enumerate(files)
        ),
        payments=tuple(
            replace(p, id=f"{n}-{p.id}", application_id=f"{n}-{p.application_id}")
            for n, f in enumerate(files)
            for p in f.payments
        ),
        recoveries=tuple(
            replace(r, id=f"{n}-{r.id}" if n else r.id)
            for n, f in enumerate(files)
            for r in f.recoveries
        ),
        shares=s7().funds[0].debtor_shares,
        receipts=s7().funds[0].repayment_receipts,
        entries=tuple(
            LedgerEntry(id=f"e{n}", kind=kind, booked_on=on, amount=money(amount))
            for n, (kind, on, amount) in enumerate(book)
        ),
    )
