"""What happens to an invented case and when, cut off at today: so every stage has its share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from mediation_app.domain.cases import ConfirmationState, MediationState
from mediation_app.services.demo.county import County

_S = MediationState
_LONGEST_PAUSE, _LONGEST_ARREARS = 50, 45  # days after which even a stuck case has moved on


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One step of the story that has happened: the event, from where to where, on which day."""

    event: str
    source: MediationState
    target: MediationState
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The steps up to today, the state they lead to, and the planned days papers print."""

    accident_on: date
    finding_on: date
    requested_on: date
    steps: tuple[Happened, ...]
    sessions: tuple[date, ...]
    agreed_on: date | None
    pay_by: date | None
    confirmation: ConfirmationState

    @property
    def state(self) -> MediationState:
        """Where the case stands today."""
        return self.steps[-1].target if self.steps else _S.REGISTERED

    def day_of(self, event: str) -> date | None:
        """The day of an event that has happened."""
        return next((step.on for step in self.steps if step.event == event), None)


_ENDINGS = (
    (83, "agree", _S.AGREED),
    (6, "fail", _S.FAILED),
    (4, "withdraw", _S.WITHDRAWN),
    (3, "party_quit", _S.PARTY_QUIT),
    (2, "to_court", _S.TO_COURT),
    (2, "to_police", _S.TO_POLICE),
)


class _Track:
    def __init__(self, today: date) -> None:
        self.today = today
        self.state = _S.REGISTERED
        self.steps: list[Happened] = []

    def go(self, event: str, target: MediationState, on: date) -> bool:
        """Take a step unless its day lies ahead; False means the story stops here."""
        if on > self.today:
            return False
        self.steps.append(Happened(event=event, source=self.state, target=target, on=on))
        self.state = target
        return True


def _workday(day: date) -> date:
    """Moved off a weekend: offices keep no files then."""
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


def tell(county: County, *, accepted_on: date, today: date, injured: bool) -> Timeline:
    """Draw one story that would be accepted on a day, and cut it at ``today``."""
    draw = county.random

    def later(day: date, low: int, high: int) -> date:
        return _workday(day + timedelta(days=draw.randint(low, high)))

    requested_on = accepted_on - timedelta(days=draw.choice((0, 0, 0, 1, 2)))
    finding_on = requested_on - timedelta(days=draw.randint(4, 60 if injured else 12))
    if accepted_on > today:  # entered these days, mostly for the fund's sake, not accepted yet
        requested_on = today - timedelta(days=draw.randint(0, 4))
        finding_on = requested_on - timedelta(days=draw.randint(0, 2))
    accident_on = finding_on - timedelta(days=draw.randint(3, 10))
    track = _Track(today)
    sessions: list[date] = []
    agreed_on = pay_by = None
    confirmation = ConfirmationState.NONE

    def story() -> None:
        nonlocal agreed_on, pay_by, confirmation
        if county.chance(3):
            track.go("refuse", _S.REFUSED, accepted_on)
            return
        if not track.go("accept", _S.ACCEPTED, accepted_on):
            return
        held = later(accepted_on, 3, 11)
        if held > today and today.weekday() < 5 and county.chance(25):
            held = today  # something is on today
        if not track.go("start", _S.MEDIATING, later(accepted_on, 0, 2)):
            return
        sessions.append(held)
        if injured and (today - accepted_on).days < _LONGEST_PAUSE and county.chance(8):
            track.go("suspend", _S.SUSPENDED, later(held, 0, 3))
            return
        if county.chance(35):
            held = later(held, 4, 11)
            sessions.append(held)
        _, event, target = draw.choices(_ENDINGS, [row[0] for row in _ENDINGS])[0]
        if held > today or not track.go(event, target, held):
            return
        if target is not _S.AGREED:
            done = later(held, 1, 4)
        else:
            agreed_on, pay_by = held, held + timedelta(days=draw.choice((7, 10, 15, 15, 30)))
            track.go("take_effect", _S.AWAITING, held)
            if county.chance(12):
                applied = later(held, 1, 12)
                if applied <= today:
                    ruled = later(applied, 6, 20)
                    confirmation = (
                        ConfirmationState.EFFECTIVE if ruled <= today else ConfirmationState.TAKEN
                    )
            trouble = 10 if (today - pay_by).days < _LONGEST_ARREARS else 0
            outcome = draw.choices(
                ((_S.PERFORMED, "perform"), (_S.PART_PERFORMED, "perform_part"),
                 (_S.NOT_PERFORMED, "default")), (90, 0.6 * trouble, 0.4 * trouble),
            )[0]  # fmt: skip
            paid = pay_by + timedelta(days=1) if outcome[1] == "default" else later(held, 1, 10)
            if not track.go(outcome[1], outcome[0], paid) or outcome[0] is not _S.PERFORMED:
                return
            done = later(max(paid, pay_by), 1, 6)
            if not track.go("follow_up", _S.FOLLOWED_UP, done):
                return
        closed = later(done, 1, 9)
        if track.go("close", _S.CLOSED, closed):
            track.go("archive", _S.ARCHIVED, later(closed, 7, 40))

    if accepted_on <= today:
        story()
    return Timeline(
        accident_on=accident_on,
        finding_on=finding_on,
        requested_on=requested_on,
        steps=tuple(track.steps),
        sessions=tuple(day for day in sessions if day <= today + timedelta(days=21)),
        agreed_on=agreed_on,
        pay_by=pay_by,
        confirmation=confirmation,
    )
