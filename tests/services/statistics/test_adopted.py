"""A case taken over from another office: what that office paid and got back is not ours."""

from __future__ import annotations

from decimal import Decimal

from mediation_app.clock import SetClock
from mediation_app.domain.fund import FundState
from mediation_app.exchange.case_json import load_case
from mediation_app.services.stories import s1_s9
from tests.support.places import Places
from tests.support.stories import office


def test_a_settled_application_from_elsewhere_counts_nowhere(
    engine_name: str, places: Places, clock: SetClock
) -> None:
    with office(places, engine_name, "story-s1-s9", clock, s1_s9.play) as (bench, cast):
        theirs = bench.returns.draft(cast["supervisor"], "2026")
        text = bench.exchange.hand_out(cast["admin"], "2026-0001")
        moment = clock.moment
    assert (theirs.paid.amount, theirs.paid.cases) == (Decimal("57160.00"), 1)
    with office(places, engine_name, "ours", clock) as (bench, cast):
        clock.moment = moment
        taken = bench.exchange.take_in(cast["admin"], load_case(text)).value
        assert taken.funds[0].application.state in (FundState.PAID, FundState.ARCHIVED)
        assert taken.funds[0].payments
        ours = bench.returns.draft(cast["supervisor"], "2026")
    assert ours.cases == {}
    assert (ours.asked, ours.approved, ours.paid.cases) == (0, 0, 0)
    assert {ours.paid_ever, ours.recovered_ever, ours.by_plan, ours.closing} == {Decimal("0.00")}
    assert ours.decided == ours.paid_timed == 0
