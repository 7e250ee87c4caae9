"""The overflowing sample of any paper: its usual case with ten parties, long names, much of all.

Names are long and hold characters beyond the BMP, every text somebody may write freely is long,
and every list has many rows. Numbers of official papers, codes and accounts stay as they are.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from mediation_app.documents.catalog import PaperKind
from mediation_app.documents.context import Scene
from mediation_app.domain.cases import Case
from mediation_app.domain.files import CaseFile
from mediation_app.domain.parties import AgentScope, Party, PartyKind, Side
from mediation_app.domain.records import Record
from mediation_app.domain.recovery import RepaymentReceipt
from tests.documents.papers.cast import CASE
from tests.documents.papers.records import as_listed, changed, listed_again

NAMES = (
    "阿卜杜热依木·买买提吐尔逊·𬀩",
    "欧阳䶮㛃𫖯",
    "泰和财产保险股份有限公司聊城中心支公司东阿县支公司铜城街道营业部",
    "李𬀩𠅤",
)
MORE = (
    "陈䶮",
    "A&B <建材> {{ case.number }} {% if %}",
    "买买提·吐尔逊",
    "东阿县顺达危险货物道路运输有限责任公司铜城街道分公司",
    "李𬱖𬭎",
    "王" * 40,
    "尉迟㛃",
    "闫堃",
)
PARTIES = 10
_ROWS = {
    "bill_lines": 60,
    "materials": 24,
    "findings": 9,
    "debtor_shares": 6,
    "repayment_rows": 48,
    "repayment_receipts": 12,
    "recovery_actions": 20,
    "clauses": 14,
    "instalments": 8,
    "prepaid": 4,
    "vehicles": 4,
    "policies": 4,
    "attachments": 30,
}
_LINE, _STORY = 48, 480
_STORIES = frozenset({"reason", "question", "claim", "evidence", "note"})  # facts of a step
# Words of closed lists, names of people of the office, and what is read by the program.
_AS_IT_IS = frozenset(
    {
        *("number", "weather", "channel", "ethnicity", "code", "calculation", "decision_number"),
        *("notice_number", "meeting_number", "person_name", "visitor_name", "method", "plate"),
        *("maker_name", "checker_name", "mediator_name", "recorder_name", "finding_number"),
        *("id_number", "relation", "applicant_relation", "procedure", "title", "kind", "stage"),
        *("body_notice_number", "insurance_class", "satisfaction", "head", "occupation", "event"),
        *("police_officer", "handler_name", "docket", "court", "letter_number", "new_due_on"),
    }
)
R = TypeVar("R", bound=Record)


def overflowing(kind: PaperKind, usual: Scene) -> Scene:
    """The usual case of a paper with everything long and much of it."""
    key, scene = as_listed(kind, usual)
    file = _rows(scene.file)
    names = [party.name for party in file.parties if party.name and not party.represents_id]
    new = dict(zip(names, NAMES, strict=False))
    file = changed(file, lambda record: _told_at_length(record, new))
    found = listed_again(kind, key, dataclasses.replace(scene, file=_crowd(file)))
    assert found is not None, f"{kind.code}: the subject is gone"
    return dataclasses.replace(found, kind=kind.code)


def _rows(file: CaseFile) -> CaseFile:
    funds = tuple(_many(fund) for fund in file.funds)
    return dataclasses.replace(_many(file), funds=funds)


def _many(holder: CaseFile) -> CaseFile:  # or a FundFile
    found = {}
    for field in dataclasses.fields(holder):
        rows = getattr(holder, field.name)
        wanted = _ROWS.get(field.name, 0)
        if rows and wanted:
            found[field.name] = tuple(_copies(rows, wanted))
    return dataclasses.replace(holder, **found)


def _copies(rows: tuple[R, ...], wanted: int) -> Iterable[R]:
    yield from rows
    for number in range(len(rows), wanted):
        row = rows[number % len(rows)]
        more: dict[str, object] = {"id": f"{row.id}~{number}"}
        if hasattr(row, "position"):
            more["position"] = number + 1
        if isinstance(row, RepaymentReceipt):
            more["amount"] = Decimal("1.00")  # what is owed stays owed
        yield dataclasses.replace(row, **more)  # type: ignore[arg-type]


def _crowd(file: CaseFile) -> CaseFile:
    """Ten parties, those who were added with an agent each."""
    there = sum(1 for party in file.parties if not party.represents_id)
    sides = (Side.APPLICANT, Side.RESPONDENT, Side.THIRD)
    added: list[Party] = []
    for number in range(max(PARTIES - there, 0)):
        name = MORE[number % len(MORE)]
        firm = "公司" in name or "&" in name
        added.append(
            Party(
                id=f"z{number}",
                case_id=CASE,
                position=20 + number,
                side=sides[number % 3],
                kind=PartyKind.ORGANISATION if firm else PartyKind.PERSON,
                roles=("owner",) if firm else ("passenger",),
                name=name,
                id_number="" if firm else "371524198603152417",
                credit_code="91350100M000100Y43" if firm else "",
                phone="13812345678",
                address=_long("东阿县铜城街道张庄村62号", _LINE),
            )
        )
        added.append(
            Party(
                id=f"y{number}",
                case_id=CASE,
                position=40 + number,
                roles=("agent",),
                name="诸葛䶮㛃",
                id_number="371502198512311023",
                phone="13700001111",
                represents_id=f"z{number}",
                agent_scope=AgentScope.GENERAL,
                address=_long("东阿县前进街88号", _LINE),
            )
        )
    people = (*file.parties, *added)
    bound = tuple(party.id for party in people)
    sessions = tuple(dataclasses.replace(s, attendee_ids=bound) for s in file.sessions)
    return dataclasses.replace(file, parties=people, sessions=sessions)


def _told_at_length(record: Record, names: dict[str, str]) -> Record:
    found: dict[str, object] = {}
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        if field.name.endswith(("_id", "_ids")) or isinstance(value, Enum):
            continue
        if field.name == "facts" and str(value).startswith("{"):
            told = json.loads(value)
            longer = {
                key: _text(key, value, "Text" if key in _STORIES else "")
                if isinstance(value, str)
                else value
                for key, value in told.items()
            }
            found["facts"] = json.dumps(longer, ensure_ascii=False)
        elif isinstance(value, str):
            found[field.name] = _named(_text(field.name, value, str(field.type)), names)
        elif isinstance(value, tuple) and isinstance(record, Case) and value:
            claims = [_named(_long(str(one), _LINE), names) for one in value]
            found[field.name] = tuple(claims * 3)
    return dataclasses.replace(record, **found)  # type: ignore[arg-type]


def _text(name: str, value: str, type_: str) -> str:
    if name in _AS_IT_IS or name == "name" or sum("一" <= sign <= "鿿" for sign in value) < 2:
        return value
    return _long(value, _STORY if type_.endswith("Text") else _LINE)


def _long(value: str, length: int) -> str:
    """The text again and again; a story in paragraphs."""
    between = "\n" if length == _STORY else "，"
    return between.join([value] * max(-(-length // (len(value) + 1)), 1))


def _named(value: str, names: dict[str, str]) -> str:
    for old, new in names.items():
        value = value.replace(old, new)
    return value
