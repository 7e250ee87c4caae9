"""Whole cases in and out as JSON, with the privacy trail and the four eyes kept."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from mediation_app.clock import today
from mediation_app.domain.cases import Case
from mediation_app.domain.files import CaseFile
from mediation_app.domain.numbers import case_number
from mediation_app.domain.offices import Actor, Office
from mediation_app.errors import InvalidInput, NotFound
from mediation_app.services.adoption import adopted, checked
from mediation_app.services.base import Context, Outcome

if TYPE_CHECKING:
    from mediation_app.database.reader import Reader

_HASH = re.compile(r"[0-9a-f]{64}")


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

        with self._context.store.write(actor, "case.export") as uow:
            file = uow.case_file(uow.case_id_by_number(number))
            uow.note("export", file.case, "json")
            office = _office(uow)
            uow.commit()
        return dump_case(file, exported_by=office.name if office else "")

    def take_in(self, actor: Actor, file: CaseFile) -> Outcome[CaseFile]:
        """Take in a case from another office, as it stands, under a number of this office.

        The other office's number stays as 外部编号. Applications that were not settled there go
        back to 草稿: nothing decided elsewhere is paid here. What was typed is checked as at the
        window; contents of attachments do not travel.

        Raises InvalidInput when a value is wrong (``field`` is its path in the JSON form) or the
        case is here already, NotFound while no office was set up.
        """
        on = today(self._context.clock)
        from mediation_app.services.screening import screened

        file = checked(file, on)
        blobs = self._context.blobs
        with self._context.store.write(actor, "case.import") as uow:
            if _known(uow, file.case.id):
                known = uow.get(Case, file.case.id)
                shown = known.number or known.summary
                raise InvalidInput("exchange.already_here", field="file.case.id", number=shown)
            office = _office(uow)
            if office is None:
                raise NotFound("exchange.no_office")
            taken = adopted(
                file,
                office,
                on,
                actor,
                keeps=lambda name: bool(_HASH.fullmatch(name)) and blobs.has(name),
            )
            taken = replace(taken, case=screened(taken, self._context, on))
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
