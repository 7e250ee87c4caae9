"""What is entered for the reckoning of a case, each record by itself: grades, shares, numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from mediation_app.domain.losses import Allocation, CaseDependant, Injury, Loss, VictimStandard
from mediation_app.domain.money import Percent
from mediation_app.domain.records import Record
from mediation_app.domain.vehicles import CompulsoryDuty, Vehicle
from mediation_app.errors import InvalidInput

WORST, LEAST = 1, 10
_HUNDRED = Decimal(100)
_SERIES = ("income", "consumption", "wage")
_BUCKETS = ("medical", "death", "property")


def needs_duty(vehicle: Vehicle) -> bool:
    """Whether the three-way choice of an e-bike or the like is open (超标电动车的三种处理).

    应投保 is for vehicles that can be insured; for an e-bike it is no answer to the question.
    """
    duty = vehicle.compulsory_duty
    unanswered = duty is CompulsoryDuty.OBLIGED and not vehicle.kind.is_motor
    return vehicle.is_motor and (duty is CompulsoryDuty.UNDECIDED or unanswered)


def read_percent(text: str, *, field: str) -> Percent:
    """``2``, ``2%`` or ``2.5`` → percent. Raises InvalidInput outside 0 to 100."""
    try:
        found = Decimal(text.strip().rstrip("%％"))
    except InvalidOperation:
        raise InvalidInput("cases.not_a_percent", field=field) from None
    if not found.is_finite() or not 0 <= found <= _HUNDRED:
        raise InvalidInput("cases.not_a_percent", field=field)
    return found


def check_sums_input(record: Record, today: date, *, path: str) -> None:
    """Raise InvalidInput for what cannot be meant."""
    if isinstance(record, Injury):
        _injury(record, path)
    elif isinstance(record, Loss):
        if record.persons < 1:
            raise InvalidInput("cases.at_least_one", field=f"{path}.persons")
        if record.percent is not None and not 0 <= record.percent <= _HUNDRED:
            raise InvalidInput("cases.not_a_percent", field=f"{path}.percent")
    elif isinstance(record, CaseDependant):
        if record.payers < 1:
            raise InvalidInput("cases.at_least_one", field=f"{path}.payers")
        if record.birth_date is not None and record.birth_date > today:
            raise InvalidInput("domain.birth_in_future", field=f"{path}.birth_date")
    elif isinstance(record, VictimStandard):
        if record.series not in _SERIES:
            raise InvalidInput("cases.not_listed", field=f"{path}.series")
    elif isinstance(record, Allocation) and record.bucket not in _BUCKETS:
        raise InvalidInput("cases.not_listed", field=f"{path}.bucket")


def _injury(injury: Injury, path: str) -> None:
    grade = injury.disability_grade
    if grade is not None and not WORST <= grade <= LEAST:
        raise InvalidInput("domain.grade_unknown", field=f"{path}.disability_grade")
    for text in injury.further_grades:
        if not text.isdecimal() or not WORST <= int(text) <= LEAST:
            raise InvalidInput("domain.grade_unknown", field=f"{path}.further_grades")
    if len(injury.grade_increments) > len(injury.further_grades):
        raise InvalidInput("cases.too_many_increments", field=f"{path}.grade_increments")
    for text in injury.grade_increments:
        if text:
            read_percent(text, field=f"{path}.grade_increments")
