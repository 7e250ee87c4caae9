"""Code says "tell the person"; the window decides how: toast, message or bug report."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from mediation_app.errors import AppError


@dataclass(frozen=True, slots=True, kw_only=True)
class Toast:
    """One sentence at the bottom right; ``undo`` is offered with its key for 8 seconds."""

    text: str
    undo: Callable[[], object] | None = None
    undo_text: str = "撤销"
    undo_key: str = "Ctrl Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A trouble that needs an act: what happened, then what to do."""

    title: str
    text: str = ""
    detail: str = ""
    on_close: Callable[[], object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Asked once, only for what cannot be undone. ``danger`` fills the verb's button red."""

    title: str
    text: str
    verb: str
    yes: Callable[[], object]
    no: Callable[[], object] | None = None
    danger: bool = False
    cancel: str = "取消"


class Notifier(QObject):
    """The one way to speak to the person. The window is the sink; tests collect."""

    toast = Signal(object)
    message = Signal(object)
    question = Signal(object)
    bug = Signal(str)
    sheet = Signal(object)  # a ui.dialogs.sheet.Sheet of a screen's own

    def say(self, text: str, *, undo: Callable[[], object] | None = None) -> None:
        """Something is done: one sentence, with undo if it can be."""
        self.toast.emit(Toast(text=text, undo=undo))

    def trouble(self, error: AppError) -> None:
        """A known trouble that needs an act: shown until closed."""
        from mediation_app.messages import text_of

        self.message.emit(message_of(text_of(error)))

    def tell(self, title: str, text: str = "") -> None:
        """A message in own words, shown until closed."""
        self.message.emit(Message(title=title, text=text))

    def ask(
        self,
        title: str,
        text: str,
        verb: str,
        yes: Callable[[], object],
        *,
        danger: bool = False,
        no: Callable[[], object] | None = None,
    ) -> None:
        """Ask once before what cannot be undone; ``yes`` is called if the person agrees."""
        self.question.emit(
            Question(title=title, text=text, verb=verb, yes=yes, no=no, danger=danger)
        )

    def report_bug(self, error: BaseException) -> None:
        """An unexpected error: a report the person can copy, without any values in it."""
        self.bug.emit(describe_bug(error))


def message_of(text: str) -> Message:
    """Split "fact；act" (or, without a semicolon, at the first comma or colon) into title and text."""
    for signs in ("；", "，：。"):
        for number, sign in enumerate(text):
            if sign in signs and number >= 4:
                return Message(title=text[:number], text=text[number + 1 :])
    return Message(title=text)


def describe_bug(error: BaseException) -> str:
    """Where it happened, in which versions; no messages and no values, they may be personal."""
    import platform
    import traceback

    from PySide6 import __version__ as pyside

    lines = [
        f"Python {platform.python_version()}, PySide6 {pyside}, {platform.platform()}",
    ]
    seen: BaseException | None = error
    while seen is not None:
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        frames = traceback.extract_tb(seen.__traceback__)
        lines += [f"  {_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(lines)


def _short(path: str) -> str:
    for root in sorted((p for p in sys.path if p), key=len, reverse=True):
        if path.startswith(root):
            return path[len(root) :].lstrip("\\/")
    return path.replace("\\", "/").rsplit("/", 1)[-1]
