"""Colours, sheet and icons keep what the design promises."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from mediation_app.paths import resource_dir
from ui.theme import Mode, apply_theme, icons, look, sheet
from ui.theme.apply import step_zoom
from ui.theme.tokens import PAIRS, TOKENS, contrast, value
from ui.theme.typography import FAMILY, ROLES


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_every_pair_has_its_contrast(mode: Mode, front: str, back: str, least: float) -> None:
    found = contrast(value(front, mode), value(back, mode))
    # The design gives one decimal: 4.46 counts as the promised 4.5.
    assert round(found, 1) >= least, f"{front} on {back}: {found:.2f}"


def test_contrast_knows_its_ends() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
@pytest.mark.parametrize("zoom", [1.0, 1.25, 2.0])
def test_the_sheet_is_filled_and_understood(themed: QApplication, mode: Mode, zoom: float) -> None:
    apply_theme(themed, mode=mode, zoom=zoom)  # Qt warns of what it cannot parse: test fails
    text = sheet.build(look())
    assert not re.search(r"\$|px\(|type\(|icon\(", text)


def test_high_contrast_takes_the_systems_colours_and_keeps_the_sizes(themed: QApplication) -> None:
    apply_theme(themed, mode=Mode.DARK)
    apply_theme(themed, mode=Mode.HIGH_CONTRAST)
    text = sheet.build(look())
    system = themed.palette()
    own = {
        system.color(role).name(QColor.NameFormat.HexArgb)
        for role in QPalette.ColorRole
        if role != QPalette.ColorRole.NColorRoles
    }
    assert set(re.findall(r"#[0-9a-f]{8}\b", text)) <= own
    assert "min-height: 29px" in text
    assert look().color("text") == system.windowText().color()
    assert look().color("text") != QColor(value("text", Mode.DARK))


def test_no_colour_outside_the_token_file() -> None:
    template = sheet.template()
    assert not re.search(r"#[0-9A-Fa-f]{3,8}\b(?!qt)", template.replace("#qt_", ""))
    ui = resource_dir().parent / "ui"
    for path in ui.rglob("*.py"):
        if path.name != "tokens.py":
            source = path.read_text(encoding="utf-8")
            assert not re.search(r"[\"']#[0-9A-Fa-f]{6,8}[\"']", source), path.name
            assert "setStyleSheet(" not in source or path.name == "apply.py", path.name


def test_every_icon_is_drawable(themed: QApplication) -> None:
    for path in (resource_dir() / "icons").glob("*.svg"):
        if path.stem != "app":
            drawn = icons.pixmap(path.stem, look().color("text2"), 16, 2.0)
            assert drawn.width() == 32
            image = drawn.toImage()
            inked = any(image.pixelColor(x, y).alpha() > 60 for x in range(32) for y in range(32))
            assert inked, path.stem
    assert not icons.app_pixmap(64).isNull()


def test_the_shipped_font_carries_all_weights(themed: QApplication) -> None:
    assert look().family == FAMILY
    assert {look().font(role).weight() for role in ROLES} == {400, 500, 700}


def test_digits_of_one_weight_have_one_width(themed: QApplication) -> None:
    from PySide6.QtGui import QFontMetricsF

    for role in ROLES:
        metrics = QFontMetricsF(look().font(role))
        assert len({round(metrics.horizontalAdvance(d), 2) for d in "0123456789"}) == 1, role


def test_zoom_steps(themed: QApplication) -> None:
    assert step_zoom(1) == 1.1
    apply_theme(themed, zoom=2.0)
    assert step_zoom(1) == 2.0
    assert step_zoom(-1) == 1.75
    assert step_zoom(0) == 1.0
    apply_theme(themed, zoom=9.0)
    assert look().zoom == 2.0


def test_tokens_are_colours() -> None:
    for name, pair in TOKENS.items():
        for text in pair:
            assert re.fullmatch(r"#([0-9A-F]{6}|[0-9A-F]{8})", text), name


def test_a_text_without_any_room_paints_nothing(qapp: object) -> None:
    """While a layout settles a label may be narrower than the ellipsis."""
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QPainter, QPixmap

    from ui.widgets.painting import draw_text

    page = QPixmap(40, 40)
    painter = QPainter(page)
    try:
        for width in (-9.0, 0.0, 1.0):
            draw_text(painter, QRectF(0, 0, width, 20), "责任 70% : 30%", role="body", tone="text")
    finally:
        painter.end()
