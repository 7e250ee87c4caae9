"""The figures over a victim's screening, on the case and on Today."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from mediation_app.clock import CHINA
from mediation_app.domain.files import CaseFile
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.fund_screening import VictimScreen, screen
from mediation_app.domain.losses import Injury, Outcome, Prepaid, Treatment
from mediation_app.domain.parties import Party
from tests.support.fund_cases import LIMITS, a_case
from ui.screens.case.fund_figures import figures_of
from ui.screens.today.rows import window_words

D = Decimal
START = datetime(2026, 9, 29, 15, 5, tzinfo=CHINA)


def case(**changes: object) -> CaseFile:
    found = a_case()
    injury = replace(found.injuries[0], rescue_started_at=START)
    return replace(found, **({"injuries": (injury,)} | changes))  # type: ignore[arg-type]


def victim(file: CaseFile) -> VictimScreen:
    return screen(file, rules=FundRules(), limits=LIMITS).victims[0]


def told(file: CaseFile, hours: int) -> list[tuple[str, str, str]]:
    return [(f[1], f[2], f[3]) for f in figures_of(victim(file), START + timedelta(hours=hours))]


def test_cost_cover_and_window() -> None:
    assert told(case(), 40) == [
        ("86,420.00 元", "未结算 58,420.00 元", "text"),
        ("18,000.00 元", "限额 18,000.00", "text"),
        ("还剩 128 小时", "10-06 15:05 届满", "text"),
    ]
    assert told(case(), 121)[2] == ("还剩 47 小时", "10-06 15:05 届满", "warn")
    assert told(case(), 168)[2][0] == "10-06 15:05 已届满"


def test_what_is_not_known() -> None:
    bare = a_case()
    assert told(bare, 0)[2] == ("待定", "接受抢救的时间未填写", "warn")
    free = replace(bare, treatments=())
    assert told(free, 0)[0][0] == "未填写"
    settled = replace(bare, treatments=(replace(bare.treatments[0], unpaid=D("0.00")),))
    assert told(settled, 0)[0][1] == "未登记未结算余额"
    dead = replace(bare.injuries[0], outcome=Outcome.DEAD)
    alone = replace(bare, injuries=(dead,), treatments=(), policies=())
    assert len(told(alone, 0)) == 1  # no policy, no rescue: only the cost


def test_what_was_paid_and_what_others_have() -> None:
    other = Party(id="other", case_id="c", name="韩梅")
    file = case()
    file = replace(
        file,
        parties=(*file.parties, other),
        injuries=(*file.injuries, Injury(id="i2", case_id="c", party_id="other")),
        treatments=(
            replace(file.treatments[0], amount=D("30000.00")),
            Treatment(id="t2", case_id="c", injury_id="i2", amount=D("10000.00")),
        ),
        prepaid=(
            Prepaid(id="v", case_id="c", payer_id="", victim_id="victim", amount=D("5000.00"),
                    from_compulsory=True),
        ),
    )  # fmt: skip
    value, note, _ = told(file, 0)[1]
    assert value == "8,500.00 元"
    assert note == "限额 18,000.00，已付 5,000.00，韩梅占 4,500.00"


def test_the_words_on_today() -> None:
    assert window_words(victim(case()), START + timedelta(hours=127, minutes=1)) == "时限剩 41 小时"
    assert window_words(victim(case()), START + timedelta(days=9)) == "时限 10-06 止"
    assert window_words(victim(a_case()), START) == "时限未知"
