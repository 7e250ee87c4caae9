"""What the page of an application shows without a second question."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from mediation_app.domain.workflow.fund import FUND
from mediation_app.services.stories.parts import day
from tests.services.fund.conftest import Desk

D = Decimal


def test_the_page_of_an_application_speaks(at: Any) -> None:
    desk, key = at("checked")
    view = desk.workbench.fund.view(desk.cast["approver"], key)
    assert [(line.label, line.passed, line.note) for line in view.conclusions] == [
        ("情形", True, "C1 抢救费用超过交强险责任限额"),
        ("费用真实、合理", True, "16 行、86,420.00 元已逐行核对，核减 1,260.00 元"),
        ("7 日", True, "抢救 6 天 22 小时，未超过时限"),
        ("重复救助", True, "未见重复申请"),
        ("收款人", True, "东阿县康宁医院 账户，户名一致"),
    ]
    assert view.names["clerk"] == "宋梅"
    assert view.names["approver"] == ""
    assert view.due == day(10, 14)
    assert view.holes == ()
    assert [step.event for step in view.history][-2:] == ["recommend", "check_pass"]
    allowed = {offer.step.event for offer in view.offers if offer.allowed}
    assert allowed == {"approve", "refuse", "return_to_check"}


def test_findings_can_be_taken_over(at: Any) -> None:
    desk, key = at("accepted")
    clerk = desk.cast["fund_clerk"]
    desk.workbench.fund.accept_whole_bill(clerk, key)
    file = desk.workbench.fund.suggest_findings(clerk, key).value
    assert [finding.head for finding in file.findings] == ["situation", "genuine", "other"]
    assert all(finding.passed for finding in file.findings)
    again = desk.workbench.fund.suggest_findings(clerk, key).value
    assert len(again.findings) == 3
    done = desk.do("fund_clerk", key, "recommend", opinion="建议垫付")
    assert done.application.proposed == D("58420.00")  # nothing was cut, the balance bounds it


def test_the_lists_behind_the_facts(desk: Desk) -> None:
    fund = desk.workbench.fund
    assert dict(fund.choices("reasons.refusal"))["N02"] == "费用未超过交强险责任限额"
    assert dict(fund.choices("reasons.reduction"))["K06"] == "舒适性项目"
    sources = {fact.source for step in FUND.steps for fact in step.needs if fact.source}
    for source in sources:
        assert fund.choices(source)
