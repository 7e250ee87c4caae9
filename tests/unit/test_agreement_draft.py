"""Words of a drafted agreement that depend on the case."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from mediation_app.domain.agreement_draft import _fund, responsibility_text
from mediation_app.domain.cases import Case
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundApplication, FundKind
from mediation_app.domain.parties import Liability, Party
from mediation_app.domain.recovery import Recovery

EMPTY = CaseFile(case=Case(id="c"))


def advanced(*kinds: FundKind) -> CaseFile:
    funds = tuple(
        FundFile(
            application=FundApplication(id=kind.value, case_id="c", kind=kind),
            recoveries=(
                Recovery(
                    id=f"r{kind.value}",
                    case_id="c",
                    application_id=kind.value,
                    payment_id="",
                    opening=Decimal("100.00"),
                ),
            ),
        )
        for kind in kinds
    )
    return replace(EMPTY, funds=funds)


@pytest.mark.parametrize(
    ("kinds", "items"),
    [
        ((FundKind.RESCUE,), "医疗费"),
        ((FundKind.FUNERAL,), "丧葬费"),
        ((FundKind.FUNERAL, FundKind.RESCUE), "医疗费、丧葬费"),
    ],
)
def test_the_fund_line_names_what_the_fund_stood_in_for(
    kinds: tuple[FundKind, ...], items: str
) -> None:
    assert _fund(advanced(*kinds), ()).startswith(f"本次损失中的{items}包含救助基金已垫付的 ")


def test_who_fled_unknown_bears_his_part_of_the_finding() -> None:
    fled = Party(id="p", case_id="c", identity_unknown=True, liability=Liability.FULL)
    text = responsibility_text(replace(EMPTY, parties=(fled,)))
    assert text == "身份不明的当事人承担全部责任。"
