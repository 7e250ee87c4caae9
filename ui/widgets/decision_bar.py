"""The bar under an application: an opinion, then the decisions, the filled one at the far right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.theme import follow_look, look
from ui.widgets.basics import Button, ElidedLabel
from ui.widgets.fields.line_field import LineField


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision. ``barred`` says why it is not possible; the button is then disabled."""

    key: str
    text: str
    kind: str = "default"  # default, danger, primary
    icon: str = ""
    barred: str = ""


class DecisionBar(QFrame):
    """``decided(key, opinion)`` only opens the confirmation: money is never decided at once."""

    decided = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("decisionBar")  # toasts keep clear of it
        self.setProperty("frame", "top")
        self.setAccessibleName("决定")
        self.opinion = LineField("意见", hint="意见")
        self._reason = ElidedLabel("", role="caption", tone="text2")
        self._reason.hide()
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.opinion, 3)
        self._row.addWidget(self._reason, 2)
        self._buttons: dict[str, Button] = {}
        self._primary = ""
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self.setFixedHeight(px(64))
        self._row.setContentsMargins(px(24), 0, px(24), 0)
        self._row.setSpacing(px(8))

    def set_decisions(self, decisions: Sequence[Decision], *, hint: str = "") -> None:
        """Offer these in order; reasons of barred ones stand beside them."""
        for button in self._buttons.values():
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = {}
        self._primary = ""
        before: QWidget = self.opinion
        for decision in decisions:
            button = Button(decision.text, kind=decision.kind, icon=decision.icon)
            button.setObjectName(decision.key)
            button.setEnabled(not decision.barred)
            button.setToolTip(decision.barred)
            button.setAccessibleDescription(decision.barred)
            button.clicked.connect(self._clicked)
            self._buttons[decision.key] = button
            self._row.addWidget(button)
            QWidget.setTabOrder(before, button)  # made later than the rest of the screen
            before = button
            if decision.kind == "primary":
                self._primary = decision.key
        reasons = [d.barred for d in decisions if d.barred]
        self._reason.set_text("；".join(dict.fromkeys(reasons)))
        self._reason.setVisible(bool(reasons))
        self.opinion.setPlaceholderText(hint or "意见")
        self.setVisible(bool(decisions))

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, Button):
            self.decided.emit(sender.objectName(), self.opinion.value())

    def decide_primary(self) -> None:
        """Ctrl+Enter: as if the filled button were pressed, if it can be."""
        button = self._buttons.get(self._primary)
        if button is not None and button.isEnabled():
            button.click()

    def button(self, key: str) -> Button | None:
        """The button of a decision, None when it is not offered."""
        return self._buttons.get(key)

    def words(self) -> str:
        """What the filled button does, without the sum; empty when it cannot be pressed."""
        button = self._buttons.get(self._primary)
        if button is None or not button.isEnabled():
            return ""
        return button.text().strip().split(" ", 1)[0]

    def clear(self) -> None:
        """Forget the opinion: another application is shown."""
        self.opinion.set_value("")
