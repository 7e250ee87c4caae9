"""材料: the list the rule asks for, each with its tick and its scan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QWidget

from mediation_app.domain.fund import Material
from ui.dialogs.files import ask_open
from ui.screens.fund.book import FundBook
from ui.screens.fund.sections import FundSection
from ui.theme import look
from ui.widgets.basics import Button, IconMark, Label, Tag
from ui.widgets.fields import CheckField

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor
    from mediation_app.domain.papers import Attachment
    from mediation_app.services.base import Outcome

FILTER = "图片和 PDF (*.pdf *.jpg *.jpeg *.png *.bmp *.tif *.tiff *.webp);;所有文件 (*)"


class MaterialsSection(FundSection):
    """One row per material."""

    def __init__(self, book: FundBook) -> None:
        super().__init__(book, "申请材料")
        self._holder = QWidget()
        self._grid = QGridLayout(self._holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self.body.addWidget(self._holder)
        self.body.addStretch(1)
        self._boxes: dict[str, CheckField] = {}
        self._shown: object = None

    def show_book(self) -> None:
        file, view = self.book.file, self.book.view
        state = (file.materials, view.case.attachments, self.book.materials_open)
        done = sum(1 for m in file.materials if m.required and (m.present or m.waived_reason))
        wanted = sum(1 for m in file.materials if m.required)
        self.note.setText(f"必需的 {wanted} 项已收 {done} 项" if wanted else "材料清单没有建立")
        if state == self._shown:
            return
        self._shown = state
        focus = next((code for code, box in self._boxes.items() if box.hasFocus()), "")
        self._clear()
        for at, material in enumerate(file.materials):
            self._row(at, material)
        if focus in self._boxes:
            self._boxes[focus].setFocus()

    def _clear(self) -> None:
        self._boxes = {}
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _row(self, at: int, material: Material) -> None:
        px = look().px
        can = self.book.materials_open
        self._grid.setRowMinimumHeight(at, px(36))
        self._grid.setHorizontalSpacing(px(10))
        self._grid.setVerticalSpacing(0)
        missing = material.required and not material.present and not material.waived_reason
        sign, tone = ("octagon-x", "danger") if missing else ("circle-check", "ok")
        if not material.present and not missing:
            sign, tone = "minus", "text3"
        self._grid.addWidget(IconMark(sign, tone), at, 0)
        box = CheckField(material.name)
        box.set_value(material.present)
        box.set_read_only(not can)
        box.changed.connect(partial(self._tick, material.id))
        self._boxes[material.id] = box
        self._grid.addWidget(box, at, 1)
        words = (material.waived_reason and f"免予提交：{material.waived_reason}") or material.note
        self._grid.addWidget(Label(words, role="caption", tone="text3"), at, 2)
        need = Tag("必需" if material.required else "有则提供", "neutral")
        self._grid.addWidget(need, at, 3)
        attachment = next(
            (a for a in self.book.view.case.attachments if a.id == material.attachment_id), None
        )
        if attachment is not None:
            go = partial(self._show, attachment.id)
            link = Button(attachment.name[:20], kind="link", icon="paperclip", on_click=go)
            link.setToolTip(attachment.name)
            self._grid.addWidget(link, at, 4)
        elif can:
            pick = partial(self._pick, material.id)
            button = Button("加扫描件", kind="quiet", icon="upload", on_click=pick)
            button.setAccessibleName(f"{material.name}：加扫描件")
            self._grid.addWidget(button, at, 4)

    def _tick(self, key: str) -> None:
        value = self._boxes[key].value()
        self._replace(key, present=value)

    def _replace(self, key: str, **values: object) -> None:
        self.book.change(
            materials=tuple(
                replace(m, **values) if m.id == key else m  # type: ignore[arg-type]
                for m in self.book.file.materials
            )
        )

    def _show(self, attachment_id: str) -> None:
        case_id = self.book.file.application.case_id
        from ui.navigation import Address

        self.book.desk.navigator.go(Address.of("case", case_id, "attachments", at=attachment_id))

    def _pick(self, key: str) -> None:
        ask_open(self, "选择扫描件", FILTER, partial(self._picked, key))

    def _picked(self, key: str, paths: Sequence[Path]) -> None:
        if paths:
            self.add_file(key, paths[0])

    def add_file(self, key: str, path: Path) -> None:
        """Keep a file as the scan of a material."""
        material = next(m for m in self.book.file.materials if m.id == key)
        application = self.book.file.application

        def work(bench: Workbench, me: Actor) -> Outcome[Attachment]:
            return bench.attachments.add(
                me, application.case_id, path, kind=material.name, subject_id=application.id
            )

        self.book.desk.tasks.write(
            self, self.book.session.job(work), done=partial(self._added, key)
        )

    def _added(self, key: str, outcome: Outcome[Attachment]) -> None:
        self._replace(key, present=True, attachment_id=outcome.value.id)
        self.book.desk.bus.publish(outcome.changes, self.book.parent())
        self.book.save()
        self.book.open(self.book.application_id)

    def first_focus(self) -> QWidget | None:
        return next(iter(self._boxes.values()), None)
