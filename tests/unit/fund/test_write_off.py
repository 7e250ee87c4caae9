"""S10: write-off of an unsolved hit-and-run exactly after three years, and not a day before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.calendar import first_day_after_years
from mediation_app.domain.fund import FundState
from mediation_app.domain.offices import Role
from mediation_app.domain.recovery import Recovery, RecoveryAction, RecoveryState
from mediation_app.domain.workflow.engine import Position, check
from mediation_app.domain.workflow.recovery import RECOVERY
from mediation_app.errors import NotAllowed
from tests.support.fund_cases import a_case, a_file, person

OFFICER = person("rec", Role.RECOVERY)
FACTS = {"ground": "1", "certificate": True, "evidence": "未侦破证明"}


def ask(on: date, *, acts: int = 3, solved: date | None = None, **facts: Any) -> None:
    recovery = Recovery(
        id="r",
        case_id="c",
        application_id="f",
        payment_id="p",
        state=RecoveryState.ON_HOLD,
        opening=Decimal("43600.00"),
        write_off_from=first_day_after_years(date(2023, 3, 10), 3),
    )
    actions = tuple(
        RecoveryAction(id=f"a{n}", case_id="c", recovery_id="r", kind="inquiry")
        for n in range(acts)
    )
    case = a_case()
    accident = replace(
        case.accident,
        occurred_at=datetime(2023, 3, 10, 4, tzinfo=UTC),
        hit_and_run=True,
        hit_and_run_solved_on=solved,
    )
    file = a_file(state=FundState.PAID, recoveries=(recovery,), recovery_actions=actions)
    position = Position(
        case=replace(case, accidents=(accident,)),
        fund=file,
        actor=OFFICER,
        today=on,
        occurred_on=on,
        facts=FACTS | facts,
    )
    check(RECOVERY, "on_hold", "ask_write_off", position, {})


def refused(on: date, **changes: Any) -> set[str]:
    with pytest.raises(NotAllowed) as trouble:
        ask(on, **changes)
    return {reason.code for reason in trouble.value.reasons}


def test_on_the_anniversary_it_is_refused_and_the_day_after_allowed() -> None:
    assert refused(date(2026, 3, 10)) == {"recovery.write_off_early"}
    ask(date(2026, 3, 11))


def test_three_documented_acts_and_a_certificate() -> None:
    assert refused(date(2026, 3, 11), acts=2) == {"recovery.too_few_actions"}
    assert refused(date(2026, 3, 11), certificate=False) == {"recovery.no_certificate"}


def test_a_solved_case_is_told_not_written_off() -> None:
    assert refused(date(2026, 3, 11), solved=date(2026, 1, 5)) == {"recovery.solved"}
