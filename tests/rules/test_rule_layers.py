"""Places and offices override by data alone; faults name file and line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mediation_app.domain.compensation.inputs import MentalOrder, Options
from mediation_app.domain.liability import Fault, Pairing
from mediation_app.domain.money import yuan
from mediation_app.errors import BadFile
from mediation_app.messages import text_of
from mediation_app.rulebook import Rulebook, ValueType
from tests.rules.support import TODAY, read_everything, write

# An office and a second province are data only ----------------------------------------------------

TAI = """
[[value]]
key = "review_days"
value = 5
source = "省细则"
sureness = "确定"

[[value]]
key = "rescue_cap_per_person"
value = 198000
source = "省细则"
sureness = "确定"

[[value]]
key = "non_motor_included"
value = true
source = "省细则"
sureness = "确定"
"""
BAND = """
[[band]]
pairing = "motor_non_motor"
fault = "equal"
min = 50
max = 60
usual = 60
source = "省办法"
sureness = "确定"
"""


def test_a_second_province_is_a_folder(copy: Path) -> None:
    folder = write(copy / "other", "jurisdiction.toml", 'code = "33"\nname = "某省"\nversion = "1"')
    write(folder, "profile.toml", TAI)
    write(folder, "liability.toml", BAND)
    write(
        folder,
        "standards.toml",
        '[[standard]]\nseries = "income"\nlabel = "收入"\nstat_year = 2025\namount = "70000.50"\n'
        'effective_from = 2026-02-01\nsource = "公报"\nsureness = "确定"\n',
    )
    other, own = Rulebook.open("330110", root=copy), Rulebook.open("371525", root=copy)
    assert other.status == "规则 某省 1"
    assert other.profile().value("rescue_cap_per_person", TODAY).money() == yuan(198000)
    assert own.profile().value("rescue_cap_per_person", TODAY).money() is None
    # S13: the same input, two profiles, two results.
    assert other.profile().value("non_motor_included", TODAY).flag()
    assert not own.profile().value("non_motor_included", TODAY).flag()
    assert other.band(Pairing.MOTOR_NON_MOTOR, Fault.EQUAL).high == 60
    assert other.standard("income", TODAY).amount == yuan("70000.50")
    late = other.reckon("fund.D05", date(2026, 10, 10))
    assert late is not None
    assert late.day == date(2026, 10, 16)
    # A claimant from there may use the other province's figure in our own book's law.
    assert own.standard("income", TODAY).place == "山东"


def test_an_office_overrides_and_a_new_notice_is_a_file(tmp_path: Path) -> None:
    overlay = tmp_path / "rules"
    folder = write(overlay, "jurisdiction.toml", 'code = "371524"\nname = "东阿"\n')
    write(
        folder,
        "profile.toml",
        '[[value]]\nkey = "pay_days"\nvalue = 1\nsource = "本单位规定"\nsureness = "确定"\n'
        "valid_from = 2026-11-01\n",
    )
    write(
        folder,
        "holidays-2027.toml",
        'year = 2027\nsource = "通知"\nsureness = "确定"\n'
        '[[off]]\nname = "元旦"\nfrom = 2027-01-01\nto = 2027-01-03\n',
    )
    book = Rulebook.open("371524", overlay=overlay)
    assert book.version == "山东 2026.11+"
    assert book.profile().value("pay_days", TODAY).whole() == 1
    assert book.profile().value("pay_days", date(2026, 10, 31)).whole() == 2
    settled = book.reckon("fund.D02", date(2026, 12, 30))
    assert settled is not None
    assert settled.day == date(2027, 1, 5)
    assert Rulebook.open("371525", overlay=overlay).version == "山东 2026.11"
    assert Rulebook.open("371524", overlay=tmp_path / "none").version == "山东 2026.11"


def test_loose_files_belong_to_the_office(tmp_path: Path) -> None:
    write(
        tmp_path,
        "profile.toml",
        '[[value]]\nkey = "pay_days"\nvalue = 1\nsource = "本单位"\nsureness = "确定"\n',
    )
    book = Rulebook.open("371524", overlay=tmp_path)
    assert book.profile().value("pay_days", TODAY).layer == "本单位"
    assert book.profile("371525").value("pay_days", TODAY).layer == "山东"
    assert book.version.endswith("+")


def test_an_office_enters_the_figure_of_its_province(tmp_path: Path) -> None:
    row = (
        '[[standard]]\nseries = "{}"\nlabel = "城镇居民人均可支配收入"\nstat_year = 2025\n'
        'amount = 56000\neffective_from = 2026-02-28\nsource = "公报"\nsureness = "确定"\n'
    )
    write(
        tmp_path, "standards.toml", row.format("income") + row.format("wage") + 'place = "某市"\n'
    )
    book = Rulebook.open("371524", overlay=tmp_path)
    assert book.standard("income", TODAY).text == "山东 2025 年城镇居民人均可支配收入 56,000.00 元"
    assert book.standard("wage", TODAY).place == "某市"
    assert book.standard_years(TODAY)[0] == 2025
    assert book.standard_years(date(2026, 2, 27))[0] == 2024


def test_the_options_follow_the_rules(tmp_path: Path) -> None:
    assert Rulebook.open("371524").options(TODAY) == Options()
    write(
        tmp_path,
        "values.toml",
        '[[value]]\nkey = "mental_first"\nvalue = false\nsource = "x"\nsureness = "确定"\n',
    )
    options = Rulebook.open("371524", overlay=tmp_path).options(TODAY)
    assert options.mental is MentalOrder.LAST


# Faults -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "code", "line"),
    [
        ("profile.toml", '[[value]]\nkey = "review_days"\nvalue = 3', "missing", 1),
        (
            "profile.toml",
            (
                '[[value]]\nkey = "pay_days"\nvalue = 2\nsource = "a"\nsureness = "确定"\n\n'
                '[[value]]\nkey = "review_days"\nvalue = "drei"\nsource = "a"\nsureness = "确定"'
            ),
            "wrong_type",
            9,
        ),
        (
            "profile.toml",
            '[[value]]\nkey = "pay_days"\nvalue = true\nsource = "a"\nsureness = "确定"',
            "wrong_type",
            3,
        ),
        (
            "profile.toml",
            '[[value]]\nkey = "pay_days"\nvalue = -2\nsource = "a"\nsureness = "确定"',
            "negative",
            3,
        ),
        (
            "profile.toml",
            '[[value]]\nkey = "funeral_cap"\nvalue = 0.5\nsource = "a"\nsureness = "确定"',
            "wrong_type",
            3,
        ),
        (
            "profile.toml",
            '[[value]]\nkey = "window_mode"\nvalue = "x"\nsource = "a"\nsureness = "确定"',
            "unknown_choice",
            3,
        ),
        (
            "profile.toml",
            '[[value]]\nkey = "no_such"\nvalue = 1\nsource = "a"\nsureness = "确定"',
            "unknown_key",
            2,
        ),
        (
            "profile.toml",
            '[[value]]\nkey = "pay_days"\nvalue = 2\nsource = "a"\nsureness = "sicher"',
            "unknown_choice",
            5,
        ),
        (
            "profile.toml",
            (
                '[[value]]\nkey = "pay_days"\nvalue = 2\nsource = "a"\nsureness = "确定"\n'
                "valid_from = 2026-02-01\nvalid_to = 2026-01-01"
            ),
            "dates_reversed",
            7,
        ),
        ("profile.toml", "[value]\nkey = 1", "not_rows", 1),
        (
            "profile.toml",
            '[[value]]\nkey = "pay_days"\nvalid_form = 2026-01-01\nsource = "a"\nsureness = "确定"',
            "unknown_field",
            3,
        ),
        ("profile.toml", '[[value]]\nkey = "pay_days\n', "syntax", 2),
        ("profile.toml", b"\xff\xfe", "not_utf8", 1),
        ("liability.toml", BAND.replace("max = 60", "max = 40"), "band_reversed", 6),
        ("liability.toml", BAND + BAND, "duplicate", 13),
        ("liability.toml", BAND.replace('"equal"', '"half"'), "unknown_choice", 4),
        (
            "holidays-2027.toml",
            'year = 2027\nsource = "a"\nsureness = "确定"\nworked = [2027-01-04]',
            "worked_not_weekend",
            4,
        ),
        (
            "holidays-2027.toml",
            (
                'year = 2027\nsource = "a"\nsureness = "确定"\n[[off]]\nname = "x"\n'
                "from = 2026-12-31\nto = 2027-01-02"
            ),
            "day_outside_year",
            6,
        ),
        (
            "deadlines.toml",
            (
                '[[deadline]]\nid = "x"\nlabel = "x"\nstart = "x"\nstart_label = "x"\namount = 3\n'
                'source = "a"\nsureness = "确定"'
            ),
            "missing",
            1,
        ),
        (
            "limits.toml",
            '[[limit]]\nvalid_from = 2030-01-01\nmedical = [1]\nsource = "a"\nsureness = "确定"',
            "wrong_type",
            3,
        ),
    ],
)
def test_a_fault_names_file_and_line(
    tmp_path: Path, name: str, text: str | bytes, code: str, line: int
) -> None:
    overlay = tmp_path / "rules"
    folder = write(overlay, "jurisdiction.toml", 'code = "371524"\nname = "东阿"\n')
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    book = Rulebook.open("371524", overlay=overlay)
    with pytest.raises(BadFile) as caught:
        read_everything(book)
    assert caught.value.code == f"rules.{code}"
    assert caught.value.params["file"] == name
    assert caught.value.params.get("line", 0) == line
    sentence = text_of(caught.value)
    assert name in sentence
    assert "…" not in sentence


def test_a_damaged_marker_and_a_place_without_rules(tmp_path: Path) -> None:
    write(tmp_path, "jurisdiction.toml", 'code = "3x"\nname = "?"')
    with pytest.raises(BadFile):
        Rulebook.open("37", root=tmp_path)
    with pytest.raises(BadFile):
        Rulebook.open("37", root=tmp_path / "nowhere")


def test_value_types_are_all_in_use(book: Rulebook) -> None:
    used = {info.type for info in book.profile().keys.values()}
    used |= {value.info.type for value in book.values_on(TODAY)}
    assert used == set(ValueType)
