"""What a person enters about a case, brought into its normal form and checked.

Names, numbers and plates are normalised; sex and birth date follow from the ID number, so that
nobody types them. Every error names its field as ``parties.<key>.phone``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from typing import Any

from mediation_app.domain import identifiers as ident
from mediation_app.domain.cases import Case
from mediation_app.domain.fields import read_record
from mediation_app.domain.files import CaseFile
from mediation_app.domain.moments import local_day
from mediation_app.domain.names import normal_name
from mediation_app.domain.parties import Gender, IdKind, Party, PartyKind, PartyRole
from mediation_app.domain.plates import PlateKind, parse_plate
from mediation_app.domain.records import Record
from mediation_app.domain.sums_input import check_sums_input, needs_duty
from mediation_app.domain.vehicles import CompulsoryDuty, Policy, Vehicle
from mediation_app.errors import InvalidInput

_ID_KINDS = {
    IdKind.HK_MO_TW: ident.IdKind.HMT_RESIDENCE,
    IdKind.FOREIGN_RESIDENT: ident.IdKind.FOREIGN_RESIDENCE,
    IdKind.PASSPORT: ident.IdKind.PASSPORT,
}
_ROLES = {role.value for role in PartyRole}
_LONGEST_CLAIM = 2_000
# Parts of a case that are entered by hand; history and the fund have their own doors.
ENTERED = tuple(
    item.name for item in fields(CaseFile) if item.name not in ("case", "steps", "funds")
)


def children(file: CaseFile) -> Iterator[tuple[str, Record]]:
    """Every entered record below the case with the name of its part."""
    for part in ENTERED:
        for record in getattr(file, part):
            yield part, record


def input_problems(file: CaseFile, today: date) -> tuple[InvalidInput, ...]:
    """Everything that is wrong with what was entered, at most one trouble per record."""
    return _read(file, today)[1]


def read_case_file(file: CaseFile, today: date) -> CaseFile:
    """The case in its normal form. Raises the first InvalidInput."""
    read, problems = _read(file, today)
    if problems:
        raise problems[0]
    return read


def _read(file: CaseFile, today: date) -> tuple[CaseFile, tuple[InvalidInput, ...]]:
    problems: list[InvalidInput] = []
    changed: dict[str, Any] = {}
    try:
        changed["case"] = _case(read_record(file.case, path="case"), today)
    except InvalidInput as trouble:
        problems.append(trouble)
    for part in ENTERED:
        rows = []
        if part in _BY_ACT:
            continue
        for record in getattr(file, part):
            try:
                rows.append(read_entry(part, record, today))
            except InvalidInput as trouble:
                problems.append(trouble)
        changed[part] = tuple(rows)
    if problems:
        return file, tuple(problems)
    read = replace(file, **changed)
    return read, tuple(_across(read, today))


def read_entry(part: str, record: Record, today: date) -> Record:
    """One record of a part of the case in its normal form. Raises InvalidInput."""
    path = f"{part}.{record.id}"
    record = read_record(record, path=path)
    if isinstance(record, Party):
        return read_party(record, today, path=path)
    if isinstance(record, Vehicle):
        return _vehicle(record, path)
    if isinstance(record, Policy):
        return _policy(record, path)
    check_sums_input(record, today, path=path)
    return record


def _case(case: Case, today: date) -> Case:
    claims = tuple(claim for claim in case.claims if claim)
    for claim in claims:
        if len(claim) > _LONGEST_CLAIM:
            raise InvalidInput(
                "cases.too_long", field="case.claims", longest=_LONGEST_CLAIM, length=len(claim)
            )
    if case.requested_on is not None and case.requested_on > today:
        raise InvalidInput("cases.date_ahead", field="case.requested_on")
    return case if claims == case.claims else replace(case, claims=claims)


def read_party(party: Party, today: date, *, path: str) -> Party:
    """A party in its normal form: name, numbers, what follows from the ID number."""
    changed: dict[str, Any] = {}
    unknown = [role for role in party.roles if role not in _ROLES]
    if unknown:
        raise InvalidInput("cases.not_listed", field=f"{path}.roles")
    if party.name or not party.identity_unknown:
        changed["name"] = normal_name(party.name, field=f"{path}.name")
    for name in ("phone", "phone2"):
        if number := getattr(party, name):
            changed[name] = ident.parse_phone(number, field=f"{path}.{name}").number
    if party.credit_code:
        changed["credit_code"] = ident.parse_uscc(party.credit_code, field=f"{path}.credit_code")
    if party.share is not None and not 0 <= party.share <= 100:
        raise InvalidInput("cases.share_range", field=f"{path}.share")
    if party.free_ride_percent is not None and party.free_ride_percent > 100:
        raise InvalidInput("cases.share_range", field=f"{path}.free_ride_percent")
    if party.account_number:
        account = ident.plain(party.account_number)
        if not account.isascii() or not account.isalnum() or not 6 <= len(account) <= 32:
            raise InvalidInput("cases.account_number", field=f"{path}.account_number")
        changed["account_number"] = account
    if party.kind is PartyKind.PERSON:
        changed |= _identity(party, today, path)
    born = changed.get("birth_date", party.birth_date)
    if born is not None and born > today:
        raise InvalidInput("domain.birth_in_future", field=f"{path}.birth_date")
    return replace(party, **changed)


def _identity(party: Party, today: date, path: str) -> dict[str, Any]:
    if not party.id_number:
        return {}
    field = f"{path}.id_number"
    if party.id_kind is IdKind.RESIDENT:
        number = ident.parse_id_number(party.id_number, today=today, field=field)
        if number.kind is not ident.IdKind.ID_CARD:
            raise InvalidInput("domain.id_number_other_kind", field=field)
    elif kind := _ID_KINDS.get(party.id_kind):
        number = ident.parse_paper_number(kind, party.id_number, today=today, field=field)
    else:
        return {"id_number": party.id_number.strip()}
    found: dict[str, Any] = {"id_number": number.number}
    if party.birth_date is None and number.born is not None:
        found["birth_date"] = number.born
    if party.gender is Gender.UNKNOWN and number.sex is not None:
        male = number.sex is ident.Sex.MALE
        found["gender"] = Gender.MALE if male else Gender.FEMALE
    return found


def _vehicle(vehicle: Vehicle, path: str) -> Vehicle:
    changed: dict[str, Any] = {}
    if vehicle.plate:
        plate = parse_plate(vehicle.plate, field=f"{path}.plate")
        changed["plate"] = plate.shown if plate.kind is PlateKind.NONE else plate.number
    if vehicle.vin:
        changed["vin"] = ident.parse_vin(vehicle.vin, field=f"{path}.vin").number
    if vehicle.towed_by_id == vehicle.id:
        raise InvalidInput("cases.tows_itself", field=f"{path}.towed_by_id")
    if needs_duty(vehicle):  # nothing is silently assumed about who need not be insured
        changed["compulsory_duty"] = CompulsoryDuty.UNDECIDED
    return replace(vehicle, **changed) if changed else vehicle


def _policy(policy: Policy, path: str) -> Policy:
    if policy.starts_on and policy.ends_on and policy.ends_on < policy.starts_on:
        raise InvalidInput("cases.dates_reversed", field=f"{path}.ends_on")
    return policy


def _across(file: CaseFile, today: date) -> Iterator[InvalidInput]:
    """What only the whole case can tell: references and the day of the accident."""
    accident = file.accident
    if accident.occurred_at is not None and local_day(accident.occurred_at) > today:
        yield InvalidInput("cases.date_ahead", field="accidents.occurred_at")
    if len(file.accidents) > 1:
        yield InvalidInput("cases.one_accident", field="accidents")
    people = {party.id for party in file.parties}
    for name, record in children(file):
        if getattr(record, "case_id", file.case.id) != file.case.id:
            yield InvalidInput("cases.foreign_record", field=f"{name}.{record.id}")
    for party in file.parties:
        if party.represents_id == party.id:
            yield InvalidInput("cases.represents_self", field=f"parties.{party.id}.represents_id")
    for name, record in children(file):
        for field in _PARTY_FIELDS.get(name, ()):
            key = getattr(record, field)
            if key and key not in people:
                yield InvalidInput("cases.unknown_party", field=f"{name}.{record.id}.{field}")
    vehicles = {vehicle.id for vehicle in file.vehicles}
    for name, record in children(file):
        for field in _VEHICLE_FIELDS.get(name, ()):
            key = getattr(record, field)
            if key and key not in vehicles:
                yield InvalidInput("cases.unknown_vehicle", field=f"{name}.{record.id}.{field}")
    for vehicle in file.vehicles:
        if any(key not in people for key in vehicle.joint_ids):
            yield InvalidInput("cases.unknown_party", field=f"vehicles.{vehicle.id}.joint_ids")


# What comes about by acts of its own and may be longer than anything typed.
_BY_ACT = ("calculations", "custodies", "custody_entries")
_PARTY_FIELDS = {
    "parties": ("represents_id",),
    "vehicles": ("driver_id", "owner_id", "liable_id"),
    "policies": ("insurer_id",),
    "injuries": ("party_id",),
    "treatments": ("hospital_party_id",),
    "losses": ("party_id",),
    "prepaid": ("payer_id", "victim_id"),
    "dependants": ("party_id",),
    "victim_standards": ("party_id",),
    "allocations": ("victim_id",),
    "layer_shares": ("victim_id",),
    "instalments": ("payer_id", "payee_id"),
}
_VEHICLE_FIELDS = {
    "parties": ("ride_vehicle_id",),
    "vehicles": ("towed_by_id",),
    "policies": ("vehicle_id",),
    "allocations": ("vehicle_id",),
}

__all__ = [
    "ENTERED",
    "children",
    "input_problems",
    "read_case_file",
    "read_entry",
    "read_party",
]
