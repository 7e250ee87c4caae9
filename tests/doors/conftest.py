"""Fixtures of the doors: ``run`` inside the test, on a clock that stands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mediation_app.cli import main
from tests.support.commands import Ran, Run, standing_clock, words


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs a command in this process and answers its code and its two streams."""

    def ran(*given: object) -> Ran:
        capsys.readouterr()
        code = main(words(given))
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    with standing_clock():
        yield ran
