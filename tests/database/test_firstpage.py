"""The first page at start-up: the same rows as later, without anything heavy."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from mediation_app.clock import SetClock
from mediation_app.database.firstpage import first_page
from mediation_app.database.queries import CaseQuery, Order
from mediation_app.database.store import Store
from mediation_app.domain.offices import Actor
from tests.database.conftest import UNIT, sample_file, stored

ROOT = Path(__file__).resolve().parents[2]


def test_it_shows_what_the_list_shows(
    tmp_path: Path, clock: SetClock, actor: Actor, opened: Callable[[Store], Store]
) -> None:
    store = opened(Store.open(tmp_path, clock))
    for _ in range(3):
        stored(store, actor, sample_file())
    query = CaseQuery(order=Order.UPDATED, limit=2)
    with store.read(actor) as reader:
        page, counts = reader.case_page(query), reader.state_counts()
    while_open = first_page(tmp_path, UNIT, query)
    store.close()
    after = first_page(tmp_path, UNIT, query)
    assert while_open is not None
    assert while_open == after
    assert (while_open.page, while_open.counts) == (page, counts)
    nobody = first_page(tmp_path, "other")
    assert nobody is not None
    assert nobody.page.rows == ()
    opened(Store.open(tmp_path, clock))


def test_without_a_fit_database_there_is_none(tmp_path: Path) -> None:
    assert first_page(tmp_path) is None
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "office.db").write_bytes(b"no database" * 100)
    assert first_page(tmp_path) is None
    (tmp_path / "office.db").write_bytes(b"")
    assert first_page(tmp_path) is None


def test_it_imports_nothing_heavy() -> None:
    check = (
        "import sys, mediation_app.database.firstpage\n"
        "heavy = {'sqlalchemy', 'alembic', 'psycopg', 'argon2', 'PySide6', 'asyncio'}\n"
        "sys.exit(' '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
