"""What people type and paste, read without a window."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app.domain.cases import Case
from mediation_app.domain.compensation.law import ItemKind
from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import Loss, Prepaid, RateBasis
from mediation_app.domain.money import format_money
from mediation_app.rulebook import Rulebook
from ui.models.editing import matching
from ui.screens.case.loss_entry import (
    AS_DAYS,
    AS_SUM,
    NO_MINUS,
    TOO_LARGE,
    Entry,
    Unreadable,
    daily_sum,
    daily_text,
    read_entry,
    read_sum,
    with_entry,
)
from ui.screens.case.loss_history import History, changes_between
from ui.screens.case.loss_names import item_named, item_options
from ui.screens.case.loss_paste import cells_of, losses_from, read_rows, rows_text

D = Decimal
BLANK = Loss(id="l", case_id="c", party_id="p", item="care")
money = st.integers(1, 10**9).map(lambda fen: D(fen) / 100)


@pytest.fixture(scope="module")
def items() -> dict[str, ItemKind]:
    return Rulebook.open("371524").items


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("", "0.00"),
        ("8.5万", "85000.00"),
        ("１，２００元", "1200.00"),
        ("￥ 43,246.80", "43246.80"),
        ("1200 + 300.5", "1500.50"),
        ("=100+200", "300.00"),
    ],
)
def test_sums(text: str, amount: str) -> None:
    assert read_sum(text) == D(amount)


@pytest.mark.parametrize(
    ("text", "says"),
    [("不详", AS_SUM), ("1e9", AS_SUM), ("-5", NO_MINUS), ("−5", NO_MINUS), ("9" * 16, TOO_LARGE),
     ("1.234", AS_SUM), ("1+", AS_SUM)],
)  # fmt: skip
def test_what_is_no_sum_says_what_to_write(text: str, says: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_sum(text)
    assert caught.value.args[0] == says


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("21*100", Entry(days=21, rate=D("100.00"), basis=RateBasis.DAY)),
        ("21 × 100", Entry(days=21, rate=D("100.00"), basis=RateBasis.DAY)),
        ("21天 100", Entry(days=21, rate=D("100.00"), basis=RateBasis.DAY)),
        ("100.5*21", Entry(days=21, rate=D("100.50"), basis=RateBasis.DAY)),
        ("21*1,200", Entry(days=21, rate=D("1200.00"), basis=RateBasis.DAY)),
        ("120元/天×60天×2人×50%",
         Entry(days=60, rate=D("120.00"), basis=RateBasis.DAY, persons=2, percent=D(50))),
        ("60*120*2", Entry(days=60, rate=D("120.00"), basis=RateBasis.DAY, persons=2)),
        ("81天 60000元/年", Entry(days=81, rate=D("60000.00"), basis=RateBasis.YEAR)),
        ("月薪 4500 81天", Entry(days=81, rate=D("4500.00"), basis=RateBasis.MONTH)),
        ("3个月 4500元/月", Entry(days=90, rate=D("4500.00"), basis=RateBasis.MONTH)),
        ("4,500.00 元/月 ÷ 30 × 81 天", Entry(days=81, rate=D("4500.00"), basis=RateBasis.MONTH)),
        ("120.00 元/天 × 365 天 × 20 年", Entry(days=7300, rate=D("120.00"), basis=RateBasis.DAY)),
        ("120*7,300", Entry(days=120, rate=D("7300.00"), basis=RateBasis.DAY)),
        ("7,300 天 × 120", Entry(days=7300, rate=D("120.00"), basis=RateBasis.DAY)),
        ("20,000.00 元/次 × 3 次", Entry(days=3, rate=D("20000.00"), basis=RateBasis.DAY)),
        ("21天", Entry(days=21)),
        ("100元/天", Entry(rate=D("100.00"), basis=RateBasis.DAY)),
        ("2100", Entry(amount=D("2100.00"))),
    ],
)  # fmt: skip
def test_days_and_rates(text: str, entry: Entry) -> None:
    assert read_entry(text) == entry


@pytest.mark.parametrize("text", ["21*", "*100", "21天 abc", "1*2*3*4", "21*abc"])
def test_half_a_formula_is_not_taken(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_entry(text)
    assert caught.value.args[0] == AS_DAYS


@given(
    days=st.integers(1, 3000),
    rate=money,
    persons=st.integers(1, 9),
    basis=st.sampled_from(list(RateBasis)),
    percent=st.none() | st.integers(1, 100).map(Decimal),
)
def test_the_text_of_a_daily_loss_reads_back_as_itself(
    days: int, rate: Decimal, persons: int, basis: RateBasis, percent: Decimal | None
) -> None:
    loss = daily_sum(
        replace(BLANK, quantity=days, rate=rate, persons=persons, rate_basis=basis,
                percent=percent)
    )  # fmt: skip
    items = Rulebook.open("371524").items
    loss = daily_sum(loss, items["care"])
    fresh = replace(BLANK, percent=None)
    again = with_entry(fresh, items["care"], read_entry(daily_text(loss)), usual=None)
    assert again == loss


@given(st.text(max_size=24))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        entry = read_entry(text)
    except Unreadable:
        return
    assert entry.amount is None or entry.amount >= 0
    assert entry.rate is None or entry.rate >= 0


@given(money)
def test_a_shown_sum_reads_back(amount: Decimal) -> None:
    assert read_sum(format_money(amount)) == amount


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("1. 医疗费（住院）", "medical"),
        ("二、误工损失", "lost_wages"),
        ("住院期间护理费", "care"),
        ("被抚养人生活费（母亲）", "dependants"),
        ("精神抚慰金", "mental"),
        ("车损", "repair"),
        ("办理丧葬误工费", "funeral_wages"),
        ("合计", ""),
        ("神秘费用", ""),
    ],
)
def test_names_people_give_to_items(items: dict[str, ItemKind], name: str, code: str) -> None:
    assert item_named(name, items) == code


@pytest.mark.parametrize(
    ("typed", "first"),
    [("ylf", "医疗费"), ("yyf", "营养费"), ("hlf", "护理费"), ("jssh", "精神损害抚慰金"),
     ("zyhs", "住院伙食补助费"), ("陪护", "护理费"), ("jianding", "鉴定费、评估费")],
)  # fmt: skip
def test_items_are_found_by_what_is_typed(
    items: dict[str, ItemKind], typed: str, first: str
) -> None:
    assert matching(item_options(items), typed)[0].text == first


def test_every_item_is_found_by_its_own_initials(items: dict[str, ItemKind]) -> None:
    options = item_options(items)
    for option in options:
        assert option in matching(options, option.words[0])[:3], option


def test_cells_with_lines_of_their_own() -> None:
    assert cells_of('医疗费\t"1,200"\t"发票\n两张"\r\n') == [["医疗费", "1,200", "发票 两张"]]
    assert cells_of("医疗费：42386.50元\n交通费  642") == [
        ["医疗费", "42386.50元"],
        ["交通费", "642"],
    ]


def test_the_sum_on_the_paper_counts_when_days_times_rate_is_another(
    items: dict[str, ItemKind],
) -> None:
    text = "项目\t天数\t标准\t金额\n误工费\t81\t158\t13000\n护理费\t60\t120\t7200\n合计\t\t\t20200"
    pasted = read_rows(text, items)
    made = losses_from(pasted.rows, items, case_id="c", party_id="p", position=3)
    assert [(x.item, x.amount, x.quantity, x.position) for x in made] == [
        ("lost_wages", D("13000.00"), None, 4),
        ("care", D("7200.00"), 60, 5),
    ]
    assert (pasted.total, pasted.skipped) == (D("20200.00"), 2)


def test_a_cell_is_no_formula_for_the_spreadsheet() -> None:
    text = rows_text([("护理费", "", D("1.00"), "=HYPERLINK(1)\t\n")])
    assert text == "护理费\t\t1.00\t'=HYPERLINK(1) "


# --- undo -----------------------------------------------------------------------------------------


def _file(*rows: Loss, prepaid: tuple[Prepaid, ...] = ()) -> CaseFile:
    return CaseFile(case=Case(id="c", unit_code="u"), losses=rows, prepaid=prepaid)


def test_undo_leaves_what_others_wrote_meanwhile() -> None:
    history = History()
    old = _file(BLANK)
    new = _file(replace(BLANK, amount=D("5.00")))
    history.note("金额", changes_between(old, new))
    meanwhile = _file(replace(BLANK, amount=D("5.00"), version=4, evidence="同事写的"))
    found = history.undo(meanwhile)
    assert found is not None
    assert found[0].losses == (replace(BLANK, version=4, evidence="同事写的"),)
    assert history.redo(found[0]) is not None
    assert history.redo(found[0]) is None


def test_what_was_removed_comes_back_under_a_new_key_and_can_go_again() -> None:
    history = History()
    stored = replace(BLANK, version=2)
    history.note("改", changes_between(_file(BLANK), _file(stored)))
    history.note("移除", changes_between(_file(stored), _file()))
    back = history.undo(_file())
    assert back is not None
    again = back[0].losses[0]
    assert again.id != stored.id
    assert again.version == 0
    assert history.key_now(stored.id) == again.id
    gone = history.redo(back[0])
    assert gone is not None
    assert gone[0].losses == ()


def test_payments_are_undone_too() -> None:
    history = History()
    paid = Prepaid(id="q", case_id="c", payer_id="a", victim_id="p", amount=D("1.00"))
    assert history.note("无", ()) is None
    assert history.undo(_file()) is None
    history.note("登记", changes_between(_file(), _file(prepaid=(paid,))))
    found = history.undo(_file(prepaid=(paid,)))
    assert found is not None
    assert found[0].prepaid == ()
