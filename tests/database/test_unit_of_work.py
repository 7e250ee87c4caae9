"""All or nothing, versions, voiding, numbers' register, the trail of every act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mediation_app.clock import SetClock
from mediation_app.database.store import Store
from mediation_app.domain.cases import Accident, Case, MediationState, StepTaken
from mediation_app.domain.files import CaseFile
from mediation_app.domain.fund import PaymentState
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Actor, Person, Role
from mediation_app.domain.parties import Party
from mediation_app.errors import Conflict, InvalidInput, NotAllowed, NotFound
from tests.database.conftest import UNIT, sample_file, stored


def test_a_file_comes_back_as_it_was_stored(store: Store, actor: Actor) -> None:
    file = stored(store, actor, sample_file())
    with store.read(actor) as reader:
        loaded = reader.case_file(file.case.id)
        fund = reader.fund_file(file.funds[0].application.id)
    assert loaded == file
    assert fund == file.funds[0]
    assert loaded.case.version == 1
    assert loaded.case.unit_code == UNIT
    assert loaded.parties[0].created_by == actor.person_id
    assert loaded.accident.occurred_at == sample_file().accident.occurred_at


def test_leaving_without_commit_stores_nothing(store: Store, actor: Actor) -> None:
    case = Case(id=new_id())
    with store.write(actor, "登记") as unit:
        unit.add(case)
    with pytest.raises(ZeroDivisionError), store.write(actor, "登记") as unit:  # noqa: PT012
        unit.add(case)
        1 / 0  # noqa: B018
    with store.read(actor) as reader, pytest.raises(NotFound):
        reader.get(Case, case.id)
    with store.read(actor) as reader:
        assert reader.audit_page() == ()


def test_saving_adds_changes_and_voids(store: Store, actor: Actor, clock: SetClock) -> None:
    file = stored(store, actor, sample_file())
    clock.put(2026, 3, 3)
    witness = Party(id=new_id(), case_id=file.case.id, position=4, name="赵敏")
    changed = replace(file.parties[0], phone="13900000000")
    new = replace(file, parties=(changed, file.parties[2], witness))
    with store.write(actor, "改当事人") as unit:
        result = unit.save(file, new)
        changes = unit.commit()
    with store.read(actor) as reader:
        assert reader.case_file(file.case.id) == result
        gone = reader.get(Party, file.parties[1].id, voided=True)
    assert [party.version for party in result.parties] == [2, 1, 1]
    assert result.parties[0].updated_at == clock.now()
    assert result.parties[0].created_at == file.parties[0].created_at
    assert gone.void_reason == "删除"
    assert changes.touched == {
        ("Party", changed.id),
        ("Party", witness.id),
        ("Party", file.parties[1].id),
    }
    assert changes.case_ids == {file.case.id}


def test_saving_the_same_writes_nothing(store: Store, actor: Actor) -> None:
    file = stored(store, actor, sample_file())
    with store.write(actor, "无改动") as unit:
        assert unit.save(file, replace(file, case=replace(file.case))) == file
        assert not unit.commit().touched


def test_the_second_saver_sees_each_field(store: Store, actor: Actor, other_actor: Actor) -> None:
    file = stored(store, actor, sample_file())
    first, second = file.case, file.parties[0]
    with store.write(other_actor, "改") as unit:
        unit.change(first, replace(first, summary="他的", archive_place="柜一"))  # 我没动柜号
        unit.change(second, replace(second, phone="13700000000"))
        unit.commit()
    mine = replace(
        file,
        case=replace(first, summary="我的"),
        parties=(replace(second, phone="13600000000"), *file.parties[1:]),
    )
    with pytest.raises(Conflict) as caught, store.write(actor, "改") as unit:
        unit.save(file, mine)
    clashes = {(c.record, c.field): (c.original, c.mine, c.theirs) for c in caught.value.clashes}
    assert clashes == {
        ("Case", "summary"): ("", "我的", "他的"),
        ("Case", "archive_place"): ("", "", "柜一"),
        ("Party", "phone"): ("13812345678", "13600000000", "13700000000"),
    }
    with store.read(actor) as reader:
        assert reader.get(Case, first.id).summary == "他的"


def test_the_same_value_saved_twice_is_a_clash_too(
    store: Store, actor: Actor, other_actor: Actor
) -> None:
    """Two people who each add 100 yuan to a sum must not end with 100."""
    file = stored(store, actor, sample_file())
    recovery = file.funds[0].recoveries[0]
    with store.write(other_actor, "收款") as unit:
        unit.change(recovery, replace(recovery, recovered=Decimal("100.00")))
        unit.commit()
    with pytest.raises(Conflict) as caught, store.write(actor, "收款") as unit:
        unit.change(recovery, replace(recovery, recovered=Decimal("100.00")))
    (clash,) = caught.value.clashes
    assert (clash.field, clash.mine, clash.theirs) == (
        "recovered", Decimal("100.00"), Decimal("100.00"),
    )  # fmt: skip


def test_changed_and_changed_back_is_a_clash(
    store: Store, actor: Actor, other_actor: Actor
) -> None:
    case = stored(store, actor, sample_file()).case
    with store.write(other_actor, "改") as unit:
        changed = unit.change(case, replace(case, summary="x"))
        unit.change(changed, replace(changed, summary=""))
        unit.commit()
    with pytest.raises(Conflict), store.write(actor, "改") as unit:
        unit.change(case, replace(case, summary="我的"))


def test_a_voided_record_clashes_with_a_change(store: Store, actor: Actor) -> None:
    file = stored(store, actor, sample_file())
    party = file.parties[0]
    with store.write(actor, "作废") as unit:
        unit.void(party, "重复录入")
        unit.commit()
    with pytest.raises(Conflict) as caught, store.write(actor, "改") as unit:
        unit.change(party, replace(party, name="改名"))
    assert "voided_at" in {clash.field for clash in caught.value.clashes}


def test_commit_after_a_failed_act_is_a_bug(store: Store, actor: Actor) -> None:
    file = stored(store, actor, sample_file())
    seen = replace(file.case, version=9, summary="旧")
    with pytest.raises(RuntimeError), store.write(actor, "改") as unit:  # noqa: PT012
        with pytest.raises(Conflict):
            unit.change(seen, replace(seen, summary="新"))
        unit.commit()


def test_another_office_sees_nothing(store: Store, actor: Actor) -> None:
    file = stored(store, actor, sample_file())
    stranger = Actor(person_id="x", name="外人", roles=frozenset({Role.ADMIN}), unit_code="370102")
    with store.read(stranger) as reader:
        assert reader.records(Case) == ()
        assert reader.search_cases("王秀兰") == ()
        with pytest.raises(NotFound):
            reader.case_file(file.case.id)
    with pytest.raises(NotFound), store.write(stranger, "改") as unit:
        unit.change(file.case, replace(file.case, summary="外人改的"))


def test_records_by_fields(store: Store, actor: Actor) -> None:
    file = stored(store, actor, sample_file())
    case_id = file.case.id
    with store.read(actor) as reader:
        assert [p.name for p in reader.records(Party, case_id=case_id)][:2] == ["王秀兰", "李强"]
        assert len(reader.records(Party, case_id=case_id, name=("王秀兰", "李强"))) == 2
        assert reader.records(Case, accepted_on=None)[0].id == case_id
        assert reader.records(Accident, case_id=case_id) == file.accidents


def test_a_login_is_taken_once(store: Store, actor: Actor) -> None:
    with pytest.raises(InvalidInput) as caught, store.write(actor, "建人员") as unit:  # noqa: PT012
        unit.add(Person(id=new_id(), login="zhou", name="周敏"))
        unit.add(Person(id=new_id(), login="zhou", name="周明"))
    assert (caught.value.code, caught.value.field) == ("database.taken", "login")


def test_a_child_needs_its_case(store: Store, actor: Actor) -> None:
    with pytest.raises(Conflict) as caught, store.write(actor, "登记") as unit:
        unit.add(Party(id=new_id(), case_id=new_id(), name="无案"))
    assert caught.value.code == "database.parent_missing"


def test_history_and_paid_sums_are_final(store: Store, actor: Actor) -> None:
    file = stored(store, actor, sample_file())
    step = StepTaken(
        id=new_id(), case_id=file.case.id, subject_id=file.case.id, process="mediation",
        event="accept", source="registered", target="accepted", occurred_on=date(2026, 3, 2),
    )  # fmt: skip
    payment = file.funds[0].payments[0]
    with store.write(actor, "记") as unit:
        step = unit.add(step)
        payment = unit.change(payment, replace(payment, state=PaymentState.PAID))
        unit.commit()
    with pytest.raises(NotAllowed) as caught, store.write(actor, "改") as unit:
        unit.change(step, replace(step, note="改历史"))
    assert caught.value.code == "database.content_is_final"
    with pytest.raises(NotAllowed) as caught, store.write(actor, "改") as unit:
        unit.change(payment, replace(payment, amount=Decimal("1.00")))
    assert caught.value.code == "database.paid_is_final"
    with store.write(actor, "退票") as unit:  # what the bank answers may still be noted
        unit.change(payment, replace(payment, return_code="E7"))
        unit.void(step, "误记")
        unit.commit()


def test_numbers_are_tied_to_their_record(store: Store, actor: Actor, clock: SetClock) -> None:
    from sqlalchemy import select

    from mediation_app.database.system_tables import number_register

    file = stored(store, actor, sample_file())
    with store.write(actor, "受理") as unit:
        serial = unit.draw_number("case", 2026)
        case = unit.change(
            file.case,
            replace(
                file.case, number=f"聊东调〔2026〕{serial}号", number_year=2026, serial=serial,
                state=MediationState.ACCEPTED,
            ),
        )  # fmt: skip
        unit.commit()
    with store.read(actor) as reader:
        assert reader.case_id_by_number("聊东调〔2026〕1号") == case.id
        assert reader.case_id_by_number("2026-0001") == case.id
        with pytest.raises(NotFound):
            reader.case_id_by_number("2026-0002")
    with store.write(actor, "作废") as unit:
        unit.void(case, "重复立案")
        unit.commit()
    with store.connection() as connection:
        row = connection.execute(select(number_register)).one()
    assert (row.serial, row.number, row.subject, row.case_id) == (1, case.number, "Case", case.id)
    assert (row.voided_at, row.void_reason) == (clock.now(), "重复立案")


def test_reading_sees_one_state(store: Store, actor: Actor) -> None:
    file = stored(store, actor, sample_file())
    with store.read(actor) as reader:
        before = reader.get(Case, file.case.id)
        with store.write(actor, "改") as unit:
            unit.change(before, replace(before, summary="新"))
            unit.commit()
        assert reader.get(Case, file.case.id).summary == ""
    with store.read(actor) as reader:
        assert reader.get(Case, file.case.id).summary == "新"


def test_a_unit_inside_a_unit_is_a_bug_on_sqlite(
    sqlite_url: str, clock: SetClock, opened: Callable[[Store], Store], actor: Actor
) -> None:
    store = opened(Store.open(sqlite_url, clock))
    with store.write(actor, "外"), pytest.raises(RuntimeError), store.write(actor, "内"):
        pass


def test_errors_inside_are_known_troubles_already(store: Store, actor: Actor) -> None:
    """A service may catch them where they arise, not only after the unit of work."""
    with store.write(actor, "试") as unit, pytest.raises(InvalidInput):
        unit.add(Case(id=new_id(), summary="\x00"))


def test_an_empty_file_grows(store: Store, actor: Actor) -> None:
    case = Case(id=new_id())
    with store.write(actor, "登记") as unit:
        stored_case = unit.add(case)
        result = unit.save(CaseFile(case=stored_case), CaseFile(case=stored_case))
        unit.commit()
    with store.read(actor) as reader:
        assert reader.case_file(case.id) == result
