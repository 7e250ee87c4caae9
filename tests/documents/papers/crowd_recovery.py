"""A recovery with more debtors, instalments and acts than any page has room for."""

from __future__ import annotations

from dataclasses import replace

from mediation_app.domain.files import CaseFile
from tests.documents.papers import crowds
from tests.documents.papers.samples_recovery import money, s7


def crowd() -> CaseFile:
    """Ten debtors with difficult names, sixty instalments, forty acts."""
    file, told = crowds.crowd(10), s7()
    own = told.funds[0]
    names = [party for party in file.parties if not party.represents_id]
    shares = tuple(
        replace(own.debtor_shares[0], id=f"g{n}", position=n, party_id=party.id, name=party.name)
        for n, party in enumerate(names)
    )
    rows = tuple(
        replace(own.repayment_rows[0], id=f"k{n}", position=n, amount=money("1830.00"))
        for n in range(60)
    )
    actions = tuple(
        replace(own.recovery_actions[1], id=f"a{n}", result="查询财产，未发现可供执行的财产。" * 3)
        for n in range(40)
    )
    own = replace(
        own,
        application=replace(own.application, victim_id=names[0].id),
        debtor_shares=shares,
        repayment_rows=rows,
        recovery_actions=actions,
    )
    return replace(file, steps=told.steps, funds=(own,))
