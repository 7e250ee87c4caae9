"""The journeys once through the window: the program, its real store, keys and clicks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mediation_app.clock import CHINA, SetClock
from mediation_app.domain.offices import Role
from tests.support.window import Person
from ui.screens.case import CaseScreen
from ui.screens.cases import CasesScreen
from ui.screens.cases.intake import IntakeSheet
from ui.screens.entrance.new_password import NewPasswordPage
from ui.screens.welcome import WelcomePage

pytestmark = pytest.mark.journey
FIRST, OWN = "wizard-2026", "my-own-2026"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def person(
    qapp: QApplication, qtbot: QtBot, folder: Path, clock: SetClock
) -> Iterator[Person]:
    made = Person(qapp, qtbot, folder, clock)
    yield made
    made.leave()


def _wizard(person: Person) -> None:
    page = person.page(WelcomePage)
    person.press("下一步：单位与文号")
    office = page.parts[1].form
    person.fill(office, name="东阿县道路交通事故人民调解委员会", short_name="东阿道交调委会")
    person.fill(office, jurisdiction="371524")
    assert office.rows["number_prefix"].field.value() == "东道交调"
    person.fill(office, address="东阿县阿胶街 118 号", phone="0635-3287122")
    person.press("下一步：人员与岗位")
    people = page.parts[2].form
    person.fill(people, admin_name="孟凡信", password=FIRST, again=FIRST)
    person.fill(people, name0="李雪", login0="lixue", role0=Role.CLERK)
    person.fill(people, name1="周国庆", login1="zhouguoqing", role1=Role.MEDIATOR)
    person.press("下一步：规则")
    print(page.problem.text(), [(k, r.error()) for k, r in people.rows.items() if r.error()])
    person.press("下一步：备份")
    person.press("完成，进入工作台")


def test_from_an_empty_folder_to_an_accepted_case(person: Person) -> None:
    person.at(2026, 6, 15, 9, 5)
    person.start()
    _wizard(person)
    assert person.program.session is not None
    assert person.program.session.actor.name == "孟凡信"
    person.become("lixue", FIRST)
    page = person.page(NewPasswordPage)
    for field, text in ((page.old, FIRST), (page.new, OWN), (page.again, OWN)):
        person.type(field, text)
    person.key(Qt.Key.Key_Return, to=page.again)
    assert person.program.session.actor.name == "李雪"

    person.go("cases")
    assert isinstance(person.screen, CasesScreen)
    person.press("新建案件")
    sheet = person.sheet(IntakeSheet)
    person.fill(
        sheet.form,
        occurred_at=datetime(2026, 6, 14, 17, 20, tzinfo=CHINA),
        place="东阿县曙光街与前进街交叉路口",
        summary="轿车与电动自行车相撞，对误工费有争议",
        a_name="张桂兰",
        a_phone="13906350001",
        b_name="刘志强",
        b_phone="13906350002",
        plate="鲁P3K567",
    )
    person.press("登记", sheet)
    screen = person.screen
    assert isinstance(screen, CaseScreen)
    assert screen.head.next.text() == "受理"
    print([r for r in screen.book.view.blocking])
