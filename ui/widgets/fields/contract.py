"""What every field promises to a form."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from PySide6.QtCore import QObject, SignalInstance

REQUIRED = "必填"


@runtime_checkable
class Field(Protocol):
    """``changed`` follows each keystroke once the input method is done; ``edited`` comes when the
    person leaves the field (or presses Enter) after changing it; ``problem(str)`` when what is
    typed cannot be read, empty when it can again."""

    changed: SignalInstance
    edited: SignalInstance
    problem: SignalInstance

    def value(self) -> Any:
        """What the field holds, None (or an empty text) when nothing."""
        ...

    def set_value(self, value: Any) -> None:
        """Show a value; tells no one."""
        ...

    def set_required(self, required: bool, /) -> None:
        """Show 必填 while it is empty."""
        ...

    def set_read_only(self, read_only: bool, /) -> None:
        """Show, but do not take input."""
        ...

    def set_state(self, state: str) -> None:
        """``error``, ``warn`` or empty: the bottom edge. The line below is the form row's."""
        ...


class JoinedProblems(QObject):
    """The problems of several fields as one: a good field does not hide a bad one beside it."""

    def __init__(self, problem: SignalInstance, owner: QObject | None = None) -> None:
        super().__init__(owner)
        self._problem = problem
        self._texts: dict[int, str] = {}

    def listen(self, field: Any) -> None:
        """Count this field's problems in."""
        field.problem.connect(self._said)

    def _said(self, text: str) -> None:
        self._texts[id(self.sender())] = text
        self._problem.emit(next((each for each in self._texts.values() if each), ""))
