"""The papers of a recovery beside its steps: issued, numbered once, true after the step."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from mediation_app.clock import today
from mediation_app.documents.offers import OfferState, PaperOffer
from mediation_app.domain.fund import LedgerKind
from mediation_app.domain.fund_report import period
from mediation_app.errors import NotAllowed
from mediation_app.services.fund_report import STATISTICS, FundReportService
from mediation_app.services.stories.parts import day
from tests.services.fund.conftest import Desk


def opened(at: Any) -> tuple[Desk, str, str]:
    """The desk after the payment, the recovery's key, the case's."""
    desk, key = at("paid")
    file = desk.workbench.fund.file(desk.cast["clerk"], key)
    assert file.recovery is not None
    return desk, file.recovery.id, file.application.case_id


def lines(desk: Desk, case: str, code: str) -> list[PaperOffer]:
    found = desk.workbench.papers.available(desk.cast["recovery"], case)
    return [offer for offer in found if offer.code == code]


def issue(desk: Desk, case: str, offer: PaperOffer) -> Any:
    return desk.workbench.papers.issue(
        desk.cast["recovery"], case, offer.code, offer.subject_id
    ).value


def act(desk: Desk, who: str, key: str, event: str, **facts: Any) -> Any:
    on = today(desk.clock)
    return desk.workbench.recovery.perform(desk.cast[who], key, event, on, facts).value


def text(desk: Desk, case: str, offer: PaperOffer) -> str:
    made = desk.workbench.papers.made(desk.cast["recovery"], case, offer.code, offer.subject_id)
    pages = PdfReader(io.BytesIO(made.produced.pdf())).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_a_notice_has_one_number_and_stays_true_after_it_was_served(at: Any) -> None:
    desk, key, case = opened(at)
    driver, insurer = lines(desk, case, "recovery_notice")
    assert driver.state is insurer.state is OfferState.READY
    first, second = issue(desk, case, driver), issue(desk, case, insurer)
    assert first.number.endswith("追函〔2026〕第0001号")
    assert second.number.endswith("追函〔2026〕第0002号")
    assert issue(desk, case, driver).id == first.id
    act(desk, "recovery", key, "tell", served_how="直接送达")
    desk.clock.put(2026, 10, 19)
    desk.workbench.recovery.receive(
        desk.cast["cashier"],
        key,
        desk.workbench.recovery.view(desk.cast["recovery"], key).owed / 2,
        day(10, 19),
        bank_serial="R1",
        payer_name="许文涛",
    )
    after = lines(desk, case, "recovery_notice")[0]
    assert after.state is OfferState.ISSUED
    assert first.number in text(desk, case, after)
    (receipt,) = lines(desk, case, "repayment_receipt")
    assert receipt.state is OfferState.READY


def test_a_demand_is_written_before_it_is_sent_and_counts_on(at: Any) -> None:
    desk, key, case = opened(at)
    act(desk, "recovery", key, "tell", served_how="直接送达")
    assert lines(desk, case, "recovery_demand") == []
    (agreement,) = lines(desk, case, "repayment_agreement")
    assert agreement.state is OfferState.MISSING
    desk.workbench.recovery.plan(desk.cast["recovery"], key, count=6, first_on=day(11, 5))
    (agreement,) = lines(desk, case, "repayment_agreement")
    assert agreement.state is OfferState.READY
    issue(desk, case, agreement)
    act(desk, "recovery", key, "agree", debtor_checked=True)
    (signed,) = lines(desk, case, "repayment_agreement")
    assert signed.state is OfferState.ISSUED
    desk.clock.put(2026, 11, 6)
    act(desk, "recovery", key, "overdue")
    (one,) = lines(desk, case, "recovery_demand")
    paper = issue(desk, case, one)
    act(desk, "recovery", key, "demand", served_how="邮寄")
    sent, following = lines(desk, case, "recovery_demand")
    assert (sent.subject_id, sent.state) == (one.subject_id, OfferState.ISSUED)
    assert following.state is OfferState.READY
    desk.clock.put(2026, 11, 20)
    again = issue(desk, case, following)
    assert (paper.number[-5:], again.number[-5:]) == ("0001号", "0002号")
    assert "（第二次）" in text(desk, case, following)
    assert "自收到之日起10个工作日内" in text(desk, case, following)


def test_mediators_have_no_business_with_letters_of_recovery(at: Any) -> None:
    desk, _, case = opened(at)
    offer = lines(desk, case, "recovery_notice")[0]
    with pytest.raises(NotAllowed) as trouble:
        desk.workbench.papers.issue(desk.cast["mediator"], case, offer.code, offer.subject_id)
    assert trouble.value.code == "papers.not_yours"


def test_every_paper_that_can_be_made_is_written(at: Any, tmp_path: Any) -> None:
    desk, _, case = opened(at)
    names = {
        path.name
        for path in desk.workbench.papers.output.write_all(desk.cast["clerk"], case, tmp_path)
    }
    for word in ("追偿告知书", "保险赔款协助划付函", "社会救助基金卷内目录"):
        assert any(word in name for name in names), word
    assert not any("催款函" in name or "核销" in name for name in names)


def test_the_return_of_the_year_closes_with_the_book(at: Any) -> None:
    desk, _, _ = opened(at)
    service = FundReportService(desk.workbench.papers._context)
    since, until = period(2026)
    found = service.figures(desk.cast["supervisor"], since, until)
    assert found.closing == desk.workbench.ledger.balance(desk.cast["cashier"])
    assert -found.book[LedgerKind.PAID_OUT] == found.paid.amount == found.outstanding
    kind = desk.workbench.papers.catalog().kind(STATISTICS)
    paper = service.paper(desk.cast["supervisor"], since, until, kind)
    assert paper.pages == 1
    assert paper.missing == ()
