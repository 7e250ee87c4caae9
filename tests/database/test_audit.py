"""The trail: what it tells, that it cannot be changed, and that changing it anyway is noticed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import text

from mediation_app.clock import SetClock, SystemClock
from mediation_app.database import audit
from mediation_app.database.store import Store
from mediation_app.database.triggers import trigger_statements
from mediation_app.database.verify import verify
from mediation_app.domain.cases import Case
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Actor
from mediation_app.errors import NotAllowed
from tests.database.conftest import sample_file, stored


def test_it_tells_who_did_what_field_by_field(store: Store, actor: Actor, clock: SetClock) -> None:
    file = stored(store, actor, sample_file())
    party = file.parties[0]
    with store.write(actor, "改电话") as unit:
        changed = unit.change(party, replace(party, phone="13900000000", share=30))
        unit.note("print", file.case, {"paper": "agreement"})
        unit.commit()
    with store.write(actor, "作废") as unit:
        unit.void(changed, "重复")
        unit.commit()
    with store.read(actor) as reader:
        void, printed, change = reader.audit_page(case_id=file.case.id, limit=3)
        of_party = reader.audit_page(record_id=party.id)
        older = reader.audit_page(before=change.seq, limit=2)
    assert (void.kind, void.detail["void_reason"]) == ("void", ["", "重复"])
    assert (printed.kind, printed.detail) == ("print", {"paper": "agreement"})
    assert change.detail == {"phone": ["13812345678", "13900000000"], "share": [None, 30]}
    assert (change.action, change.actor_name, change.moment) == ("改电话", "周敏", clock.now())
    assert [entry.kind for entry in of_party] == ["void", "change", "add"]
    assert [entry.seq for entry in older] == [change.seq - 1, change.seq - 2]


def test_long_texts_enter_as_their_hash(store: Store, actor: Actor) -> None:
    with store.write(actor, "登记") as unit:
        case = unit.add(Case(id=new_id(), dispute="长" * 5000))
        unit.commit()
    with store.read(actor) as reader:
        (entry,) = reader.audit_page(case_id=case.id)
    assert entry.detail["dispute"]["length"] == 5000


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE audit_entries SET actor_name = 'x'",
        "DELETE FROM audit_entries",
        "DELETE FROM cases",
        "DELETE FROM parties WHERE name = '李强'",
        "UPDATE number_register SET serial = 99",
        "DELETE FROM number_register",
    ],
)
def test_the_database_itself_refuses(store: Store, actor: Actor, attack: str) -> None:
    stored(store, actor, sample_file())
    with store.write(actor, "号") as unit:
        unit.draw_number("case", 2026)
        unit.commit()
    with pytest.raises(NotAllowed), store.connection(write=True) as connection:
        connection.exec_driver_sql(attack)


def test_replacing_does_not_pass_the_guard_on_sqlite(
    sqlite_url: str, opened: Callable[[Store], Store], actor: Actor, clock: SetClock
) -> None:
    store = opened(Store.open(sqlite_url, clock))
    stored(store, actor, sample_file())
    with pytest.raises(NotAllowed), store.connection(write=True) as connection:
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO audit_entries SELECT unit_code, seq, moment, 'x', actor_name, "
            "action, kind, record, record_id, case_id, detail, prev_hash, hash FROM audit_entries"
        )


@pytest.mark.postgres
def test_truncate_does_not_pass_the_guard_on_a_server(
    postgres_url: str, opened: Callable[[Store], Store], actor: Actor, clock: SetClock
) -> None:
    store = opened(Store.open(postgres_url, clock))
    stored(store, actor, sample_file())
    with pytest.raises(NotAllowed), store.connection(write=True) as connection:
        connection.exec_driver_sql("TRUNCATE audit_entries")


def _without_guards(store: Store, statement: str) -> None:
    with store.connection(write=True) as connection:
        dialect = connection.dialect.name
        for name, _ in trigger_statements(dialect):
            if name.endswith("audit_entries"):
                on = "" if dialect == "sqlite" else " ON audit_entries"
                connection.exec_driver_sql(f"DROP TRIGGER {name}{on}")
        connection.execute(text(statement))
        for name, made in trigger_statements(dialect):
            if name.endswith("audit_entries"):
                connection.exec_driver_sql(made)


@pytest.mark.parametrize(
    ("attack", "what"),
    [
        ("UPDATE audit_entries SET actor_name = '别人' WHERE seq = 3", "changed"),
        ("UPDATE audit_entries SET detail = '{}' WHERE seq = 2", "changed"),
        ("DELETE FROM audit_entries WHERE seq = 4", "missing"),
        ("DELETE FROM audit_entries WHERE seq >= 5", "cut"),
        ("DELETE FROM audit_entries", "cut"),
        ("UPDATE audit_entries SET seq = 999 WHERE seq = 2", "missing"),
        ("DELETE FROM audit_heads", "cut"),
    ],
)
def test_tampering_past_the_guards_is_noticed(
    store: Store, actor: Actor, attack: str, what: str
) -> None:
    stored(store, actor, sample_file())
    assert verify(store).sound
    _without_guards(store, attack)
    doubts = verify(store).doubts
    assert f"database.verify_audit_{what}" in {doubt.code for doubt in doubts}


def test_a_missing_guard_is_noticed(store: Store, actor: Actor) -> None:
    with store.connection(write=True) as connection:
        on = "" if connection.dialect.name == "sqlite" else " ON cases"
        connection.exec_driver_sql(f"DROP TRIGGER keep_cases{on}")
    (doubt,) = verify(store).doubts
    assert (doubt.code, dict(doubt.params)) == ("database.verify_guard", {"name": "keep_cases"})


def test_writers_at_the_same_time_make_one_chain(
    made_url: str, opened: Callable[[Store], Store], actor: Actor
) -> None:
    store = opened(Store.open(made_url, SystemClock()))

    def work() -> None:
        for _ in range(8):
            with store.write(actor, "登记") as unit:
                unit.add(Case(id=new_id()))
                unit.commit()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    verdict = verify(store)
    assert (verdict.sound, verdict.entries) == (True, 48)
    assert verdict.heads[0][:2] == (actor.unit_code, 48)


def test_the_hash_covers_every_column() -> None:
    base = {
        "unit_code": "u", "seq": 1, "moment": SystemClock().now(), "actor_id": "a",
        "actor_name": "b", "action": "c", "kind": "d", "record": "e", "record_id": "f",
        "case_id": "g", "detail": "h", "prev_hash": "i",
    }  # fmt: skip
    seen = {audit.entry_hash(base)}
    for name, value in base.items():
        other = 2 if name == "seq" else SetClock(SystemClock().now().replace(year=2000)).now()
        changed = other if name in ("seq", "moment") else f"{value}x"
        seen.add(audit.entry_hash(base | {name: changed}))
    assert len(seen) == len(base) + 1
