"""Aggregates: everything of one case, and everything of one application, as one snapshot.

``CaseFile`` and ``FundFile`` hold live records only, children in the order of ``position`` (or
of making). They are what services load, screens show, papers print and JSON carries.
"""

from __future__ import annotations

from dataclasses import dataclass

from mediation_app.domain.agreements import (
    Agreement,
    Clause,
    Confirmation,
    FollowUp,
    Instalment,
    Performance,
)
from mediation_app.domain.cases import Accident, Case, StepTaken
from mediation_app.domain.custody import Custody, CustodyEntry
from mediation_app.domain.fund import (
    BillLine,
    Decision,
    Finding,
    FundApplication,
    LayerShare,
    Material,
    Payment,
)
from mediation_app.domain.losses import (
    Allocation,
    Calculation,
    CaseDependant,
    Injury,
    Loss,
    Prepaid,
    Treatment,
    VictimStandard,
)
from mediation_app.domain.papers import Attachment, Paper, Signature
from mediation_app.domain.parties import Party, PartyRole
from mediation_app.domain.recovery import (
    DebtorShare,
    Recovery,
    RecoveryAction,
    RepaymentReceipt,
    RepaymentRow,
)
from mediation_app.domain.refunds import Refund, RefundReceipt
from mediation_app.domain.sessions import Session
from mediation_app.domain.vehicles import Policy, Vehicle


@dataclass(frozen=True, slots=True, kw_only=True)
class FundFile:
    """One application with all that belongs to it; at most one recovery."""

    application: FundApplication
    bill_lines: tuple[BillLine, ...] = ()
    findings: tuple[Finding, ...] = ()
    materials: tuple[Material, ...] = ()
    decisions: tuple[Decision, ...] = ()
    payments: tuple[Payment, ...] = ()
    recoveries: tuple[Recovery, ...] = ()
    debtor_shares: tuple[DebtorShare, ...] = ()
    repayment_rows: tuple[RepaymentRow, ...] = ()
    repayment_receipts: tuple[RepaymentReceipt, ...] = ()
    recovery_actions: tuple[RecoveryAction, ...] = ()
    refunds: tuple[Refund, ...] = ()
    refund_receipts: tuple[RefundReceipt, ...] = ()

    @property
    def recovery(self) -> Recovery | None:
        """The recovery that the payment opened, if there is one."""
        return self.recoveries[-1] if self.recoveries else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """One case with all that belongs to it, its fund applications included."""

    case: Case
    accidents: tuple[Accident, ...] = ()
    parties: tuple[Party, ...] = ()
    vehicles: tuple[Vehicle, ...] = ()
    policies: tuple[Policy, ...] = ()
    injuries: tuple[Injury, ...] = ()
    treatments: tuple[Treatment, ...] = ()
    losses: tuple[Loss, ...] = ()
    prepaid: tuple[Prepaid, ...] = ()
    dependants: tuple[CaseDependant, ...] = ()
    victim_standards: tuple[VictimStandard, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    calculations: tuple[Calculation, ...] = ()
    sessions: tuple[Session, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    clauses: tuple[Clause, ...] = ()
    instalments: tuple[Instalment, ...] = ()
    performances: tuple[Performance, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    papers: tuple[Paper, ...] = ()
    signatures: tuple[Signature, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    steps: tuple[StepTaken, ...] = ()
    layer_shares: tuple[LayerShare, ...] = ()
    custodies: tuple[Custody, ...] = ()
    custody_entries: tuple[CustodyEntry, ...] = ()
    funds: tuple[FundFile, ...] = ()

    @property
    def accident(self) -> Accident:
        """The accident; an empty one while nothing was entered."""
        if self.accidents:
            return self.accidents[0]
        return Accident(id="", case_id=self.case.id, unit_code=self.case.unit_code)

    @property
    def agreement(self) -> Agreement | None:
        """The agreement that counts (the last live one)."""
        return self.agreements[-1] if self.agreements else None

    @property
    def calculation(self) -> Calculation | None:
        """The frozen reckoning that counts (the last one), if the sums were frozen."""
        return self.calculations[-1] if self.calculations else None

    def party(self, party_id: str) -> Party | None:
        """The party with this key, None when there is none."""
        return next((party for party in self.parties if party.id == party_id), None)

    def parties_with(self, *roles: PartyRole) -> tuple[Party, ...]:
        """The parties that have at least one of the roles."""
        return tuple(party for party in self.parties if party.is_a(*roles))

    def fund(self, application_id: str) -> FundFile | None:
        """The fund file of this application, None when there is none."""
        return next((f for f in self.funds if f.application.id == application_id), None)
