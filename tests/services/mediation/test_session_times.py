"""A session ends after it begins: a slip in the record is refused while it can be mended."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from mediation_app.clock import CHINA
from mediation_app.domain.workflow.guards import session_waiting


def position(ends: datetime | None) -> Any:
    session = SimpleNamespace(
        id="s", held=False, starts_at=datetime(2026, 11, 16, 14, 0, tzinfo=CHINA)
    )
    return SimpleNamespace(
        case=SimpleNamespace(sessions=(session,)),
        facts={"ends_at": ends} if ends else {},
        on=datetime(2026, 11, 16, tzinfo=CHINA).date(),
    )


@pytest.mark.parametrize(("hour", "refused"), [(10, True), (14, True), (15, False), (None, False)])
def test_the_end_lies_after_the_beginning(hour: int | None, refused: bool) -> None:
    ends = datetime(2026, 11, 16, hour, 0, tzinfo=CHINA) if hour is not None else None
    codes = [reason.code for reason in session_waiting(position(ends))]
    assert ("workflow.session_ends_early" in codes) is refused
