"""Every fault in a rule file stops the reading and names file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from mediation_app.errors import BadFile, NotFound
from mediation_app.messages import text_of
from mediation_app.rulebook import Rulebook
from mediation_app.rulebook.files import LARGEST_FILE
from tests.rules.support import TODAY, write

SURE = 'source = "公报"\nsureness = "确定"\n'
MARKER = 'code = "371524"\nname = "东阿"\n'


def fault(tmp_path: Path, name: str, text: str | bytes) -> tuple[str, int]:
    """The code and line of the fault that one file of an office's own rules has."""
    folder = write(tmp_path / "own", "jurisdiction.toml", MARKER)
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BadFile) as caught:
        Rulebook.open("371524", overlay=tmp_path / "own").check()
    sentence = text_of(caught.value)
    assert name in sentence
    assert "…" not in sentence
    return caught.value.code, int(caught.value.params.get("line", 0))


def good(tmp_path: Path, name: str, text: str | bytes) -> Rulebook:
    """The rule book with one more file that has no fault."""
    folder = write(tmp_path / "own", "jurisdiction.toml", MARKER)
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    book = Rulebook.open("371524", overlay=tmp_path / "own")
    book.check()
    return book


def test_the_shipped_files_have_no_fault() -> None:
    for code in ("", "37", "3715", "371524", "11"):
        Rulebook.open(code).check()


# The file -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('[[value]]\nkey = "pay_days"\nvalue = = 2\n', "syntax", 3),
        ('[[value]]\nkey = "pay_days', "syntax", 2),
        ('[[value]]\nkey = "a"\nkey = "b"\n', "syntax", 3),
        ('[[value]]\nkey = """\n\n\n', "syntax", 4),
        ("[[value]]\nvalid_from = 2026-02-30\n", "syntax", 2),
        ("[[value]]\nvalid_from = 2026-13-01\n", "syntax", 2),
        ('[[value]]\nkey = "a\x00b"\n', "syntax", 2),
        ("# 规则\n# 说明\n".encode("gb18030"), "not_utf8", 1),
        (b'# a\n[[value]]\nkey = "\xb9\xe6\xd4\xf2"\n', "not_utf8", 3),
        ("[[value]]\n".encode("utf-16"), "not_utf8", 1),
        (b"\xef\xbb\xbf[[value]]\nkey = 1\n", "wrong_type", 2),
        ("# " + "x" * LARGEST_FILE, "too_large", 0),
        ('[[vaule]]\nkey = "pay_days"\n', "unknown_field", 1),
        ('# a\n\n[values]\nkey = "pay_days"\n', "unknown_field", 3),
        ('version = 3\n[[value]]\nkey = "pay_days"\n', "unknown_field", 1),
        ("value = 3\n", "not_rows", 1),
        ("value = [1, 2]\n", "not_rows", 1),
    ],
)
def test_a_damaged_file(tmp_path: Path, text: str | bytes, code: str, line: int) -> None:
    assert fault(tmp_path, "values.toml", text) == (f"rules.{code}", line)


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(tmp_path: Path) -> None:
    row = '[[value]]\r\nkey = "rate.care"\r\nvalue = 130\r\n' + SURE.replace("\n", "\r\n")
    book = good(tmp_path, "values.toml", b"\xef\xbb\xbf" + row.encode())
    assert book.value("rate.care", TODAY).money() == 130


def test_a_file_that_nobody_reads(tmp_path: Path) -> None:
    assert fault(tmp_path, "standard.toml", "")[0] == "rules.unknown_file"


def test_a_misspelt_key_of_the_marker_or_the_holidays(tmp_path: Path) -> None:
    assert fault(tmp_path, "jurisdiction.toml", MARKER + 'versoin = "1"\n') == (
        "rules.unknown_field",
        3,
    )
    (tmp_path / "own" / "jurisdiction.toml").unlink()
    head = 'year = 2027\nworkdays = []\nsource = "a"\nsureness = "确定"\n'
    assert fault(tmp_path, "holidays-2027.toml", head) == ("rules.unknown_field", 2)


# Values -------------------------------------------------------------------------------------------


def value(key: str, text: str, **period: str) -> str:
    dates = "".join(f"{name} = {day}\n" for name, day in period.items())
    return f'[[value]]\nkey = "{key}"\nvalue = {text}\n{dates}{SURE}'


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (value("rate.care", "120.5"), "wrong_type", 3),
        (value("rate.care", '"120,5x"'), "wrong_type", 3),
        (value("rate.care", '"120.555"'), "wrong_type", 3),
        (value("rate.care", "true"), "wrong_type", 3),
        (value("rate.care", "-1"), "negative", 3),
        (value("rate.cars", "1"), "unknown_key", 2),
        (value("grade_increment_cap", "100.5"), "wrong_type", 3),
        (value("grade_increment_cap", '"100.5"'), "percent_range", 3),
        (value("grade_increment_cap", "-1"), "percent_range", 3),
        (value("grade_increment_cap", '"NaN"'), "wrong_type", 3),
        (value("month_days", "0"), "not_positive", 3),
        (value("month_days", "21.75"), "wrong_type", 3),
        (value("mental_first", '"true"'), "wrong_type", 3),
        (value("mental_first", "1"), "wrong_type", 3),
        (value("funeral.persons", '"3"'), "wrong_type", 3),
        (value("funeral.persons", "-3"), "negative", 3),
        (value("uninsured_order", '"first"'), "unknown_choice", 3),
        (value("minor_years", "1"), "wrong_type", 3),
        (value("rate.care", "1").replace("公报", ""), "missing", 4),
        (value("rate.care", "1").replace("确定", "大概"), "unknown_choice", 5),
        (value("rate.care", "1", valid_from='"2026-01-01"'), "wrong_type", 4),
        (value("rate.care", "1", valid_from="2026-01-01T00:00:00"), "wrong_type", 4),
        (
            value("rate.care", "1", valid_from="2026-02-01", valid_to="2026-01-31"),
            "dates_reversed",
            5,
        ),
        # Two rows of one key: twice the same start, overlapping, a gap between them.
        (value("rate.care", "1") + value("rate.care", "2"), "duplicate", 7),
        (
            value("rate.care", "1", valid_from="2025-01-01", valid_to="2026-01-01")
            + value("rate.care", "2", valid_from="2026-01-01"),
            "periods_overlap",
            11,
        ),
        (
            value("rate.care", "1", valid_from="2025-01-01", valid_to="2025-12-30")
            + value("rate.care", "2", valid_from="2026-01-01"),
            "periods_gap",
            11,
        ),
        # The rows may stand in any order.
        (
            value("rate.care", "2", valid_from="2026-01-01")
            + value("rate.care", "1", valid_from="2025-01-01", valid_to="2026-03-01"),
            "periods_overlap",
            4,
        ),
    ],
)
def test_a_wrong_value(tmp_path: Path, text: str, code: str, line: int) -> None:
    assert fault(tmp_path, "values.toml", text) == (f"rules.{code}", line)


def test_periods_that_meet_to_the_day(tmp_path: Path) -> None:
    text = value("rate.care", "2", valid_from="2026-01-01") + value(
        "rate.care", "1", valid_from="2025-01-01", valid_to="2025-12-31"
    )
    book = good(tmp_path, "values.toml", text)
    days = {"2024-12-31": None, "2025-01-01": 1, "2025-12-31": 1, "2026-01-01": 2}
    for day, wanted in days.items():
        assert book.value("rate.care", TODAY.fromisoformat(day)).money() == wanted


# Figures of the law -------------------------------------------------------------------------------

FIGURE = (
    '[[standard]]\nseries = "income"\nlabel = "收入"\nstat_year = 2025\namount = 1\n'
    f"effective_from = 2026-02-01\n{SURE}"
)
LIMIT = (
    "[[limit]]\nvalid_from = 2030-01-01\ndeath = [1, 1]\nmedical = [1, 1]\nproperty = [1, 1]\n"
    + SURE
)
ITEM = f'[[item]]\ncode = "x"\nlabel = "某项"\nbucket = "medical"\n{SURE}'
GRADE = (
    '[[grade]]\ngrade = 10\ncoefficient = 10\nincrement = 1\nincrement_source = "a"\n'
    f'increment_sureness = "确定"\n{SURE}'
)
YEARS = (
    "[[years]]\nfull = 20\nreduce_from = 60\nfloor_from = 75\nfloor = 5\nminor_until = 18\n" + SURE
)
DEGREE = f'[[degree]]\nitem = "care"\nlabel = "完全"\npercent = 100\n{SURE}'
ARTICLE = f'[[article]]\nkey = "commercial"\n{SURE}'
BAND = (
    '[[band]]\npairing = "motor_motor"\nfault = "full"\nmin = 90\nmax = 100\nusual = 100\n' + SURE
)


CODE = '[[code]]\ncode = "N01"\nlabel = "某项"\n'
TERM = (
    '[[deadline]]\nid = "x"\nlabel = "某期限"\nstart = "a"\nstart_label = "某日"\namount = 3\n'
    f'unit = "day"\n{SURE}'
)


@pytest.mark.parametrize(
    ("name", "text", "code", "line"),
    [
        ("reasons", CODE + CODE, "duplicate", 5),
        ("reasons", CODE.replace('"某项"', '""'), "empty", 3),
        ("regions", CODE.replace("label", "lable"), "unknown_field", 3),
        ("deadlines", TERM + TERM, "duplicate", 11),
        ("deadlines", TERM.replace("amount = 3", "amount = -3"), "negative", 6),
        ("deadlines", TERM.replace('"day"', '"days"'), "unknown_choice", 7),
        ("standards", FIGURE.replace("amount = 1", "amount = 1.5"), "wrong_type", 5),
        ("standards", FIGURE.replace("amount = 1", "amount = 0"), "not_positive", 5),
        ("standards", FIGURE.replace('"income"', '"incom"'), "unknown_choice", 2),
        ("standards", FIGURE.replace("2026-02-01", "2025-12-31"), "published_too_early", 6),
        ("standards", FIGURE + FIGURE, "duplicate", 12),
        ("standards", FIGURE.replace("stat_year = 2025\n", ""), "missing", 1),
        ("standards", FIGURE.replace("effective_from = 2026-02-01\n", ""), "missing", 1),
        ("limits", LIMIT.replace("death = [1, 1]", "death = [1]"), "wrong_type", 3),
        ("limits", LIMIT.replace("death = [1, 1]", "death = [1, -1]"), "negative", 3),
        ("limits", LIMIT.replace("death = [1, 1]", "death = [1, 1.0]"), "wrong_type", 3),
        ("limits", LIMIT.replace("death = [1, 1]\n", ""), "wrong_type", 1),
        ("limits", LIMIT + LIMIT, "duplicate", 9),
        (
            "limits",
            LIMIT.replace("2030-01-01", "2031-01-01")
            + LIMIT.replace("2030-01-01", "2030-01-01\nvalid_to = 2031-01-01"),
            "periods_overlap",
            2,
        ),
        (
            "limits",
            LIMIT.replace("2030-01-01", "2030-01-01\nvalid_to = 2030-12-01")
            + LIMIT.replace("2030-01-01", "2031-01-01"),
            "periods_gap",
            10,
        ),
        ("liability", BAND.replace("min = 90", "min = 110"), "percent_range", 4),
        ("liability", BAND.replace("usual = 100", "usual = 80"), "band_reversed", 5),
        ("liability", BAND + BAND, "duplicate", 11),
        ("items", ITEM.replace("medical", "medicine"), "unknown_choice", 4),
        ("items", ITEM + 'shape = "dayly"\n', "unknown_choice", 7),
        ("items", ITEM + "mental = 1\n", "wrong_type", 7),
        ("items", ITEM + "months = -1\n", "negative", 7),
        ("items", ITEM + "default = 0.5\n", "wrong_type", 7),
        ("items", ITEM + "note = 5\n", "wrong_type", 7),
        ("items", ITEM + 'shape = "funeral"\n', "missing", 1),
        ("items", ITEM + ITEM, "duplicate", 8),
        ("items", DEGREE.replace("100", "101"), "percent_range", 4),
        ("items", DEGREE.replace("care", "cure"), "unknown_key", 2),
        ("items", DEGREE + DEGREE, "duplicate", 9),
        ("years", GRADE.replace("coefficient = 10", "coefficient = 110"), "percent_range", 3),
        ("years", GRADE.replace("grade = 10", "grade = 0"), "not_positive", 2),
        ("years", GRADE.replace('increment_source = "a"\n', ""), "missing", 1),
        ("years", GRADE + GRADE, "duplicate", 10),
        ("years", GRADE.replace("coefficient = 10", "coefficient = 35"), "grade_order", 3),
        ("years", YEARS.replace("floor_from = 75", "floor_from = 60"), "years_wrong", 4),
        ("years", YEARS.replace("floor = 5", "floor = 7"), "years_wrong", 5),
        ("years", YEARS.replace("minor_until = 18", "minor_until = 0"), "not_positive", 6),
        ("articles", ARTICLE + ARTICLE, "duplicate", 6),
        ("articles", ARTICLE.replace('key = "commercial"\n', ""), "missing", 1),
        ("articles", ARTICLE + "mote = 1\n", "unknown_field", 5),
    ],
)
def test_a_wrong_figure_of_the_law(
    tmp_path: Path, name: str, text: str, code: str, line: int
) -> None:
    assert fault(tmp_path, f"{name}.toml", text) == (f"rules.{code}", line)


def test_the_same_rows_without_a_fault(tmp_path: Path) -> None:
    for name, text in (
        ("standards", FIGURE),
        ("limits", LIMIT.replace("[1, 1]", "[5, 4]")),
        ("liability", BAND),
        ("items", ITEM + DEGREE),
        ("years", YEARS + GRADE),
        ("articles", ARTICLE),
    ):
        good(tmp_path, f"{name}.toml", text)
    book = Rulebook.open("371524", overlay=tmp_path / "own")
    law = book.compensation_law(accident=TODAY, on=TODAY)
    assert law.standard("income").amount == 1
    assert [one.label for one in law.item("care").degrees] == ["完全"]
    assert law.item("x").label == "某项"
    assert law.source("commercial").text == "公报"


def test_a_key_defined_twice_or_nowhere(tmp_path: Path) -> None:
    key = '[[key]]\nkey = "rate.care"\nlabel = "x"\ntype = "money"\n'
    assert fault(tmp_path, "values.toml", key) == ("rules.duplicate", 2)
    assert fault(tmp_path, "values.toml", key.replace('"money"', '"sum"')) == (
        "rules.unknown_choice",
        4,
    )


def test_a_place_without_tables_says_so(copy: Path) -> None:
    (copy / "national" / "years.toml").write_text("", encoding="utf-8")
    with pytest.raises(NotFound) as caught:
        Rulebook.open("37", root=copy).compensation_law(accident=TODAY, on=TODAY)
    assert TODAY.isoformat() in text_of(caught.value)
    (copy / "national" / "years.toml").write_text(YEARS, encoding="utf-8")
    with pytest.raises(NotFound):
        Rulebook.open("37", root=copy).compensation_law(accident=TODAY, on=TODAY)
    (copy / "national" / "limits.toml").write_text("", encoding="utf-8")
    with pytest.raises(NotFound):
        Rulebook.open("37", root=copy).limits(TODAY)


def test_a_fault_in_a_file_that_cannot_be_read_again(tmp_path: Path) -> None:
    folder = write(tmp_path / "own", "jurisdiction.toml", MARKER)
    (folder / "values.toml").mkdir()
    with pytest.raises(BadFile) as caught:
        Rulebook.open("371524", overlay=tmp_path / "own").unverified()
    assert caught.value.code == "rules.unreadable"
