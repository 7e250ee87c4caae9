"""Who is expected when a session is booked."""

from __future__ import annotations

from mediation_app.domain.cases import Case
from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import Injury, Outcome
from mediation_app.domain.parties import Party, PartyRole, Side
from mediation_app.domain.workflow.taking import _expected


def _party(key: str, side: Side, *roles: PartyRole, represents: str = "") -> Party:
    return Party(id=key, case_id="c", side=side, roles=roles, name=key, represents_id=represents)


def test_parties_and_their_agents_are_expected_helpers_and_the_dead_are_not() -> None:
    file = CaseFile(
        case=Case(id="c"),
        parties=(
            _party("dead", Side.APPLICANT, PartyRole.VICTIM),
            _party("heir", Side.APPLICANT, PartyRole.RELATIVE),
            _party("agent", Side.HELPER, PartyRole.AGENT, represents="heir"),
            _party("driver", Side.RESPONDENT, PartyRole.DRIVER),
            _party("hospital", Side.HELPER, PartyRole.HOSPITAL),
        ),
        injuries=(Injury(id="i", case_id="c", party_id="dead", outcome=Outcome.DEAD),),
    )
    assert _expected(file) == ("heir", "agent", "driver")
