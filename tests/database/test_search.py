"""The search: what people type finds the case, and both engines find the same."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from mediation_app.clock import SetClock
from mediation_app.database import read_model
from mediation_app.database.bulk import bulk_insert
from mediation_app.database.queries import CaseQuery
from mediation_app.database.search import pinyin_table
from mediation_app.database.search_terms import Searchable, squeezed, terms_of, words_of
from mediation_app.database.store import Store
from mediation_app.domain.cases import Case
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Actor
from mediation_app.domain.vehicles import Policy
from tests.database.conftest import sample_file, stored
from tests.support.places import Places

# --- the tokenizer ------------------------------------------------------------------------------


def _terms(**found_by: tuple[str, ...]) -> frozenset[str]:
    return terms_of(Searchable(**found_by), pinyin_table())  # type: ignore[arg-type]


def test_terms_of_a_name() -> None:
    terms = _terms(people=("张国强",))
    assert {"n张", "n张国", "n国强", "izg", "izgq"} <= terms
    assert {"pzhang", "pzhangguo", "pzhangguoqiang", "pguoqiang"} <= terms


def test_terms_of_a_name_with_several_readings() -> None:
    terms = _terms(people=("曾强", "单明"))
    assert {"izq", "icq", "pzengqiang", "pcengqiang", "pshanming", "pdanming"} <= terms


def test_terms_of_numbers() -> None:
    assert _terms(plates=("鲁P·3K567",)) >= {"v鲁p3", "vp3k", "v3k567"[:5], "v567"}
    assert _terms(phones=("138 1234 5678",)) == {"t13812345678", "t5678"}
    assert _terms(ids=("37150219900101123X",)) == {"d37150219900101123x", "d123x"}
    assert terms_of(Searchable(numbers=((2026, 187),)), pinyin_table()) == {"y2026x187", "q187"}


def test_terms_hold_nothing_that_the_index_would_split() -> None:
    odd = "李-强 '\"*():^&<>{{买买提·吐尔逊𬀩"
    for term in _terms(people=(odd,), organisations=(odd,), plates=(odd,), foreign=(odd,)):
        assert term == squeezed(term)


@pytest.mark.parametrize("typed", ["", "  ", "*", "\"'", "·", "%", "OR", "-", "\x00", "🙂"])
def test_what_cannot_be_searched_for_finds_nothing(store: Store, actor: Actor, typed: str) -> None:
    stored(store, actor, sample_file())
    with store.read(actor) as reader:
        assert reader.search_cases(typed) == ()


# --- finding --------------------------------------------------------------------------------------

FINDS = [
    "张国强", "国强", "张", "zgq", "zg", "ZGQ", "zhangguoqiang", "zhangguo", "zhanggu", "zhang",
    "guoqiang", "3k567", "3K5", "K567", "鲁P3K567", "鲁P·3K567", "鲁p3k", "5678", "45678",
    "13812345678", "1381234", "123X", "0101123x", "37150219900101123X", "2026-0187", "2026-187",
    "187", "0187", "聊东调〔2026〕187号", "〔2026〕187", "2026 187", "张国强 3k567", "国强 5678",
    "张 国强", "人民财产保险", "中国人民", "zgrm", "李梅", "limei", "张国强，李梅", "lm 187",
]  # fmt: skip
MISSES = [
    "张国刚", "强国", "zgz", "zhangguang", "3k568", "鲁Q3K567", "5679", "2026-0188", "2025-0187",
    "国强 9999", "13812345679", "财产人民", "13812345678 李强国",
]  # fmt: skip


def test_numbers_of_others(store: Store, actor: Actor) -> None:
    """Whole, by their last four or six signs, or by their beginning."""
    file = sample_file()
    vehicle = replace(file.vehicles[0], vin="LSVNV133X22153456")
    policy = Policy(
        id=new_id(), case_id=file.case.id, vehicle_id=vehicle.id, number="PDZA202637150000123456"
    )
    accident = replace(file.accidents[0], finding_number="第371502120260000187号")
    file = replace(file, vehicles=(vehicle,), policies=(policy,), accidents=(accident,))
    case_id = stored(store, actor, file).case.id
    with store.read(actor) as reader:
        for typed in (
            "PDZA202637150000123456", "pdza2026371500001", "123456", "3456", "LSVNV133X22153456",
            "LSVNV133X", "第371502120260000187号",
        ):  # fmt: skip
            assert [row.case_id for row in reader.search_cases(typed)] == [case_id], typed


@pytest.fixture
def one_case(store: Store, actor: Actor) -> str:
    file = sample_file(("张国强", "李梅"), id_number="37150219900101123X")
    case = replace(file.case, number="聊东调〔2026〕187号", number_year=2026, serial=187)
    stored(store, actor, sample_file(("欧阳娜", "单明"), plate="京A88888", phone="0635-8221234"))
    return stored(store, actor, replace(file, case=case)).case.id


def test_what_people_type(store: Store, actor: Actor, one_case: str) -> None:
    with store.read(actor) as reader:
        for typed in FINDS:
            assert one_case in {row.case_id for row in reader.search_cases(typed)}, typed
        for typed in MISSES:
            assert one_case not in {row.case_id for row in reader.search_cases(typed)}, typed


def test_the_index_follows_changes(store: Store, actor: Actor) -> None:
    file = stored(store, actor, sample_file(("王秀兰", "李强")))
    renamed = replace(file, parties=(replace(file.parties[0], name="王秀英"), *file.parties[1:]))
    with store.write(actor, "改名") as unit:
        file = unit.save(file, renamed)
        unit.commit()
    with store.read(actor) as reader:
        assert reader.search_cases("王秀兰") == ()
        assert [row.parties for row in reader.search_cases("王秀英")] == ["王秀英 与 李强"]
    with store.write(actor, "作废") as unit:
        unit.void(file.case, "重复")
        unit.commit()
    with store.read(actor) as reader:
        assert reader.search_cases("王秀英") == ()


def test_the_newest_document_comes_first_and_the_limit_holds(store: Store, actor: Actor) -> None:
    made = [stored(store, actor, sample_file()).case.id for _ in range(5)]
    with store.read(actor) as reader:
        assert [row.case_id for row in reader.search_cases("王秀兰", limit=3)] == made[:1:-1]
        page = reader.case_page(CaseQuery(text="王秀兰", limit=2))
    assert (len(page.rows), page.has_after, page.count) == (2, True, 5)


# --- the same on both engines -----------------------------------------------------------------


def _many(count: int) -> list[CaseFile]:
    dice = random.Random(7)
    surnames, given = "张王李赵单曾", "国强梅明娜伟"
    files = []
    for index in range(count):
        name = lambda: dice.choice(surnames) + "".join(dice.choices(given, k=dice.choice((1, 2))))  # noqa: E731
        plate = "鲁P" + "".join(dice.choices("ABC123", k=5))
        file = sample_file(
            (name(), name()),
            plate=plate,
            phone=f"138{dice.randrange(10**4):04d}{dice.randrange(100):04d}",
            id_number=f"37150219900101{dice.randrange(100):04d}",
        )
        case = replace(
            file.case, number=f"〔2026〕{index + 1}号", number_year=2026, serial=index + 1
        )
        files.append(replace(file, case=case))
    return files


@pytest.mark.postgres
def test_both_engines_find_the_same(
    places: Places, clock: SetClock, actor: Actor, opened: Callable[[Store], Store]
) -> None:
    stores = [opened(Store.open(places.empty(name), clock)) for name in ("sqlite", "postgres")]
    files = _many(400)
    for store in stores:
        bulk_insert(store, files, actor=actor, series={Case: "case"}, batch=150)
    dice = random.Random(3)
    typed = ["张", "王国", "国强", "zg", "zgq", "wang", "zhangguo", "zengguo", "cengm", "1", "13"]
    typed += ["鲁P", "鲁PA", "A1B", "ab1", "abc12", "0042", "00042", "138", "2026-0007", "国 a1"]
    for file in dice.sample(files, 60):
        name, plate = file.parties[0].name, file.vehicles[0].plate
        start = dice.randrange(3)
        typed += [name, name[1:], plate[start : start + 5], file.parties[0].phone[-5:]]
        typed += [f"{name} {plate[-3:]}", pinyin_table().full(name)[0], file.parties[0].id_number]
    with stores[0].read(actor) as first, stores[1].read(actor) as second:
        found = 0
        for text in typed:
            left = [row.case_id for row in first.search_cases(text, limit=20)]
            right = [row.case_id for row in second.search_cases(text, limit=20)]
            assert left == right, text
            found += len(left)
            everything = first.search_cases(text, limit=400)
            assert left == [row.case_id for row in everything][:20], text
    assert found > 1000


def test_hits_are_what_a_look_at_every_row_finds(
    sqlite_url: str, clock: SetClock, actor: Actor, opened: Callable[[Store], Store]
) -> None:
    store = opened(Store.open(sqlite_url, clock))
    files = _many(300)
    bulk_insert(store, files, actor=actor)
    names = {file.case.id: [p.name for p in file.parties] for file in files}
    plates = {file.case.id: file.vehicles[0].plate.lower() for file in files}
    with store.read(actor) as reader:
        for text in ("国强", "王国强", "梅", "张梅", "单"):
            hits = {row.case_id for row in reader.search_cases(text, limit=500)}
            inside = {key for key, found in names.items() if any(text in n for n in found)}
            if len(text) == 1:  # one character is looked for at the beginning of a name
                inside = {k for k, found in names.items() if any(n[0] == text for n in found)}
            assert hits == inside, text
        for text in ("ab1", "a1b2", "1a2bc"):
            hits = {row.case_id for row in reader.search_cases(text, limit=500)}
            assert hits == {key for key, plate in plates.items() if text in plate}, text


def test_lists_and_index_can_be_made_anew(store: Store, actor: Actor) -> None:
    for _ in range(3):
        stored(store, actor, sample_file())
    with store.read(actor) as reader:
        before = (reader.case_page(CaseQuery()), reader.search_cases("3k567"))
    with store.connection(write=True) as connection:
        assert read_model.rebuild(connection) == 3
    with store.read(actor) as reader:
        assert (reader.case_page(CaseQuery()), reader.search_cases("3k567")) == before


def test_words_are_bounded() -> None:
    assert len(words_of("a1b2 " * 50)) <= 5
    assert len(words_of("张" * 10_000)[0].clauses[0].terms) <= 4
