"""What follows from an ID number and a name: shown as chips, never asked for."""

from __future__ import annotations

from mediation_app.domain.calendar import full_years
from mediation_app.domain.files import CaseFile
from mediation_app.domain.identifiers import Sex, parse_id_number
from mediation_app.domain.moments import local_day
from mediation_app.domain.names import traits
from mediation_app.domain.parties import Gender, IdKind, Party, PartyRole
from mediation_app.errors import InvalidInput
from mediation_app.messages import text_of
from ui.screens.case.view import CaseView

Facts = tuple[tuple[str, str], ...]


def id_facts(party: Party, file: CaseFile, view: CaseView) -> tuple[Facts, str, str]:
    """Chips, where they come from, and the tone of that: ok, or warn when the number is wrong."""
    if party.identity_unknown:
        return (("身份", "不明"),), "查明后补填姓名和证件", "warn"
    if party.id_kind is not IdKind.RESIDENT or not party.id_number:
        return _known(party, file), "", "ok"
    try:
        number = parse_id_number(party.id_number, today=view.today)
    except InvalidInput as error:
        return (), text_of(error), "warn"
    facts: list[tuple[str, str]] = []
    if number.sex is not None:
        facts.append(("性别", "男" if number.sex is Sex.MALE else "女"))
    if number.born is not None:
        facts.append(("出生", number.born.isoformat()))
        if file.accident.occurred_at is not None:
            age = full_years(number.born, local_day(file.accident.occurred_at))
            facts.append(("事故时", f"{age} 周岁"))
    place = view.around.region_name(number.region_code)
    if place:
        facts.append(("户籍地", place))
    return tuple(facts), "由证件号码得出，校验通过", "ok"


def _known(party: Party, file: CaseFile) -> Facts:
    facts: list[tuple[str, str]] = []
    if party.gender is not Gender.UNKNOWN:
        facts.append(("性别", party.gender.label))
    if party.birth_date is not None:
        facts.append(("出生", party.birth_date.isoformat()))
    return tuple(facts)


def rides(party: Party) -> bool:
    """Whether the vehicle somebody sat in matters: a passenger, or it was entered already."""
    return bool(
        party.is_a(PartyRole.PASSENGER)
        or party.ride_vehicle_id
        or party.free_ride_percent
        or party.free_ride_reason
    )


def name_warning(name: str) -> str:
    """What to mind about the characters of a name; empty when nothing."""
    found = traits(name)
    if found.private_use:
        return "含自造字，其他电脑无法显示，改用标准字"
    if found.beyond_bmp:
        return f"含生僻字 {''.join(found.beyond_bmp)}，打印后核对"
    if found.not_in_gb2312:
        return f"含少见字 {''.join(found.not_in_gb2312)}，其他单位系统可能录不进"
    return ""
