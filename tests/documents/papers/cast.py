"""The office and the people of the sample cases."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from mediation_app.clock import CHINA
from mediation_app.documents.context import Wording
from mediation_app.domain.offices import Office
from mediation_app.domain.parties import AgentScope, Gender, Liability, Party, PartyKind, Side

CASE = "c1"
OFFICE = Office(
    id="o1",
    unit_code="371524",
    name="东阿县道路交通事故人民调解委员会",
    short_name="东阿调委会",
    number_prefix="东道交调",
    fund_prefix="东道救",
    address="东阿县铜城街道光明街12号",
    phone="0635-3280000",
    fund_manager="聊城市道路交通事故社会救助基金管理办公室",
    fund_account_name="聊城市道路交通事故社会救助基金专户",
    fund_account_bank="中国银行聊城分行营业部",
    fund_account_number="2308000012345678901",
)
PEOPLE = {"p1": "李敏", "p2": "王建国", "p3": "赵红", "p4": "孙丽", "p5": "周强", "p6": "吴刚"}
WORDING = Wording(
    sources={"01": "当事人申请"},
    reasons={"K06": "舒适性项目", "N01": "不属于三种垫付情形", "N02": "费用未超过交强险责任限额"},
    appeal_route="向救助基金主管部门提出，由主管部门会同卫生健康等部门协调",
    objection_days=5,
)


def money(text: str) -> Decimal:
    """A sum in yuan."""
    return Decimal(text)


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of 2026 on the office's clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=CHINA)


def parties(victim: str = "张国强") -> tuple[Party, ...]:
    """Victim, driver, insurer with its agent."""
    return (
        Party(
            id="v1",
            case_id=CASE,
            position=1,
            side=Side.APPLICANT,
            roles=("victim", "rider"),
            name=victim,
            gender=Gender.MALE,
            ethnicity="汉族",
            birth_date=date(1986, 3, 15),
            id_number="371524198603152417",
            occupation="农民",
            phone="13812345678",
            address="山东省聊城市东阿县铜城街道张庄村62号",
            liability=Liability.MINOR,
            share=30,
            account_name=victim,
            account_bank="中国农业银行东阿支行",
            account_number="6228480000012345678",
        ),
        Party(
            id="d1",
            case_id=CASE,
            position=2,
            side=Side.RESPONDENT,
            roles=("driver", "owner"),
            name="李建军",
            gender=Gender.MALE,
            birth_date=date(1991, 7, 2),
            id_number="371524199107021234",
            phone="13987654321",
            address="山东省聊城市东阿县刘集镇李村",
            liability=Liability.MAIN,
            share=70,
        ),
        Party(
            id="i1",
            case_id=CASE,
            position=3,
            side=Side.THIRD,
            kind=PartyKind.ORGANISATION,
            roles=("insurer_compulsory", "insurer_commercial"),
            name="泰和财产保险股份有限公司东阿支公司",
            credit_code="91350100M000100Y43",
            legal_representative="陈立",
            legal_representative_title="经理",
            contact_name="刘洋",
            phone="0635-3281111",
            address="东阿县前进街88号",
        ),
        Party(
            id="a1",
            case_id=CASE,
            position=4,
            side=Side.THIRD,
            roles=("agent",),
            name="刘洋",
            id_number="371502198512311023",
            phone="13700001111",
            represents_id="i1",
            relation="员工",
            agent_scope=AgentScope.SPECIAL,
            authority_from=date(2026, 11, 1),
            address="东阿县前进街88号",
        ),
    )
