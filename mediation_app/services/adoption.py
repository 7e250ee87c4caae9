"""What becomes of a case that comes from another office: checked like intake, then made ours.

Facts stay, numbers of the other office stay as text, and nothing that was decided about money
elsewhere can be paid here: an application that was not settled starts again as a draft.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date
from typing import Any, TypeVar, cast

from mediation_app.domain.case_input import ENTERED, read_case_file
from mediation_app.domain.cases import MediationState, StepTaken
from mediation_app.domain.fields import read_record
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import BillLine, FundApplication, FundState
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Calculation
from mediation_app.domain.offices import Actor, Office
from mediation_app.domain.records import ZERO, Record
from mediation_app.errors import BadFile, InvalidInput
from mediation_app.services.fund_drafts import FORM, NOTICE, REVIEW

R = TypeVar("R", bound=Record)

# What was settled elsewhere comes as history; anything still open is decided here, from the start.
SETTLED = frozenset(
    {
        FundState.PAID, FundState.REFUSED, FundState.NOT_ACCEPTED, FundState.WITHDRAWN,
        FundState.TERMINATED, FundState.ARCHIVED,
    }
)  # fmt: skip
# What an application is about, and what the applicant and the police said; the rest is decision.
_FACTS = (FORM | NOTICE | REVIEW | {"id", "case_id", "kind", "victim_id", "injury_id"}) - {
    "received_on"
}
_DECIDING_PAPERS = frozenset({"fund_approval_form", "fund_consent", "fund_refusal", "fund_payment"})
_FUND_PARTS = tuple(item.name for item in fields(FundFile) if item.name != "application")
_FOREIGN = "（移入）"


# Checking -----------------------------------------------------------------------------------------


def checked(file: CaseFile, today: date) -> CaseFile:
    """The case in its normal form, by the same rules as what is typed at the window.

    Raises InvalidInput; ``field`` is the path in the JSON form (``file.parties[0].id_number``).
    """
    try:
        read = read_case_file(file, today)
    except InvalidInput as trouble:
        raise _placed(trouble, file) from None
    steps = _all_read(read.steps, "file.steps")
    for index, step in enumerate(steps):
        if step.occurred_on > today:
            raise InvalidInput("cases.date_ahead", field=f"file.steps[{index}].occurred_on")
    for index, kept in enumerate(read.calculations):
        _readable(kept, f"file.calculations[{index}]")
    funds = tuple(_fund_read(fund, f"file.funds[{at}]") for at, fund in enumerate(read.funds))
    return replace(read, steps=steps, funds=funds)


def _readable(kept: Calculation, path: str) -> None:
    """A frozen reckoning is a long text that nobody typed: what counts is that it can be read."""
    from mediation_app.services.frozen import read_frozen, read_tree

    read_record(replace(kept, law="", result=""), path=path)
    for name, read in (("law", read_frozen), ("result", read_tree)):
        try:
            read(getattr(kept, name))
        except BadFile as trouble:
            raise InvalidInput(trouble.code, field=f"{path}.{name}") from None


def _all_read(records: tuple[R, ...], path: str) -> tuple[R, ...]:
    return tuple(read_record(record, path=f"{path}[{at}]") for at, record in enumerate(records))


def _fund_read(fund: FundFile, path: str) -> FundFile:
    changed: dict[str, Any] = {
        "application": read_record(fund.application, path=f"{path}.application")
    }
    for part in _FUND_PARTS:
        changed[part] = _all_read(getattr(fund, part), f"{path}.{part}")
    return replace(fund, **changed)


def _placed(trouble: InvalidInput, file: CaseFile) -> InvalidInput:
    """The same trouble with the place by position instead of by key."""
    part, _, rest = trouble.field.partition(".")
    path = f"file.{trouble.field}"
    if part in ENTERED:
        key, _, name = rest.partition(".")
        records = cast("tuple[Record, ...]", getattr(file, part))
        found = next((at for at, record in enumerate(records) if record.id == key), None)
        if found is not None:
            path = f"file.{part}[{found}]" + (f".{name}" if name else "")
        elif rest and "." not in rest and len(records) == 1:
            path = f"file.{part}[0].{rest}"
    params = {name: value for name, value in trouble.params.items() if name != "field"}
    return InvalidInput(trouble.code, field=path, **params)


# Making it ours -----------------------------------------------------------------------------------


def adopted(
    file: CaseFile, office: Office, on: date, actor: Actor, *, keeps: Callable[[str], bool]
) -> CaseFile:
    """The case as this office takes it in, still without a number of its own.

    ``keeps`` tells whether this store holds the content of a hash: content does not travel in the
    JSON form, so a record must not promise what is not here.
    """
    reopened = {fund.application.id for fund in file.funds if _is_open(fund)}
    gone = set(_dropped_ids(file)) | {
        paper.id
        for paper in file.papers
        if paper.kind in _DECIDING_PAPERS and paper.subject_id in reopened
    }
    gone |= {paper.id for paper in file.papers if paper.subject_id in gone}
    case = replace(
        file.case,
        jurisdiction=file.case.jurisdiction or office.jurisdiction,
        number="",
        number_year=None,
        serial=None,
        source_reference=file.case.number or file.case.source_reference,
        state=file.case.state if file.case.number else MediationState.REGISTERED,
    )
    return replace(
        file,
        case=case,
        papers=tuple(
            paper if keeps(paper.pdf_sha256) else replace(paper, pdf_sha256="")
            for paper in file.papers
            if paper.id not in gone
        ),
        signatures=tuple(one for one in file.signatures if one.paper_id not in gone),
        attachments=tuple(
            replace(
                one,
                sha256=one.sha256 if keeps(one.sha256) else "",
                subject_id="" if one.subject_id in gone else one.subject_id,
            )
            for one in file.attachments
        ),
        agreements=tuple(_marked(one, office) for one in file.agreements),
        # what another office keeps for somebody is not kept here
        custodies=(),
        custody_entries=(),
        steps=(
            *(one for one in file.steps if one.subject_id not in gone | reopened),
            _import_step(file, case.state, on, actor),
        ),
        funds=tuple(
            _as_draft(fund) if _is_open(fund) else _as_history(fund, office) for fund in file.funds
        ),
    )


def _is_open(fund: FundFile) -> bool:
    return fund.application.state not in SETTLED


def _dropped_ids(file: CaseFile) -> Iterator[str]:
    for fund in file.funds:
        if _is_open(fund):
            for part in _FUND_PARTS:
                if part not in ("bill_lines", "materials"):
                    yield from (record.id for record in getattr(fund, part))


def _import_step(file: CaseFile, state: MediationState, on: date, actor: Actor) -> StepTaken:
    return StepTaken(
        id=new_id(),
        case_id=file.case.id,
        subject_id=file.case.id,
        process="mediation",
        event="import",
        source=state.value,
        target=state.value,
        occurred_on=on,
        person_name=actor.name,
        note="；".join(filter(None, (file.case.number, file.case.source_reference))),
    )


def _as_draft(fund: FundFile) -> FundFile:
    """What was applied for, without number, review, decision, payment and recovery."""
    old = fund.application
    draft = FundApplication(
        **{item.name: getattr(old, item.name) for item in fields(old) if item.name in _FACTS},
        state=FundState.DRAFT,
    )
    plain = {item.name: item.default for item in fields(BillLine)}
    lines = tuple(
        replace(
            line,
            rescue=bool(plain["rescue"]),
            in_window=bool(plain["in_window"]),
            decided=False,
            approved=ZERO,
            reduced=ZERO,
            reduction_code="",
        )
        for line in fund.bill_lines
    )
    return FundFile(application=draft, bill_lines=lines, materials=fund.materials)


def _as_history(fund: FundFile, office: Office) -> FundFile:
    """A settled application: its numbers are of the other office's series, not of ours."""
    return replace(
        fund,
        application=replace(_marked(fund.application, office), number_year=None, serial=None),
        payments=tuple(
            replace(_marked(one, office), number_year=None, serial=None) for one in fund.payments
        ),
        recoveries=tuple(_marked(one, office) for one in fund.recoveries),
        refunds=tuple(
            replace(_marked(one, office), number_year=None, serial=None) for one in fund.refunds
        ),
    )


def _marked(record: R, office: Office) -> R:
    """A foreign number that reads like one of ours is marked: ours may be drawn one day."""
    number = str(getattr(record, "number", ""))
    words = [word for word in (office.number_prefix, office.fund_prefix) if word]
    if number and any(word in number for word in words) and not number.endswith(_FOREIGN):
        return replace(record, **cast("dict[str, Any]", {"number": number + _FOREIGN}))
    return record
