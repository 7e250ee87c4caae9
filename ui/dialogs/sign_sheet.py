"""签回: who has signed a paper, with the day and the way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from mediation_app.domain.papers import SignerKind, SignMethod
from mediation_app.errors import AppError
from mediation_app.messages import text_of
from ui.dialogs.sheet import Sheet
from ui.theme import look
from ui.widgets.basics import Button, Label, Tag
from ui.widgets.fields import CheckField, ComboField, DateField
from ui.widgets.form import Form


class Signer(NamedTuple):
    """Somebody who is expected to sign."""

    kind: SignerKind
    name: str
    party_id: str
    person_id: str
    signed: bool


class Signed(NamedTuple):
    """Somebody who did, and how."""

    signer: Signer
    method: SignMethod


class SignSheet(Sheet):
    """``signed(day, list of Signed)``. Answer with ``close_sheet()`` or ``refuse(error)``."""

    signed = Signal(object, object)

    def __init__(self, title: str, signers: Sequence[Signer], today: date) -> None:
        super().__init__("登记签名", f"{title}，纸质件收回后登记", width=640)
        self._signers = tuple(signers)
        self._boxes: list[tuple[Signer, CheckField, ComboField]] = []
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look().px(12))
        grid.setColumnStretch(1, 1)
        for at, signer in enumerate(self._signers):
            self._row(grid, at, signer)
        if not signers:
            grid.addWidget(Label("这件文书不需要签名", role="table", tone="text2"), 0, 0)
        self.body.addWidget(holder)
        self.form = Form(most_columns=1)
        self.day = DateField("签名日期")
        self.day.set_value(today)
        self.form.add("signed_on", "签名日期", self.day, required=True)
        self.body.addWidget(self.form)
        self.trouble = Label("", self, role="table", tone="danger", wrap=True)
        self.trouble.hide()
        self.body.addWidget(self.trouble)
        self.add_button(Button("取消", on_click=self.escape))
        self._go = Button("登记", kind="primary", on_click=self._take)
        self.add_button(self._go, default=True)
        self._count()

    def _row(self, grid: QGridLayout, at: int, signer: Signer) -> None:
        grid.setRowMinimumHeight(at, look().px(40))
        name = signer.name or signer.kind.label
        if signer.signed:
            grid.addWidget(Tag("已签", "ok"), at, 0)
            grid.addWidget(Label(name, role="body"), at, 1)
            grid.addWidget(Label(signer.kind.label, role="table", tone="text2"), at, 2)
            return
        box = CheckField(name)
        box.set_value(True)
        box.changed.connect(self._count)
        seal = signer.kind in (SignerKind.COMMITTEE, SignerKind.UNIT)
        method = ComboField(f"{name}的签名方式", [(m, m.label) for m in SignMethod])
        method.set_value(SignMethod.SEAL if seal else SignMethod.SIGNATURE)
        grid.addWidget(box, at, 0, 1, 2)
        grid.addWidget(Label(signer.kind.label, role="table", tone="text2"), at, 2)
        grid.addWidget(method, at, 3)
        self._boxes.append((signer, box, method))

    def _count(self) -> None:
        chosen = sum(1 for _, box, _ in self._boxes if box.value())
        self._go.setText(f"登记 {chosen} 人" if chosen else "登记")
        self._go.setEnabled(chosen > 0)

    def first_focus(self) -> QWidget | None:
        return self._boxes[0][1] if self._boxes else self.default

    def _take(self) -> None:
        day = self.day.value()
        if day is None:
            self.form.set_errors({"signed_on": "签名日期未填写"})
            self.form.focus("signed_on")
            return
        chosen = [Signed(s, m.value()) for s, box, m in self._boxes if box.value()]
        if chosen:
            self._go.setEnabled(False)
            self.signed.emit(day, chosen)

    def refuse(self, error: AppError) -> None:
        """The service refused: say why and let the person go on."""
        self._go.setEnabled(True)
        self.trouble.setText(text_of(error))
        self.trouble.show()
        self.adjustSize()
