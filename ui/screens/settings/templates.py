"""文书模板: which template each paper is made from; check, import, look at, put back, export."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from mediation_app.domain.offices import Role
from mediation_app.errors import AppError
from mediation_app.messages import text_of
from mediation_app.services.base import Outcome
from mediation_app.services.template_lines import VersionLine, finding_lines, version_lines
from mediation_app.services.templates import Origin, TemplateLine
from ui.desk import Desk
from ui.dialogs.files import ask_open, ask_save
from ui.events import Changes
from ui.layout import LayoutMode
from ui.screen import Key
from ui.screens.settings.page import Page
from ui.screens.settings.templates_pane import TemplatePane
from ui.screens.settings.templates_rows import origin_text, paper_rows
from ui.screens.settings.templates_sheet import AdoptSheet
from ui.session import Session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mediation_app.bootstrap import Workbench
    from mediation_app.documents.engine.displaylist import Document
    from mediation_app.domain.offices import Actor
    from mediation_app.services.template_types import Field, Report

_WAIT_MS = 120
_WORD = "Word 文档 (*.docx)"


class TemplatesPage(Page):
    """A list of papers at the left; preview, findings, versions and fields at the right."""

    title = "文书模板"
    fills = True

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk, session)
        self._may = session.may(Role.ADMIN, Role.LEADER)
        self._checked: Path | None = None  # a file that is looked at instead of the template
        self._asked = 0
        self.heading.hide()
        self.pane = TemplatePane(desk, may_change=self._may)
        self.column.addWidget(self.pane, 1)
        pane = self.pane
        pane.list.current_changed.connect(self._chosen)
        pane.list.opened.connect(self._into_pane)
        pane.check_button.clicked.connect(self.choose_to_check)
        pane.import_button.clicked.connect(self.choose_to_import)
        pane.export_button.clicked.connect(self.choose_export)
        pane.back_button.clicked.connect(self.put_back)
        pane.use_button.clicked.connect(self.use_version)
        pane.tabs.chosen.connect(self._tab)
        pane.leave_file.clicked.connect(self._leave_file)
        pane.versions.opened.connect(self._look_at_version)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_WAIT_MS)
        self._wait.timeout.connect(self._load_pane)

    def _relook(self) -> None:
        super()._relook()
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)

    # --- loading --------------------------------------------------------------------------------

    def show_page(self) -> None:
        job = self.session.job(
            lambda bench, me: (bench.templates.list(me), bench.papers.template_trouble())
        )
        self.desk.tasks.read(self, job, done=self._loaded, failed=self._not_loaded)

    def refresh(self, changes: Changes) -> None:
        if changes.touches("OfficeTemplate"):
            self.show_page()

    def _loaded(self, answer: tuple[tuple[TemplateLine, ...], AppError | None]) -> None:
        lines, trouble = answer
        self.pane.set_trouble(text_of(trouble) if trouble is not None else "")
        before = self._line()
        rows = paper_rows(lines)
        self.pane.model.set_list(rows)
        codes = [row.key for row in rows]
        wanted = codes.index(before.code) if before and before.code in codes else 1
        self.pane.list.select(wanted if rows else -1)
        self._chosen(self._line())

    def _not_loaded(self, trouble: AppError) -> None:
        self.pane.say(text_of(trouble))

    def _line(self) -> TemplateLine | None:
        thing = self.pane.list.current_thing()
        return thing if isinstance(thing, TemplateLine) else None

    def _chosen(self, thing: Any) -> None:
        if not isinstance(thing, TemplateLine):
            return
        self._checked = None
        self._show_head(thing)
        self.pane.set_findings(finding_lines(thing.report), thing.trouble)
        self._wait.start()

    def _show_head(self, line: TemplateLine) -> None:
        own = line.origin in (Origin.OFFICE, Origin.LOST)
        self.pane.show_line(line, origin_text(line), can_go_back=own and self._may)

    def _tab(self, key: str) -> None:
        self.pane.show_tab(key)
        self._wait.start()

    def _load_pane(self) -> None:
        line, tab = self._line(), self.pane.tabs.current()
        if line is None:
            return
        self._asked += 1
        asked, path, code = self._asked, self._checked, line.code
        if tab == "fields" and not self.pane.palette_.is_loaded:
            job = self.session.job(lambda bench, me: bench.templates.fields(me))
            self.desk.tasks.read(self, job, done=self._show_fields)
        elif tab == "versions":

            def versions(bench: Workbench, me: Actor) -> tuple[int, tuple[VersionLine, ...]]:
                names = {one.id: one.name for one in bench.people.names()}
                return asked, version_lines(bench.templates.versions(me, code), names)

            self.desk.tasks.read(self, self.session.job(versions), done=self._show_versions)
        elif tab == "preview":

            def pages(bench: Workbench, me: Actor) -> tuple[int, Document]:
                if path is not None:
                    return asked, bench.templates.preview_as(me, path, code)
                return asked, bench.templates.preview(me, code)

            self.desk.tasks.read(
                self, self.session.job(pages), done=self._show_pages,
                failed=partial(self._no_pages, asked),
            )  # fmt: skip

    def _show_pages(self, answer: tuple[int, Document]) -> None:
        asked, document = answer
        if asked == self._asked:
            self.pane.set_document(document)

    def _no_pages(self, asked: int, trouble: AppError) -> None:
        if asked == self._asked:
            self.pane.say(text_of(trouble))

    def _show_fields(self, fields: tuple[Field, ...]) -> None:
        self.pane.palette_.set_fields(fields)

    def _show_versions(self, answer: tuple[int, tuple[VersionLine, ...]]) -> None:
        asked, lines = answer
        if asked == self._asked:
            self.pane.set_versions(lines)

    def _into_pane(self, _thing: object) -> None:
        self.pane.open_detail()

    # --- checking and importing -----------------------------------------------------------------

    def choose_to_check(self) -> None:
        """Ask for a file and say what is wrong with it; nothing is stored."""
        line = self._line()
        if line is not None:
            done = partial(self._chosen_file, self.check)
            ask_open(self, f"检查《{line.title}》的模板", _WORD, done)

    def choose_to_import(self) -> None:
        """Ask for a file, look at it, then take it in."""
        line = self._line()
        if line is not None and self._may:
            done = partial(self._chosen_file, self.import_file)
            ask_open(self, f"导入《{line.title}》的模板", _WORD, done)

    def _chosen_file(self, act: Any, paths: Sequence[Path]) -> None:
        if paths:
            act(paths[0])

    def check(self, path: Path) -> None:
        """Look at a file as the chosen paper."""
        self._examine(path, self._show_checked)

    def import_file(self, path: Path) -> None:
        """Look at a file, then ask whether to take it in."""
        self._examine(path, self._ask_import)

    def _examine(self, path: Path, done: Any) -> None:
        line = self._line()
        if line is None:
            return
        self.pane.busy(f"正在检查 {path.name}")
        job = self.session.job(lambda bench, me: bench.templates.check(me, path, line.code))
        self.desk.tasks.read(
            self, job, done=partial(done, line, path), failed=partial(self._unusable, path)
        )

    def _unusable(self, path: Path, trouble: AppError) -> None:
        self.pane.idle()
        self.desk.notify.tell(f"{path.name} 不能用作模板", text_of(trouble))

    def _show_checked(self, line: TemplateLine, path: Path, report: Report) -> None:
        self.pane.idle()
        if line != self._line():
            return
        self._checked = path
        found = finding_lines(report)
        self.pane.show_file(path.name, blocking=len(report.blocking), count=len(found))
        self.pane.set_findings(found, "")
        self.pane.choose_tab("findings" if found else "preview")
        self._wait.start()

    def _ask_import(self, line: TemplateLine, path: Path, report: Report) -> None:
        if report.blocking:
            self._show_checked(line, path, report)
            return
        self.pane.idle()
        sheet = AdoptSheet(self.desk, self.session, line, path, finding_lines(report))
        sheet.adopted.connect(partial(self._imported, line.title))
        self.desk.notify.sheet.emit(sheet)

    def _imported(self, title: str, label: str) -> None:
        self.desk.notify.say(f"《{title}》改用{label}")
        self.show_page()

    def _leave_file(self) -> None:
        self._chosen(self._line())

    # --- other acts -----------------------------------------------------------------------------

    def choose_export(self) -> None:
        """Ask where to put the template in use, to be edited in Word."""
        line = self._line()
        if line is not None:
            name = f"{line.title} 模板.docx"
            ask_save(self, f"导出《{line.title}》的模板", name, _WORD, self.export_to)

    def export_to(self, path: Path) -> None:
        """Write the template in use; its ending is added when it was left out."""
        line = self._line()
        if line is None:
            return
        target = path if path.suffix.lower() == ".docx" else path.with_name(f"{path.name}.docx")
        code = line.code
        job = self.session.job(lambda bench, me: bench.templates.export(me, code, target))
        self.desk.tasks.write(self, job, done=self._exported)

    def _exported(self, path: Path) -> None:
        self.desk.notify.say(f"已导出 {path.name}，在 Word 中改好后导入")

    def put_back(self) -> None:
        """Use the shipped template again; the versions stay, so it is asked for no sure."""
        line = self._line()
        if line is None or not self._may:
            return
        code = line.code
        job = self.session.job(lambda bench, me: bench.templates.put_back(me, code))
        self.desk.tasks.write(self, job, done=partial(self._was_put_back, line.title))

    def _was_put_back(self, title: str, outcome: Outcome[str]) -> None:
        self.desk.bus.publish(outcome.changes, self)
        self.desk.notify.say(f"《{title}》已恢复自带模板，本单位的版本仍可再用")
        self.show_page()

    def use_version(self) -> None:
        """Use the chosen version of the office from now on."""
        version = self.pane.versions.current_record()
        if not isinstance(version, VersionLine) or not self._may:
            return
        key, label = version.id, version.label
        job = self.session.job(lambda bench, me: bench.templates.use_version(me, key))
        self.desk.tasks.write(self, job, done=partial(self._used, label))

    def _used(self, label: str, outcome: Outcome[Any]) -> None:
        self.desk.bus.publish(outcome.changes, self)
        self.desk.notify.say(f"已改用{label}")
        self.show_page()

    def _look_at_version(self, version: object) -> None:
        if not isinstance(version, VersionLine):
            return
        self._asked += 1
        asked, key = self._asked, version.id
        self.pane.choose_tab("preview")
        job = self.session.job(lambda bench, me: (asked, bench.templates.preview_version(me, key)))
        self.desk.tasks.read(
            self, job, done=self._show_pages, failed=partial(self._no_pages, asked)
        )

    # --- the screen asks ------------------------------------------------------------------------

    def act(self) -> None:
        self.choose_to_import()

    def keys(self) -> tuple[Key, ...]:
        act = (Key("Ctrl Enter", "导入"),) if self._may else ()
        return (Key("↑ ↓", "选择"), Key("Enter", "查看"), *act)

    def first_focus(self) -> QWidget:
        return self.pane.list

    def set_layout_mode(self, mode: LayoutMode) -> None:
        super().set_layout_mode(mode)
        self.pane.set_layout_mode(mode)
