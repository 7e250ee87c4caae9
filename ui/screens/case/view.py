"""What the case page knows about a case: made in a worker, shown on the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from mediation_app.errors import AppError, InvalidInput, Reason

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.compensation.law import ItemKind, Standard
    from mediation_app.domain.compensation.result import Reckoning
    from mediation_app.domain.files import CaseFile
    from mediation_app.domain.offices import Actor, Person
    from mediation_app.domain.records import Money
    from mediation_app.domain.workflow.engine import Offer
    from mediation_app.services.reckoning import CaseReckoning


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What does not change while a case is open: people, items of loss, the rules' names."""

    people: tuple[Person, ...] = ()
    items: Mapping[str, ItemKind] | None = None
    rates: Mapping[str, Money] = field(default_factory=dict)  # of items by days, where known
    standards: tuple[Standard, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    ethnic: tuple[str, ...] = ()
    region_name: Callable[[str], str] = str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A snapshot of the case with all that follows from it today."""

    file: CaseFile
    today: date
    offers: tuple[Offer, ...] = ()
    next: Offer | None = None
    drafts_next: bool = False
    checks: tuple[Reason, ...] = ()
    problems: tuple[InvalidInput, ...] = ()
    reckoning: Reckoning | None = None
    reckoning_trouble: AppError | None = None
    sums: CaseReckoning | None = None  # the same with claim, law, tree, bands; ``reckoning`` may
    # be one that is only tried
    around: Surroundings = Surroundings()

    def person(self, person_id: str) -> str:
        """The name of somebody of the office, empty when unknown."""
        return next((p.name for p in self.around.people if p.id == person_id), "")

    @property
    def blocking(self) -> tuple[Reason, ...]:
        """What keeps the next step from being taken, of the case and of the step, once each."""
        found: dict[tuple[str, str], Reason] = {}
        of_step = self.next.reasons if self.next is not None else ()
        for reason in (*of_step, *self.checks):
            if reason.blocking and reason.code not in GIVEN_IN_DIALOG:
                found.setdefault((reason.code, reason.place), reason)
        return tuple(found.values())

    @property
    def warnings(self) -> tuple[Reason, ...]:
        """What only warns."""
        found: dict[tuple[str, str], Reason] = {}
        of_step = self.next.reasons if self.next is not None else ()
        for reason in (*of_step, *self.checks):
            if not reason.blocking:
                found.setdefault((reason.code, reason.place), reason)
        return tuple(found.values())


# Reasons that go away with what the person enters in the step's own dialog.
GIVEN_IN_DIALOG = frozenset({"workflow.unperformed_reason", "workflow.still_owed"})


def surroundings(bench: Workbench, me: Actor) -> Surroundings:
    """Read what stays the same while the case is open."""
    rulebook = bench.context.rulebook
    rulebook.region_name("37")  # read the list here, in the worker
    return Surroundings(
        people=bench.people.all(me),
        items=rulebook.items,
        rates=_rates(bench),
        standards=rulebook.standards(),
        sources=tuple((c.code, c.label) for c in rulebook.codes("case_sources").values()),
        ethnic=tuple(c.label for c in rulebook.codes("ethnic_groups").values()),
        region_name=rulebook.region_name,
    )


def _rates(bench: Workbench) -> dict[str, Money]:
    """The daily rates the rules give for items by days."""
    rulebook = bench.context.rulebook
    values = {v.info.key: v for v in rulebook.values_on(bench.cases.today()) if v.known}
    found = {
        code: values[kind.rate_key].money()
        for code, kind in rulebook.items.items()
        if kind.rate_key in values
    }
    return {code: rate for code, rate in found.items() if rate is not None}


def view_of(
    bench: Workbench, me: Actor, file: CaseFile, around: Surroundings | None = None
) -> CaseView:
    """All that follows from a snapshot, stored or not."""
    cases = bench.cases
    sums: CaseReckoning | None = None
    trouble: AppError | None = None
    if file.losses:
        try:
            sums = cases.reckoning(file)
        except AppError as error:
            trouble = error
    return CaseView(
        file=file,
        today=cases.today(),
        offers=cases.offers_for(file, me),
        next=cases.next_step(file, me),
        drafts_next=cases.drafts_next(file),
        checks=(*cases.checks(file), *cases.session_overlaps(me, file)),
        problems=cases.problems(file),
        reckoning=sums.result if sums is not None else None,
        reckoning_trouble=trouble,
        sums=sums,
        around=around or surroundings(bench, me),
    )
