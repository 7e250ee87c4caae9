"""Everything a paper is made from, chosen once: the case, the subject, the office, the wording."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from mediation_app.domain.agreements import Confirmation, FollowUp, Instalment
from mediation_app.domain.calendar import WorkCalendar
from mediation_app.domain.cases import StepTaken
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import Payment
from mediation_app.domain.offices import Office
from mediation_app.domain.papers import Paper
from mediation_app.domain.parties import Party
from mediation_app.domain.refunds import Refund
from mediation_app.domain.sessions import Session

if TYPE_CHECKING:
    from mediation_app.documents.context.pursuit import Pursuit
    from mediation_app.domain.claims_shares import BandOf
    from mediation_app.domain.compensation.inputs import Claim
    from mediation_app.domain.compensation.law import CompensationLaw
    from mediation_app.domain.compensation.result import Reckoning
    from mediation_app.domain.fund_report import FundReport
    from mediation_app.domain.liability import LiabilityBand
    from mediation_app.domain.losses import Calculation
    from mediation_app.errors import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Texts that come from rule data; only what is 确定 may be a legal basis.

    ``sources`` are the case sources by code, ``own_sources`` those where the committee acts by
    itself; ``reasons`` are the codes N, K, B and M of the fund; ``basis`` is by kind of paper;
    ``terms`` are working days by key of the profile, ``switches`` what the profile has on.
    """

    sources: Mapping[str, str] = field(default_factory=dict)
    own_sources: frozenset[str] = frozenset({"02"})
    reasons: Mapping[str, str] = field(default_factory=dict)
    basis: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    appeal_route: str = ""
    objection_days: int | None = None
    rescue_cap: str = ""
    terms: Mapping[str, int] = field(default_factory=dict)
    switches: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """The reckoning (赔偿计算) as the sheet prints it, the frozen one when the sums are frozen.

    ``bands`` are by party, ``behind`` tells the party behind a side (the driver, where another
    one is liable).
    """

    result: Reckoning
    claim: Claim
    law: CompensationLaw
    frozen: Calculation | None = None
    bands: Mapping[str, LiabilityBand] = field(default_factory=dict)
    behind: Mapping[str, str] = field(default_factory=dict)
    rules_version: str = ""

    def behind_side(self, side: str, liable: str) -> str:
        """The party whose fault and share a side stands for."""
        return self.behind.get(side, liable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What one paper looks at. ``people`` are names by person key; ``today`` reckons ages.

    ``sums_trouble`` says why the compensation cannot be reckoned yet; without losses both are
    None. ``band_of`` looks up bands of shares for the check-up, ``printable`` tells whether a
    font has a character.
    """

    file: CaseFile
    office: Office
    today: date
    kind: str = ""
    people: Mapping[str, str] = field(default_factory=dict)
    wording: Wording = field(default_factory=Wording)
    session: Session | None = None
    instalment: Instalment | None = None
    fund: FundFile | None = None
    payment: Payment | None = None
    number: str = ""
    calendar: WorkCalendar | None = None
    sums: Sums | None = None
    sums_trouble: Reason | None = None
    follow_up: FollowUp | None = None
    confirmation: Confirmation | None = None
    agent: Party | None = None
    step: StepTaken | None = None
    pursuit: Pursuit | None = None
    refund: Refund | None = None
    party: Party | None = None
    served: Paper | None = None
    report: FundReport | None = None
    band_of: BandOf | None = None
    printable: Callable[[str], bool] | None = None

    def person(self, person_id: str) -> str:
        """The name of somebody of the office; empty when unknown."""
        return self.people.get(person_id, "") if person_id else ""

    def party_name(self, party_id: str) -> str:
        """The name of a party; empty when there is none."""
        party = self.file.party(party_id) if party_id else None
        return party.name if party else ""
