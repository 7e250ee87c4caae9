"""What differs by place (rescue fund): every parameter is a key with a national default and a source."""

from __future__ import annotations

from datetime import date

import pytest

from mediation_app.domain.explain import Sureness
from mediation_app.rulebook import Rulebook
from tests.rules.support import TODAY

# key → national default, Shandong; None where no figure is known
PARAMETERS = {
    "fund_level": ("省级，逐步省级统筹", "省市两级筹集管理"),
    "lead_department": ("由地方人民政府确定", "省级协调机制，办公室设在省公安厅"),
    "manager_type": ("保险公司或其他专业机构", "受托管理机构（政府采购）"),
    "window_hours": (168, 168),
    "window_mode": ("hours168", "hours168"),
    "rescue_cap_per_person": (None, None),
    "tier_rules": (None, None),
    "funeral_cap": (None, None),
    "hardship_enabled": (False, False),
    "hardship_cap": (None, None),
    "non_motor_included": (False, False),
    "own_occupants": (True, True),
    "other_case_by_committee": (False, False),
    "prehospital_included": (False, False),
    "treatment_beyond_rescue": (False, False),
    "apply_days": (None, None),
    "review_days": (3, 3),
    "pay_days": (2, 2),
    "notice_days_police": (3, 3),
    "funeral_days": (3, 3),
    "health_dept_precheck": (False, False),
    "expert_review": (False, False),
    "online_channel": (None, None),
    "supplement_days": (10, 10),
    "objection_days": (5, 5),
    "clock_mode": ("restart", "restart"),
    "writeoff_years": (3, 3),
    "writeoff_3y_from": ("accident", "accident"),
    "local_final_approval": (False, False),
    "fund_schedule_roll": (True, True),
}


@pytest.mark.parametrize("key", PARAMETERS)
def test_every_parameter_is_data(key: str) -> None:
    for code, expected in zip(("11", "371524"), PARAMETERS[key], strict=True):
        value = Rulebook.open(code).profile().value(key, TODAY)
        found = value.value
        assert (list(found) or None if isinstance(found, tuple) else found) == expected
        assert value.source.text
        assert value.known is (expected is not None)
        if expected is None:
            assert value.source.sureness is Sureness.UNVERIFIED


def test_every_adjustable_term_has_its_number() -> None:
    book = Rulebook.open("371524")
    profile = book.profile()
    for rule in book.deadlines().values():
        if rule.profile_key:
            number = profile.value(rule.profile_key, TODAY).whole()
            assert rule.amount == number, rule.id  # the shipped number of the place is the default


def test_a_county_changes_its_number_and_old_cases_keep_theirs(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "profile.toml").write_text(
        '[[value]]\nkey = "review_days"\nvalue = 5\nvalid_from = 2026-10-01\n'
        'source = "本县规定"\nsureness = "确定"\n',
        encoding="utf-8",
    )
    book = Rulebook.open("371524", overlay=folder)
    old, new = (
        book.reckon("fund.D05", date(2026, 9, 18)),
        book.reckon("fund.D05", date(2026, 10, 10)),
    )
    assert old is not None
    assert new is not None
    assert (old.day, new.day) == (date(2026, 9, 22), date(2026, 10, 16))
    assert "起 5 个工作日" in new.text
