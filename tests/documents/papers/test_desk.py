"""Papers beside the agreement: refusal, evidence, service, accounts, forgiveness, the police."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mediation_app.documents import context
from mediation_app.documents.offers import PaperOffer, offers
from mediation_app.documents.produce import produce
from mediation_app.documents.signers import expected
from mediation_app.domain.cases import MediationState
from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import Outcome
from mediation_app.domain.papers import Attachment, Paper
from mediation_app.domain.parties import Liability, Party, PartyKind, PartyRole, Side
from mediation_app.domain.sessions import Session
from tests.documents.papers import crowds, samples, samples_ends
from tests.documents.papers.press import CATALOG, blank, pages_of, text_of
from tests.documents.papers.test_papers import made

ONE_PAGE = (
    "not_accepted_notice",
    "evidence_list",
    "evidence_sheet",
    "oral_agreement",
    "service_return",
    "address_confirmation",
    "self_settlement",
    "account_confirmation",
    "insurer_handover",
    "forgiveness_letter",
    "postponement_request",
    "police_mediation_end",
)


def listed(file: CaseFile) -> dict[str, list[PaperOffer]]:
    found: dict[str, list[PaperOffer]] = {}
    for offer in offers(CATALOG, samples.scene("", file)):
        found.setdefault(offer.code, []).append(offer)
    return found


def in_state(state: MediationState) -> CaseFile:
    return samples_ends.ended(state)


@pytest.mark.parametrize("code", ONE_PAGE)
def test_forms_stay_on_one_page_filled_and_blank(code: str) -> None:
    assert made(code).pages == 1
    assert blank(code).pages == 1


@pytest.mark.parametrize("code", ["police_mediation_request", "police_mediation_letter"])
def test_the_signatures_of_the_police_papers_stand_below_words(code: str) -> None:
    for file in (None, crowds.crowd()):
        heads = [page for page in pages_of(made(code, file)) if "（签名、盖章或按指印）：" in page]
        assert heads
        assert "此致" in heads[0] or "签名后生效" in heads[0]


# Refusal --------------------------------------------------------------------------------------


def test_a_refusal_gives_the_reason_the_other_ways_and_a_number_of_its_own() -> None:
    file = in_state(MediationState.REFUSED)
    kind = CATALOG.kind("not_accepted_notice")
    drawn = replace(samples.scene(kind.code, file), number="（2026）东道交调不受字第0001号")
    paper = produce(kind, drawn)
    text = text_of(paper)
    for words in (
        "编号：（2026）东道交调不受字第0001号张国强：",
        "于2026年11月2日收到你方",
        "各方对误工期限和护理人数分歧较大",
        "通过仲裁、行政、司法等途径",
        "2026年11月20日",
    ):
        assert words in text, words
    assert text.count("☐直接☐邮寄") == 1
    before = produce(kind, samples.scene(kind.code, file))
    assert before.number == ""
    kept = Paper(id="z1", case_id=samples.CASE, kind=kind.code, number=drawn.number)
    again = produce(kind, samples.scene(kind.code, replace(file, papers=(kept,))))
    assert again.number == drawn.number
    assert again.content_hash == paper.content_hash


def test_a_refusal_is_written_for_refused_cases_only() -> None:
    assert "not_accepted_notice" in listed(in_state(MediationState.REFUSED))
    assert "not_accepted_notice" not in listed(samples.case_s9())
    assert "police_mediation_letter" not in listed(in_state(MediationState.REFUSED))


# Evidence, service, address -------------------------------------------------------------------


def test_evidence_lists_what_was_attached_and_closes_the_list() -> None:
    issued = Paper(id="z2", case_id=samples.CASE, kind="agreement")
    kept = (
        Attachment(id="h1", case_id=samples.CASE, kind="病历", name="出院记录.pdf", pages=3),
        Attachment(id="h2", case_id=samples.CASE, name="现场照片.jpg", note="事故现场"),
        Attachment(id="h3", case_id=samples.CASE, subject_id="z2", name="签回的协议.pdf"),
    )
    file = replace(samples.case_s9(), attachments=kept, papers=(issued,))
    text = text_of(made("evidence_list", file))
    assert "1病历出院记录.pdf3页" in text
    assert "2现场照片.jpg" in text
    assert "事故现场" in text
    assert "签回的协议" not in text
    assert "（以下空白）" in text
    assert "以下空白" not in text_of(made("evidence_list", samples.case_s9()))
    assert text_of(made("evidence_list", samples.case_s9())).count("☐原件") == 8


def test_a_return_is_made_for_each_agreement_that_was_issued() -> None:
    file = samples.case_s9()
    assert "service_return" not in listed(file)
    one = replace(samples.SERVED, id="z3")
    two = replace(samples.SERVED, id="z4", edition=2)
    other = Paper(id="z5", case_id=samples.CASE, kind="receipt", title="收条")
    found = listed(replace(file, papers=(two, one, other)))["service_return"]
    assert [offer.subject_id for offer in found] == ["z3"]
    assert found[0].title == "送达回证（人民调解协议书）"
    text = text_of(made("service_return"))
    for party in file.parties:
        if not party.represents_id:
            assert f"受送达人{party.name}" in text


def test_each_party_confirms_its_address() -> None:
    found = listed(samples.case_s9())["address_confirmation"]
    assert [offer.subject_id for offer in found] == ["v1", "d1", "i1"]
    file = samples.case_s9()
    kind = CATALOG.kind("address_confirmation")
    insurer = file.party("i1")
    scene = samples.scene(kind.code, file, party=insurer)
    text = text_of(produce(kind, scene))
    for words in (
        "泰和财产保险股份有限公司东阿支公司",
        "前进街88号",
        "刘洋（委托代理人）",
        "第三人",
    ):
        assert words in text, words
    assert [one.party_id for one in expected(kind, scene)] == ["i1"]
    assert insurer is not None
    bare = samples.scene(kind.code, file, party=replace(insurer, address=""))
    assert [r.place for r in produce(kind, bare).missing] == ["parties/i1/address"]


# Oral agreement, accounts, hand-over ----------------------------------------------------------


def test_an_oral_agreement_has_its_form_and_no_written_one() -> None:
    file = samples.case_s9()
    assert "oral_agreement" not in listed(file)
    oral = replace(
        file,
        case=replace(file.case, state=MediationState.AGREED_ORAL),
        agreements=(replace(file.agreements[0], oral=True),),
    )
    found = listed(oral)
    assert found["oral_agreement"][0].can_issue
    assert "agreement" not in found
    text = text_of(made("oral_agreement", oral))
    assert "各方确认损失：医疗费112,000.00元" in text
    assert (
        "（二）泰和财产保险股份有限公司东阿支公司于2026年12月10日前以银行转账方式向张国强支付赔偿款"
        "¥153,140.00（大写：壹拾伍万叁仟壹佰肆拾元整）。" in text
    )
    assert "不发给当事人" in text


def test_an_account_is_confirmed_and_the_insurer_may_pay_directly() -> None:
    text = text_of(made("account_confirmation"))
    for words in (
        "6228480000012345678",
        "¥153,140.00（大写：壹拾伍万叁仟壹佰肆拾元整）",
        "被保险人李建军就本次事故同意泰和财产保险股份有限公司东阿支公司在保险责任范围内",
        "保单：鲁P3K567交强险保单号PDZA202637152400001234。",
    ):
        assert words in text, words
    assert "户名与收款人不一致" not in text
    file = samples.case_s9()
    pay = replace(file.instalments[1], payer_id="d1", account_name="王芳")
    own = replace(file, instalments=(pay,))
    text = text_of(made("account_confirmation", own))
    assert "直接赔付授权" not in text
    assert "账户所有人与收款人的关系" in text


def test_materials_are_handed_to_an_insurer_only() -> None:
    assert "insurer_handover" in listed(samples.case_s9())
    file = samples.case_s9()
    alone = replace(file, parties=file.parties[:2], policies=())
    assert "insurer_handover" not in listed(alone)


# Forgiveness, postponement, settlement without us ---------------------------------------------


def test_the_relatives_of_the_dead_forgive_and_the_innocent_need_no_forgiveness() -> None:
    file = samples.case_s9()
    wife = Party(
        id="n1", case_id=samples.CASE, position=9, roles=(PartyRole.RELATIVE.value,), name="王芳"
    )
    other = replace(file.parties[1], id="d2", name="赵无责", liability=Liability.NONE)
    lost = replace(
        file,
        parties=(*file.parties, wife, other),
        injuries=(replace(file.injuries[0], outcome=Outcome.DEAD),),
    )
    text = text_of(made("forgiveness_letter", lost))
    assert "王芳（系死者张国强的近亲属）" in text
    assert "对李建军在本次事故中的行为表示谅解" in text
    assert "赵无责" not in text
    assert "不以支付赔偿款为条件" in text
    kind = CATALOG.kind("forgiveness_letter")
    assert [one.party_id for one in expected(kind, samples.scene(kind.code, lost))] == ["n1"]
    assert not any(word in text for word in ("元整", "¥"))


def test_a_postponement_names_the_session_that_waits() -> None:
    file = samples.case_s9()
    assert "2026年12月1日" not in text_of(made("postponement_request", file))
    later = Session(
        id="s2", case_id=samples.CASE, position=2, starts_at=samples.at(12, 1, 9), place="二室"
    )
    text = text_of(made("postponement_request", replace(file, sessions=(*file.sessions, later))))
    assert "原定时间2026年12月1日9时00分" in text
    assert "原定地点二室" in text


def test_only_an_accident_that_hurt_nobody_is_settled_without_us() -> None:
    file = replace(
        samples.case_s9(),
        case=replace(samples.case_s9().case, state=MediationState.REGISTERED),
        agreements=(),
    )
    assert "self_settlement" not in listed(file)
    unhurt = replace(file, injuries=(), accidents=(replace(file.accident, injured=0),))
    assert "self_settlement" in listed(unhurt)
    text = text_of(made("self_settlement", unhurt))
    for words in ("姓名李建军", "小型汽车鲁P3K567", "姓名张国强", "甲方乙方", "☑主要", "☑次要"):
        assert words in text, words


# The police -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "codes"),
    [
        (MediationState.AGREED, set()),
        (MediationState.FAILED, {"request"}),
        (MediationState.TO_POLICE, {"request", "record", "letter", "end"}),
        (MediationState.TO_COURT, set()),
    ],
)
def test_papers_of_the_police_follow_the_state(state: MediationState, codes: set[str]) -> None:
    file = samples.case_s9() if state is MediationState.AGREED else in_state(state)
    found = {c.removeprefix("police_mediation_") for c in listed(file) if c.startswith("police_")}
    assert found == codes


def test_the_letter_of_the_police_tells_losses_and_shares() -> None:
    text = text_of(made("police_mediation_letter", in_state(MediationState.TO_POLICE)))
    for words in ("张国强次要责任30%", "李建军主要责任70%", "第371524120260000123号"):
        assert words in text, words
    sums = samples.scene().sums
    assert sums is not None
    total = sum(result.total for result in sums.result.victims)
    assert f"合计{total:,.2f}" in text
    unknown = replace(samples.scene("police_mediation_letter"), sums=None)
    rows = context.build(unknown)["police"]["losses"]  # type: ignore[index]
    assert [row["no"] for row in rows] == [str(n) for n in range(1, 11)]
    assert produce(CATALOG.kind("police_mediation_letter"), unknown).pages >= 2


def test_the_joint_request_says_that_we_tried_before() -> None:
    failed = text_of(made("police_mediation_request", in_state(MediationState.FAILED)))
    assert "曾由东阿县道路交通事故人民调解委员会调解，于2026年11月20日终止" in failed
    fresh = samples.case_s9()
    assert "曾由" not in text_of(made("police_mediation_request", fresh))


@pytest.mark.parametrize("kind", [k for k in CATALOG.all() if k.code.startswith("police_")])
def test_the_police_sign_their_papers(kind: object) -> None:
    from mediation_app.documents.catalog import PaperKind

    assert isinstance(kind, PaperKind)
    names = [one.name for one in expected(kind, samples.scene(kind.code))]
    assert ("郭峰" in names) is (kind.code != "police_mediation_request")


def test_a_party_with_nothing_but_a_name_is_no_obstacle() -> None:
    bare = Party(id="b1", case_id=samples.CASE, side=Side.RESPONDENT, kind=PartyKind.PERSON)
    file = replace(samples.case_s9(), parties=(*samples.case_s9().parties, bare))
    for code in ("service_return", "forgiveness_letter", "police_mediation_record"):
        assert made(code, file).pages >= 1


def test_an_extension_of_the_first_term_names_its_last_day() -> None:
    step = replace(
        samples.EXTENSION, facts='{"new_due_on": "2026-12-31", "old_due_on": "2026-12-03"}'
    )
    tree = context.build(samples.scene("extension_consent", step=step))
    assert "2026年12月3日" in str(tree["extension"]["old_due"])  # type: ignore[index]
    assert step.occurred_on == date(2026, 11, 30)
