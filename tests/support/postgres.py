"""A PostgreSQL of our own for the tests: in a temporary folder, on loopback only, gone afterwards.

The binaries come from the system (Debian: ``postgresql``); nothing of a running system server is
touched. PostgreSQL refuses to run as root, so root hands the cluster to ``postgres`` or ``nobody``.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

USER = "mediation"
HINT = "install it with: apt-get install postgresql   (make test does so when root)"

# Speed over safety: these clusters live for one test run.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "max_wal_size": "256MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "autovacuum": "off",
    "jit": "off",
}


class PostgresMissing(RuntimeError):
    """PostgreSQL is not installed or cannot be started; tests that need it must fail, not skip."""


def find_binaries() -> Path:
    """The folder of ``initdb`` and ``postgres``, the newest installed. Raises PostgresMissing."""
    candidates = [Path(given)] if (given := os.environ.get("MEDIATION_TEST_PG_BIN")) else []
    if found := shutil.which("initdb"):
        candidates.append(Path(found).resolve().parent)
    for pattern in (
        "/usr/lib/postgresql/*/bin",
        "/usr/pgsql-*/bin",
        "/opt/homebrew/opt/postgresql*/bin",
    ):
        root, _, rest = pattern[1:].partition("/")
        candidates.extend(sorted(Path(f"/{root}").glob(rest), key=_version, reverse=True))
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise PostgresMissing(f"PostgreSQL is not installed; {HINT}")


def _version(path: Path) -> tuple[int, ...]:
    digits = "".join(c if c.isdigit() else " " for c in str(path))
    return tuple(int(part) for part in digits.split())


def _unprivileged() -> tuple[dict[str, object], pwd.struct_passwd | None]:
    """Arguments for subprocess that drop root, and the account (None when not root)."""
    if os.geteuid() != 0:
        return {}, None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            account = pwd.getpwnam(name)
            drop = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
            return drop, account
    raise PostgresMissing("running as root, and neither postgres nor nobody is there to run as")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class PostgresServer:
    """One running cluster. ``start`` and ``stop`` may be called in turn; ``remove`` ends it."""

    def __init__(self) -> None:
        self._bin = find_binaries()
        self._drop, self._account = _unprivileged()
        self._root = Path(tempfile.mkdtemp(prefix="mediation-pg-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._names = 0
        self.password = secrets.token_hex(12)
        self.port = 0
        try:
            self._init()
            self.start()
        except BaseException:
            self.remove()
            raise

    @property
    def data(self) -> Path:
        """The cluster's data directory."""
        return self._root / "data"

    def _run(self, words: list[str]) -> None:
        done = subprocess.run(
            words,
            cwd=self._root,
            capture_output=True,
            check=False,
            env=self._environment(),
            **self._drop,  # type: ignore[call-overload]
        )
        if done.returncode:
            said = (done.stdout + done.stderr).decode("utf-8", "replace")
            raise PostgresMissing(f"{Path(words[0]).name} failed: {said[-2000:]}")

    def _environment(self) -> dict[str, str]:
        kept = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        return kept | {"HOME": str(self._root)}

    def _init(self) -> None:
        secret = self._root / "password"
        secret.write_text(self.password, encoding="ascii")
        secret.chmod(0o600)
        if self._account is not None:
            for path in (self._root, secret):
                os.chown(path, self._account.pw_uid, self._account.pw_gid)
        words = [str(self._bin / "initdb"), "-D", str(self.data), "-U", USER, "-E", "UTF8"]
        words += ["--locale=C.UTF-8", "-A", "scram-sha-256", f"--pwfile={secret}", "--no-sync"]
        self._run(words)
        secret.unlink()
        lines = [f"{name} = '{value}'" for name, value in SETTINGS.items()]
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write("\n".join(["", *lines, ""]))

    def start(self) -> None:
        """Start the server, on its old port if it had one, and wait until it answers."""
        for attempt in range(3):
            if not self.port or attempt:
                self.port = _free_port()
            if self._start_once():
                return
        log = (self._root / "log").read_text("utf-8", "replace")[-2000:]
        raise PostgresMissing(f"PostgreSQL does not start: {log}")

    def _start_once(self) -> bool:
        words = [str(self._bin / "postgres"), "-D", str(self.data), "-p", str(self.port)]
        if shutil.which("setpriv"):
            # The server must not outlive a killed test run.
            words = ["setpriv", "--pdeathsig", "QUIT", *words]
        with (self._root / "log").open("ab") as log:
            self._process = subprocess.Popen(  # type: ignore[call-overload]
                words,
                cwd=self._root,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment(),
                start_new_session=True,  # Ctrl-C in the terminal is ours to pass on
                **self._drop,
            )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                return False
            if self._answers():
                return True
            time.sleep(0.05)
        self.stop()
        return False

    def _answers(self) -> bool:
        pid_file = self.data / "postmaster.pid"
        with contextlib.suppress(OSError):
            return "ready" in pid_file.read_text("utf-8").splitlines()[-1]
        return False

    def stop(self, *, at_once: bool = False) -> None:
        """Stop it; ``at_once`` as in a power cut (connections break in mid-air)."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(signal.SIGQUIT if at_once else signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def remove(self) -> None:
        """Stop the server and delete everything of it."""
        self.stop(at_once=True)
        shutil.rmtree(self._root, ignore_errors=True)

    def url(self, database: str) -> str:
        """The SQLAlchemy address of a database in this cluster."""
        return f"postgresql+psycopg://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    @contextlib.contextmanager
    def _admin(self) -> Iterator[object]:
        import psycopg

        with psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=USER,
            password=self.password,
            dbname="postgres",
            autocommit=True,
        ) as connection:
            yield connection

    def execute(self, statement: str) -> None:
        """Run one statement as the superuser in the ``postgres`` database."""
        with self._admin() as connection:
            connection.execute(statement)  # type: ignore[attr-defined]

    def create_database(self, template: str = "template0") -> str:
        """A new database, empty or a copy of ``template`` (nobody may be connected to it)."""
        self._names += 1
        name = f"t{self._names}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database, cutting whoever is still connected."""
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
