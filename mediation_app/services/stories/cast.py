"""The people of the story office: who plays which part, and how the office is set up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from mediation_app.domain.offices import Actor, Role
from mediation_app.services.office import OfficeFacts
from mediation_app.services.people import PersonFacts

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.clock import SetClock

PASSWORD: Final = "dongeh-2026"  # noqa: S105 - of an invented office, printed by the demo command
# Part in the story → (login, name, roles, organisation).
People = Mapping[str, tuple[str, str, tuple[Role, ...], str]]
_COMMITTEE = "东阿县道路交通事故人民调解委员会"
_STATION = "东阿县道路交通事故救助基金服务站"
STORY_PEOPLE: People = {
    "admin": ("admin", "孟凡信", (Role.ADMIN,), "东阿县道路交通事故纠纷一体化调处中心"),
    "clerk": ("lixue", "李雪", (Role.CLERK,), _COMMITTEE),
    "mediator": ("zhouguoqing", "周国庆", (Role.MEDIATOR,), _COMMITTEE),
    "fund_clerk": ("songmei", "宋梅", (Role.FUND_CLERK,), _STATION),
    "checker": ("dingwei", "丁伟", (Role.CHECKER,), _STATION),
    "approver": ("maling", "马玲", (Role.APPROVER,), _STATION),
    "cashier": ("guoyan", "郭燕", (Role.CASHIER,), _STATION),
    "cashier2": ("renjie", "任杰", (Role.CASHIER,), _STATION),
    "recovery": ("xuqiang", "徐强", (Role.RECOVERY,), _STATION),
    "meeting": ("yanli", "阎丽", (Role.MEETING,), "东阿县道路交通事故救助联席会议"),
    "leader": ("wangjun", "王军", (Role.LEADER,), "东阿县公安局交通管理大队"),
    "supervisor": ("hanbo", "韩波", (Role.SUPERVISOR,), "聊城市道路交通事故社会救助基金管理办公室"),
}
STORY_OFFICE: Final = OfficeFacts(
    name=_COMMITTEE,
    short_name="东阿道交调委会",
    jurisdiction="371524",
    number_prefix="东道交调",
    fund_prefix="东道救",
    address="山东省聊城市东阿县阿胶街 118 号",
    phone="0635-3287122",
    on_duty_all_day=True,
    fund_manager="聊城市道路交通事故社会救助基金管理中心",
    fund_account_name="聊城市道路交通事故社会救助基金专户",
    fund_account_bank="中国工商银行聊城分行营业部",
    fund_account_number="1611002029200066888",
    court="东阿县人民法院",
    is_demo=True,
)


class Cast(dict[str, Actor]):
    """The actors of a story by their part: ``clerk``, ``mediator``, ``fund_clerk``, ``checker``,
    ``approver``, ``cashier``, ``cashier2``, ``recovery``, ``admin``, ``leader``, ``meeting``,
    ``supervisor``."""


def set_up_office(workbench: Workbench, clock: SetClock, *, password: str = PASSWORD) -> Cast:
    """Make the story office and its people on an empty store; answers who is who.

    On a store that already holds the story office, only the cast is looked up. ``clock`` is left
    as it is.
    """
    from mediation_app.services.people import actor_of

    if workbench.people.is_first_run():
        _make(workbench, password)
    found = {person.login: actor_of(person) for person in workbench.people.names()}
    return Cast({part: found[facts[0]] for part, facts in STORY_PEOPLE.items()})


def _make(workbench: Workbench, password: str) -> None:
    facts = {
        part: PersonFacts(
            login=login,
            name=name,
            roles=tuple(role.value for role in roles),
            organisation=organisation,
        )
        for part, (login, name, roles, organisation) in STORY_PEOPLE.items()
    }
    signed_in = workbench.people.first_run(STORY_OFFICE, facts["admin"], password).value
    workbench.reload_rules()
    for part, person in facts.items():
        if part != "admin":
            workbench.people.add(signed_in.actor, person, password=password)
