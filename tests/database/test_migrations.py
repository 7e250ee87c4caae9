"""The frozen chain of revisions ends where the record classes are; leading up keeps everything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Connection, inspect

from mediation_app.clock import SetClock
from mediation_app.database import migrate, revisions, schema
from mediation_app.database.engine import for_writing, make_engine
from mediation_app.database.location import Location
from mediation_app.database.migrations import freeze
from mediation_app.database.store import Store
from mediation_app.database.triggers import missing_triggers
from mediation_app.domain.cases import Case
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Actor
from mediation_app.errors import StoreTrouble
from tests.database.conftest import sample_file, stored
from tests.support.places import sqlite_path

HOW = (
    "a record class changed: before the first release run "
    "`python -m mediation_app.database.migrations.freeze`, afterwards add a revision"
)


def _shape(connection: Connection) -> dict[str, Any]:
    """Tables, columns, keys and indexes of a database, comparable."""
    found: dict[str, Any] = {}
    looking = inspect(connection)
    for name in looking.get_table_names():
        if name.startswith("search_index"):
            continue
        found[name] = {
            "columns": {
                c["name"]: (str(c["type"]), c["nullable"]) for c in looking.get_columns(name)
            },
            "key": looking.get_pk_constraint(name)["constrained_columns"],
            "parents": sorted(
                (k["constrained_columns"][0], k["referred_table"])
                for k in looking.get_foreign_keys(name)
            ),
            "indexes": sorted(
                (str(i["name"]), tuple(i["column_names"]), bool(i["unique"]))
                for i in looking.get_indexes(name)
            ),
        }
    return found


def test_the_frozen_revisions_lead_to_what_the_records_say(
    engine_url: str, engine_name: str
) -> None:
    place = Location.of(engine_url)
    engine = make_engine(place)
    try:
        with for_writing(engine) as connection:
            with connection.begin() as transaction:
                migrate.upgrade(connection, revisions.HEAD)
                led_up = _shape(connection)
                assert not missing_triggers(connection)
                assert (
                    connection.exec_driver_sql(
                        f"SELECT version_num FROM {revisions.VERSION_TABLE}"
                    ).scalar_one()
                    == revisions.HEAD
                )
                transaction.rollback()
            with connection.begin():
                schema.create_all(connection)
                made = _shape(connection)
                assert not missing_triggers(connection)
    finally:
        engine.dispose()
    assert led_up == made, HOW


def test_alembic_knows_the_same_revisions() -> None:
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(migrate.alembic_config())
    chain = [one.revision for one in script.walk_revisions()][::-1]
    assert tuple(chain) == revisions.KNOWN


def test_the_first_revision_is_frozen_as_it_is_now() -> None:
    if revisions.KNOWN != ("0001",):
        pytest.skip("later revisions exist: the first one stays as it was released")
    for dialect in freeze.dialects():
        assert freeze.frozen_statements("0001", dialect.name) == freeze.statements_now(dialect), HOW


# --- a later program ----------------------------------------------------------------------------

_SECOND = """
from alembic import op
import sqlalchemy as sa

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("cases", recreate="always" if {rebuild} else "auto") as batch:
        batch.add_column(sa.Column("weight", sa.BigInteger))
    {more}
"""


@pytest.fixture
def second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Pretend that this program knows a second revision."""

    def pretend(more: str = "pass", *, rebuild: bool = True) -> None:
        import shutil

        folder = tmp_path / "migrations"
        shutil.copytree(Path(freeze.__file__).parent, folder)
        text = _SECOND.format(rebuild=rebuild, more=more)
        (folder / "versions" / "v0002_second.py").write_text(text, encoding="utf-8")
        modules: list[ModuleType] = [revisions, schema, migrate]
        for module in modules:
            monkeypatch.setattr(module, "KNOWN", ("0001", "0002"))
            monkeypatch.setattr(module, "HEAD", "0002")
        import mediation_app.database.store as store_module

        monkeypatch.setattr(store_module, "HEAD", "0002")
        monkeypatch.setattr(migrate, "_HERE", folder)

    return pretend


def test_leading_up_keeps_children_guards_and_a_copy(
    made_url: str,
    engine_name: str,
    clock: SetClock,
    actor: Actor,
    opened: Callable[[Store], Store],
    second: Callable[..., None],
) -> None:
    first = Store.open(made_url, clock)
    file = stored(first, actor, sample_file())
    first.close()
    second(rebuild=engine_name == "sqlite")
    store = opened(Store.open(made_url, clock))
    with store.read(actor) as reader:
        assert reader.case_file(file.case.id) == file
    with store.connection() as connection:
        assert not missing_triggers(connection)
        assert "weight" in {c["name"] for c in inspect(connection).get_columns("cases")}
        if engine_name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    if engine_name == "sqlite":
        copies = list((sqlite_path(made_url).parent / "backups").iterdir())
        assert [copy.suffix for copy in copies] == [".db"]
    store.close()
    opened(Store.open(made_url, clock))  # the second time there is nothing to do


def test_a_failed_step_leaves_everything_as_it_was(
    made_url: str,
    engine_name: str,
    clock: SetClock,
    actor: Actor,
    opened: Callable[[Store], Store],
    second: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    expected_logs: Callable[..., None],
) -> None:
    first = Store.open(made_url, clock)
    file = stored(first, actor, sample_file())
    first.close()
    rebuild = engine_name == "sqlite"
    second("op.execute('INSERT INTO no_such_table VALUES (1)')", rebuild=rebuild)
    expected_logs("schema migration failed")
    with pytest.raises(StoreTrouble) as caught:
        Store.open(made_url, clock)
    assert caught.value.code.startswith("database.migration_failed")
    monkeypatch.undo()
    store = opened(Store.open(made_url, clock))
    with store.read(actor) as reader:
        assert reader.case_file(file.case.id) == file


def test_a_step_that_loses_rows_is_refused(
    sqlite_url: str,
    clock: SetClock,
    actor: Actor,
    opened: Callable[[Store], Store],
    second: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    expected_logs: Callable[..., None],
) -> None:
    first = Store.open(sqlite_url, clock)
    stored(first, actor, sample_file())
    first.close()
    second("op.execute('DROP TRIGGER keep_vehicles'); op.execute('DELETE FROM vehicles')")
    expected_logs("schema migration failed")
    with pytest.raises(StoreTrouble):
        Store.open(sqlite_url, clock)
    monkeypatch.undo()
    store = opened(Store.open(sqlite_url, clock))
    with store.read(actor) as reader:
        assert len(reader.records(Case)) == 1
        assert len(reader.search_cases("3K567")) == 1


def test_a_database_of_a_newer_program_is_refused(
    made_url: str, clock: SetClock, actor: Actor
) -> None:
    store = Store.open(made_url, clock)
    with store.connection(write=True) as connection:
        connection.exec_driver_sql(f"UPDATE {revisions.VERSION_TABLE} SET version_num = '9999'")
    store.close()
    with pytest.raises(StoreTrouble) as caught:
        Store.open(made_url, clock)
    assert caught.value.code == "database.newer_version"


def test_ids_sort_by_time() -> None:
    assert sorted(keys := [new_id() for _ in range(100)]) == keys
