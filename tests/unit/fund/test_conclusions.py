"""The conclusions of the review: each head of the approval form, passed or not, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from mediation_app.clock import CHINA
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import (
    FundKind,
    FundSituation,
)
from mediation_app.domain.fund_calculation import reckon
from mediation_app.domain.fund_conclusions import Conclusion, conclusions, suggested_findings
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.fund_screening import (
    screen,
)
from mediation_app.errors import Reason
from tests.support.fund_cases import LIMITS, a_case, a_file

RULES = FundRules()
RIGHT = {"payee_name": "东阿县康宁医院", "payee_bank": "农行", "payee_account": "15806001040012345"}


# Conclusions --------------------------------------------------------------------------------------


def lines(
    file: FundFile, case: CaseFile | None = None, **more: Any
) -> dict[str, tuple[bool, str, str]]:
    case = case or a_case()
    given: dict[str, Any] = {
        "screening": screen(case, rules=RULES, limits=LIMITS),
        "advance": None,
        **more,
    }
    return {
        line.head: (line.passed, line.note, line.reason_code)
        for line in conclusions(case, file, **given)
    }


def test_a_clean_application() -> None:
    file = a_file(**RIGHT)
    advance = reckon(a_case(), file, rules=RULES, limits=LIMITS)
    assert lines(file, advance=advance) == {
        "situation": (True, "C1 抢救费用超过交强险责任限额", ""),
        "genuine": (True, "2 行、86,420.00 元已逐行核对，核减 1,260.00 元", ""),
        "window": (True, "抢救未超过时限", ""),
        "duplicate": (True, "未见重复申请", ""),
        "payee": (True, "东阿县康宁医院 账户，户名一致", ""),
    }


def test_a_funeral_has_no_window() -> None:
    assert "window" not in lines(a_file(kind=FundKind.FUNERAL))


@pytest.mark.parametrize(
    ("file", "head", "said"),
    [
        (a_file(situation=None), "situation", (False, "三种垫付情形均不符合", "N01")),
        (a_file(situation=FundSituation.C3), "situation", (False, "C3 机动车肇事后逃逸", "")),
        (a_file(situation=FundSituation.OTHER), "situation", (True, "other 其他情形", "")),
        (a_file(victim_id="x"), "situation", (True, "C1 抢救费用超过交强险责任限额", "")),
        (a_file(bill_lines=()), "genuine", (False, "费用清单没有录入", "")),
        (a_file(bill_lines=(a_file().bill_lines[0], replace(a_file().bill_lines[1],
                                                             decided=False))),
         "genuine", (False, "2 行费用中还有 1 行没有核定", "")),
        (a_file(rescue_ended_at=datetime(2026, 10, 3, 20, 5, tzinfo=CHINA)), "window",
         (True, "抢救 4 天 5 小时，未超过时限", "")),
        (a_file(), "payee", (False, "东阿县康宁医院 账户未核实", "")),
        (a_file(hospital="别的医院"), "payee", (False, "收款人 账户未核实", "")),
    ],
)  # fmt: skip
def test_a_line_of_the_conclusions(file: FundFile, head: str, said: tuple[bool, str, str]) -> None:
    assert lines(file)[head] == said


LATE = (replace(a_file().bill_lines[0], in_window=False),)


@pytest.mark.parametrize(
    ("reason", "advance", "said"),
    [
        ("", False, (False, "1 行费用超出时限，没有医疗机构书面说明", "N07")),
        ("危重", True, (True, "1 行费用超出时限（10-06 15:05 止），医疗机构已书面说明", "")),
    ],
)
def test_treatment_beyond_the_window(
    reason: str, advance: bool, said: tuple[bool, str, str]
) -> None:
    file = a_file(bill_lines=LATE, over_window_reason=reason)
    reckoned = reckon(a_case(), file, rules=RULES, limits=LIMITS) if advance else None
    assert lines(file, advance=reckoned)["window"] == said


def test_the_sums_can_refuse_a_situation() -> None:
    file = a_file()
    advance = reckon(a_case(), file, rules=RULES, limits=LIMITS)
    refused = replace(advance, refusals=("N02",))
    assert lines(file, advance=refused)["situation"][::2] == (False, "N02")


@pytest.mark.parametrize(
    ("blocking", "said"),
    [(True, (False, "与 N2 重复", "N08")), (False, (True, "与 N2 可能是同一人，须核对", ""))],
)
def test_duplicates_in_words(blocking: bool, said: tuple[bool, str, str]) -> None:
    found = (Reason(code="fund.duplicate", blocking=blocking, params=(("number", "N2"),)),)
    assert lines(a_file(), duplicates=found)["duplicate"] == said


def test_findings_are_suggested_once() -> None:
    file = a_file(findings=())
    found = (
        Conclusion(head="situation", label="情形", passed=True, note="C1"),
        Conclusion(head="genuine", label="费用", passed=False, note="费用", reason_code="K06"),
        Conclusion(head="window", label="7 日", passed=True, note="未超过"),
        Conclusion(head="payee", label="收款人", passed=False, note="未核实"),
    )
    made = suggested_findings(file, found, "甲").findings
    assert [(one.head, one.passed, one.note, one.position) for one in made] == [
        ("situation", True, "C1", 1),
        ("genuine", False, "费用", 2),
        ("other", False, "未超过；未核实", 3),
    ]
    assert {one.reviewer_id for one in made} == {"甲"}
    kept = a_file(findings=made[:2])
    again = suggested_findings(kept, found, "乙").findings
    assert again[:2] == made[:2]
    assert [one.head for one in again] == ["situation", "genuine", "other"]
