"""The wizard without a window: its steps, what has been entered, and what is still wrong."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from mediation_app.domain.numbers import official_number
from mediation_app.domain.offices import Office, Role
from mediation_app.errors import AppError, InvalidInput
from mediation_app.messages import text_of
from mediation_app.services.office import OfficeFacts, read_office
from mediation_app.services.people import PersonFacts

# key, title, what stands under it in the side
STEPS = (
    ("use", "使用方式"),
    ("office", "单位与文号"),
    ("people", "人员与岗位"),
    ("rules", "规则、标准、节假日"),
    ("backup", "备份"),
)
SHORTEST_PASSWORD = 8
# Roles a small office gives to whom; the administrator has none of the business.
DESK_ROLES = (
    Role.CLERK, Role.MEDIATOR, Role.FUND_CLERK, Role.CHECKER, Role.APPROVER, Role.CASHIER,
    Role.RECOVERY, Role.LEADER,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Everything that was entered so far. ``server`` is an address when several PCs share one."""

    server: str = ""
    office: OfficeFacts = field(
        default_factory=lambda: OfficeFacts(name="", jurisdiction="", number_prefix="")
    )
    admin_login: str = "admin"
    admin_name: str = ""
    password: str = ""
    again: str = ""
    people: tuple[PersonFacts, ...] = ()
    backup_folder: str = ""

    def with_office(self, **changes: Any) -> Entered:
        """The same with other facts of the office."""
        return replace(self, office=replace(self.office, **changes))


def problems(step: str, entered: Entered) -> dict[str, str]:
    """What is wrong on a step: field → sentence. Empty when one may go on."""
    if step == "use":
        text = entered.server.strip()
        if text and not text.startswith(("postgresql://", "postgres://")):
            return {"server": "服务器地址写作 postgresql://用户:密码@地址/库名"}
        return {}
    if step == "office":
        return _office_problems(entered.office)
    if step == "people":
        return _people_problems(entered)
    return {}


def _office_problems(office: OfficeFacts) -> dict[str, str]:
    found: dict[str, str] = {}
    if not office.name.strip():
        found["name"] = "单位全称未填写"
    if not office.jurisdiction:
        found["jurisdiction"] = "行政区划未选择"
    if not office.number_prefix.strip():
        found["number_prefix"] = "文号字头未填写，例如 东道交调"
    if not found:
        try:
            read_office(office)
        except InvalidInput as wrong:
            found[wrong.field] = text_of(wrong)
        except AppError as wrong:
            found["name"] = text_of(wrong)
    return found


def _people_problems(entered: Entered) -> dict[str, str]:
    found: dict[str, str] = {}
    if not entered.admin_name.strip():
        found["admin_name"] = "管理员姓名未填写"
    if len(entered.password) < SHORTEST_PASSWORD:
        found["password"] = f"密码至少 {SHORTEST_PASSWORD} 位"
    elif entered.password != entered.again:
        found["again"] = "两次输入的密码不同"
    logins = [entered.admin_login, *(person.login for person in entered.people)]
    for place, person in enumerate(entered.people):
        if logins.count(person.login) > 1:
            found[f"login{place}"] = f"登录名 {person.login} 用了两次"
        if not person.name.strip() or not person.login.strip():
            found[f"login{place}"] = "姓名和登录名都要填写，不用的行留空"
        elif not person.roles:
            found[f"role{place}"] = f"{person.name}还没有岗位"
    return found


def number_lines(office: OfficeFacts, year: int) -> list[tuple[str, str, str]]:
    """How the first numbers will read: what, number, note."""
    if not office.number_prefix.strip():
        return []
    made: Office = office.record("", "")
    if not made.fund_prefix:
        made = replace(made, fund_prefix=office.number_prefix.strip().removesuffix("调") + "救")
    return [
        ("案件、协议", official_number("case", made, year, 1), "每年 1 月 1 日从 0001 起"),
        ("垫付决定", official_number("fund_decision", made, year, 1), "受理时取号，作废不重用"),
        ("追偿", official_number("recovery", made, year, 1), ""),
    ]


def prefix_for(region_name: str) -> str:
    """A proposal for the number's words from the county's name: 东阿县 → 东道交调."""
    return f"{region_name[0]}道交调" if region_name else ""
