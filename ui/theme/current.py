"""What is in force now: mode, zoom, colours, fonts, sizes; and the signal that it changed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette

from ui.theme import tokens
from ui.theme import typography as type_roles
from ui.theme.tokens import Mode

_ROLE = QPalette.ColorRole
# High contrast: the system's own colours stand in for ours.
_SYSTEM: dict[str, QPalette.ColorRole] = {
    "surface": _ROLE.Base,
    "subtle": _ROLE.Base,
    "selected": _ROLE.Base,
    "accent": _ROLE.Link,
    "accentFill": _ROLE.Highlight,
    "onAccent": _ROLE.HighlightedText,
    "accentHover": _ROLE.Highlight,
    "accentPress": _ROLE.Highlight,
    "hit": _ROLE.Highlight,
    "hitText": _ROLE.HighlightedText,
    "dangerFill": _ROLE.WindowText,
}
_SYSTEM_BACK = {
    "window",
    "rail",
    "hover",
    "neutralSoft",
    "accentSoft",
    "fundSoft",
    "dangerSoft",
    "warnSoft",
    "okSoft",
    "paper",
    "desk",
    "grid",
    "c5",
    "c6",
}


class Look:
    """One state of the theme. Ask it for every colour, font and size; do not keep it."""

    def __init__(self, *, mode: Mode, zoom: float, family: str) -> None:
        self.mode = mode
        self.zoom = zoom
        self.family = family
        self._colors: dict[str, QColor] = {}
        self._fonts: dict[str, QFont] = {}

    @property
    def dark(self) -> bool:
        """Whether the dark column of the tokens is in force."""
        return self.mode is Mode.DARK

    def color(self, token: str) -> QColor:
        """The colour of a token. Raises KeyError for an unknown one."""
        found = self._colors.get(token)
        if found is None:
            found = (
                self._system(token)
                if self.mode is Mode.HIGH_CONTRAST
                else QColor(tokens.value(token, self.mode))
            )
            self._colors[token] = found
        return found

    def _system(self, token: str) -> QColor:
        if token in ("scrim", "shadow"):
            return QColor(tokens.value(token, Mode.LIGHT))
        tokens.value(token, Mode.LIGHT)  # an unknown token fails here as elsewhere
        role = _SYSTEM.get(token, _ROLE.Window if token in _SYSTEM_BACK else _ROLE.WindowText)
        return QGuiApplication.palette().color(role)

    def font(self, role: str) -> QFont:
        """The font of a type role at the present zoom. Raises KeyError for an unknown role."""
        found = self._fonts.get(role)
        if found is None:
            found = type_roles.role_font(role, family=self.family, zoom=self.zoom)
            self._fonts[role] = found
        return found

    def px(self, size: float) -> int:
        """A length of the design in logical pixels at the present zoom."""
        return round(size * self.zoom)

    def line(self, role: str) -> int:
        """The line height of a type role at the present zoom."""
        return self.px(type_roles.ROLES[role].line)


class _LookSignal(QObject):
    changed = Signal()


_state: dict[str, Look] = {}
_signal: list[_LookSignal] = []


def look() -> Look:
    """The look in force; before the theme is applied a light one at 100 %."""
    found = _state.get("now")
    if found is None:
        found = Look(mode=Mode.LIGHT, zoom=1.0, family=type_roles.FAMILY)
        _state["now"] = found
    return found


def put_look(new: Look) -> None:
    """Put another look in force without telling anyone yet."""
    _state["now"] = new


def set_look(new: Look) -> None:
    """Put another look in force and tell everyone who follows it."""
    put_look(new)
    look_signal().changed.emit()


def look_signal() -> _LookSignal:
    """The object whose ``changed`` is emitted after mode, zoom or font changed."""
    if not _signal:
        _signal.append(_LookSignal())
    return _signal[0]


def follow_look(apply: Callable[[], None]) -> None:
    """Call ``apply`` now and after every change. It must be a method of a QObject."""
    look_signal().changed.connect(apply)
    apply()
