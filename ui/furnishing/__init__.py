"""What hangs on the window beside the screens: palette, person's menu, badges, notices, help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.furnishing.account import NewPasswordSheet
from ui.furnishing.daily import Daily
from ui.furnishing.help import HelpSheet, page_of
from ui.furnishing.news import News
from ui.furnishing.palette import CaseSource, HelpSource, PeopleSource, commands

if TYPE_CHECKING:
    from ui.program import Program
    from ui.session import Session
    from ui.shell.main_window import MainWindow


class Furniture:
    """The acts behind menu, palette and F1. One per window."""

    def __init__(self, program: Program, window: MainWindow, session: Session) -> None:
        self.program, self.window, self.session = program, window, session
        self.desk = window.desk
        self.news = News(program, window, session)
        self.daily = Daily(window, session)
        self._menu()
        self._palette()
        window.keys.on_help = self.help
        window.top_bar.notices_wanted.connect(self.news.open)

    def _menu(self) -> None:
        menu = self.window.person_menu
        menu.add("修改密码", self.change_password, icon_name="lock")
        menu.add("外观", self.to_look, icon_name="contrast")
        menu.add("快捷键", self.keys_page, icon_name="keyboard")
        menu.add("", self.keys_page)
        menu.add("切换人员", self.program.sign_out, icon_name="log-out")

    def _palette(self) -> None:
        desk, session, window = self.desk, self.session, self.window
        window.add_palette_source(commands(self))
        window.add_palette_source(CaseSource(window, desk, session))
        window.add_palette_source(PeopleSource(window, desk, session))
        window.add_palette_source(HelpSource(self.help))

    def go(self, address: str) -> None:
        """To a place."""
        self.desk.navigator.go(address)

    def to_look(self) -> None:
        """The settings page of the look."""
        self.go("settings/look")

    def change_password(self) -> None:
        """One's own password."""
        self.window.open_sheet(NewPasswordSheet(self.desk, self.session))

    def help(self, topic: str) -> None:
        """F1: the help of a place."""
        self.window.open_sheet(HelpSheet(page_of(topic)))

    def keys_page(self) -> None:
        """All keys."""
        self.help("keys")


def furnish(program: Program, window: MainWindow, session: Session) -> None:
    """Hang everything up. Called once, after the first paint."""
    # the window keeps it: signals hold no reference to what is no QObject
    window.setProperty("furniture", Furniture(program, window, session))
