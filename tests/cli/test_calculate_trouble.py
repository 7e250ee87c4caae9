"""``calculate`` with wrong input: exit code 2 and one Chinese line that names the field."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediation_app import cli
from mediation_app.cli.calculate import reckoned
from mediation_app.errors import InvalidInput
from mediation_app.exchange.json_file import parse
from mediation_app.paths import resource_dir
from tests.support.commands import Run

GOOD: dict[str, Any] = json.loads(
    (resource_dir() / "help" / "calculate-example.json").read_text(encoding="utf-8")
)
DELETE = object()


def refused(run: Run, path: object) -> str:
    ran = run("calculate", path)
    assert ran.code == cli.USAGE, (ran.code, ran.out[:200], ran.err)
    assert ran.out == ""
    assert "…" not in ran.one_line.replace("x…", "")  # every part of the sentence is filled
    return ran.one_line


def changed(path: str, value: object) -> dict[str, Any]:
    """The good input with one thing changed: ``victims/0/losses/3/days``."""
    document = copy.deepcopy(GOOD)
    *heads, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    place: Any = document
    for head in heads:
        place = place[head]
    if value is DELETE:
        del place[last]
    else:
        place[last] = value
    return document


@pytest.fixture
def said(run: Run, tmp_path: Path) -> Callable[[object], str]:
    """The line said to an input: bytes as they are, anything else as JSON."""

    def answer(given: object) -> str:
        file = tmp_path / "input.json"
        if isinstance(given, bytes):
            file.write_bytes(given)
        else:
            file.write_text(
                given if isinstance(given, str) else json.dumps(given, ensure_ascii=False),
                encoding="utf-8",
            )
        return refused(run, file)

    return answer


Said = Callable[[object], str]

# The file -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (b"", "input.json 是空的，写入 JSON 后再计算；格式见 mediation-app calculate --schema"),
        (b"\xef\xbb\xbf \n", "input.json 是空的"),
        ("中文".encode("gbk"), "input.json 不是 UTF-8 编码，另存为 UTF-8 后再计算"),
        ('{"place": "37"}'.encode("utf-16"), "input.json 不是 UTF-8 编码"),
        (b"PK\x03\x04\xff\xfe", "input.json 不是 UTF-8 编码"),
        ("{", "input.json 第 1 行第 2 列不是 JSON，检查引号、逗号和括号"),
        ('{\n  "place": "37",\n}', "第 3 行第 1 列不是 JSON"),
        ("{'place': 1}", "第 1 行第 2 列不是 JSON"),
        ('{"place": "37"} x', "第 1 行第 17 列不是 JSON"),
        ('{"place"："37"}', "第 1 行第 9 列用了全角标点“：”，改为半角"),
        ('{"place": "37"，"on": 1}', "第 1 行第 15 列用了全角标点“，”，改为半角"),
        ('{“place”: "37"}', "第 1 行第 2 列用了全角标点““”，改为半角"),
        ("[" * 200_000, "括号层数过多"),
        ('{"sides":' * 50_000, "括号层数过多"),
        (b" " * (5 * 1024 * 1024 + 1), "input.json 超过 5 MB，不是一次计算的输入"),
        ("[]", "整份输入：应为对象 {…}，不能是列表"),
        ("3", "整份输入：应为对象 {…}，不能是数字"),
        ('"x"', "整份输入：应为对象 {…}，不能是文字"),
        ("null", "整份输入：应为对象 {…}，不能是null"),
        ("{}", "place：未填写，写明行政区划代码，例如 371524"),
    ],
)
def test_what_is_no_input_at_all(run: Run, tmp_path: Path, given: str | bytes, line: str) -> None:
    file = tmp_path / "input.json"
    file.write_bytes(given if isinstance(given, bytes) else given.encode())
    ran = run("calculate", file)
    assert (ran.code, ran.out) == (cli.USAGE, "")
    assert line in ran.one_line


def test_files_that_cannot_be_read(run: Run, tmp_path: Path) -> None:
    assert "找不到文件" in refused(run, tmp_path / "none.json")
    assert "none.json" in refused(run, tmp_path / "none.json")
    assert "是文件夹，写明其中的文件" in refused(run, tmp_path)
    assert "找不到文件" in refused(run, tmp_path / "file.json" / "x")
    assert "打不开" in refused(run, "a\0b")
    if os.name == "posix" and os.geteuid() != 0:
        locked = tmp_path / "locked.json"
        locked.write_text("{}")
        locked.chmod(0)
        assert "打不开，检查权限后再试" in refused(run, locked)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="the device is Linux's")
def test_a_file_without_end_is_not_read_to_its_end(run: Run) -> None:
    assert "zero 超过 5 MB" in refused(run, "/dev/zero")


def test_a_key_that_stands_twice(said: Said) -> None:
    text = json.dumps(GOOD).replace('"days": 20', '"days": 20, "days": 30')
    assert said(text) == "victims[0].losses[1].days：同一字段写了两次，留下一个"


# One field ----------------------------------------------------------------------------------------

LOSS = "victims/0/losses/1"
SUM = "victims/0/losses/0/amount"


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        # unknown, missing
        ("accdent", "x", "accdent：没有这个字段，是否为 accident"),
        (f"{LOSS}/day", 3, "victims[0].losses[1].day：没有这个字段，是否为 days"),
        (f"{LOSS}/Days", 3, "victims[0].losses[1].Days：没有这个字段，是否为 days"),
        ("sides/0/compulsory/qqqq", 1, "sides[0].compulsory.qqqq：没有这个字段，可用：insurer、"),
        (f"{LOSS}/a\nb", 3, "victims[0].losses[1].a�b：没有这个字段"),
        ("x" * 1000, 3, f"{'x' * 40}…：没有这个字段"),
        ("place", DELETE, "place：未填写，写明行政区划代码"),
        ("accident", DELETE, "accident：未填写，写明事故日期，决定交强险限额"),
        ("sides/1/kind", DELETE, "sides[1].kind：未填写，写明参与方式"),
        (f"{LOSS}/item", DELETE, "victims[0].losses[1].item：未填写，写明损失项目"),
        ("victims/0/losses", DELETE, "victims[0].losses：未填写"),
        ("sides", [], "sides：至少写 1 条"),
        ("victims", [], "victims：至少写 1 条"),
        ("victims/0/losses", [], "victims[0].losses：至少写 1 条"),
        # type
        ("sides", {}, "sides：应为列表 […]，不能是对象"),
        ("sides/0", [], "sides[0]：应为对象 {…}，不能是列表"),
        ("names", [], "names：应为对象 {…}，不能是列表"),
        ("names", {"a": 1}, "names.a：应为文字，不能是数字"),
        ("place", 371524, "place：不是行政区划代码，写作 371524 这样的数字并加引号"),
        ("place", "东阿", "place：不是行政区划代码"),
        (f"{LOSS}/days", "20", "victims[0].losses[1].days：应为整数，不能是文字"),
        (f"{LOSS}/days", True, "victims[0].losses[1].days：应为整数，不能是true、false"),
        (f"{LOSS}/days", None, "victims[0].losses[1].days：应为整数，不能是null（不填时删去"),
        (f"{LOSS}/item", 3, "victims[0].losses[1].item：应为文字，不能是数字"),
        ("sides/0/label", {}, "sides[0].label：应为文字，不能是对象"),
        ("sides/0/compulsory/at_fault", "no", "at_fault：应为true 或 false，不能是文字"),
        ("sides/0/percent", "viel", "sides[0].percent：应为数字，不能是文字"),
        ("sides/0/percent", [], "sides[0].percent：应为数字，不能是列表"),
        (SUM, [], "victims[0].losses[0].amount：应为金额，不能是列表"),
        (SUM, True, "victims[0].losses[0].amount：应为金额，不能是true、false"),
        # closed lists
        (f"{LOSS}/item", "meal", "victims[0].losses[1].item：没有“meal”这个选项，是否为 meals"),
        (f"{LOSS}/item", "误工费", "没有“误工费”这个选项，写作 lost_wages"),
        ("sides/0/kind", "机动车", "sides[0].kind：没有“机动车”这个选项，写作 motor"),
        ("sides/0/kind", "auto?", "没有“auto?”这个选项，可用：motor、non_motor、pedestrian"),
        ("options", {"mental": "x"}, "options.mental：没有“x”这个选项，可用：first、last"),
        ("options", {"capmode": "x"}, "options.capmode：没有这个字段，是否为 cap_mode"),
        ("standards", {"incme": {"amount": 1}}, "standards.incme：没有这个字段，是否为 income"),
        ("overrides", [{"unit": "car", "victim": "受害人", "bucket": "outside", "amount": 1,
                        "reason": "x"}], "overrides[0].bucket：没有“outside”这个选项"),
        # sums
        (SUM, -1, "victims[0].losses[0].amount：金额不能为负数"),
        (SUM, "-0.01", "victims[0].losses[0].amount：金额不能为负数"),
        (SUM, "viel", "victims[0].losses[0].amount：数字不能识别，填写如 43,246.80 或 8.5万"),
        (SUM, "1\n2", "victims[0].losses[0].amount：含有不能打印的字符"),
        (SUM, "", "victims[0].losses[0].amount：没有内容"),
        (SUM, 1.005, "victims[0].losses[0].amount：金额最多两位小数"),
        (SUM, 10**12, "victims[0].losses[0].amount：金额超过 999,999,999,999.99 元"),
        (SUM, 10**4000, "victims[0].losses[0].amount：金额超过"),
        (SUM, "9" * 61, "victims[0].losses[0].amount：超过 60 个字"),
        (SUM, float("nan"), "victims[0].losses[0].amount：数字不能识别"),
        (SUM, float("inf"), "victims[0].losses[0].amount：数字不能识别"),
        # numbers
        (f"{LOSS}/days", -3, "victims[0].losses[1].days：应在 0 至 36500 之间"),
        (f"{LOSS}/days", 1.5, "victims[0].losses[1].days：应为整数，去掉小数部分"),
        (f"{LOSS}/days", 10**4000, "victims[0].losses[1].days：应在 0 至 36500 之间"),
        (f"{LOSS}/days", float("nan"), "victims[0].losses[1].days：不是有效的数字"),
        (f"{LOSS}/persons", 0, "victims[0].losses[1].persons：应在 1 至 100 之间"),
        ("sides/0/percent", 101, "sides[0].percent：应在 0 至 100 之间"),
        ("sides/0/percent", "-1", "sides[0].percent：应在 0 至 100 之间"),
        ("sides/0/percent", "NaN", "sides[0].percent：不是有效的数字"),
        ("sides/0/percent", 33.3333333, "sides[0].percent：小数位过多，最多六位"),
        (f"{LOSS}/grades", [0], "victims[0].losses[1].grades[0]：应在 1 至 10 之间"),
        (f"{LOSS}/grades", list(range(51)), "victims[0].losses[1].grades：超过 50 条，分开计算"),
        ("year", 1800, "year：应在 1990 至 2200 之间"),
        # days
        ("accident", "2026-02-30", "accident：不是有效的日期，写作 2026-05-06"),
        ("accident", "2026/05/06", "accident：不是有效的日期"),
        ("accident", "20260506", "accident：不是有效的日期"),
        ("accident", 20260506, "accident：不是有效的日期"),
        ("accident", "2026-05-06T10:00:00", "accident：不是有效的日期"),
        ("accident", "2007-01-01", "accident：规则中没有 2007-01-01 的交强险责任限额"),
        ("on", "2026-05-05", "on：计算日期早于事故日期 2026-05-06，核对两个日期"),
        # texts
        ("sides/0/label", " ", "sides[0].label：没有内容，写明或删去这个字段"),
        ("sides/0/label", "车" * 81, "sides[0].label：超过 80 个字，缩短后再计算"),
        ("sides/0/label", "a\u0000b", "sides[0].label：含有不能打印的字符，删去后再计算"),
        ("names", {"a": "b\nc"}, "names.a：含有不能打印的字符"),
        ("names", {"a\u0007": "b"}, "names.a�：含有不能打印的字符"),
        # what must fit together
        ("sides/1/id", "car", "sides[1].id：编号“car”已用过，换一个"),
        ("sides/1/trailer", {"id": "car"}, "sides[1].trailer.id：编号“car”已用过"),
        ("victims/0/side", "cra", "victims[0].side：没有编号“cra”，是否为 car"),
        ("victims/0/shares", {"x": 1}, "victims[0].shares：没有编号“x”，可用：car、bike"),
        ("prepaid/1/victim", "x", "prepaid[1].victim：没有编号“x”，可用：受害人"),
        ("overrides", [{"unit": "lkw", "victim": "受害人", "bucket": "death", "amount": 1,
                        "reason": "x"}], "overrides[0].unit：没有编号“lkw”，可用："),
    ],
)  # fmt: skip
def test_a_field_that_is_wrong(
    run: Run, tmp_path: Path, path: str, value: object, line: str
) -> None:
    file = tmp_path / "input.json"
    file.write_text(json.dumps(changed(path, value)), encoding="utf-8")
    ran = run("calculate", file)
    assert (ran.code, ran.out) == (cli.USAGE, "")
    assert line in ran.one_line


def test_a_lone_surrogate(said: Said) -> None:
    text = json.dumps(changed("sides/0/label", "X")).replace('"X"', '"\\ud800"')
    assert said(text) == "sides[0].label：含有不能打印的字符，删去后再计算"


def test_exponents_beyond_counting(said: Said) -> None:
    for number in ("1e999999999999999999999", "1e999999", "-1e999999"):
        text = json.dumps(changed(SUM, 77)).replace("77", number)
        assert said(text).startswith("victims[0].losses[0].amount：")
        text = json.dumps(changed(f"{LOSS}/days", 77)).replace("77", number)
        assert said(text).startswith("victims[0].losses[1].days：")
    text = json.dumps(changed(SUM, 77)).replace("77", "1e-999999")
    assert "金额最多两位小数" in said(text)


def test_two_victims_of_one_name(said: Said) -> None:
    document = copy.deepcopy(GOOD)
    document["victims"] *= 2
    assert said(document) == "victims[1].id：编号“受害人”已用过，换一个"


# What the reckoning finds ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (f"{LOSS}/days", DELETE, "victims[0].losses[1].days：住院伙食补助费：天数未填写"),
        (SUM, DELETE, "victims[0].losses[0].amount：医疗费：金额未填写"),
        (f"{LOSS}", {"item": "death"}, "victims[0].losses[1].age：死亡赔偿金：年龄未填写"),
        (f"{LOSS}", {"item": "disability", "age": 40}, "victims[0].losses[1].grades："),
        (f"{LOSS}", {"item": "disability", "age": 40, "grades": [9, 10], "increments": [1, 1]},
         "victims[0].losses[1].increments：附加指数的个数"),
        ("victims/0/losses/0/outside_medical_insurance", 40_000, "victims[0].losses[0]."),
        ("sides/0/percent", 70, "sides：各方责任比例应在 0 至 100 之间"),
        ("victims/0/shares", {"car": 70, "bike": 50}, "victims[0].shares：各方责任比例"),
        ("sides/0/compulsory", {"obliged": "车主", "duty": "undecided"},
         "sides[0].compulsory.duty："),
        ("sides/0/trailer", {"id": "t", "compulsory": {"duty": "undecided"}},
         "sides[0].trailer.compulsory.duty："),
        ("victims/0/free_ride", {"percent": 20}, "victims[0].free_ride："),
        ("overrides", [{"unit": "car", "victim": "受害人", "bucket": "medical", "reason": "x",
                        "amount": 20_000}], "overrides[0].amount："),
        ("overrides", [{"unit": "bike", "victim": "受害人", "bucket": "medical", "reason": "x",
                        "amount": 1}], "overrides[0].unit："),
        (f"{LOSS}", {"item": "dependants", "dependants": []}, "victims[0].losses[1].dependants："),
    ],
)  # fmt: skip
def test_what_the_reckoning_finds_has_its_full_path(
    run: Run, tmp_path: Path, path: str, value: object, line: str
) -> None:
    file = tmp_path / "input.json"
    file.write_text(json.dumps(changed(path, value)), encoding="utf-8")
    ran = run("calculate", file)
    assert (ran.code, ran.out) == (cli.USAGE, "")
    assert line in ran.one_line


def test_the_second_of_two_alike_is_found(said: Said) -> None:
    document = changed("victims/0/losses/4/days", DELETE)
    document["victims"].append({"id": "乙", "side": "bike", "losses": [{"item": "care"}]})
    assert said(document).startswith("victims[0].losses[4].")
    document["victims"][0]["losses"][4]["days"] = 3
    assert said(document).startswith("victims[1].losses[0].")


def test_standards_the_rules_do_not_have(said: Said) -> None:
    document = changed(LOSS, {"item": "death", "age": 40})
    document["place"] = "11"
    assert said(document) == (
        "standards.income：规则中没有城镇居民人均可支配收入，写明金额，或换一个统计年度、地区"
    )
    assert said({**document, "place": "371524", "year": 1991}).startswith(("year", "standards.inc"))


# Anything -----------------------------------------------------------------------------------------

scraps = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=6,
)


def spots(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        pairs: Any = value.items()
    else:
        pairs = enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        found += spots(item, (*path, key))
    return found


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spot=st.sampled_from(spots(GOOD)), scrap=scraps)
def test_whatever_stands_anywhere_is_reckoned_or_refused_with_a_path(
    spot: tuple[Any, ...], scrap: object
) -> None:
    document = copy.deepcopy(GOOD)
    place: Any = document
    for step in spot[:-1]:
        place = place[step]
    place[spot[-1]] = scrap
    value = parse(json.dumps(document), "x")
    named = "reckoned"
    try:
        reckoned(value)
    except InvalidInput as error:
        named = error.field
    assert named
