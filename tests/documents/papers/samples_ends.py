"""The sample case of S9 as it ends: without an agreement, or with one in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mediation_app.domain.cases import MediationState
from mediation_app.domain.files import CaseFile
from tests.documents.papers.samples import case_s9


def ended(state: MediationState = MediationState.FAILED) -> CaseFile:
    """The case without an agreement in the end."""
    file = case_s9()
    case = replace(
        file.case,
        state=state,
        ended_on=date(2026, 11, 20),
        end_reason="各方对误工期限和护理人数分歧较大，经两次调解未能达成一致。",
    )
    return replace(file, case=case, agreements=(), clauses=(), instalments=(), performances=())


def confirmed() -> CaseFile:
    """The case with an agreement in force, and an agent whose authority ends."""
    file = case_s9()
    agreement = replace(file.agreements[0], effective_on=date(2026, 11, 16))
    until = tuple(
        replace(party, authority_until=date(2026, 12, 31), agent_scope_items=("settle",))
        if party.represents_id
        else party
        for party in file.parties
    )
    return replace(file, agreements=(agreement,), parties=until)
