"""How the pieces of a case file and a fund file are found, loaded and put in order."""

from __future__ import annotations

import types
import typing
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any

from mediation_app.database.mapping import per_class
from mediation_app.domain.cases import Case
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundApplication
from mediation_app.domain.records import Record

# loads the live records of a class in a case, in no particular order
Loader = Callable[[type[Record], str], Iterable[Record]]


@per_class
def parts_of(aggregate: type[Any]) -> Mapping[str, type[Record]]:
    """The children of an aggregate: field name → record class, parents before children."""
    hints = typing.get_type_hints(aggregate)
    found: dict[str, type[Record]] = {}
    for one in fields(aggregate):
        arguments = typing.get_args(hints[one.name])
        if arguments and isinstance(arguments[0], type) and issubclass(arguments[0], Record):
            found[one.name] = arguments[0]
    return types.MappingProxyType(found)


def in_order(records: Iterable[Record]) -> tuple[Any, ...]:
    """By position where there is one, then by making."""
    return tuple(sorted(records, key=lambda r: (getattr(r, "position", 0), r.id)))


def case_file_of(case: Case, load: Loader) -> CaseFile:
    """The whole file of a case."""
    parts = {name: in_order(load(record, case.id)) for name, record in parts_of(CaseFile).items()}
    applications = in_order(load(FundApplication, case.id))
    return CaseFile(case=case, funds=fund_files_of(applications, case.id, load), **parts)


def fund_files_of(
    applications: Iterable[FundApplication], case_id: str, load: Loader
) -> tuple[FundFile, ...]:
    """The fund files of a case's applications; loads nothing when there are none."""
    applications = tuple(applications)
    if not applications:
        return ()
    parts = parts_of(FundFile)
    loaded = {name: in_order(load(record, case_id)) for name, record in parts.items()}
    owner = {recovery.id: recovery.application_id for recovery in loaded["recoveries"]}
    grouped: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for name, records in loaded.items():
        for record in records:
            key = getattr(record, "application_id", None) or owner.get(
                getattr(record, "recovery_id", ""), ""
            )
            grouped[key][name].append(record)
    return tuple(_fund_file(one, grouped[one.id]) for one in applications)


def _fund_file(application: FundApplication, parts: Mapping[str, list[Record]]) -> FundFile:
    found: dict[str, Any] = {name: tuple(records) for name, records in parts.items()}
    return FundFile(application=application, **found)


def records_of(file: CaseFile | FundFile) -> list[Record]:
    """Every record of an aggregate, parents before children."""
    if isinstance(file, FundFile):
        found: list[Record] = [file.application]
        for name in parts_of(FundFile):
            found.extend(getattr(file, name))
        return found
    found = [file.case]
    for name in parts_of(CaseFile):
        found.extend(getattr(file, name))
    for fund in file.funds:
        found.extend(records_of(fund))
    return found


def replaced(file: CaseFile, stored: Mapping[str, Record]) -> CaseFile:
    """The same file with records exchanged for their stored snapshots (by key)."""

    def of(records: Iterable[Record]) -> tuple[Any, ...]:
        return tuple(stored.get(record.id, record) for record in records)

    case: Any = stored.get(file.case.id, file.case)
    return CaseFile(
        case=case,
        funds=tuple(fund_replaced(fund, stored) for fund in file.funds),
        **{name: of(getattr(file, name)) for name in parts_of(CaseFile)},
    )


def fund_replaced(fund: FundFile, stored: Mapping[str, Record]) -> FundFile:
    """The same fund file with records exchanged for their stored snapshots (by key)."""
    application: Any = stored.get(fund.application.id, fund.application)
    parts: dict[str, Any] = {
        name: tuple(stored.get(record.id, record) for record in getattr(fund, name))
        for name in parts_of(FundFile)
    }
    return FundFile(application=application, **parts)
