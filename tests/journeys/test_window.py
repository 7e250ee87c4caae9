"""The journeys once through the window: the program, its real store, keys and clicks."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from mediation_app.bootstrap import open_workbench
from mediation_app.clock import CHINA, SetClock
from mediation_app.domain.cases import MediationState
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Role
from mediation_app.domain.parties import Liability
from mediation_app.services.stories import e3, set_up_office
from mediation_app.services.stories.parts import identity
from tests.support.stories import CHEAP
from tests.support.window import Person
from tests.support.window_case import case_page, confirm, file_of, other, section, sign, take
from ui.dialogs.step_dialog import StepSheet
from ui.screens.case import CaseScreen
from ui.screens.case.agreement_sheets import InstalmentSheet
from ui.screens.case.section_accident import AccidentSection
from ui.screens.case.section_agreement import AgreementSection
from ui.screens.case.section_losses import LossesSection
from ui.screens.case.section_parties import PartiesSection
from ui.screens.case.section_vehicles import VehiclesSection
from ui.screens.cases import CasesScreen
from ui.screens.cases.intake import IntakeSheet
from ui.screens.entrance.new_password import NewPasswordPage
from ui.screens.welcome import WelcomePage

pytestmark = pytest.mark.journey
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
FIRST, OWN = "wizard-2026", "my-own-2026"


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
    person.press("下一步：备份")
    person.press("完成，进入工作台")


def _own_password(person: Person) -> None:
    page = person.page(NewPasswordPage)
    for field, text in ((page.old, FIRST), (page.new, OWN), (page.again, OWN)):
        person.type(field, text)
    person.key(Qt.Key.Key_Return, to=page.again)


def test_from_an_empty_folder_to_a_signed_agreement(person: Person) -> None:
    person.at(2026, 6, 15, 9, 5)
    person.start()
    _wizard(person)
    assert person.program.session is not None
    assert person.program.session.actor.name == "孟凡信"
    person.become("lixue", FIRST)
    _own_password(person)
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
        a_id=identity("372522", "19680411", 26),
        b_name="刘志强",
        b_phone="13906350002",
        b_id=identity("371524", "19860315", 213),
        plate="鲁P3K567",
    )
    person.press("登记", sheet)
    screen = person.screen
    assert isinstance(screen, CaseScreen)
    assert screen.head.next.text() == "受理"

    # what the intake leaves open is typed on the case page; F8 leads to it
    assert "还差 1 项" in screen.head._why_text.text()
    person.key(Qt.Key.Key_F8)
    accident = section(person, AccidentSection)
    assert accident.case.part("claims").hasFocus()
    person.type(accident.case.part("claims"), "赔偿电动自行车维修费 800 元")
    person.type(accident.accident.part("finding_number"), "第371524120260000099号")
    person.key(Qt.Key.Key_2, ALT)
    parties = section(person, PartiesSection)
    for number, (name, liability) in enumerate(
        (("张桂兰", Liability.NONE), ("刘志强", Liability.FULL)), start=1
    ):
        person.press(name, parties.cards)
        for key, value in (("address", f"东阿县铜城街道 {number} 号"), ("liability", liability)):
            person.type(parties._sheet.form_of(key).part(key), value)
    person.key(Qt.Key.Key_3, ALT)
    vehicles = section(person, VehiclesSection)
    person.type(vehicles.form.part("damage"), "前保险杠划伤")
    person.key(Qt.Key.Key_4, ALT)
    losses = section(person, LossesSection)
    person.press("加一项")
    person.type(losses.table.editor, "clwx")
    person.key(Qt.Key.Key_Return)
    person.type(losses.table.editor, "800")
    person.key(Qt.Key.Key_Return)
    person.key(Qt.Key.Key_Left)
    person.key(Qt.Key.Key_Left)
    person.key(Qt.Key.Key_F2)
    person.type(losses.table.editor, "维修发票 1 张")
    person.key(Qt.Key.Key_Return)
    person.key(Qt.Key.Key_S, CTRL)
    assert screen.book.errors == {}
    mediator = next(p.id for p in screen.book.view.around.people if p.name == "周国庆")
    take(person, "受理", consent=True, mediator_id=mediator)
    assert screen.book.file.case.number == "（2026）东道交调字第0001号"
    case_id = screen.book.case_id
    other(person, "告知权利义务")
    at_ten = datetime(2026, 6, 16, 10, 0, tzinfo=CHINA)
    other(person, "约定调解", starts_at=at_ten, place="第一调解室")

    # the next day the mediator holds the session and the agreement is signed on the spot
    person.at(2026, 6, 16, 10, 0)
    person.become("zhouguoqing", FIRST)
    _own_password(person)
    person.go("case", case_id)
    take(person, "开始调解")
    person.at(2026, 6, 16, 11, 0)
    take(
        person,
        "记录调解",
        minutes="双方对责任无异议，驾驶人同意赔偿维修费。",
        result="success",
        amount=Decimal("800.00"),
    )
    screen = person.screen
    assert isinstance(screen, CaseScreen)
    person.press("拟定调解协议")
    drafted = section(person, AgreementSection)
    agreement = screen.book.file.agreement
    assert agreement is not None
    assert agreement.total == Decimal("800.00")
    # the account of the victim is still unknown: the dialog says so and leads to the payment
    person.key(Qt.Key.Key_Return, CTRL)
    assert not person.sheet(StepSheet)._go_button.isEnabled()
    person.press("去填写")
    person.key(Qt.Key.Key_Return)
    payment = person.sheet(InstalmentSheet)
    for key, text in (
        ("account_name", "张桂兰"),
        ("account_bank", "东阿农商银行铜城支行"),
        ("account_number", "6223190015274406118"),
    ):
        person.type(payment.form.part(key), text)
    person.press("确定", payment)
    take(person, "达成协议（书面）")
    for key in list(drafted.board._acts):
        sign(person, key, recorder="李雪")
    take(person, "签署完毕")
    file = screen.book.file
    assert file.case.state is MediationState.AWAITING
    assert file.case.effective_on == date(2026, 6, 16)


def test_e3_from_acceptance_to_the_archive(person: Person, folder: Path, clock: SetClock) -> None:
    with open_workbench(folder, clock=clock, password_cost=CHEAP) as workbench:
        cast = set_up_office(workbench, clock)
        clock.put(2026, 6, 15, 9, 5)
        keys = e3.Keys(*(new_id() for _ in range(8)))
        file = workbench.cases.new_case(
            cast["clerk"], e3.intake(workbench.cases.blank(cast["clerk"]), keys)
        ).value
        workbench.cases.save(cast["clerk"], file, e3.with_losses(file, keys))
    clerk, mediator = cast["clerk"].person_id, cast["mediator"].person_id
    person.at(2026, 6, 16, 8, 50)
    person.start()
    person.sign_in("lixue")
    person.go("cases")
    person.key(Qt.Key.Key_Down)
    person.key(Qt.Key.Key_Return)
    take(person, "受理", consent=True, mediator_id=mediator)
    other(person, "确定调解员", mediator_id=mediator, recorder_id=clerk)
    other(person, "告知权利义务")
    when = datetime(2026, 6, 24, 9, 30, tzinfo=CHINA)
    other(person, "约定调解", starts_at=when, place="2 号调解室", insurer_told_on=date(2026, 6, 16))

    person.at(2026, 6, 24, 9, 30)
    person.become("zhouguoqing")
    person.go("case", file.case.id)
    take(person, "开始调解")
    person.at(2026, 6, 24, 11, 10)
    take(
        person, "记录调解", minutes="各方陈述，核对损失，达成一致。", result="success",
        amount=Decimal("43540.00"),
    )  # fmt: skip
    person.press("拟定调解协议")
    agreement = file_of(person).agreement
    assert agreement is not None
    assert agreement.total == Decimal("43540.00")
    take(person, "达成协议（书面）")
    board = section(person, AgreementSection).board
    for key in [key for key in board._acts if key != keys.insurer]:
        sign(person, key, recorder="李雪")
    person.at(2026, 6, 26, 10, 15)
    sign(person, keys.insurer)
    take(person, "签署完毕")
    assert file_of(person).case.effective_on == date(2026, 6, 26)

    person.at(2026, 7, 3, 14, 40)
    person.become("lixue")
    person.go("case", file.case.id, "agreement")
    for _ in range(2):
        person.press("登记履行")
        confirm(person)
    paid = sorted(one.amount for one in file_of(person).performances)
    assert paid == [Decimal("10540.00"), Decimal("15000.00")]
    assert file_of(person).case.state is MediationState.PERFORMED
    person.at(2026, 7, 10, 9, 30)
    take(person, "回访", performance="款项都已到账", satisfaction="满意")
    person.at(2026, 7, 13, 16, 0)
    person.become("zhouguoqing")
    person.go("case", file.case.id)
    take(person, "结案")
    person.at(2026, 7, 15, 10, 0)
    person.become("lixue")
    person.go("case", file.case.id)
    take(person, "归档", archive_place="档案室 2 柜 3 层", retention="10")

    assert [(step.event, step.occurred_on) for step in file_of(person).steps] == [
        ("register", date(2026, 6, 15)),
        ("accept", date(2026, 6, 16)),
        ("appoint", date(2026, 6, 16)),
        ("tell_rights", date(2026, 6, 16)),
        ("book_session", date(2026, 6, 16)),
        ("start", date(2026, 6, 24)),
        ("record_session", date(2026, 6, 24)),
        ("agree", date(2026, 6, 24)),
        ("sign", date(2026, 6, 26)),
        ("perform_part", date(2026, 7, 3)),
        ("perform_full", date(2026, 7, 3)),
        ("follow_up", date(2026, 7, 10)),
        ("close", date(2026, 7, 13)),
        ("archive", date(2026, 7, 15)),
    ]
    assert case_page(person).head.next.isHidden()
