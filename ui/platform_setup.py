"""What must be set before and right after QApplication: input method, scaling, Qt's own Chinese."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class InputMethod:
    """What the desktop asked for, what is used, and why it differs (for the health page)."""

    asked: str
    used: str
    note: str = ""


_chosen: list[InputMethod] = []


def chosen() -> InputMethod | None:
    """What ``before_application`` decided, for the health page."""
    return _chosen[-1] if _chosen else None


def plugin_folder() -> Path:
    """Where the wheel keeps Qt's input method plug-ins."""
    import PySide6

    root = Path(PySide6.__path__[0])
    inside = root / "Qt" / "plugins" / "platforminputcontexts"
    return inside if inside.is_dir() else root / "plugins" / "platforminputcontexts"


def has_plugin(name: str, folder: Path) -> bool:
    """Whether a plug-in for this input method is there."""
    return any(name in path.name for path in folder.glob("*platforminputcontext*"))


def choose_input_method(
    env: MutableMapping[str, str], *, folder: Path, system: str = sys.platform
) -> InputMethod:
    """On Linux, fall back from fcitx to what can be used, by setting ``QT_IM_MODULE`` in ``env``.

    The wheel of Qt has no fcitx plug-in. fcitx 5 and 4 both answer as ibus where their ibus
    front end runs, and as XIM under X11; one of them lets the person type Chinese.
    """
    asked = env.get("QT_IM_MODULE", "")
    if not system.startswith("linux"):
        return InputMethod(asked=asked, used=asked)
    wanted = asked or _from_desktop(env)
    name = "fcitx" if wanted.startswith("fcitx") else wanted
    if not name or name in ("none", "simple", "compose", "wayland"):
        return InputMethod(asked=asked, used=asked)
    if has_plugin(name, folder):
        if not asked:
            env["QT_IM_MODULE"] = name
        return InputMethod(asked=wanted, used=name)
    under_x11 = bool(env.get("DISPLAY")) and not env.get("WAYLAND_DISPLAY")
    has_xim = under_x11 and "fcitx" in env.get("XMODIFIERS", "")
    if has_plugin("ibus", folder):
        used = "ibus"
    elif has_xim:
        used = "xim"
    else:
        used = "compose"
    env["QT_IM_MODULE"] = used
    return InputMethod(
        asked=wanted,
        used=used,
        note=f"缺少 {wanted} 输入法插件，已改用 {used}。不能输入汉字时，安装系统的 Qt 6 {name} 插件",
    )


def _from_desktop(env: MutableMapping[str, str]) -> str:
    """What ``XMODIFIERS`` or the GTK setting says, when Qt's own is not set."""
    modifiers = env.get("XMODIFIERS", "")
    if "@im=" in modifiers:
        return modifiers.split("@im=", 1)[1].split("@", 1)[0].strip()
    return env.get("GTK_IM_MODULE", "")


def plain_imports() -> None:
    """Give Python its own import back.

    PySide6 wraps it to let ``from __feature__ import …`` differ from module to module, and for that
    reads the source text of every module imported after it. Nothing here uses such features.
    """
    import builtins

    original = getattr(builtins, "__orig_import__", None)
    if original is not None:
        builtins.__import__ = original


def before_application() -> InputMethod:
    """Call once before QApplication is made."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication

    found = choose_input_method(os.environ, folder=plugin_folder())
    _chosen[:] = [found]
    if found.note:
        log.info("input method %s is missing, %s is used", found.asked, found.used)
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    return found


def after_application(app: QApplication) -> bool:
    """Names, Chinese for Qt's own texts and dates. False when Qt's translation is missing."""
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

    app.setApplicationName("mediation-app")
    app.setApplicationDisplayName("道交调处工作台")
    app.setDesktopFileName("mediation-app")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    from ui.qt_words import QtWords

    # The newest translator is asked first: our words only fill what Qt's translation leaves out.
    app.installTranslator(QtWords(app))
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    translator = QTranslator(app)
    found = translator.load("qtbase_zh_CN", folder)
    if found:
        app.installTranslator(translator)
    return found
