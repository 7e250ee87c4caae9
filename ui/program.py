"""The running program: which window is shown, and the office that is open behind it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from mediation_app.domain.offices import Actor
from mediation_app.errors import AppError
from mediation_app.services.firstlook import FirstLook, first_look, shown_place
from ui import preferences
from ui.desk import make_desk
from ui.first_paint import FirstPaint
from ui.navigation import ScreenRegistry
from ui.screens import register_all
from ui.session import Gate, Session
from ui.shell.main_window import MainWindow
from ui.theme import apply_theme

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.clock import Clock
    from mediation_app.services.people import SignedIn
    from ui.platform_setup import InputMethod
    from ui.shell.entrance import EntranceWindow

log = logging.getLogger(__name__)


class Program(QObject):
    """One open office on this screen: first the entrance, then the window of whoever came in."""

    entered = Signal(object)  # Session
    shown = Signal(object)  # the window that is now shown

    def __init__(
        self,
        app: QApplication,
        place: str | Path,
        *,
        input_method: InputMethod | None = None,
        clock: Clock | None = None,
    ) -> None:
        super().__init__()
        self.app = app
        self.input_method = input_method
        self.likes = preferences.load()
        apply_theme(app, mode=self.likes.theme_mode(), zoom=self.likes.zoom)
        self.place = place
        self._clock = clock
        self.desk = make_desk(clock)
        self.gate = Gate(place)
        self.entrance: EntranceWindow | None = None
        self.window: MainWindow | None = None
        self.session: Session | None = None
        self._open_at = "today"
        self._backup = ""

    # --- coming in ----------------------------------------------------------------------------

    def start(self, *, sign_in_as: str = "", open_at: str = "today") -> None:
        """Show the first page, then open the store behind it."""
        self._open_at = open_at
        found = self._look()
        actor = found.actor(sign_in_as) if found is not None and found.is_demo else None
        if actor is not None:
            self._enter(Session(self.gate, actor))
        elif found is not None or self._is_server():
            self._show_sign_in(found)
        else:
            self._show_waiting()
        # importing the database layer at the same time would hold the picture up
        self._after_paint(self.window or self.entrance, self._open_store)

    def _after_paint(self, window: QWidget | None, then: Callable[[], None]) -> None:
        """Do ``then`` when the window has been painted; at once when none is shown."""
        if window is None or not window.isVisible():
            QTimer.singleShot(0, self, then)
            return
        FirstPaint(window, then)

    def _is_server(self) -> bool:
        return isinstance(self.place, str) and "://" in self.place

    def _look(self) -> FirstLook | None:
        return None if self._is_server() else first_look(Path(self.place))

    def _open_store(self) -> None:
        self.desk.tasks.read(
            self, self._opened_workbench, done=self._opened, failed=self._could_not_open
        )

    def _opened_workbench(self) -> Workbench:
        from mediation_app.bootstrap import open_workbench

        if not self._is_server():
            from mediation_app import log as program_log

            program_log.set_up(Path(self.place))
        return open_workbench(self.place, clock=self._clock)

    def _opened(self, workbench: Workbench) -> None:
        self.gate.opened(workbench)
        if self.session is None and self.gate.office is None:
            self._show_first_run()
        elif self.window is not None:
            self._show_facts(self.window)

    def _could_not_open(self, trouble: AppError) -> None:
        from ui.screens.entrance.trouble import TroublePage

        log.warning("the data could not be opened: %s", trouble.code)
        self.gate.could_not_open(trouble)
        window = self._entrance()
        page = TroublePage(
            trouble, self._shown_place(), again=self._again, elsewhere=self._elsewhere,
            leave=self.app.quit,
        )  # fmt: skip
        window.side.subtitle.setText("")
        window.show_page(page)

    def _shown_place(self) -> str:
        return shown_place(str(self.place))

    def _again(self) -> None:
        self.gate.close()
        self.gate = Gate(self.place)
        self.start(open_at=self._open_at)

    def _elsewhere(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        folder = QFileDialog.getExistingDirectory(self.entrance, "选择数据文件夹", str(self.place))
        if folder:
            self.place = folder
            self._again()

    # --- the entrance -------------------------------------------------------------------------

    def _entrance(self) -> EntranceWindow:
        if self.window is not None:
            self.window.hide()
        if self.entrance is None:
            from ui.shell.entrance import EntranceWindow

            self.entrance = EntranceWindow(self.desk)
            self._put(self.entrance)
        return self.entrance

    def _show_waiting(self) -> None:
        """A new data folder is being prepared: a second or two."""
        from ui.widgets.basics import Label

        page = Label("正在准备数据文件夹", role="body", tone="text2")
        page.setMargin(48)
        self._entrance().show_page(page)

    def _show_sign_in(self, found: FirstLook | None) -> None:
        from ui.screens.entrance.sign_in import SignInPage

        window = self._entrance()
        window.side.subtitle.setText(found.short_name if found else "")
        window.side.foot.setText("数据只存在本机，不上网" if not self._is_server() else "")
        page = SignInPage(found)
        page.choose(self.likes.last_login)
        page.wanted.connect(self._sign_in)
        window.show_page(page)
        page.first_focus().setFocus()
        self._page = page

    def _sign_in(self, login: str, password: str) -> None:
        gate = self.gate

        def job() -> SignedIn:
            return gate.wait().people.sign_in(login, password)

        self._login = login
        self.desk.tasks.write(self, job, done=self._signed_in, failed=self._page.refused)

    def _signed_in(self, signed: SignedIn) -> None:
        self.likes = preferences.change(preferences.load(), last_login=self._login)
        if signed.must_change:
            from ui.screens.entrance.new_password import NewPasswordPage

            window = self._entrance()
            page = NewPasswordPage(self.desk, self.gate, signed.actor)
            page.done.connect(self._enter_as)
            window.show_page(page)
            page.first_focus().setFocus()
            return
        self._enter_as(signed.actor)

    def _enter_as(self, actor: Actor) -> None:
        self._enter(Session(self.gate, actor))

    def _show_first_run(self) -> None:
        from ui.screens.welcome import WelcomePage

        window = self._entrance()
        page = WelcomePage(self.desk, self.gate, window.side)
        page.entered.connect(self._enter_as)
        page.moved.connect(self._moved)
        window.show_page(page)

    def _moved(self, place: str) -> None:
        """The wizard chose another place for the data."""
        self.place = place
        self._again()

    # --- the window ---------------------------------------------------------------------------

    def _enter(self, session: Session) -> None:
        self.session = session
        registry = ScreenRegistry()
        register_all(registry, self.desk, session)
        window = MainWindow(self.desk, registry)
        self.window = window
        window.set_person(session.actor.name, [role.label for role in session.actor.roles])
        self._show_facts(window)
        if self.entrance is not None:
            window.setGeometry(self.entrance.geometry())
            window.show()
            self.entrance.leave()
            self.entrance.close()
            window.activateWindow()
            self.entrance.deleteLater()
            self.entrance = None
            self.shown.emit(window)
        else:
            self._put(window)
        window.zoom_wanted.connect(self._zoom)
        self._furnish(window, session)
        self.entered.emit(session)
        self.desk.navigator.go(self._open_at)

    def _furnish(self, window: MainWindow, session: Session) -> None:
        """What hangs on the window beside the screens; filled after the first paint."""

        def hang_up() -> None:
            from ui.furnishing import furnish

            furnish(self, window, session)

        self._after_paint(window, hang_up)

    def sign_out(self) -> None:
        """Another person comes to the desk: the screens go, the store stays open."""
        left = self.window
        if left is None or not left.close():
            return
        self.desk = make_desk(self._clock)
        self.window, self.session = None, None
        left.deleteLater()  # its screens hold the data of whoever left
        self._open_at = "today"
        self._show_sign_in(self._look())

    def _show_facts(self, window: MainWindow) -> None:
        place = "数据库服务器" if self._is_server() else "本机数据库"
        facts: list[str | tuple[str, str]] = [place]
        if self.gate.office is not None:
            facts.insert(0, self.gate.office.short_name or self.gate.office.name)
        if self.gate.is_open:
            facts.append(f"规则 {self.gate.wait().context.rulebook.version}")
        if self._backup:
            facts.append((self._backup, "check"))
        window.set_status(facts)

    def tell_backup(self, text: str) -> None:
        """When the newest backup was made, for the status bar."""
        self._backup = text
        if self.window is not None:
            self._show_facts(self.window)

    def _zoom(self, step: int) -> None:
        from ui.theme import look, set_zoom

        zoom = preferences.next_zoom(look().zoom, step)
        set_zoom(zoom)
        self.likes = preferences.change(preferences.load(), zoom=zoom)

    def _put(self, window: QWidget) -> None:
        size = window.screen().availableGeometry().size()
        window.resize(min(1440, size.width()), min(900, size.height()))
        window.show()
        self.shown.emit(window)

    def close(self) -> None:
        """Finish what is being written, then close the store."""
        self.desk.tasks.close()
        self.gate.close()
