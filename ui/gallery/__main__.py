"""``python -m ui.gallery --out DIR [--mode light|dark] [--zoom 1.0] [--size 1440x900]``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path


def main(argv: list[str] | None = None) -> int:
    """Paint the pictures; without --mode both light and dark."""
    parser = argparse.ArgumentParser(prog="python -m ui.gallery")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--mode", choices=("light", "dark", "high_contrast"), default="")
    parser.add_argument("--zoom", type=float, default=1.0)
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--only", default="", help="names that hold this text")
    given = parser.parse_args(argv)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from ui.gallery.pictures import paint_all
    from ui.platform_setup import after_application
    from ui.theme import Mode, apply_theme

    app = QApplication(sys.argv[:1])
    after_application(app)
    width, _, height = given.size.partition("x")
    given.out.mkdir(parents=True, exist_ok=True)
    modes = [Mode(given.mode)] if given.mode else [Mode.LIGHT, Mode.DARK]
    for mode in modes:
        apply_theme(app, mode=mode, zoom=given.zoom)
        paint_all(given.out, mode, (int(width), int(height)), only=given.only)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
