"""Whole cases in and out as JSON, with the privacy trail and the four eyes kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from mediation_app.clock import today
from mediation_app.domain.cases import Case, MediationState, StepTaken
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundState
from mediation_app.domain.ids import new_id
from mediation_app.domain.numbers import case_number
from mediation_app.domain.offices import Actor, Office
from mediation_app.errors import InvalidInput, NotFound
from mediation_app.services.base import Context, Outcome

if TYPE_CHECKING:
    from mediation_app.database.reader import Reader

# What was settled elsewhere comes as history; anything still open is decided here, from the start.
_SETTLED = frozenset(
    {
        FundState.PAID, FundState.REFUSED, FundState.NOT_ACCEPTED, FundState.WITHDRAWN,
        FundState.TERMINATED, FundState.ARCHIVED,
    }
)  # fmt: skip


class ExchangeService:
    """Hand a whole case out of this office, or take one in."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def find(self, actor: Actor, number: str) -> str:
        """The key of the case with this number (full, or short ``2026-0001``)."""
        with self._context.store.read(actor) as reader:
            return reader.case_id_by_number(number)

    def hand_out(self, actor: Actor, number: str) -> str:
        """The JSON text of a case; the export is written into the audit trail."""
        from mediation_app.exchange.case_json import dump_case

        with self._context.store.write(actor, "导出整案") as uow:
            file = uow.case_file(uow.case_id_by_number(number))
            uow.note("export", file.case, "json")
            office = _office(uow)
            uow.commit()
        return dump_case(file, exported_by=office.name if office else "")

    def take_in(self, actor: Actor, file: CaseFile) -> Outcome[CaseFile]:
        """Take in a case from another office, as it stands, under a number of this office.

        The other office's number stays as 外部编号. Applications that were not settled there go
        back to 草稿: nothing decided elsewhere is paid here.

        Raises InvalidInput when the case is here already.
        """
        on = today(self._context.clock)
        with self._context.store.write(actor, "导入整案") as uow:
            if _known(uow, file.case.id):
                known = uow.get(Case, file.case.id)
                shown = known.number or known.summary
                raise InvalidInput("exchange.already_here", field="file.case.id", number=shown)
            office = _office(uow)
            if office is None:
                raise NotFound("exchange.no_office")
            taken = _as_ours(file, office, on, actor)
            if file.case.number:
                serial = uow.draw_number("case", on.year)
                case = replace(
                    taken.case,
                    number=case_number(office, on.year, serial),
                    number_year=on.year,
                    serial=serial,
                )
                taken = replace(taken, case=case)
            case = uow.add(taken.case)
            uow.save(CaseFile(case=case), replace(taken, case=case))
            changes = uow.commit()
        with self._context.store.read(actor) as reader:
            return Outcome(reader.case_file(file.case.id), changes)


def _known(reader: Reader, case_id: str) -> bool:
    try:
        reader.get(Case, case_id)
    except NotFound:
        return False
    return True


def _office(reader: Reader) -> Office | None:
    return next(iter(reader.records(Office, order_by="created_at")), None)


def _as_ours(file: CaseFile, office: Office, on: date, actor: Actor) -> CaseFile:
    case = replace(
        file.case,
        jurisdiction=file.case.jurisdiction or office.jurisdiction,
        number="",
        number_year=None,
        serial=None,
        source_reference=file.case.number or file.case.source_reference,
        state=file.case.state if file.case.number else MediationState.REGISTERED,
    )
    step = StepTaken(
        id=new_id(),
        case_id=case.id,
        subject_id=case.id,
        process="mediation",
        event="import",
        source=case.state.value,
        target=case.state.value,
        occurred_on=on,
        person_name=actor.name,
        note=file.case.number,
    )
    funds = tuple(_open_again(fund) for fund in file.funds)
    return replace(file, case=case, steps=(*file.steps, step), funds=funds)


def _open_again(fund: FundFile) -> FundFile:
    application = fund.application
    if application.state in _SETTLED:
        return fund
    draft = replace(
        application,
        state=FundState.DRAFT,
        number="",
        number_year=None,
        serial=None,
        approved=application.approved * 0,
        decided_on=None,
        decision_number="",
        decide_due=None,
        pay_due=None,
    )
    return replace(fund, application=draft, decisions=(), payments=(), recoveries=())
