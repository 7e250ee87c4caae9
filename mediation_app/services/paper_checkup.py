"""文书体检: everything that speaks against the papers of a case, each with document and place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediation_app.clock import today
from mediation_app.domain.cases import MediationState
from mediation_app.domain.checks import CheckDay, case_checks
from mediation_app.domain.checks.clashes import number_clashes, number_gap, session_clashes
from mediation_app.domain.checks.signatures import signature_checks
from mediation_app.domain.files import CaseFile
from mediation_app.domain.offices import Actor
from mediation_app.domain.papers import Paper
from mediation_app.domain.sessions import Session
from mediation_app.errors import Reason
from mediation_app.services.bands import band_lookup
from mediation_app.services.base import Context
from mediation_app.services.freezing import frozen_checks

if TYPE_CHECKING:
    from mediation_app.database.reader import Reader
    from mediation_app.documents.offers import PaperOffer
    from mediation_app.services.papers import PaperService

WHOLE = "全案"
# Which paper prints what stands at a place of the case; the first word of the place decides.
_HOMES = {
    "case": "registration",
    "accident": "registration",
    "parties": "registration",
    "vehicles": "registration",
    "policies": "registration",
    "sessions": "session_record",
    "agreement": "agreement",
    "clauses": "agreement",
    "instalments": "agreement",
    "signatures": "agreement",
    "confirmation": "confirmation_request",
    "follow_ups": "follow_up_record",
    "injuries": "calculation_sheet",
    "losses": "calculation_sheet",
    "dependants": "calculation_sheet",
    "victim_standards": "calculation_sheet",
    "allocations": "calculation_sheet",
}
_UNSIGNED = (MediationState.AGREED, MediationState.AWAITING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One finding: the paper it belongs to (``code`` empty for the whole case) and the reason."""

    title: str
    code: str
    subject_id: str
    reason: Reason


class PaperCheckup:
    """Looks at all papers of a case at once."""

    def __init__(self, context: Context, papers: PaperService) -> None:
        self._context = context
        self._papers = papers

    def of(self, actor: Actor, case_id: str) -> tuple[Trouble, ...]:
        """Every finding of a case once, blocking ones first, in the order of the papers."""
        from mediation_app.documents.offers import OfferState

        offers = self._papers.available(actor, case_id)
        with self._context.store.read(actor) as reader:
            file = reader.case_file(case_id)
            around = self._around(reader, file)
        found: dict[Reason, Trouble] = {}
        for offer in offers:
            if offer.state is not OfferState.LOCKED:
                for reason in (*offer.reasons, *offer.warnings):
                    found.setdefault(reason, _of(offer, reason))
        rest = (*self._whole(file), *around)
        for reason in rest:
            if reason not in found:
                found[reason] = _placed(reason, offers)
        return tuple(sorted(found.values(), key=lambda one: not one.reason.blocking))

    def around(self, actor: Actor, case_id: str) -> tuple[Reason, ...]:
        """What other cases say about this one: sessions at the same time, numbers."""
        with self._context.store.read(actor) as reader:
            return self._around(reader, reader.case_file(case_id))

    def _whole(self, file: CaseFile) -> tuple[Reason, ...]:
        on = today(self._context.clock)
        day = CheckDay(
            today=on,
            calendar=self._context.rulebook.calendar(),
            band_of=band_lookup(self._context),
        )
        signed = signature_checks(file) if file.case.state in _UNSIGNED else ()
        return (*case_checks(file, day), *signed, *frozen_checks(file, self._context, on))

    def _around(self, reader: Reader, file: CaseFile) -> tuple[Reason, ...]:
        return (
            *session_clashes(file, _sessions_near(reader, file)),
            *number_clashes(file, _papers_numbered(reader, file)),
            *number_gap(file, reader.serial_before(file.case)),
        )


def _sessions_near(reader: Reader, file: CaseFile) -> tuple[Session, ...]:
    mediators = {s.mediator_id for s in file.sessions if s.mediator_id and s.starts_at}
    if not mediators:
        return ()
    return reader.records(Session, mediator_id=mediators)


def _papers_numbered(reader: Reader, file: CaseFile) -> tuple[Paper, ...]:
    numbers = {paper.number for paper in file.papers if paper.number}
    return reader.records(Paper, number=numbers) if numbers else ()


def _of(offer: PaperOffer, reason: Reason) -> Trouble:
    return Trouble(title=offer.title, code=offer.code, subject_id=offer.subject_id, reason=reason)


def _placed(reason: Reason, offers: tuple[PaperOffer, ...]) -> Trouble:
    head, _, rest = reason.place.partition("/")
    subject = rest.partition("/")[0]
    if head == "papers":
        mine = [o for o in offers if o.paper is not None and o.paper.id == subject]
    else:  # the paper about this very record, else the one that prints its kind
        home = _HOMES.get(head)
        about = [o for o in offers if subject and o.subject_id == subject]
        mine = [o for o in about if o.code == home] or about
        mine = mine or [offer for offer in offers if offer.code == home]
    if mine:
        return _of(mine[0], reason)
    return Trouble(title=WHOLE, code="", subject_id="", reason=reason)
