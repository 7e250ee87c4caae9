"""The check-up of a case (文书体检): what is missing or does not agree, before anything prints.

Every check is a pure function of the case and a day; it answers with reasons. Blocking reasons
forbid signing (and printing for signature), the others warn. ``place`` is the field to mend.
"""

from __future__ import annotations

from mediation_app.domain.checks.base import CheckDay
from mediation_app.domain.checks.dates import date_checks
from mediation_app.domain.checks.fund_lien import fund_lien_checks
from mediation_app.domain.checks.money import money_checks
from mediation_app.domain.checks.parties import party_checks
from mediation_app.domain.checks.shares import share_checks
from mediation_app.domain.checks.sums import agreed_sums_checks, fact_checks
from mediation_app.domain.checks.terms import term_checks
from mediation_app.domain.checks.vehicles import vehicle_checks
from mediation_app.domain.checks.volume import volume_checks
from mediation_app.domain.files import CaseFile
from mediation_app.errors import Reason

__all__ = ["CheckDay", "agreement_checks", "case_checks"]


def agreement_checks(file: CaseFile, day: CheckDay) -> tuple[Reason, ...]:
    """What the agreement of the case must satisfy before anybody signs it."""
    return (
        *party_checks(file, day),
        *date_checks(file, day),
        *money_checks(file),
        *share_checks(file, day, agreed=True),
        *(reason for reason in fact_checks(file) if reason.blocking),
        *agreed_sums_checks(file),
        *fund_lien_checks(file),
    )


def case_checks(file: CaseFile, day: CheckDay) -> tuple[Reason, ...]:
    """The whole check-up of a case as it stands: everything blocking first."""
    found = (
        *party_checks(file, day),
        *vehicle_checks(file),
        *date_checks(file, day),
        *fact_checks(file),
        *share_checks(file, day, agreed=file.agreement is not None),
        *agreed_sums_checks(file),
        *(money_checks(file) if file.agreement is not None else ()),
        *fund_lien_checks(file),
        *term_checks(file, day),
        *volume_checks(file),
    )
    unique = tuple(dict.fromkeys(found))
    return tuple(sorted(unique, key=lambda reason: not reason.blocking))
