"""The list of materials of an application (§4.2), kept in step with what the application says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import ApplicantKind, Material
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.ids import new_id

REQUIRED, IF_ANY, PROFILE = "required", "if_any", "profile"
# What the one-time notice calls a missing material (B01 … B13).
SUPPLEMENT_CODES = {
    "application_form": "B01",
    "police_notice": "B04",
    "victim_id": "B02",
    "applicant_id": "B02",
    "kinship": "B03",
    "unit_authority": "B11",
    "power_of_attorney": "B11",
    "finding": "B04",
    "insurance_proof": "B05",
    "vehicle_appraisal": "B05",
    "records": "B06",
    "bill": "B07",
    "unpaid_balance": "B08",
    "invoices": "B07",
    "over_window": "B10",
    "death_certificate": "B13",
    "body_notice": "B13",
    "body_advertisement": "B13",
    "promise": "B12",
    "payee_account": "B09",
    "health_opinion": "B06",
    "hardship_proof": "B02",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One row of the rule list: code, name, note, and the need of this kind of application."""

    code: str
    name: str
    need: str
    note: str = ""


def material_rows(
    case: CaseFile, file: FundFile, wanted: Sequence[Wanted], rules: FundRules
) -> tuple[Material, ...]:
    """The list as it should be now: rows of the rule list with what was already received.

    What a person entered on a row that is no longer asked for stays while it holds something. The
    police notice may follow the application: it is asked for before the approval, not before the
    acceptance.
    """
    application = file.application
    known = {material.code: material for material in file.materials}
    found: list[Material] = []
    for one in wanted:
        required = is_required(one, case, file, rules)
        row = known.pop(one.code, None)
        if row is None:
            row = Material(
                id=new_id(),
                case_id=application.case_id,
                application_id=application.id,
                code=one.code,
                name=one.name,
                note="可后到，审批前须有" if one.code == "police_notice" else one.note,
            )
        found.append(row if row.required == required else replace(row, required=required))
    rest = [row for row in file.materials if row.code in known and _holds(row)]
    found += [replace(row, required=False) for row in rest]
    return tuple(
        row if row.position == place else replace(row, position=place)
        for place, row in enumerate(found, start=1)
    )


def is_required(one: Wanted, case: CaseFile, file: FundFile, rules: FundRules) -> bool:
    """Whether a row is needed in this application, ○ and ◇ decided by its facts."""
    application = file.application
    match one.code:
        case "police_notice":
            return False
        case "power_of_attorney":
            return application.applicant_kind is ApplicantKind.AGENT
        case "over_window":
            return one.need == REQUIRED or any(not line.in_window for line in file.bill_lines)
        case "vehicle_appraisal":
            return one.need == REQUIRED or any(v.appraised_motor is not None for v in case.vehicles)
        case "health_opinion":
            return one.need == REQUIRED or (one.need == PROFILE and rules.health_dept_precheck)
    return one.need == REQUIRED


def missing_codes(materials: Iterable[Material]) -> tuple[str, ...]:
    """The codes of the one-time notice for everything that is required and not there."""
    found = {
        SUPPLEMENT_CODES.get(m.code, "B01")
        for m in materials
        if m.required and not m.present and not m.waived_reason.strip()
    }
    return tuple(sorted(found))


def untold(materials: Iterable[Material], codes: Iterable[str]) -> tuple[Material, ...]:
    """Missing materials that a notice with these codes would not name."""
    told = set(codes)
    return tuple(
        m
        for m in materials
        if m.required
        and not m.present
        and not m.waived_reason.strip()
        and SUPPLEMENT_CODES.get(m.code, "B01") not in told
    )


def _holds(row: Material) -> bool:
    return row.present or bool(row.attachment_id) or bool(row.waived_reason.strip())
