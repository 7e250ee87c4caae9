"""A case with many parties, difficult names and a long story."""

from __future__ import annotations

from dataclasses import replace

from mediation_app.domain.files import CaseFile
from mediation_app.domain.parties import AgentScope, Party, PartyKind, Side
from tests.documents.papers.samples import CASE, case_s9, fund_s1

NASTY = ("李𬀩", "陈䶮", "买买提·吐尔逊", "A&B <建材> {{ case.number }} {% if %}", "王" * 200)


def crowd(count: int = 8) -> CaseFile:
    """Many parties with difficult names, each with an agent; a long story in the record."""
    people = tuple(
        Party(
            id=f"p{n}",
            case_id=CASE,
            position=n,
            side=(Side.APPLICANT, Side.RESPONDENT, Side.THIRD)[n % 3],
            kind=PartyKind.ORGANISATION if n % 3 == 2 else PartyKind.PERSON,
            roles=("victim",) if n == 0 else ("driver",),
            name=NASTY[n % len(NASTY)],
            id_number="371524198603152417",
            credit_code="91350100M000100Y43",
            phone="13812345678",
            address="东阿县",
        )
        for n in range(count)
    )
    agents = tuple(
        Party(
            id=f"q{n}",
            case_id=CASE,
            position=count + n,
            roles=("agent",),
            name=f"代理{n}",
            represents_id=f"p{n}",
            agent_scope=AgentScope.GENERAL,
        )
        for n in range(count)
    )
    file = case_s9()
    story = "\n".join(f"第{n}点：" + "各方就赔偿项目逐项核对。" * 12 for n in range(1, 25))
    session = replace(
        file.sessions[0],
        attendee_ids=tuple(person.id for person in people),
        minutes=story,
        result_reason="另行约定。",
    )
    fund = replace(
        fund_s1(), application=replace(fund_s1().application, victim_id="p0", meeting_number="1")
    )
    agreement = replace(file.agreements[0], disputed="争议", facts=story)
    pays = tuple(
        replace(file.instalments[1], id=f"t{n}", position=n, payer_id="p1", payee_id=f"p{n}")
        for n in range(count)
    )
    return replace(
        file,
        parties=(*people, *agents),
        sessions=(session,),
        agreements=(agreement,),
        instalments=pays,
        prepaid=(),
        funds=(fund,),
    )
