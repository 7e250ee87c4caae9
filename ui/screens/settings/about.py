"""关于: which program this is, what it is made of, and under which licences."""

from __future__ import annotations

import platform
import sys
from functools import partial

from PySide6 import __version__ as pyside_version
from PySide6.QtWidgets import QWidget

import mediation_app
from mediation_app.paths import resource_dir
from ui.desk import Desk
from ui.screens.settings.page import Page
from ui.session import Session
from ui.widgets.basics import Button, Label, row
from ui.widgets.form import GroupHeading

# What is shipped, by whom, under which licence, the file of it below the resources.
_PARTS = (
    (
        "Noto Sans SC、Noto Serif SC",
        "界面和文书字体（字体都有删减）",
        "SIL OFL 1.1",
        "fonts/OFL-sans.txt",
    ),
    ("霞鹜文楷", "文书楷体", "SIL OFL 1.1", "fonts/OFL-kai.txt"),
    ("Liberation Serif", "文书西文", "SIL OFL 1.1", "fonts/OFL-roman.txt"),
    ("Fandol 仿宋", "文书仿宋", "GPL（字体例外）", "fonts/GPL-fang.txt"),
    ("Lucide", "图标", "ISC", "icons/LICENSE-lucide.txt"),
    ("Qt for Python", "界面", "LGPL 3.0", ""),
    ("SQLAlchemy、Alembic", "数据库", "MIT", ""),
    ("psycopg", "数据库", "LGPL 3.0", ""),
    ("python-docx、lxml、Jinja2", "Word 文书", "MIT、BSD", ""),
    ("ReportLab、fontTools", "PDF", "BSD、MIT", ""),
    ("pypdfium2、pypdf", "PDF", "BSD、Apache 2.0", ""),
    ("argon2-cffi、pydantic", "密码、数据格式", "MIT", ""),
)


class AboutPage(Page):
    """Version, parts, licences."""

    title = "道交调处工作台"
    note = "道路交通事故损害赔偿调解与救助基金。Apache License 2.0。"

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk, session)
        python = f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
        facts = (
            ("版本", mediation_app.__version__),
            ("运行环境", f"Python {python}，PySide6 {pyside_version}，{platform.system()} {platform.release()}"),
        )  # fmt: skip
        self._first: QWidget | None = None
        self._lines(facts)
        self.column.addWidget(GroupHeading("所用的软件和字体"))
        for name, use, licence, file in _PARTS:
            what = Label(name, role="body")
            what.setFixedWidth(264)
            more = Label(f"{use}，{licence}", role="table", tone="text2")
            parts: list[QWidget | int | None] = [what, 8, more, None]
            if file:
                button = Button("许可", kind="link", on_click=partial(self._licence, name, file))
                button.setAccessibleName(f"{name}的许可")
                self._first = self._first or button
                parts.append(button)
            self.column.addLayout(row(*parts))
        self.column.addStretch(1)

    def _lines(self, facts: tuple[tuple[str, str], ...]) -> None:
        for name, text in facts:
            label = Label(name, role="body", tone="text2")
            label.setFixedWidth(72)
            value = Label(text, role="body", wrap=True, selectable=True)
            self.column.addLayout(row(label, 8, value))

    def _licence(self, name: str, file: str) -> None:
        from ui.dialogs.sheet import Sheet
        from ui.widgets.fields import TextField

        text = (resource_dir() / file).read_text(encoding="utf-8", errors="replace")
        sheet = Sheet(f"{name}的许可", width=720)
        field = TextField("许可全文", lines=12, most=12)
        field.set_value(text)
        field.set_read_only(True)
        sheet.body.addWidget(field)
        button = Button("关闭", kind="primary", on_click=sheet.close_sheet)
        sheet.add_button(button, default=True)
        self.desk.notify.sheet.emit(sheet)

    def first_focus(self) -> QWidget | None:
        return self._first
