"""The notice of a refusal draws its number from its own series; a return hangs on what it serves."""

from __future__ import annotations

from mediation_app.domain.cases import MediationState
from tests.documents.papers import samples, samples_ends
from tests.services.papers.desk import CLERK, Desk


def test_a_refusal_is_numbered_once_in_its_own_series(desk: Desk) -> None:
    case_id = desk.keep(samples_ends.ended(MediationState.REFUSED))
    paper = desk.papers.issue(CLERK, case_id, "not_accepted_notice").value
    assert paper.number == "（2026）东道交调不受字第0001号"
    again = desk.papers.issue(CLERK, case_id, "not_accepted_notice").value
    assert (again.id, again.number) == (paper.id, paper.number)


def test_the_return_of_an_agreement_and_the_address_of_a_party_are_issued(desk: Desk) -> None:
    case_id = desk.keep(samples.case_s9())
    agreement = desk.papers.issue(CLERK, case_id, "agreement", "w1").value
    paper = desk.papers.issue(CLERK, case_id, "service_return", agreement.id).value
    assert paper.title == "送达回证（人民调解协议书）"
    address = desk.papers.issue(CLERK, case_id, "address_confirmation", "i1").value
    assert "泰和财产保险" in address.title
