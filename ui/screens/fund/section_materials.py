"""材料: the list the rule asks for, each row with its tick and its scans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mediation_app.domain.fund import Material
from mediation_app.services.applications import scans_of
from ui.dialogs.files import ask_open
from ui.navigation import Address
from ui.screens.fund.book import FundBook
from ui.screens.fund.material_row import MaterialRow
from ui.screens.fund.material_sheet import MaterialSheet
from ui.screens.fund.sections import FundSection

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.files import FundFile
    from mediation_app.domain.offices import Actor
    from mediation_app.services.base import Outcome

FILTER = "图片和 PDF (*.pdf *.jpg *.jpeg *.png *.bmp *.tif *.tiff *.webp);;所有文件 (*)"


class MaterialsSection(FundSection):
    """One row per material."""

    def __init__(self, book: FundBook) -> None:
        super().__init__(book, "申请材料")
        self._holder = QWidget()
        self._column = QVBoxLayout(self._holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.body.addWidget(self._holder)
        self.body.addStretch(1)
        self.rows: dict[str, MaterialRow] = {}
        self._shown: object = None

    def show_book(self) -> None:
        file, view = self.book.file, self.book.view
        state = (file.materials, view.case.attachments, self.book.materials_open)
        done = sum(1 for m in file.materials if m.required and (m.present or m.waived_reason))
        wanted = sum(1 for m in file.materials if m.required)
        words = f"必需的 {wanted} 项已收 {done} 项" if wanted else "材料清单没有建立"
        if self.book.materials_open:
            words += "，文件可拖到对应的行"
        self.note.setText(words)
        if state == self._shown:
            return
        self._shown = state
        focus = next((key for key, row in self.rows.items() if row.box.hasFocus()), "")
        self._clear()
        for material in file.materials:
            self._add(material)
        if focus in self.rows:
            self.rows[focus].box.setFocus()

    def _clear(self) -> None:
        for row in self.rows.values():
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = {}

    def _add(self, material: Material) -> None:
        scans = scans_of(material, self.book.application_id, self.book.view.case.attachments)
        row = MaterialRow(material, scans, can=self.book.materials_open)
        row.ticked.connect(self._tick)
        row.dropped.connect(self.add_files)
        row.pick_wanted.connect(self._pick)
        row.open_wanted.connect(self._show)
        row.more_wanted.connect(self._more)
        self.rows[material.id] = row
        self._column.addWidget(row)

    def _tick(self, key: str, there: bool) -> None:
        self._replace(key, present=there)

    def _replace(self, key: str, **values: object) -> None:
        self.book.change(
            materials=tuple(
                replace(m, **values) if m.id == key else m  # type: ignore[arg-type]
                for m in self.book.file.materials
            )
        )

    def _more(self, key: str) -> None:
        material = next(m for m in self.book.file.materials if m.id == key)
        sheet = MaterialSheet(material)
        sheet.taken.connect(self._taken)
        self.book.desk.notify.sheet.emit(sheet)

    def _taken(self, material: Material) -> None:
        self.book.change(
            materials=tuple(
                material if m.id == material.id else m for m in self.book.file.materials
            )
        )

    def _show(self, attachment_id: str) -> None:
        case_id = self.book.file.application.case_id
        self.book.desk.navigator.go(Address.of("case", case_id, "attachments", at=attachment_id))

    def _pick(self, key: str) -> None:
        ask_open(self, "选择扫描件", FILTER, partial(self.add_files, key))

    def add_file(self, key: str, path: Path) -> None:
        """Keep a file as a scan of a material."""
        self.add_files(key, [path])

    def add_files(self, key: str, paths: Sequence[Path]) -> None:
        """Keep files as scans of a material, after what was typed has been saved."""
        if not paths:
            return
        application_id = self.book.application_id

        def work(bench: Workbench, me: Actor) -> Outcome[FundFile]:
            return bench.applications.add_scans(me, application_id, key, paths)

        self.book.write(work, done=partial(self._added, key, len(paths)))

    def _added(self, key: str, count: int) -> None:
        name = next((m.name for m in self.book.file.materials if m.id == key), "材料")
        self.book.desk.notify.say(f"“{name}”已加 {count} 个文件")

    def go_to(self, place: str) -> bool:
        """The first row that lacks something."""
        del place
        lacking = (
            row for row in self.rows.values() if row.material.required and not row.material.present
        )
        first = next(lacking, None)
        if first is not None:
            first.box.setFocus()
        return first is not None

    def first_focus(self) -> QWidget | None:
        return next((row.box for row in self.rows.values()), None)
