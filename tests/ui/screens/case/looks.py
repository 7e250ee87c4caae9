"""What a test asks the losses section again and again."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget

from mediation_app.domain.files import CaseFile
from tests.ui.screens.case.conftest import Stage
from ui.screens.case.section_losses import LossesSection


def losses(stage: Stage, file: CaseFile) -> LossesSection:
    """The section of the losses, shown."""
    section = stage.go(file.case.id, "losses")._sections["losses"]
    assert isinstance(section, LossesSection)
    return section


def figure_of(section: LossesSection) -> str:
    """The entitlement as the panel shows it."""
    return section.sums.result._figure.text()


def focus_now() -> QWidget:
    """The widget with the focus; there must be one."""
    focus = QApplication.focusWidget()
    assert focus is not None
    return focus
