"""The house rules of the tests are themselves able to fail."""

from __future__ import annotations

import logging
import socket
import urllib.request
from pathlib import Path

import psycopg
import pytest

from mediation_app.clock import SetClock, today
from mediation_app.paths import default_data_dir
from tests.support.network import NetworkForbidden
from tests.support.places import Places, sqlite_path
from tests.support.postgres import PostgresServer
from tests.support.records import Watch


def test_an_unexpected_warning_is_a_verdict() -> None:
    watch = Watch()
    watch.handle(logging.makeLogRecord({"name": "a.b", "levelno": 30, "levelname": "WARNING"}))
    assert watch.verdict().startswith("unexpected log record: WARNING a.b")


def test_an_expected_warning_that_does_not_come_is_a_verdict() -> None:
    watch = Watch()
    watch.expect("disk is full")
    assert watch.verdict() == "expected log record did not come: disk is full"


def test_an_expected_warning_passes(expected_logs: Watch) -> None:
    expected_logs("^WARNING .*test_harness: disk")
    logging.getLogger(__name__).warning("disk nearly full")


def test_no_other_computer_can_be_reached() -> None:
    with socket.socket() as client, pytest.raises(NetworkForbidden):
        client.connect(("192.0.2.1", 80))
    with pytest.raises(NetworkForbidden):
        urllib.request.urlopen("http://example.org/", timeout=1)


def test_this_computer_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()


def test_data_and_settings_go_to_the_fresh_home(home: Path) -> None:
    assert Path.home() == home
    assert default_data_dir().is_relative_to(home)
    assert [path.name for path in home.iterdir()] == [".run"]


def test_time_stands_still(clock: SetClock) -> None:
    assert today(clock).isoformat() == "2026-03-02"
    clock.put(2026, 12, 31, 23, 30)
    assert today(clock).isoformat() == "2026-12-31"


def _dsn(url: str) -> str:
    return url.replace("+psycopg", "")


@pytest.mark.postgres
def test_every_test_gets_an_empty_database_in_utf8(postgres_url: str) -> None:
    with psycopg.connect(_dsn(postgres_url)) as connection:
        row = connection.execute(
            "SELECT current_setting('server_encoding'), current_setting('listen_addresses'),"
            " (SELECT count(*) FROM pg_tables WHERE schemaname = 'public'),"
            " (SELECT datcollate FROM pg_database WHERE datname = current_database())"
        ).fetchone()
        connection.execute("CREATE TABLE t (name text)")
    assert row == ("UTF8", "127.0.0.1", 0, "C.UTF-8")


@pytest.mark.postgres
def test_the_server_asks_for_the_password(postgres_server: PostgresServer) -> None:
    address = _dsn(postgres_server.url("postgres")).replace(postgres_server.password, "wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(address)


@pytest.mark.postgres
def test_copies_of_a_template_are_private(places: Places) -> None:
    built: list[str] = []

    def build(url: str) -> None:
        built.append(url)
        with psycopg.connect(_dsn(url)) as connection:
            connection.execute("CREATE TABLE t (n int)")

    first, second = (places.copy_of("postgres", "harness", build) for _ in range(2))
    with psycopg.connect(_dsn(first)) as connection:
        connection.execute("INSERT INTO t VALUES (1)")
    with psycopg.connect(_dsn(second)) as connection:
        assert connection.execute("SELECT count(*) FROM t").fetchone() == (0,)
    assert len(built) == 1


def test_copies_of_a_file_are_private(places: Places) -> None:
    def build(url: str) -> None:
        sqlite_path(url).write_bytes(b"template")

    first, second = (sqlite_path(places.copy_of("sqlite", "harness", build)) for _ in range(2))
    first.write_bytes(b"changed")
    assert second.read_bytes() == b"template"


def test_the_same_key_of_another_builder_is_another_template(places: Places) -> None:
    def one(url: str) -> None:
        sqlite_path(url).write_bytes(b"one")

    def two(url: str) -> None:
        sqlite_path(url).write_bytes(b"two")

    made = [sqlite_path(places.copy_of("sqlite", "same", build)) for build in (one, two)]
    assert [path.read_bytes() for path in made] == [b"one", b"two"]


@pytest.mark.postgres
def test_a_server_of_ones_own_can_be_lost_and_found(own_postgres_server: PostgresServer) -> None:
    address = _dsn(own_postgres_server.url("postgres"))
    with psycopg.connect(address, autocommit=True) as connection:
        own_postgres_server.stop(at_once=True)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    own_postgres_server.start()
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_both_engines_come(engine_name: str, engine_url: str) -> None:
    assert engine_url.startswith(
        {"sqlite": "sqlite:///", "postgres": "postgresql+psycopg://"}[engine_name]
    )
