"""The case search: one token index, kept as a full-text index on SQLite and a B-tree on PostgreSQL.

A case has one document; when what it is found by changes, it gets a new document with a new,
higher number, and the old one is dead (its row in ``search_docs`` is gone). Hits come with the
highest number first, the same on both engines.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, text

from mediation_app.database import system_tables as system
from mediation_app.database.queries import CaseRow
from mediation_app.database.read_model import Pieces
from mediation_app.database.search_terms import (
    Clause,
    Searchable,
    Word,
    terms_of,
    words_of,
)
from mediation_app.database.tables import table_of
from mediation_app.domain.parties import Party, PartyKind
from mediation_app.domain.pinyin import PinyinTable
from mediation_app.domain.vehicles import Vehicle
from mediation_app.paths import resource_dir

_LEAST = 20
_MOST_ROUNDS = 10


@cache
def pinyin_table() -> PinyinTable:
    """The shipped table of readings."""
    path = resource_dir() / "pinyin" / "readings.txt"
    return PinyinTable.parse(path.read_text(encoding="utf-8"))


# --- the index ----------------------------------------------------------------------------------


def searchable(pieces: Pieces) -> Searchable:
    """What a case is found by."""
    people: list[str] = []
    organisations: list[str] = []
    phones: list[str] = []
    ids: list[str] = []
    for party in pieces.parties:
        names = people if party.kind is PartyKind.PERSON else organisations
        names += [name for name in (party.name, party.former_name) if name]
        people += [n for n in (party.legal_representative, party.contact_name) if n]
        phones += [number for number in (party.phone, party.phone2) if number]
        ids += [number for number in (party.id_number, party.credit_code) if number]
    case = pieces.case
    numbers = [(case.number_year, case.serial)]
    numbers += [(one.number_year, one.serial) for one in pieces.applications]
    foreign = [case.source_reference]
    for accident in pieces.accidents:
        foreign += [accident.finding_number, accident.police_case_number]
    for one in pieces.applications:
        foreign += [one.admission_number, one.decision_number, one.notice_number]
        people += [one.applicant_name] if len(one.applicant_name) <= 4 else []
        ids.append(one.applicant_id_number)
        phones.append(one.applicant_phone)
    foreign += [vehicle.vin for vehicle in pieces.vehicles]
    foreign += [policy.number for policy in pieces.policies]
    return Searchable(
        people=_unique(people),
        organisations=_unique(organisations),
        plates=_unique(vehicle.plate for vehicle in pieces.vehicles),
        phones=_unique(phones),
        ids=_unique(ids),
        numbers=tuple((year, serial) for year, serial in numbers if year and serial),
        foreign=_unique(foreign),
    )


def _unique(values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def fingerprint_of(terms: frozenset[str]) -> str:
    """Tells whether a case's terms have changed."""
    return hashlib.blake2b(" ".join(sorted(terms)).encode(), digest_size=8).hexdigest()


def index_case(connection: Connection, pieces: Pieces) -> None:
    """Bring a case's document up to date; does nothing when its terms are the same."""
    terms = terms_of(searchable(pieces), pinyin_table())
    fingerprint = fingerprint_of(terms)
    docs, case = system.search_docs, pieces.case
    question = select(docs.c.doc_id, docs.c.fingerprint).where(docs.c.case_id == case.id)
    known = connection.execute(question).first()
    if known is not None:
        if known.fingerprint == fingerprint and case.is_live:
            return
        if connection.dialect.name == "postgresql":
            old = system.search_terms
            connection.execute(delete(old).where(old.c.doc_id == known.doc_id))
        connection.execute(delete(docs).where(docs.c.doc_id == known.doc_id))
    if not case.is_live:
        return
    doc_id = connection.execute(
        insert(docs)
        .values(case_id=case.id, unit_code=case.unit_code, fingerprint=fingerprint)
        .returning(docs.c.doc_id)
    ).scalar_one()
    if connection.dialect.name == "postgresql":
        connection.execute(
            text(
                "INSERT INTO search_terms (term, doc_id) SELECT unnest(CAST(:terms AS text[])), :doc"
            ),
            {"terms": sorted(terms), "doc": doc_id},
        )
    else:
        connection.execute(
            text("INSERT INTO search_index (rowid, terms) VALUES (:doc, :terms)"),
            {"doc": doc_id, "terms": " ".join(sorted(terms))},
        )


# --- searching ----------------------------------------------------------------------------------


def search_cases(
    connection: Connection, unit: str, typed: str, *, limit: int = 50
) -> tuple[CaseRow, ...]:
    """Lines of the cases that fit a typed text."""
    from mediation_app.database.lists import rows_by_id

    return tuple(rows_by_id(connection, unit, find_case_ids(connection, unit, typed, limit=limit)))


def find_case_ids(
    connection: Connection, unit: str, typed: str, *, limit: int = 50
) -> tuple[str, ...]:
    """Keys of the cases that fit all words of a typed text, the newest document first."""
    words = words_of(typed)
    if not words:
        return ()
    found = _find(connection, unit, words, limit)
    if not found and any(word.prefixes for word in words):
        widened = tuple(_as_prefixes(word) if word.prefixes else word for word in words)
        found = _find(connection, unit, widened, limit)
    return tuple(found)


def _as_prefixes(word: Word) -> Word:
    return Word(text=word.text, clauses=tuple(Clause((term + "*",)) for term in word.prefixes))


def _find(connection: Connection, unit: str, words: Sequence[Word], limit: int) -> list[str]:
    checked = [word for word in words if any(clause.check for clause in word.clauses)]
    found: list[str] = []
    before: int | None = None
    size = max(limit, _LEAST) if checked else limit
    for _ in range(_MOST_ROUNDS):
        hits = _candidates(connection, unit, words, before, size)
        kept = _verified(connection, hits, checked) if checked else hits
        found.extend(case_id for _, case_id in kept)
        if len(found) >= limit or len(hits) < size:
            break
        before = hits[-1][0]
    return found[:limit]


def _verified(
    connection: Connection, hits: list[tuple[int, str]], words: Sequence[Word]
) -> list[tuple[int, str]]:
    """The hits that really fit each word that was cut into grams: by a whole term, else by a look
    at the values."""
    values: dict[str, Searchable] = {}
    for word in words:
        if not hits:
            break
        fits = _among(connection, word.exact, [doc for doc, _ in hits]) if word.exact else set()
        rest = [(doc, case_id) for doc, case_id in hits if doc not in fits]
        unread = [case_id for _, case_id in rest if case_id not in values]
        if unread:
            values |= _values(connection, unread)
        checks = [clause.check for clause in word.clauses if clause.check is not None]
        fits |= {doc for doc, case_id in rest if any(check(values[case_id]) for check in checks)}
        hits = [hit for hit in hits if hit[0] in fits]
    return hits


def _values(connection: Connection, case_ids: Sequence[str]) -> dict[str, Searchable]:
    parties, vehicles = table_of(Party), table_of(Vehicle)
    names: dict[str, list[str]] = {case_id: [] for case_id in case_ids}
    phones: dict[str, list[str]] = {case_id: [] for case_id in case_ids}
    ids: dict[str, list[str]] = {case_id: [] for case_id in case_ids}
    plates: dict[str, list[str]] = {case_id: [] for case_id in case_ids}
    if case_ids:
        for row in connection.execute(
            select(
                parties.c.case_id,
                parties.c.name,
                parties.c.former_name,
                parties.c.legal_representative,
                parties.c.contact_name,
                parties.c.phone,
                parties.c.phone2,
                parties.c.id_number,
                parties.c.credit_code,
            ).where(parties.c.case_id.in_(case_ids), parties.c.voided_at.is_(None))
        ):
            names[row[0]] += row[1:5]
            phones[row[0]] += row[5:7]
            ids[row[0]] += row[7:9]
        for case_id, plate in connection.execute(
            select(vehicles.c.case_id, vehicles.c.plate).where(
                vehicles.c.case_id.in_(case_ids), vehicles.c.voided_at.is_(None)
            )
        ):
            plates[case_id].append(plate)
    return {
        case_id: Searchable(
            people=tuple(names[case_id]),
            phones=tuple(phones[case_id]),
            ids=tuple(ids[case_id]),
            plates=tuple(plates[case_id]),
        )
        for case_id in case_ids
    }


# --- SQLite -------------------------------------------------------------------------------------


def _match(words: Sequence[Word]) -> str:
    """The full-text expression: all words, any clause of a word, all terms of a clause."""
    return " AND ".join(_match_word(word.clauses) for word in words)


def _match_word(clauses: Sequence[Clause]) -> str:
    return (
        "("
        + " OR ".join(
            "(" + " AND ".join(_match_term(term) for term in clause.terms) + ")"
            for clause in clauses
        )
        + ")"
    )


def _match_term(term: str) -> str:
    # terms hold no quotes: letters, digits and Chinese characters only
    return f'"{term[:-1]}" *' if term.endswith("*") else f'"{term}"'


def _candidates(
    connection: Connection, unit: str, words: Sequence[Word], before: int | None, limit: int
) -> list[tuple[int, str]]:
    if connection.dialect.name == "postgresql":
        return _candidates_postgres(connection, unit, words, before, limit)
    values: dict[str, Any] = {"match": _match(words), "limit": limit}
    where = "search_index MATCH :match"
    if before is not None:
        where += " AND search_index.rowid < :before"
        values["before"] = before
    if unit:
        where += " AND d.unit_code = :unit"
        values["unit"] = unit
    rows = connection.execute(
        text(
            "SELECT search_index.rowid, d.case_id FROM search_index "  # noqa: S608
            "CROSS JOIN search_docs d ON d.doc_id = search_index.rowid "
            f"WHERE {where} ORDER BY search_index.rowid DESC LIMIT :limit"
        ),
        values,
    )
    return [(row[0], row[1]) for row in rows]


def _among(connection: Connection, clauses: Sequence[Clause], docs: Sequence[int]) -> set[int]:
    """Which of the documents fit one of the clauses."""
    if connection.dialect.name == "postgresql":
        table = system.search_terms
        wanted = [clause.terms[0] for clause in clauses]
        question = select(table.c.doc_id).where(table.c.doc_id.in_(docs), table.c.term.in_(wanted))
        return set(connection.execute(question).scalars())
    rows = connection.execute(
        text(
            "SELECT rowid FROM search_index WHERE search_index MATCH :match "
            "AND rowid BETWEEN :low AND :high"
        ),
        {"match": _match_word(clauses), "low": min(docs), "high": max(docs)},
    )
    return {row[0] for row in rows} & set(docs)


# --- PostgreSQL ---------------------------------------------------------------------------------


class _Names:
    """Hands out names for values of a statement."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def add(self, value: Any) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f":{name}"


def _term_condition(alias: str, term: str, names: _Names) -> str:
    if term.endswith("*"):
        low = term[:-1]
        high = low[:-1] + chr(ord(low[-1]) + 1)
        return f"({alias}.term >= {names.add(low)} AND {alias}.term < {names.add(high)})"
    return f"{alias}.term = {names.add(term)}"


def _candidates_postgres(
    connection: Connection, unit: str, words: Sequence[Word], before: int | None, limit: int
) -> list[tuple[int, str]]:
    """Equality on a B-tree only: it serves rare and common terms alike, also under row rights."""
    names = _Names()
    driver = max(words, key=lambda word: len(word.text))
    others = [word for word in words if word is not driver]
    parts = [_clause_query(clause, others, names, unit, before, limit) for clause in driver.clauses]
    union = " UNION ".join(f"({part})" for part in parts)
    rows = connection.execute(
        text(f"SELECT doc_id, case_id FROM ({union}) u ORDER BY doc_id DESC LIMIT {int(limit)}"),  # noqa: S608
        names.values,
    )
    return [(row[0], row[1]) for row in rows]


def _clause_query(
    clause: Clause,
    others: Sequence[Word],
    names: _Names,
    unit: str,
    before: int | None,
    limit: int,
) -> str:
    first, *rest = clause.terms
    source = "search_terms s JOIN search_docs d ON d.doc_id = s.doc_id"
    where = [_term_condition("s", first, names)]
    if unit:
        where.append(f"d.unit_code = {names.add(unit)}")
    if before is not None:
        where.append(f"s.doc_id < {names.add(before)}")
    where += [_has_term(term, names) for term in rest]
    for word in others:
        choices = [
            "(" + " AND ".join(_has_term(term, names) for term in one.terms) + ")"
            for one in word.clauses
        ]
        where.append("(" + " OR ".join(choices) + ")")
    distinct = "DISTINCT " if first.endswith("*") else ""
    return (
        f"SELECT {distinct}s.doc_id, d.case_id FROM {source} WHERE {' AND '.join(where)} "  # noqa: S608
        f"ORDER BY s.doc_id DESC LIMIT {int(limit)}"
    )


def _has_term(term: str, names: _Names) -> str:
    condition = _term_condition("x", term, names)
    return f"EXISTS (SELECT 1 FROM search_terms x WHERE x.doc_id = s.doc_id AND {condition})"  # noqa: S608


# --- rebuild ------------------------------------------------------------------------------------


def document_count(connection: Connection) -> int:
    """How many cases can be found."""
    return int(
        connection.execute(select(func.count()).select_from(system.search_docs)).scalar_one()
    )
