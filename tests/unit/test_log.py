"""The log keeps no number of a person and never keeps the program from starting."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app import log
from mediation_app.log import redact
from tests.support.records import Watch


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("身份证370112199003077718。", "身份证***18。"),
        ("37011219900307771X", "***1X"),
        ("37011219900307771x?", "***1x?"),
        ("old 370112900307771.", "old ***71."),
        ("电话13812345678", "电话***78"),
        ("138 1234 5678 / 138-1234-5678", "***78 / ***78"),
        ("1381234\u20115678", "***78"),
        ("+8613812345678", "+***78"),
        ("card 6222 0212 3456 7890 123", "card ***23"),
        ("３７０１１２１９９００３０７７７１８", "***１８"),
        ("1３812345678", "***78"),
    ],
)
def test_numbers_of_persons_are_blotted_out(text: str, shown: str) -> None:
    assert redact(text) == shown


@pytest.mark.parametrize(
    "text",
    ["鲁A12345", "2026-03-02 09:00:01,123", "1234567890", "12812345678", "123456.78", "rev 12"],
)
def test_other_numbers_stay(text: str) -> None:
    assert redact(text) == text


@given(st.from_regex(r"1[3-9][0-9]{9}|[1-9][0-9]{16}[0-9X]", fullmatch=True), st.text())
def test_no_number_survives_any_surroundings(number: str, around: str) -> None:
    text = f"{around}|{number}|{around}"
    assert number not in redact(text)


def test_arguments_and_tracebacks_are_redacted_in_the_file(
    tmp_path: Path, expected_logs: Watch
) -> None:
    expected_logs("case 1", "ValueError")
    path = log.set_up(tmp_path)
    logging.getLogger("x").warning("case 1 phone %s 张", 13812345678)
    try:
        raise ValueError("37011219900307771X")
    except ValueError:
        logging.getLogger("x").exception("failed")
    log.close()
    text = path.read_text("utf-8")
    assert "case 1 phone ***78 张" in text
    assert "ValueError: ***1X" in text
    assert "13812345678" not in text
    assert "37011219900307771X" not in text


def test_the_file_rotates_and_only_a_few_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "_MAX_BYTES", 500)
    path = log.set_up(tmp_path)
    for number in range(200):
        logging.getLogger("x").info("line %s", number)
    log.close()
    files = sorted(one.name for one in path.parent.iterdir())
    assert files == [log.FILE_NAME, *(f"{log.FILE_NAME}.{n}" for n in range(1, 5))]
    assert all(one.stat().st_size <= 500 for one in path.parent.iterdir())


def test_setting_up_again_moves_the_log(tmp_path: Path) -> None:
    first, second = log.set_up(tmp_path / "a"), log.set_up(tmp_path / "b")
    logging.getLogger("x").info("here")
    log.close()
    assert first.read_text("utf-8") == ""
    assert "here" in second.read_text("utf-8")


def test_a_folder_that_cannot_be_made_does_not_stop_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    log.set_up(tmp_path / "file")
    logging.getLogger("x").info("still alive")


def test_lone_surrogates_from_file_names_do_not_break_the_log(tmp_path: Path) -> None:
    path = log.set_up(tmp_path)
    logging.getLogger("x").info("name %s", "a\udcff")
    log.close()
    assert "a\\udcff" in path.read_text("utf-8")


def test_unhandled_exceptions_are_logged_in_every_thread(
    tmp_path: Path, expected_logs: Watch
) -> None:
    expected_logs("unhandled ZeroDivisionError")
    told: list[BaseException] = []
    path = log.set_up(tmp_path)
    log.log_unhandled(lambda _kind, error, _trace: told.append(error))
    thread = threading.Thread(target=lambda: 1 // 0, name="writer")
    thread.start()
    thread.join()
    log.close()
    text = path.read_text("utf-8")
    assert "CRITICAL writer mediation_app.unhandled: unhandled ZeroDivisionError" in text
    assert "Traceback" in text
    assert [type(error) for error in told] == [ZeroDivisionError]
