"""A server that goes away: nothing is half saved, the person is told, work goes on afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from mediation_app.clock import SetClock, SystemClock
from mediation_app.database.blobs import BlobStore
from mediation_app.database.store import Store
from mediation_app.database.verify import verify
from mediation_app.domain.cases import Case
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Actor
from mediation_app.errors import AppError, StoreTrouble
from tests.database.conftest import sample_file, stored
from tests.support.postgres import PostgresServer

pytestmark = pytest.mark.postgres


@pytest.fixture
def served(postgres_url: str, clock: SetClock, opened: Callable[[Store], Store]) -> Store:
    return opened(Store.open(postgres_url, clock))


def _cut(server: PostgresServer) -> None:
    server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE application_name = 'mediation-app'"
    )


def test_cut_in_mid_save(served: Store, postgres_server: PostgresServer, actor: Actor) -> None:
    file = stored(served, actor, sample_file())
    with pytest.raises(StoreTrouble) as caught, served.write(actor, "改") as unit:  # noqa: PT012
        unit.change(file.case, replace(file.case, summary="一半"))
        _cut(postgres_server)
        unit.change(file.parties[0], replace(file.parties[0], name="一半"))
        unit.commit()
    assert caught.value.code == "database.server_lost"
    assert caught.value.__cause__ is None
    # the next act finds a new connection by itself
    with served.read(actor) as reader:
        assert reader.case_file(file.case.id) == file
    assert verify(served).sound


def test_cut_before_commit(served: Store, postgres_server: PostgresServer, actor: Actor) -> None:
    with pytest.raises(StoreTrouble) as caught, served.write(actor, "登记") as unit:  # noqa: PT012
        unit.add(Case(id=new_id()))
        _cut(postgres_server)
        unit.commit()
    assert caught.value.code == "database.server_lost"
    with served.read(actor) as reader:
        assert reader.records(Case) == ()


def test_cut_at_the_last_moment(
    served: Store, postgres_server: PostgresServer, actor: Actor
) -> None:
    """The answer to COMMIT never came: nobody may claim it was saved, nor that it was not."""
    with pytest.raises(StoreTrouble) as caught, served.write(actor, "登记") as unit:  # noqa: PT012
        unit.add(Case(id=new_id()))
        end = unit._end

        def cut_then_end() -> None:
            _cut(postgres_server)
            end()

        unit._end = cut_then_end
        unit.commit()
    assert caught.value.code == "database.commit_unknown"


def test_a_stopped_server_and_its_return(
    own_postgres_server: PostgresServer,
    clock: SetClock,
    actor: Actor,
    opened: Callable[[Store], Store],
) -> None:
    url = own_postgres_server.url(own_postgres_server.create_database())
    store = opened(Store.open(url, clock))
    file = stored(store, actor, sample_file())
    own_postgres_server.stop()  # at_once would lose data: these servers run without fsync
    with pytest.raises(StoreTrouble) as caught, store.read(actor) as reader:
        reader.case_file(file.case.id)
    assert caught.value.code in ("database.server_lost", "database.server_unreachable")
    with pytest.raises(StoreTrouble) as caught:
        Store.open(url, clock)
    assert caught.value.code == "database.server_unreachable"
    assert own_postgres_server.password not in repr(caught.value) + str(caught.value)
    own_postgres_server.start()
    if url != own_postgres_server.url(url.rsplit("/", 1)[1]):
        pytest.skip("the port was taken meanwhile")
    with store.read(actor) as reader:
        assert reader.case_file(file.case.id) == file


def test_wrong_password_and_missing_database(
    postgres_server: PostgresServer, clock: SetClock
) -> None:
    good = postgres_server.url("postgres")
    with pytest.raises(StoreTrouble) as caught:
        Store.open(good.replace(postgres_server.password, "falsch"), clock)
    assert caught.value.code == "database.server_refused_login"
    with pytest.raises(StoreTrouble) as caught:
        Store.open(postgres_server.url("no_such_database"), clock)
    assert caught.value.code == "database.server_no_database"


def test_several_computers_make_the_tables_at_once(
    postgres_url: str, clock: SetClock, opened: Callable[[Store], Store]
) -> None:
    troubles: list[BaseException] = []

    def come() -> None:
        try:
            opened(Store.open(postgres_url, clock))
        except BaseException as trouble:  # noqa: BLE001 - shown by the test
            troubles.append(trouble)

    threads = [threading.Thread(target=come) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []


def test_a_deadlock_is_tried_again(
    postgres_url: str, opened: Callable[[Store], Store], actor: Actor
) -> None:
    store = opened(Store.open(postgres_url, SystemClock()))
    first, second = (stored(store, actor, sample_file()).case for _ in range(2))
    meet = threading.Barrier(2, timeout=20)
    done: list[str] = []

    def cross(order: tuple[Case, Case]) -> None:
        tries = 0

        def work(unit: object) -> None:
            nonlocal tries
            tries += 1
            for index, case in enumerate(order):
                current = unit.get(Case, case.id)  # type: ignore[attr-defined]
                unit.change(current, replace(current, summary=current.summary + "x"))  # type: ignore[attr-defined]
                if index == 0 and tries == 1:
                    meet.wait()

        for _ in range(3):
            try:
                store.run(actor, "改", work)
                done.append("ok")
                return
            except AppError as trouble:  # a clash with the other one is an honest answer
                done.append(trouble.code)

    threads = [
        threading.Thread(target=cross, args=(order,))
        for order in ((first, second), (second, first))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done.count("ok") == 2
    with store.read(actor) as reader:
        assert [reader.get(Case, case.id).summary for case in (first, second)] == ["xx", "xx"]


def test_a_lost_server_leaves_no_half_file(
    served: Store, postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs = BlobStore(served)

    class Cutting:
        def __init__(self) -> None:
            self.reads = 0

        def read(self, size: int) -> bytes:
            self.reads += 1
            if self.reads == 8:
                _cut(postgres_server)
            return b"x" * size if self.reads <= 9 else b""

        def seek(self, _place: int) -> None:
            self.reads = 0

    from mediation_app.database import blobs as module

    stream = Cutting()
    monkeypatch.setattr(module, "_digest", lambda _stream: ("ab" * 32, 9))
    with pytest.raises(StoreTrouble):
        blobs._put_on_server(stream)  # type: ignore[arg-type]
    assert list(blobs.names()) == []
