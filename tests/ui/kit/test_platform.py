"""The input method is found or replaced; Qt speaks Chinese."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from ui.platform_setup import after_application, choose_input_method, plugin_folder
from ui.qt_words import QtWords


@pytest.fixture
def plugins(tmp_path: Path) -> Path:
    for name in ("ibus", "compose"):
        (tmp_path / f"lib{name}platforminputcontextplugin.so").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("env", "used"),
    [
        ({"QT_IM_MODULE": "fcitx"}, "ibus"),
        ({"QT_IM_MODULE": "fcitx5"}, "ibus"),
        ({"XMODIFIERS": "@im=fcitx"}, "ibus"),
        ({"GTK_IM_MODULE": "fcitx"}, "ibus"),
        ({"QT_IM_MODULE": "ibus"}, "ibus"),
        ({}, ""),
        ({"QT_IM_MODULE": "compose"}, "compose"),
    ],
)
def test_fcitx_falls_back_to_ibus(plugins: Path, env: dict[str, str], used: str) -> None:
    wanted_note = "fcitx" in "".join(env.values())
    chosen = choose_input_method(env, folder=plugins, system="linux")
    assert chosen.used == used
    assert bool(chosen.note) == wanted_note
    assert env.get("QT_IM_MODULE", "") == used


def test_without_ibus_xim_is_used_under_x11(tmp_path: Path) -> None:
    env = {"QT_IM_MODULE": "fcitx", "XMODIFIERS": "@im=fcitx", "DISPLAY": ":0"}
    assert choose_input_method(env, folder=tmp_path, system="linux").used == "xim"
    env = {"QT_IM_MODULE": "fcitx", "WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}
    assert choose_input_method(env, folder=tmp_path, system="linux").used == "compose"


def test_a_plug_in_of_the_system_is_used(plugins: Path) -> None:
    (plugins / "libfcitx5platforminputcontextplugin.so").touch()
    env = {"QT_IM_MODULE": "fcitx"}
    chosen = choose_input_method(env, folder=plugins, system="linux")
    assert (chosen.used, chosen.note) == ("fcitx", "")


def test_other_systems_are_left_alone(plugins: Path) -> None:
    env = {"QT_IM_MODULE": "fcitx"}
    assert choose_input_method(env, folder=plugins, system="win32").used == "fcitx"


def test_the_wheel_has_its_plug_ins_where_we_look() -> None:
    assert plugin_folder().is_dir()


def test_qt_speaks_chinese(qapp: QApplication) -> None:
    assert after_application(qapp)
    box = QDialogButtonBox(
        QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
    )
    assert [button.text() for button in box.buttons()] == ["保存", "取消"]
    box.deleteLater()
    for context, text in (
        ("QFileDialog", "Look in:"),
        ("QFileDialog", "Computer"),
        ("QFileSystemModel", "Name"),
        ("QWidgetTextControl", "&Paste"),
    ):
        said = QCoreApplication.translate(context, text)
        assert said != text, text
    assert QtWords().translate("any", "nothing known") == ""
