"""An open store on either engine, people to act, and cases to act on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from mediation_app.clock import CHINA, SetClock
from mediation_app.database.store import Store
from mediation_app.domain.cases import Accident, Case
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import BillLine, FundApplication, Payment
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Actor, Role
from mediation_app.domain.parties import Party, PartyKind, PartyRole, Side
from mediation_app.domain.recovery import DebtorShare, Recovery
from mediation_app.domain.vehicles import Vehicle
from tests.support.places import Places

UNIT = "371502"


@pytest.fixture
def actor() -> Actor:
    return Actor(person_id="p-zhou", name="周敏", roles=frozenset({Role.CLERK}), unit_code=UNIT)


@pytest.fixture
def other_actor() -> Actor:
    return Actor(person_id="p-sun", name="孙浩", roles=frozenset({Role.MEDIATOR}), unit_code=UNIT)


@pytest.fixture
def made_url(engine_name: str, places: Places) -> str:
    """The address of a database whose tables are already made (faster than opening an empty one)."""

    def build(url: str) -> None:
        Store.open(url, SetClock(datetime(2026, 1, 1, tzinfo=CHINA))).close()

    return places.copy_of(engine_name, "made", build)


@pytest.fixture
def opened() -> Iterator[Callable[[Store], Store]]:
    """Remembers stores and closes them after the test."""
    stores: list[Store] = []

    def remember(store: Store) -> Store:
        stores.append(store)
        return store

    yield remember
    for store in stores:
        with suppress(Exception):
            store.close()


@pytest.fixture
def store(made_url: str, clock: SetClock, opened: Callable[[Store], Store]) -> Store:
    return opened(Store.open(made_url, clock))


def sample_file(
    names: tuple[str, str] = ("王秀兰", "李强"),
    *,
    plate: str = "鲁P3K567",
    phone: str = "13812345678",
    id_number: str = "371502199001011232",
) -> CaseFile:
    """A small case with an application to the fund."""
    case_id, fund_id, recovery_id = new_id(), new_id(), new_id()
    victim = Party(
        id=new_id(),
        case_id=case_id,
        position=1,
        name=names[0],
        roles=(PartyRole.VICTIM.value,),
        phone=phone,
        id_number=id_number,
        birth_date=date(1990, 1, 1),
    )
    driver = Party(
        id=new_id(), case_id=case_id, position=2, name=names[1], side=Side.RESPONDENT, share=70
    )
    insurer = Party(
        id=new_id(),
        case_id=case_id,
        position=3,
        kind=PartyKind.ORGANISATION,
        side=Side.RESPONDENT,
        roles=(PartyRole.INSURER_COMPULSORY.value,),
        name="中国人民财产保险股份有限公司聊城市分公司",
    )
    payment = Payment(
        id=new_id(), case_id=case_id, application_id=fund_id, amount=Decimal("43246.80")
    )
    fund = FundFile(
        application=FundApplication(id=fund_id, case_id=case_id, victim_id=victim.id),
        bill_lines=(
            BillLine(
                id=new_id(),
                case_id=case_id,
                application_id=fund_id,
                position=1,
                name="手术费",
                amount=Decimal("12000.00"),
            ),
        ),
        payments=(payment,),
        recoveries=(
            Recovery(
                id=recovery_id, case_id=case_id, application_id=fund_id, payment_id=payment.id
            ),
        ),
        debtor_shares=(
            DebtorShare(id=new_id(), case_id=case_id, recovery_id=recovery_id, name=names[1]),
        ),
    )
    return CaseFile(
        case=Case(id=case_id, dispute="对责任划分有争议", claims=("医疗费", "误工费")),
        accidents=(
            Accident(
                id=new_id(),
                case_id=case_id,
                occurred_at=datetime(2026, 2, 1, 18, 30, tzinfo=CHINA),
                place="东昌路与柳园路交叉口",
            ),
        ),
        parties=(victim, driver, insurer),
        vehicles=(Vehicle(id=new_id(), case_id=case_id, position=1, plate=plate),),
        funds=(fund,),
    )


def stored(store: Store, actor: Actor, file: CaseFile) -> CaseFile:
    """Store a new file and return it as stored."""
    with store.write(actor, "登记案件") as unit:
        case = unit.add(file.case)
        result = unit.save(CaseFile(case=case), replace(file, case=case))
        unit.commit()
    return result
