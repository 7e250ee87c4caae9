"""Signing in, the first password, the data that cannot be opened, the first run: before the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mediation_app.bootstrap import Workbench, open_workbench
from mediation_app.clock import SetClock
from mediation_app.domain.offices import Actor, Role
from mediation_app.errors import NotAllowed, StoreTrouble
from mediation_app.services.firstlook import FirstLook
from mediation_app.services.stories.cast import PASSWORD
from tests.support.places import Places
from tests.support.screens import CHEAP, SIZES, layout_faults, nameless, type_in
from ui.desk import Desk, make_desk
from ui.screens.entrance.new_password import NewPasswordPage
from ui.screens.entrance.sign_in import SignInPage, in_order
from ui.screens.entrance.trouble import TroublePage
from ui.screens.welcome import WelcomePage
from ui.session import Gate
from ui.shell.entrance import EntranceWindow

_K = Qt.Key
SMALLEST = (900, 500)


def actor(login: str, name: str, *roles: Role) -> tuple[str, Actor]:
    return login, Actor(person_id=login, name=name, roles=frozenset(roles), unit_code="u")


PEOPLE = (
    actor("admin", "孟凡信", Role.ADMIN),
    actor("boss", "王军", Role.LEADER, Role.APPROVER),
    actor("lixue", "李雪", Role.CLERK),
    actor("lixue2", "李雪", Role.MEDIATOR),
    actor("nobody", "周三"),
)


def look_at(*, demo: bool) -> FirstLook:
    return FirstLook(
        office_name="东阿县道路交通事故人民调解委员会",
        short_name="东阿",
        is_demo=demo,
        people=PEOPLE,
    )


@pytest.fixture
def desk(plain_look: QApplication, clock: SetClock) -> Iterator[Desk]:
    made = make_desk(clock)
    yield made
    made.tasks.close()
    for part in (made.tasks, made.bus, made.notify, made.navigator):
        shiboken6.delete(part)


@pytest.fixture
def entrance(desk: Desk, qtbot: QtBot) -> Iterator[EntranceWindow]:
    window = EntranceWindow(desk)
    window.resize(*SIZES[0])
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield window
    shiboken6.delete(window)


Show = Callable[[QWidget], QWidget]


@pytest.mark.parametrize("size", [*SIZES, SMALLEST])
@pytest.mark.parametrize("demo", [True, False])
def test_signing_in_fits(
    entrance: EntranceWindow, qtbot: QtBot, size: tuple[int, int], demo: bool
) -> None:
    page = SignInPage(look_at(demo=demo))
    entrance.show_page(page)
    entrance.resize(*size)
    qtbot.wait(30)
    assert layout_faults(page) == []
    assert nameless(page) == []
    assert page.height() <= entrance.height()


def test_people_stand_by_role_and_no_namesake_is_lost() -> None:
    assert [login for login, _ in in_order(PEOPLE)] == [
        "lixue",
        "lixue2",
        "boss",
        "admin",
        "nobody",
    ]
    page = SignInPage(look_at(demo=False))
    texts = [page.who.itemText(place) for place in range(page.who.count())]  # type: ignore[union-attr]
    assert texts == [
        "李雪（窗口登记员）", "李雪（人民调解员）", "王军（基金审批、大队领导）",
        "孟凡信（管理员）", "周三（无岗位）",
    ]  # fmt: skip
    page.deleteLater()


def test_only_a_demo_office_shows_its_password(entrance: EntranceWindow) -> None:
    page = SignInPage(look_at(demo=True))
    entrance.show_page(page)
    assert page.demo_label.text() == PASSWORD
    assert page.demo.isVisible()
    page = SignInPage(look_at(demo=False))
    entrance.show_page(page)
    assert page.demo_label.text() == ""
    assert not page.demo.isVisible()


def test_keys_sign_in_and_a_refusal_is_said(entrance: EntranceWindow, qtbot: QtBot) -> None:
    page = SignInPage(look_at(demo=False))
    entrance.show_page(page)
    page.choose("boss")
    wanted: list[tuple[str, str]] = []
    page.wanted.connect(lambda login, password: wanted.append((login, password)))
    page.first_focus().setFocus()
    assert page.password.hasFocus()
    qtbot.keyClick(page.password, _K.Key_Return)
    assert page.problem.text() == "密码未填写"
    assert wanted == []
    qtbot.keyClicks(page.password, "secret-1")
    qtbot.keyClick(page.password, _K.Key_Return)
    assert wanted == [("boss", "secret-1")]
    assert not page.button.isEnabled()
    qtbot.keyClick(page.password, _K.Key_Return)
    assert len(wanted) == 1
    page.refused(NotAllowed("database.wrong_password"))
    assert page.problem.isVisible()
    assert page.problem.text().startswith("用户名或密码不对")
    assert page.button.isEnabled()
    assert page.password.selectedText()


def test_capitals_are_noticed(entrance: EntranceWindow, qtbot: QtBot) -> None:
    page = SignInPage(None)
    entrance.show_page(page)
    page.first_focus().setFocus()
    assert page.who.hasFocus()
    page.password.setFocus()
    qtbot.keyClick(page.password, "A")
    assert page.hint.isVisible()
    qtbot.keyClick(page.password, "a")
    assert not page.hint.isVisible()


@pytest.mark.parametrize("size", [*SIZES, SMALLEST])
def test_trouble_says_where_and_what_to_do(
    entrance: EntranceWindow, qtbot: QtBot, size: tuple[int, int]
) -> None:
    acts: list[str] = []
    page = TroublePage(
        StoreTrouble("database.disk_full"), "/data/office",
        again=lambda: acts.append("again"), elsewhere=lambda: acts.append("elsewhere"),
        leave=lambda: acts.append("leave"),
    )  # fmt: skip
    entrance.show_page(page)
    entrance.resize(*size)
    qtbot.wait(30)
    assert layout_faults(page) == []


@pytest.fixture
def empty_bench(places: Places, clock: SetClock) -> Iterator[Workbench]:
    with open_workbench(places.empty("sqlite"), clock=clock, password_cost=CHEAP) as bench:
        yield bench


def rest(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not desk.tasks.tasks(), timeout=15_000)
    qtbot.wait(20)


@pytest.fixture
def wizard(
    entrance: EntranceWindow, desk: Desk, empty_bench: Workbench, qtbot: QtBot
) -> WelcomePage:
    gate = Gate("office")
    gate.opened(empty_bench)
    page = WelcomePage(desk, gate, entrance.side)
    entrance.show_page(page)
    rest(desk, qtbot)
    return page


@pytest.mark.parametrize("size", [*SIZES, SMALLEST])
def test_every_step_of_the_first_run_fits(
    wizard: WelcomePage, entrance: EntranceWindow, qtbot: QtBot, size: tuple[int, int]
) -> None:
    entrance.resize(*size)
    for number in range(5):
        wizard._show(number)
        qtbot.wait(30)
        assert layout_faults(wizard) == [], number
        assert nameless(wizard) == [], number
        place = wizard.forward.mapTo(entrance, wizard.forward.rect().bottomRight())
        assert entrance.rect().contains(place), number


def test_the_first_run_stores_only_at_the_end(
    wizard: WelcomePage, desk: Desk, empty_bench: Workbench, qtbot: QtBot
) -> None:
    entered: list[Actor] = []
    wizard.entered.connect(entered.append)
    wizard.go_on()
    wizard.go_on()
    form = wizard.office.form
    assert form.rows["name"].error() == "单位全称未填写"
    assert form.rows["name"].field.hasFocus()
    type_in(form.rows["name"].field, "阳谷县道路交通事故人民调解委员会")
    form.set_values({"jurisdiction": "371521", "number_prefix": "阳道交调"})
    wizard.go_on()
    assert wizard.title.text() == "人员与岗位"
    people = wizard.parts[2].form
    people.set_values({"admin_name": "孟凡信", "admin_login": "admin"})
    people.rows["password"].field.setText("short")
    people.rows["again"].field.setText("short")
    wizard.go_on()
    assert "8 位" in people.rows["password"].error()
    for key in ("password", "again"):
        people.rows[key].field.setText("long-enough-1")
    people.set_values({"name0": "李雪", "login0": "lixue", "role0": Role.CLERK})
    wizard.go_on()
    wizard.go_on()
    assert wizard.forward.text() == "完成，进入工作台"
    assert empty_bench.people.is_first_run()
    wizard.go_back()
    wizard.go_on()
    wizard.go_on()
    rest(desk, qtbot)
    assert [one.name for one in entered] == ["孟凡信"]
    assert empty_bench.office.known().number_prefix == "阳道交调"  # type: ignore[union-attr]
    signed = empty_bench.people.sign_in("lixue", "long-enough-1")
    assert signed.actor.has(Role.CLERK)


def test_the_first_password_is_replaced(
    entrance: EntranceWindow, desk: Desk, demo_bench: Workbench, qtbot: QtBot
) -> None:
    signed = demo_bench.people.sign_in("lixue", PASSWORD)
    gate = Gate("office")
    gate.opened(demo_bench)
    page = NewPasswordPage(desk, gate, signed.actor)
    entrance.show_page(page)
    qtbot.wait(20)
    assert layout_faults(page) == []
    done: list[Actor] = []
    page.done.connect(done.append)
    page.old.setText(PASSWORD)
    page.new.setText("quite-new-1")
    page.again.setText("quite-new-2")
    page.button.click()
    assert page.problem.text() == "两次输入的新密码不同"
    page.again.setText("quite-new-1")
    qtbot.keyClick(page.again, _K.Key_Return)
    rest(desk, qtbot)
    assert [one.name for one in done] == ["李雪"]
    assert (
        demo_bench.people.sign_in("lixue", "quite-new-1").actor.person_id == signed.actor.person_id
    )


def test_enter_on_the_lit_card_goes_on(
    wizard: WelcomePage, entrance: EntranceWindow, qtbot: QtBot
) -> None:
    with qtbot.waitExposed(entrance):
        entrance.show()
    card = wizard.parts[0].first_focus()
    assert card is not None
    proxy = card.focusProxy()
    assert proxy is not None
    qtbot.keyClick(proxy, Qt.Key.Key_Return)
    assert wizard.where.text().startswith("第 2 步")
