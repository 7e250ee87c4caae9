"""Story offices that were played once per engine and are handed out as copies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from mediation_app.bootstrap import Workbench, open_workbench
from mediation_app.clock import CHINA, SetClock
from mediation_app.database.credentials import Cost
from mediation_app.services.stories import Cast, set_up_office
from tests.support.places import Places

CHEAP = Cost(memory=8, passes=1)
Play = Callable[[Workbench, SetClock, Cast], object]


@contextmanager
def office(
    places: Places, engine: str, key: str, clock: SetClock, play: Play | None = None
) -> Iterator[tuple[Workbench, Cast]]:
    """A copy of the office after ``play``; the clock stands where the story ended."""
    ended: list[datetime] = _ENDED.setdefault((engine, key), [])

    def build(url: str) -> None:
        own = SetClock(datetime(2026, 3, 2, 9, 0, tzinfo=CHINA))
        with open_workbench(url, clock=own, password_cost=CHEAP) as workbench:
            cast = set_up_office(workbench, own)
            if play is not None:
                play(workbench, own, cast)
        ended[:] = [own.moment]

    url = places.copy_of(engine, key, build)
    clock.moment = ended[0]
    with open_workbench(url, clock=clock, password_cost=CHEAP) as workbench:
        yield workbench, set_up_office(workbench, clock)


_ENDED: dict[tuple[str, str], list[datetime]] = {}
