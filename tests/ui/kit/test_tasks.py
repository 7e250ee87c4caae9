"""Jobs come back once, in order where they write, on the GUI thread, or not at all."""

from __future__ import annotations

import threading
import time
from functools import partial
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from mediation_app.errors import AppError, StoreTrouble
from ui.desk import Desk
from ui.tasks import JobControl, Lane, on_gui_thread


class Owner(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.got: list[Any] = []
        self.errors: list[AppError] = []
        self.on_gui: list[bool] = []

    def take(self, result: object) -> None:
        self.got.append(result)
        self.on_gui.append(on_gui_thread())

    def refuse(self, error: AppError) -> None:
        self.errors.append(error)


def test_five_thousand_jobs_come_back(desk: Desk, qtbot: QtBot) -> None:
    owner = Owner()
    for number in range(5000):
        desk.tasks.read(owner, partial(abs, -number), done=owner.take)
    qtbot.waitUntil(lambda: len(owner.got) == 5000, timeout=20000)
    assert sorted(owner.got) == list(range(5000))
    assert all(owner.on_gui)
    assert desk.tasks.tasks() == ()


def test_writes_keep_their_order_on_one_thread(desk: Desk, qtbot: QtBot) -> None:
    owner = Owner()
    threads: set[int] = set()

    def job(number: int) -> int:
        threads.add(threading.get_ident())
        time.sleep(0.002 if number % 3 == 0 else 0)
        return number

    for number in range(60):
        desk.tasks.write(owner, partial(job, number), done=owner.take)
    qtbot.waitUntil(lambda: len(owner.got) == 60, timeout=5000)
    assert owner.got == list(range(60))
    assert len(threads) == 1


def test_a_known_trouble_goes_to_failed_or_to_the_person(desk: Desk, qtbot: QtBot) -> None:
    owner = Owner()
    told: list[object] = []
    desk.notify.message.connect(told.append)

    def job() -> None:
        raise StoreTrouble("database.disk_full")

    desk.tasks.write(owner, job, done=owner.take, failed=owner.refuse)
    qtbot.waitUntil(lambda: bool(owner.errors))
    assert owner.errors[0].code == "database.disk_full"
    assert not told
    desk.tasks.write(owner, job, done=owner.take)
    qtbot.waitUntil(lambda: bool(told))
    assert not owner.got


def test_a_bug_is_reported_without_values(desk: Desk, qtbot: QtBot, expected_logs: Any) -> None:
    expected_logs.expect("failed with")
    reports: list[str] = []
    desk.notify.bug.connect(reports.append)

    def job() -> None:
        name = "张国强 371524198603152417"
        raise KeyError(name)

    desk.tasks.read(None, job, title="读当事人")
    qtbot.waitUntil(lambda: bool(reports))
    assert "KeyError" in reports[0]
    assert "test_tasks.py" in reports[0]
    assert "张国强" not in reports[0]
    assert "3715" not in reports[0]


def test_the_result_for_a_destroyed_owner_is_dropped(desk: Desk, qtbot: QtBot) -> None:
    owner = Owner()
    gate = threading.Event()
    told: list[object] = []
    desk.notify.message.connect(told.append)

    def fail() -> None:
        gate.wait(5)
        raise StoreTrouble("database.disk_full")

    desk.tasks.read(owner, partial(gate.wait, 5), done=owner.take)
    desk.tasks.read(owner, fail, done=owner.take)
    shiboken6.delete(owner)
    gate.set()
    qtbot.waitUntil(lambda: not desk.tasks.tasks())
    assert owner.got == []
    assert told == []


def test_a_failed_write_of_a_destroyed_owner_is_still_told(desk: Desk, qtbot: QtBot) -> None:
    owner = Owner()
    gate = threading.Event()
    told: list[object] = []
    desk.notify.message.connect(told.append)

    def fail() -> None:
        gate.wait(5)
        raise StoreTrouble("database.disk_full")

    desk.tasks.write(owner, fail, failed=owner.refuse)
    shiboken6.delete(owner)
    gate.set()
    qtbot.waitUntil(lambda: bool(told))


def test_a_long_job_says_how_far_it_is_and_stops(desk: Desk, qtbot: QtBot) -> None:
    owner = Owner()
    heard: list[tuple[int, int]] = []

    def job(control: JobControl) -> str:
        for number in range(1000):
            control.progress(number, 1000)
            time.sleep(0.002)
        return "done"

    def hear(count: int, total: int, _text: str) -> None:
        heard.append((count, total))

    task = desk.tasks.long(owner, job, title="导出", done=owner.take, progress=hear)
    qtbot.waitUntil(lambda: len(heard) > 3)
    task.cancel()
    qtbot.waitUntil(lambda: not desk.tasks.tasks())
    assert owner.got == []
    assert heard[0] == (0, 1000)


def test_a_cancelled_job_that_waits_never_runs(desk: Desk, qtbot: QtBot) -> None:
    owner = Owner()
    gate = threading.Event()
    ran: list[int] = []
    desk.tasks.write(owner, partial(gate.wait, 5))
    task = desk.tasks.write(owner, partial(ran.append, 1), done=owner.take)
    task.cancel()
    gate.set()
    qtbot.waitUntil(lambda: not desk.tasks.tasks())
    assert ran == []
    assert owner.got == []


def test_closing_finishes_writes_and_drops_reads(desk: Desk) -> None:
    done: list[int] = []

    def slow(number: int) -> None:
        time.sleep(0.005)
        done.append(number)

    for number in range(10):
        desk.tasks.write(None, partial(slow, number))
    assert desk.tasks.close()
    assert done == list(range(10))
    late = desk.tasks.read(None, partial(slow, 99))
    assert late.state == "cancelled"


@pytest.mark.parametrize("lane", list(Lane))
def test_a_job_can_start_another_from_its_delivery(desk: Desk, qtbot: QtBot, lane: Lane) -> None:
    owner = Owner()

    def again(result: int) -> None:
        owner.take(result)
        if result < 20:
            start = desk.tasks.read if lane is Lane.READ else desk.tasks.write
            start(owner, partial(abs, result + 1), done=again)

    desk.tasks.read(owner, partial(abs, 0), done=again)
    qtbot.waitUntil(lambda: len(owner.got) == 21)
