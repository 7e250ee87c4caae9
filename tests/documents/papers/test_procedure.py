"""The papers around the mediation: summons, authority, extension, ending, follow-up, confirmation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mediation_app.documents.offers import offers
from mediation_app.documents.produce import produce
from mediation_app.domain.cases import MediationState
from tests.documents.papers import samples, samples_ends
from tests.documents.papers.press import CATALOG, text_of
from tests.documents.papers.test_papers import made


def test_notice_tells_day_weekday_place_and_a_line_to_sign_for_each_party() -> None:
    text = text_of(made("session_notice"))
    for words in (
        "定于2026年11月16日9时00分（星期一）进行第1次调解",
        "调解地点：东阿县联合调解窗口第二调解室",
        "联系电话：0635-3280000",
        "2026年11月22日",
        "☐直接☐邮寄",
    ):
        assert words in text, words
    for party in samples.case_s9().parties:
        if not party.represents_id:
            assert text.count(party.name) >= 2


def test_authority_ticks_what_was_given_and_nothing_else() -> None:
    text = text_of(made("authorisation"))
    assert "☐一般代理" in text
    assert "☑特别授权" in text
    assert "☑进行和解、接受调解" in text
    assert "☐签署调解协议" in text
    assert "自2026年11月1日至2026年12月31日" in text
    assert (
        "委托人：泰和财产保险股份有限公司东阿支公司，统一社会信用代码：91350100M000100Y43" in text
    )


@pytest.mark.parametrize(
    ("state", "ground", "police"),
    [
        (MediationState.FAILED, "经调解未能达成协议", True),
        (MediationState.PARTY_QUIT, "明确拒绝调解或者退出调解", True),
        (MediationState.WITHDRAWN, "申请人撤回调解申请", False),
        (MediationState.TO_COURT, "已就该纠纷提起诉讼", False),
        (MediationState.TO_POLICE, "转由公安机关交通管理部门调解", False),
    ],
)
def test_ending_names_the_ground_and_the_other_ways(
    state: MediationState, ground: str, police: bool
) -> None:
    text = text_of(made("termination_notice", samples_ends.ended(state)))
    assert ground in text
    assert "各方对误工期限和护理人数分歧较大" in text
    assert "通过仲裁、行政、司法等途径" in text
    assert ("三日（工作日）内共同提出书面申请" in text) is police


def test_extension_says_until_when_and_from_when() -> None:
    text = text_of(made("extension_consent"))
    assert "调解期限延长至2026年12月31日" in text
    assert "等待鉴定意见" in text
    assert "原定调解期限即将届满" in text
    kept = replace(
        samples.EXTENSION,
        facts='{"new_due_on": "2026-12-31", "old_due_on": "2026-12-03", "reason": "等待鉴定"}',
    )
    scene = samples.scene("extension_consent", step=kept)
    text = text_of(produce(CATALOG.kind("extension_consent"), scene))
    assert "原定调解期限至2026年12月3日届满" in text
    again = replace(samples.EXTENSION, id="e4", facts='{"new_due_on": "2027-01-31"}')
    file = replace(samples.case_s9(), steps=(samples.EXTENSION, again))
    scene = samples.scene("extension_consent", file, step=again)
    text = text_of(produce(CATALOG.kind("extension_consent"), scene))
    assert "原定调解期限至2026年12月31日届满" in text
    for damaged in ("{", "[]", '{"new_due_on": "soon"}'):
        broken = replace(samples.EXTENSION, facts=damaged)
        scene = samples.scene("extension_consent", file, step=broken)
        assert produce(CATALOG.kind("extension_consent"), scene).missing


def test_follow_up_quotes_the_number_of_the_agreement() -> None:
    text = text_of(made("follow_up_record"))
    assert "调解协议编号：（2026）东道交调字第0187号" in text
    assert "有无因本纠纷提起诉讼：无" in text
    assert "回访人（签名）：李敏" in text


def test_confirmation_is_asked_for_by_all_with_the_proof_of_the_committee() -> None:
    text = text_of(made("confirmation_request"))
    for words in ("申请人一：张国强", "申请人二：李建军", "申请人三：泰和", "东阿县人民法院"):
        assert words in text
    assert "于2026年11月16日经东阿县道路交通事故人民调解委员会主持调解达成" in text
    proof = text_of(made("mediation_proof"))
    assert "指派人民调解员王建国主持调解，调解时间为2026年11月16日" in proof


def test_closing_report_tells_course_outcome_and_payments() -> None:
    text = text_of(made("closing_report", samples_ends.confirmed()))
    for words in (
        "共调解1次。",
        "2026年11月16日第1次调解，调解成功。",
        "达成书面协议（编号：（2026）东道交调字第0187号），2026年11月16日生效，赔偿总额¥228,300.00。",
        "第1笔救助基金¥57,160.00：未履行。",
        "第2笔张国强¥153,140.00：2026年12月8日付¥153,140.00。",
    ):
        assert words in text, words
    file = samples_ends.confirmed()
    archived = replace(file, case=replace(file.case, state=MediationState.ARCHIVED))
    assert "办理结果达成协议（书面）" in text_of(made("closing_report", archived))
    failed = text_of(made("closing_report", samples_ends.ended()))
    assert "办理结果调解不成终止" in failed
    assert "经调解未能达成协议：各方对误工期限" in failed


def test_papers_of_what_never_happened_have_no_line() -> None:
    scene = samples.scene("", samples.case_s9())
    bare = {offer.code for offer in offers(CATALOG, scene)}
    rare = {"extension_consent", "follow_up_record", "confirmation_request", "mediation_proof"}
    assert not bare & {*rare, "termination_notice", "withdrawal_request"}
    file = replace(
        samples_ends.confirmed(),
        steps=(samples.EXTENSION,),
        follow_ups=(samples.FOLLOW_UP,),
        confirmations=(samples.CONFIRMATION,),
    )
    full = {offer.code: offer for offer in offers(CATALOG, samples.scene("", file))}
    assert rare <= set(full)
    assert full["authorisation"].title == "授权委托书（刘洋）"
    assert full["extension_consent"].can_issue
    ended = {o.code for o in offers(CATALOG, samples.scene("", samples_ends.ended()))}
    assert "termination_notice" in ended
    assert "withdrawal_request" not in ended
