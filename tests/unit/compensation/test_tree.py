"""The explaining tree and the differences of two."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from mediation_app.domain.compensation import FUND, Claim, Dependant, LossInput, Node, Prepayment
from mediation_app.domain.compensation.compare import LineChange, compare
from mediation_app.domain.compensation.inputs import FreeRide, MentalOrder, Options, Override
from mediation_app.domain.compensation.law import Bucket
from mediation_app.domain.compensation.reckon import reckon_claim
from mediation_app.domain.compensation.tree import tree_of
from mediation_app.domain.money import yuan
from tests.unit.compensation.support import (
    LAW,
    car,
    claim,
    loss,
    rider,
    sanyi,
    trailer,
    victim,
    walker,
)

BASE = claim(
    car("A", 70, commercial=sanyi(100000), joint=("挂靠公司",)),
    walker(30),
    victims=(
        victim(
            loss("medical", 30000),
            loss("medical", 3000),
            loss("appraisal", 1000),
            LossInput(item="dependants", dependants=(Dependant(label="母", age=70, payers=2),)),
        ),
    ),
    prepaid=(
        Prepayment(payer=FUND, victim="V", amount=yuan(1000)),
        Prepayment(payer="A-jq", victim="V", amount=yuan(2000), label="抢救费"),
    ),
)


def tree(made: Claim) -> Node:
    return tree_of(made, LAW, reckon_claim(made, LAW))


def nodes(node: Node) -> dict[str, Node]:
    found = {node.key: node}
    for child in node.children:
        found |= nodes(child)
    return found


def test_every_line_can_be_found_by_its_key() -> None:
    found = nodes(tree(BASE))
    assert found["reckoning"].amount == found["victim.V"].amount
    assert found["victim.V.bucket.medical"].text == "30,000.00 + 3,000.00 = 33,000.00 元"
    assert found["victim.V.item.medical.2"].amount == yuan(3000)
    assert found["victim.V.item.dependants.1.part.1"].label == "母"
    first = found["victim.V.share.compulsory.A.medical"]
    assert (first.amount, first.label) == (yuan(18000), "A-jq（A 医疗费用）")
    assert {given.key: given.value for given in first.inputs} == {
        "limit": "18,000.00",
        "loss": "33,000.00",
    }
    assert found["victim.V.share.liable.A"].notes == ("挂靠公司 对这 700.00 元承担连带责任",)
    assert found["victim.V.advance.fund.1"].label == "救助基金垫付"
    assert found["victim.V.advance.A-jq.1"].text == "抢救费 2,000.00 元"
    assert found["victim.V.row.fund.A-jq.fund"].label == "A-jq → 救助基金"
    assert found["limits.A.medical"].text == "18,000.00 / 18,000.00，已用尽"
    assert found["limits.A.property"].text == "0.00 / 2,000.00"
    assert found["sides.foot"].text == "行人，责任比例 30%"
    assert found["options.month_days"].text == "30 天"
    assert found["victim.V.own"].sources[0].text == "《民法典》第1173条"
    assert "大写：" in found["victim.V.layers"].text


def test_free_rides_fixed_sums_and_what_the_fund_lacks_are_in_the_tree() -> None:
    made = claim(
        car("A", 70, trailer=trailer()),
        walker(0, compulsory=None),
        car("B", 30, compulsory=None),
        victims=(
            rider(loss("medical", 40000), free_ride=FreeRide(percent=Decimal(10))),
            victim(loss("medical", 10)),
        ),
        prepaid=(Prepayment(payer=FUND, victim="P", amount=yuan(90000)),),
        overrides=(
            Override(
                unit="B", victim="P", bucket=Bucket.MEDICAL, amount=yuan(0), reason="各方同意"
            ),
        ),
    )
    found = nodes(tree(made))
    assert any("第1217条" in source.text for source in found["victim.P.own"].sources)
    assert found["victim.P.layers"].notes[1] == "调解员调整分配：B医疗费用 0.00 元，理由：各方同意"
    assert "未收回" in found["victim.P.settlement"].notes[0]
    assert "救助基金未收回" in found["victim.P.proof.received"].text
    assert found["limits.B.medical"].label == "B 未投保交强险医疗费用"
    assert "victim.V.advances" not in found


def test_without_a_motor_vehicle_there_are_no_limits() -> None:
    found = nodes(tree(claim(walker(100), victims=(victim(loss("medical", 1)),))))
    assert "limits" not in found
    assert "第1165条" in found["sides.foot"].sources[0].text


def test_the_victim_can_add_up_what_he_gets() -> None:
    made = claim(
        car("A", 60),
        walker(40),
        victims=(victim(loss("medical", 28000)),),
        prepaid=(
            Prepayment(payer="A-driver", victim="V", amount=yuan(30000)),
            Prepayment(payer="V", victim="V", amount=yuan(700)),
        ),
    )
    found = nodes(tree(made))
    assert found["victim.V.proof.received"].text == (
        "已付 30,000.00 + 还应收到 0.00 − 应退 6,000.00 = 24,000.00 元"
    )
    # What he paid himself is no advance.
    assert found["victim.V.advances"].amount == yuan(30000)


def test_a_comparison_names_each_line_that_differs() -> None:
    assert compare(tree(BASE), tree(BASE)) == ()
    other = replace(
        BASE,
        sides=(car("A", 60), walker(40)),
        victims=(victim(loss("medical", 30000), loss("repair", 500)),),
        options=Options(month_days=Decimal("21.75")),
    )
    changes = {change.key: change for change in compare(tree(BASE), tree(other))}
    gone = changes["victim.V.item.medical.2"]
    assert gone == LineChange(
        key="victim.V.item.medical.2",
        kind="item",
        label="医疗费",
        path=("损害赔偿计算", "V", "医疗费用"),
        old_amount=yuan(3000),
        old_text="3,000.00 元（凭据）",
    )
    assert gone.is_gone
    assert not gone.is_new
    new = changes["victim.V.item.repair.1"]
    assert (new.is_new, new.is_gone, new.new_amount) == (True, False, yuan(500))
    assert changes["sides.A"].new_text == "机动车，责任比例 60%"
    assert changes["options.month_days"].new_text == "21.75 天"
    assert "victim.V.item.medical.1" not in changes
    assert not any(change.kind == "proof" for change in changes.values())
    order = list(changes)
    assert order.index("victim.V.bucket.medical") < order.index("victim.V.item.medical.2")
    assert order.index("victim.V.item.medical.2") < order.index("victim.V.layers")


def test_a_tree_of_another_case_is_gone_as_a_whole() -> None:
    old = Node(kind="item", key="x", label="甲", amount=yuan(1))
    new = Node(kind="item", key="y", label="乙", amount=yuan(2))
    assert [change.key for change in compare(old, new)] == ["x", "y"]


def test_the_place_of_mental_damage_is_said() -> None:
    def note(order: MentalOrder) -> str:
        made = claim(
            car("A", 100),
            walker(),
            victims=(victim(loss("care", 170000), loss("mental", 30000)),),
            options=Options(mental=order),
        )
        node = nodes(tree(made))["victim.V.layers"]
        assert any("第13条" in source.text for source in node.sources)
        return node.notes[1]

    assert note(MentalOrder.FIRST).endswith("先赔：30,000.00 − 已赔 30,000.00 = 剩余 0.00 元")
    assert note(MentalOrder.LAST).endswith("后赔：30,000.00 − 已赔 10,000.00 = 剩余 20,000.00 元")
