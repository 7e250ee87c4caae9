"""The papers of the intake as the steps of a real application call for them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from mediation_app.documents.offers import PaperOffer
from mediation_app.domain.fund import FundKind
from mediation_app.services.stories.parts import day
from tests.services.fund.conftest import Desk


def submitted(desk: Desk) -> tuple[str, str]:
    """The key of the case and of an application that was just handed in."""
    case = desk.registered()
    clerk = desk.cast["fund_clerk"]
    file = desk.workbench.fund.start(clerk, case.case.id, case.parties[0].id, FundKind.RESCUE).value
    key = file.application.id
    desk.do("fund_clerk", key, "submit", form_signed=True, standing_proved=True)
    return case.case.id, key


def papers(desk: Desk, case_id: str) -> dict[str, PaperOffer]:
    found = desk.workbench.papers.available(desk.cast["fund_clerk"], case_id)
    return {offer.code: offer for offer in found}


def issued(desk: Desk, case_id: str, code: str) -> tuple[Any, str]:
    offer = papers(desk, case_id)[code]
    clerk = desk.cast["fund_clerk"]
    assert not offer.reasons
    paper = desk.workbench.papers.issue(clerk, case_id, code, offer.subject_id).value
    made = desk.workbench.papers.made(clerk, case_id, code, offer.subject_id)
    pages = PdfReader(io.BytesIO(made.produced.pdf())).pages
    return paper, "".join("".join(page.extract_text().split()) for page in pages)


def test_a_request_to_supplement_is_a_letter_with_the_number_it_drew(desk: Desk) -> None:
    case_id, key = submitted(desk)
    assert "fund_supplement_notice" not in papers(desk, case_id)
    desk.received(key, but=("unpaid_balance", "application_form"))
    desk.do("fund_clerk", key, "ask_supplement", missing=("B08", "B01"))
    paper, text = issued(desk, case_id, "fund_supplement_notice")
    assert paper.number.endswith("补〔2026〕第0001号")
    assert paper.number in text
    assert "未结算余额证明" in text
    assert "签名或印章" in text
    assert "自收到本通知书之日起10个工作日内" in text
    # the letter stands as it was sent when the answer has come
    desk.do("fund_clerk", key, "supplemented", answered=("B01", "B08"))
    offer = papers(desk, case_id)["fund_supplement_notice"]
    assert offer.paper is not None
    assert offer.state == "issued"


def test_a_refusal_to_accept_draws_from_its_own_series(desk: Desk) -> None:
    case_id, key = submitted(desk)
    facts = {
        "refusal_codes": ("N04",),
        "refusal_facts": "事故发生在茌平区。",
        "referral": "茌平区服务站",
    }
    done = desk.do("checker", key, "not_accept", **facts)
    assert done.application.decision_number.endswith("不受〔2026〕第0001号")
    paper, text = issued(desk, case_id, "fund_not_accepted")
    assert paper.number == done.application.decision_number
    assert "（一）事故地点不在本辖区（N04）" in text
    assert "建议去向：茌平区服务站" in text
    assert "fund_approval_form" not in papers(desk, case_id)


def test_an_inquiry_goes_out_with_the_form_of_the_reply(desk: Desk) -> None:
    case_id, key = submitted(desk)
    file = desk.workbench.fund.file(desk.cast["fund_clerk"], key)
    present = {m.code: "" for m in file.materials if m.required}
    desk.workbench.fund.tick_materials(desk.cast["fund_clerk"], key, present)
    desk.do("fund_clerk", key, "accept", complete_on=day(10, 9))
    ask = {"addressee": "东阿县公安局交通警察大队", "question": "肇事车辆是否投保交强险。"}
    desk.do("fund_clerk", key, "inquire", **ask)
    paper, text = issued(desk, case_id, "fund_inquiry")
    assert paper.number.endswith("函〔2026〕第0001号")
    assert "自收到本函之日起2个工作日内" in text
    _, reply = issued(desk, case_id, "fund_inquiry_reply")
    assert paper.number in reply
    assert "肇事车辆是否投保交强险。" in reply
    _, receipt = issued(desk, case_id, "fund_materials_receipt")
    assert "必备材料齐全" in receipt


@pytest.mark.parametrize("event", ["submit", "ask_supplement", "not_accept", "inquire"])
def test_the_papers_a_step_names_exist(desk: Desk, event: str) -> None:
    from mediation_app.domain.workflow.fund import FUND

    known = {kind.code for kind in desk.workbench.papers.kinds()}
    steps = [step for step in FUND.steps if step.event == event]
    assert steps
    for step in steps:
        assert step.papers
        assert set(step.papers) <= known


def test_the_settlement_with_the_medical_insurance_is_kept(desk: Desk) -> None:
    from dataclasses import replace

    case = desk.registered()
    clerk = desk.cast["fund_clerk"]
    fund = desk.workbench.fund
    file = fund.start(clerk, case.case.id, case.parties[0].id, FundKind.RESCUE).value
    told = replace(file.application, medical_insurance="居民医保，未结算")
    saved = fund.save(clerk, file, replace(file, application=told)).value
    assert saved.application.medical_insurance == "居民医保，未结算"
