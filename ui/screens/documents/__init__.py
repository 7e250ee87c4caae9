"""文书: papers of all cases that wait for signatures, and the blank forms."""

from __future__ import annotations

from ui.screens.documents.screen import DocumentsScreen

__all__ = ["DocumentsScreen"]
