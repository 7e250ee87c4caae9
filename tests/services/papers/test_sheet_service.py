"""The sheet of sums of a stored case: offered, printed, frozen, kept when facts change."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from pypdf import PdfReader

from mediation_app.clock import SetClock, SystemClock
from mediation_app.database.store import Store
from mediation_app.documents.offers import OfferState, PaperOffer
from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import Loss
from mediation_app.services.cases import CaseService
from tests.documents.papers import samples
from tests.services.papers.desk import CLERK, Desk
from tests.support.places import Places

SHEET = "calculation_sheet"


@pytest.fixture
def desk(places: Places, clock: SetClock) -> Iterator[Desk]:
    made = Desk(
        places.copy_of("sqlite", "papers", lambda url: Store.open(url, SystemClock()).close()),
        clock,
    )
    yield made
    made.store.close()


def with_losses() -> CaseFile:
    """S9 before an agreement, with losses of 10,000.00 and 3,600.00."""
    file = samples.case_s9()
    losses = (
        Loss(id="h1", case_id=samples.CASE, party_id="v1", position=1, item="medical",
             amount=Decimal("10000.00")),
        Loss(id="h2", case_id=samples.CASE, party_id="v1", position=2, item="lost_wages",
             quantity=30, rate=Decimal("120.00")),
    )  # fmt: skip
    return replace(file, losses=losses, funds=(), prepaid=(), agreements=(), clauses=(),
                   instalments=(), performances=(), vehicles=(*file.vehicles, BIKE))  # fmt: skip


BIKE = replace(
    samples.case_s9().vehicles[0],
    id="k2",
    plate="",
    kind=type(samples.case_s9().vehicles[0].kind)("e_bike"),
    driver_id="v1",
    owner_id="v1",
)


def offer(desk: Desk, case_id: str) -> PaperOffer:
    return next(o for o in desk.papers.available(CLERK, case_id) if o.code == SHEET)


def printed(desk: Desk, case_id: str) -> str:
    pdf = desk.papers.made(CLERK, case_id, SHEET).produced.pdf()
    return "".join("".join(p.extract_text().split()) for p in PdfReader(io.BytesIO(pdf)).pages)


def test_sheet_is_offered_and_issued_as_soon_as_there_are_losses(desk: Desk) -> None:
    case_id = desk.keep(with_losses())
    assert offer(desk, case_id).state is OfferState.READY
    text = printed(desk, case_id)
    assert "120.00元/天×30天=3,600.00元" in text
    assert "10,000.00+3,600.00=13,600.00" in text
    assert "数额尚未固定" in text
    paper = desk.papers.issue(CLERK, case_id, SHEET).value
    assert (paper.kind, paper.edition, paper.copies) == (SHEET, 1, 4)
    assert offer(desk, case_id).state is OfferState.ISSUED


def test_sheet_waits_for_what_the_reckoning_lacks(desk: Desk) -> None:
    file = with_losses()
    accident = replace(file.accidents[0], occurred_at=None)
    case_id = desk.keep(replace(file, accidents=(accident,)))
    found = offer(desk, case_id)
    assert found.state is OfferState.MISSING
    assert "accident/occurred_at" in {reason.place for reason in found.reasons}
    desk.papers.preview(CLERK, case_id, SHEET)


def test_frozen_sums_print_as_frozen_whatever_is_entered_later(desk: Desk) -> None:
    case_id = desk.keep(with_losses())
    CaseService(desk.context).freeze(CLERK, case_id, reason="各方核对无异议")
    text = printed(desk, case_id)
    assert "数额已于2026年11月22日固定（各方核对无异议）" in text
    with desk.store.write(CLERK, "test.change") as unit:
        loss = unit.get(Loss, "h1")
        unit.change(loss, replace(loss, amount=Decimal("12000.00")))
        unit.commit()
    assert offer(desk, case_id).state is OfferState.READY
    assert printed(desk, case_id) == text
    CaseService(desk.context).accept_recalculation(CLERK, case_id, "补交票据")
    assert "12,000.00+3,600.00=15,600.00" in printed(desk, case_id)


def test_an_issued_sheet_is_an_old_edition_once_the_sums_change(desk: Desk) -> None:
    case_id = desk.keep(with_losses())
    CaseService(desk.context).freeze(CLERK, case_id)
    desk.papers.issue(CLERK, case_id, SHEET)
    with desk.store.write(CLERK, "test.change") as unit:
        loss = unit.get(Loss, "h1")
        unit.change(loss, replace(loss, amount=Decimal("12000.00")))
        unit.commit()
    assert offer(desk, case_id).state is OfferState.ISSUED
    CaseService(desk.context).accept_recalculation(CLERK, case_id, "补交票据")
    assert offer(desk, case_id).state is OfferState.STALE
