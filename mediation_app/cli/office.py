"""Opening an office for a command: the workbench, and who acts."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from mediation_app.bootstrap import Workbench, open_workbench
from mediation_app.cli.parser import place_of
from mediation_app.domain.offices import Actor, Role
from mediation_app.errors import NotFound


def command_line_actor(workbench: Workbench) -> Actor:
    """Whoever has the keyboard: may carry data in and out, has no say in any process.

    Raises NotFound while no office was set up.
    """
    office = workbench.office.known()
    if office is None:
        raise NotFound("exchange.no_office")
    return Actor(
        person_id="",
        name="命令行",
        roles=frozenset({Role.ADMIN}),
        unit_code=office.unit_code,
    )


@contextmanager
def opened(arguments: argparse.Namespace) -> Iterator[tuple[Workbench, Actor]]:
    """The workbench of the place the command names, closed again whatever happens."""
    workbench = open_workbench(place_of(arguments.data, arguments.database))
    try:
        yield workbench, command_line_actor(workbench)
    finally:
        workbench.close()
