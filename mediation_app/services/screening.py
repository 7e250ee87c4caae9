"""The eligibility autopilot's place in every save: the case remembers what the screening said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from mediation_app.domain.cases import Case
from mediation_app.domain.fund_screening import MedicalLimits, Screening, screen
from mediation_app.errors import NotFound

if TYPE_CHECKING:
    from mediation_app.domain.files import CaseFile
    from mediation_app.services.base import Context


def screening_of(file: CaseFile, context: Context) -> Screening:
    """Which victims of the case the fund could help, by the rules of the accident's day."""
    from mediation_app.services.fund_reckoning import Reckoner

    reckoner = Reckoner(context)
    try:
        limits = reckoner.limits(file)
    except NotFound:
        limits = MedicalLimits()
    return screen(file, rules=reckoner.rules(file), limits=limits)


def screened(file: CaseFile, context: Context, on: date) -> Case:
    """The case with the result of the screening; unchanged when the result is the same."""
    result = screening_of(file, context).result
    if result == file.case.fund_screen_result:
        return file.case
    return replace(file.case, fund_screen_result=result, fund_screened_on=on)
