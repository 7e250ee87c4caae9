"""审批: what waits for me, the application with its sums, its evidence, the decision."""

from __future__ import annotations

from ui.screens.approvals.screen import ApprovalsScreen

__all__ = ["ApprovalsScreen"]
