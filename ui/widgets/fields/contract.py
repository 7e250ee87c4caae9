"""What every field promises to a form."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from PySide6.QtCore import SignalInstance

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
