"""Opening an office for a command: the workbench, and who acts."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mediation_app.bootstrap import Workbench, open_workbench
from mediation_app.cli.logbook import keep_log
from mediation_app.cli.parser import place_of
from mediation_app.database.location import Location
from mediation_app.database.restore import JOURNAL
from mediation_app.database.safety import is_network_path
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
    """The workbench of the place the command names, closed again whatever happens.

    Raises NotFound ``cli.no_data`` where nothing is: a slip in the name must not make an office.
    """
    place = place_of(arguments.data, arguments.database)
    _refuse_nothing(place)
    with open_workbench(place) as workbench:
        keep_log(place)
        yield workbench, command_line_actor(workbench)


def _refuse_nothing(place: str | Path) -> None:
    location = Location.of(place)
    if location.is_server or is_network_path(location.folder):
        return
    try:
        here = location.database_file.exists() or (location.folder / JOURNAL).exists()
        here = here or location.folder.is_file()
    except OSError:
        return
    if not here:
        raise NotFound("cli.no_data", folder=location.shown)
