"""The return of 2026 over S4, S7 and S8, with a book of the fund."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mediation_app.documents.context import Scene
from mediation_app.domain.cases import Case
from mediation_app.domain.files import CaseFile
from mediation_app.domain.fund import LedgerEntry, LedgerKind
from tests.documents.papers import samples
from tests.documents.papers.samples import money
from tests.documents.papers.samples_recovery import s7, s8
from tests.support.plain_returns import FundRecords, period, report


def returned(code: str) -> Scene:
    """The scene of the return; it is about no case."""
    empty = CaseFile(case=Case(id=""))
    figures = report(records(), *period(2026))
    return replace(samples.scene(code, empty, fund=None), report=figures)


def records() -> FundRecords:
    """Everything of S4, S7 and S8, with the fund's book of 2026."""
    files = (*s7().funds, *s8().funds, samples.refused())
    payments = tuple(
        replace(p, id=f"{n}-{p.id}", application_id=f"{n}-{p.application_id}")
        for n, f in enumerate(files)
        for p in f.payments
    )
    receipts = s7().funds[0].repayment_receipts
    paid = {p.id: (LedgerKind.PAID_OUT, p.paid_on, -p.amount) for p in payments}
    came = {r.id: (LedgerKind.RECOVERED, r.received_on, r.amount) for r in receipts}
    book = {
        "opening": (LedgerKind.OPENING, date(2026, 1, 1), money("1280000.00")),
        "premium": (LedgerKind.PREMIUM, date(2026, 3, 31), money("360000.00")),
        "interest": (LedgerKind.INTEREST, date(2026, 6, 21), money("812.40")),
    }
    return FundRecords(
        applications=tuple(
            replace(f.application, id=f"{n}-{f.application.id}", serial=n + 1)
            for n, f in enumerate(files)
        ),
        payments=payments,
        recoveries=tuple(
            replace(r, id=f"{n}-{r.id}" if n else r.id, payment_id=f"{n}-{r.payment_id}")
            for n, f in enumerate(files)
            for r in f.recoveries
        ),
        shares=s7().funds[0].debtor_shares,
        receipts=receipts,
        entries=tuple(
            LedgerEntry(
                id=f"e{n}", kind=kind, booked_on=on or date.max, amount=amount, subject_id=subject
            )
            for n, (subject, (kind, on, amount)) in enumerate({**book, **paid, **came}.items())
        ),
    )
