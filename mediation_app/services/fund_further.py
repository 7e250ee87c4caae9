"""Further applications (差额) beside a paid one, which itself is never edited (E19, E21)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import BillLine
from mediation_app.domain.ids import new_id
from mediation_app.rulebook import Rulebook
from mediation_app.services.fund_prefill import list_kind, new_application, new_file

ZERO = Decimal("0.00")


def further_file(case: CaseFile, paid: FundFile, rulebook: Rulebook) -> FundFile:
    """The draft for what was not paid: the same bill, its cut lines to be decided anew.

    The formula takes off what the fund paid already (prior advances), so the whole bill stands.
    """
    before = paid.application
    rest = max(before.claimed - before.approved, ZERO)
    application = replace(
        new_application(case, before.victim_id, before.kind, channel=before.channel),
        adjusts_id=before.id,
        situation=before.situation,
        applicant_kind=before.applicant_kind,
        applicant_party_id=before.applicant_party_id,
        applicant_name=before.applicant_name,
        applicant_id_number=before.applicant_id_number,
        applicant_phone=before.applicant_phone,
        applicant_relation=before.applicant_relation,
        hospital=before.hospital,
        admission_number=before.admission_number,
        rescue_started_at=before.rescue_started_at,
        rescue_ended_at=before.rescue_ended_at,
        claimed=rest,
        unsettled=rest,
        unsettled_on=None,
        insurer_paid=before.insurer_paid,
        others_paid=before.others_paid,
        others_paid_note=before.others_paid_note,
        over_window_reason=before.over_window_reason,
        notice_number=before.notice_number,
        notice_on=before.notice_on,
    )
    file = new_file(case, application, rulebook.materials(list_kind(case, application)))
    return replace(file, bill_lines=tuple(_again(line, application.id) for line in paid.bill_lines))


def _again(line: BillLine, application_id: str) -> BillLine:
    own = replace(
        line,
        id=new_id(),
        application_id=application_id,
        version=0,
        created_at=None,
        updated_at=None,
    )
    if not line.reduced:
        return own
    return replace(own, decided=False, approved=ZERO, reduced=ZERO, reduction_code="")
