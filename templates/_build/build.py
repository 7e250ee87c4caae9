"""Writes the shipped templates: ``python templates/_build/build.py [FOLDER]``.

The .docx files are committed; a test says that they equal what this writes. An office that wants
another paper changes the .docx in Word and puts it into ``templates`` of its data folder.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import archive
import calculation_sheet
import closing_form
import desk_papers
import fund_claims
import fund_forms
import fund_intake
import fund_letters
import fund_recovery
import fund_recovery_forms
import fund_statistics
import mediation_letters
import mediation_papers
import police_papers
import side_papers
from ooxml import Word

PAPERS: Mapping[str, Callable[[], Word]] = {
    "application": mediation_papers.application,
    "registration": mediation_papers.registration,
    "rights_notice": mediation_papers.rights_notice,
    "session_record": mediation_papers.session_record,
    "calculation_sheet": calculation_sheet.calculation,
    "agreement": mediation_papers.agreement,
    "receipt": mediation_papers.receipt,
    "session_notice": mediation_letters.session_notice,
    "authorisation": mediation_letters.authorisation,
    "withdrawal_request": mediation_letters.withdrawal_request,
    "extension_consent": mediation_letters.extension_consent,
    "termination_notice": mediation_letters.termination_notice,
    "follow_up_record": mediation_letters.follow_up_record,
    "confirmation_request": mediation_letters.confirmation_request,
    "mediation_proof": mediation_letters.mediation_proof,
    "closing_report": closing_form.closing_report,
    **desk_papers.PAPERS,
    **side_papers.PAPERS,
    **police_papers.PAPERS,
    "archive_cover": archive.cover,
    "archive_contents": archive.contents,
    "archive_notes": archive.notes,
    "archive_back": archive.back,
    "fund_application_hospital": fund_forms.hospital_application,
    "fund_application_family": fund_forms.family_application,
    "fund_approval_form": fund_forms.approval,
    "fund_consent": fund_letters.consent,
    "fund_refusal": fund_letters.refusal,
    "fund_payment": fund_forms.voucher,
    "fund_notice": fund_intake.police_notice,
    "fund_information": fund_intake.information,
    "fund_materials_receipt": fund_intake.receipt,
    "fund_supplement_notice": fund_intake.supplement,
    "fund_not_accepted": fund_intake.not_accepted,
    "fund_authorisation": fund_intake.authority,
    "fund_inquiry": fund_intake.inquiry,
    "fund_inquiry_reply": fund_intake.reply,
    "fund_application_funeral": fund_claims.funeral_application,
    "fund_application_hardship": fund_claims.hardship_application,
    "fund_bill": fund_claims.bill,
    "fund_over_window": fund_claims.over_window,
    "fund_promise": fund_letters.promise,
    "recovery_notice": fund_recovery.notice,
    "fund_insurer_letter": fund_recovery.insurer_letter,
    "repayment_agreement": fund_recovery.agreement,
    "repayment_promise": fund_recovery.promise,
    "recovery_demand": fund_recovery.demand,
    "fund_refund_notice": fund_recovery.refund,
    "repayment_receipt": fund_recovery_forms.receipt,
    "recovery_closing": fund_recovery_forms.closing,
    "fund_suit_list": fund_recovery_forms.suit,
    "write_off_request": fund_recovery_forms.write_off,
    "fund_custody": fund_recovery_forms.custody,
    "fund_archive_list": fund_recovery_forms.archive_list,
    "fund_statistics": fund_statistics.statistics,
}


def main() -> None:
    """Write every template into the folder given, by default the shipped one."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    folder.mkdir(parents=True, exist_ok=True)
    for code, make in PAPERS.items():
        (folder / f"{code}.docx").write_bytes(make().data())


if __name__ == "__main__":
    main()
