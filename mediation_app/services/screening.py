"""The eligibility autopilot's place in every save: the case remembers what the screening said."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING

from mediation_app.domain.cases import Case
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.fund_screening import MedicalLimits, Screening, screen
from mediation_app.domain.moments import local_day
from mediation_app.errors import NotFound

if TYPE_CHECKING:
    from mediation_app.domain.files import CaseFile
    from mediation_app.services.base import Context


def screening_of(file: CaseFile, context: Context, on: date) -> Screening:
    """Which victims of the case the fund could help, by the rules of the day."""
    return screen(file, rules=_rules(context, on), limits=_limits(file, context, on))


def screened(file: CaseFile, context: Context, on: date) -> Case:
    """The case with the result of the screening; unchanged when the result is the same."""
    result = screening_of(file, context, on).result
    if result == file.case.fund_screen_result:
        return file.case
    return replace(file.case, fund_screen_result=result, fund_screened_on=on)


def _limits(file: CaseFile, context: Context, on: date) -> MedicalLimits:
    from mediation_app.domain.compensation.law import Bucket

    occurred = file.accident.occurred_at
    try:
        row = context.rulebook.limits(local_day(occurred) if occurred else on)
    except NotFound:
        return MedicalLimits()
    return MedicalLimits(
        at_fault=row.limit(Bucket.MEDICAL, at_fault=True),
        no_fault=row.limit(Bucket.MEDICAL, at_fault=False),
    )


def _rules(context: Context, on: date) -> FundRules:
    values: dict[str, object] = {}
    profile = context.rulebook.profile()
    for key in (item.name for item in fields(FundRules)):
        try:
            values[key] = profile.value(key, on).value
        except NotFound:
            continue
    return FundRules.from_mapping(values)
