"""The papers of recovery: what they say in S7 to S10, when they can be made, how they overflow."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from mediation_app.documents.catalog import Catalog
from mediation_app.documents.context import Scene
from mediation_app.documents.offers import OfferState, PaperOffer, offers, subjects_of
from mediation_app.documents.produce import Produced, produce
from mediation_app.documents.signers import expected
from mediation_app.domain.files import CaseFile
from mediation_app.domain.papers import Paper
from mediation_app.domain.recovery import DebtorBasis, RecoveryState
from mediation_app.domain.refunds import RefundState
from mediation_app.rulebook import Rulebook
from tests.documents.papers import samples, samples_recovery
from tests.documents.papers.crowd_recovery import crowd
from tests.documents.papers.press import pages_of as pages
from tests.documents.papers.press import text_of
from tests.documents.papers.samples import CASE, money
from tests.documents.papers.samples_recovery import recovered, s7, s8, s9, s10, scene_for

CATALOG = Catalog()
RECOVERY = sorted(samples_recovery.CODES)
TERMS = {"refund_days": 10, "acceleration_instalments": 2}
CAUSES = {"M01": "保险公司事后赔付"}


def made(code: str, file: CaseFile | None = None, *, place: int = 0) -> Produced:
    return _made(code, place) if file is None else fresh(code, file, place)


@cache
def _made(code: str, place: int) -> Produced:
    return fresh(code, None, place)


def fresh(code: str, file: CaseFile | None, place: int) -> Produced:
    return produce(CATALOG.kind(code), scene(code, file, place=place))


def scene(code: str, file: CaseFile | None = None, *, place: int = 0) -> Scene:
    found = scene_for(code, file, place)
    return replace(found, wording=replace(found.wording, terms=TERMS, reasons=CAUSES))


def line(code: str, file: CaseFile) -> list[PaperOffer]:
    bare = replace(samples.scene("", file), fund=None, payment=None)
    return [offer for offer in offers(CATALOG, bare) if offer.code == code]


def in_state(file: CaseFile, state: RecoveryState) -> CaseFile:
    own = file.funds[0]
    return replace(
        file, funds=(replace(own, recoveries=(replace(own.recoveries[0], state=state),)),)
    )


# What they say ----------------------------------------------------------------------------------


def test_notice_tells_the_debtor_what_was_paid_and_what_he_owes() -> None:
    text = text_of(made("recovery_notice"))
    for words in (
        "李建军：",
        "2026年3月4日，救助基金向冠县人民医院垫付抢救费用¥127,800.00（大写：壹拾贰万柒仟捌佰元整）",
        "你（单位）系本次事故的责任人",
        "泰和财产保险股份有限公司东阿支公司（保险人直付）¥18,000.00",
        "以收回全部垫付款为限，不重复收取",
        "自收到之日起10个工作日内",
        "账号：2308000012345678901",
        "东道救追〔2026〕第0002号",
        "2026年5月25日",
        "送达回证",
    ):
        assert words in text, words
    insurer = text_of(made("recovery_notice", place=1))
    assert "肇事车辆由你单位承保" in insurer
    assert "为¥18,000.00（大写：壹万捌仟元整）" in insurer


def test_notice_asks_a_compensated_victim_to_give_back() -> None:
    file = s9()
    own = file.funds[0]
    share = replace(
        own.debtor_shares[0],
        basis=DebtorBasis.COMPENSATED,
        party_id="v1",
        amount=money("17148.00"),
    )
    text = text_of(
        made("recovery_notice", replace(file, funds=(replace(own, debtor_shares=(share,)),)))
    )
    assert "张国强：" in text
    assert "已从责任人、保险公司或者其他渠道获得赔偿" in text
    assert "应当退还救助基金" in text


def test_demand_names_the_day_as_the_agreement_has_it() -> None:
    """The third rate of 10-05 falls into the holiday: it is due on 10-08, on both papers."""
    file = s7()
    own = file.funds[0]
    rows = tuple(
        replace(row, nominal_on=row.due_on.replace(day=5)) if row.due_on else row
        for row in own.repayment_rows
    )
    there = scene("recovery_demand", replace(file, funds=(replace(own, repayment_rows=rows),)))
    there = replace(there, calendar=Rulebook.open("371524").calendar())
    text = text_of(produce(CATALOG.kind("recovery_demand"), there))
    assert "32026年10月8日¥9,150.00" in text
    assert "2026年10月5日" not in text


def test_demand_has_the_sums_of_s7() -> None:
    text = text_of(made("recovery_demand"))
    for words in (
        "（第一次）",
        "已偿还¥41,300.00，尚未偿还¥86,500.00",
        "共2期，逾期金额¥13,300.00（大写：壹万叁仟叁佰元整）",
        "32026年10月8日¥9,150.00¥5,000.00¥4,150.00",
        "42026年11月5日¥9,150.00¥0.00¥9,150.00",
        "连续二期未按期足额偿还的，全部未还款项到期",
        "第3、4期均未足额偿还",
        "约定分12期偿还¥109,800.00",
    ):
        assert words in text, words


def test_agreement_and_promise_list_every_instalment() -> None:
    for code in ("repayment_agreement", "repayment_promise"):
        text = text_of(made(code))
        assert text.count("¥9,150.00") == 12
        assert "¥109,800.00（大写：壹拾万玖仟捌佰元整）" in text
        assert "2026年9月7日" in text
        assert "2027年7月5日" in text
        assert "公民身份号码：371524199107021234" in text


def test_one_sum_is_paid_at_once_and_has_no_table() -> None:
    file = s7(state=RecoveryState.TOLD, received=1)
    own = file.funds[0]
    row = replace(own.repayment_rows[0], amount=money("109800.00"))
    text = text_of(
        made("repayment_agreement", replace(file, funds=(replace(own, repayment_rows=(row,)),)))
    )
    assert "乙方于2026年8月5日前一次性偿还" in text
    assert "期次" not in text
    assert "连续" not in text


def refunded(**changes: Any) -> CaseFile:
    """S9 with its refund changed."""
    file = s9()
    own = file.funds[0]
    return replace(file, funds=(replace(own, refunds=(replace(own.refunds[0], **changes),)),))


def test_the_refund_says_why_how_much_and_until_when() -> None:
    text = text_of(made("fund_refund_notice"))
    for words in (
        "东道救退函〔2026〕第0001号",
        "保险公司事后赔付。",
        "又支付医疗费20,000.00元",
        "应退还¥20,000.00（大写：贰万元整）",
        "自收到之日起10个工作日内",
    ):
        assert words in text, words
    family = text_of(made("fund_refund_notice", refunded(debtor_name="孟家")))
    assert "孟家：" in family


def test_the_refund_letter_belongs_to_the_refund() -> None:
    assert line("fund_refund_notice", samples.case_s9()) == []
    (offer,) = line("fund_refund_notice", s9())
    assert (offer.subject_id, offer.can_issue) == ("u1", True)
    (waiting,) = line("fund_refund_notice", refunded(checker_id=""))
    assert not waiting.can_issue
    assert line("fund_refund_notice", refunded(state=RefundState.DROPPED)) == []
    told = refunded(state=RefundState.DROPPED, told_on=date(2026, 10, 22))
    assert len(line("fund_refund_notice", told)) == 1
    file = s9()
    own = file.funds[0]
    two = replace(own, refunds=(*own.refunds, replace(own.refunds[0], id="u2", number="")))
    labels = [o.title for o in line("fund_refund_notice", replace(file, funds=(two,)))]
    assert len(set(labels)) == 2


def test_letters_ask_for_what_the_hospital_does_not_give_back() -> None:
    assert "尚未收回¥37,160.00" in text_of(made("fund_insurer_letter"))
    whole = text_of(made("fund_insurer_letter", refunded(checker_id="")))
    assert "尚未收回¥57,160.00" in whole, "one person alone lowers no debt"


def test_the_insurer_is_asked_to_pay_the_fund_first() -> None:
    text = text_of(made("fund_insurer_letter"))
    for words in (
        "泰和财产保险股份有限公司东阿支公司：",
        "被保险人：李建军",
        "PDZA202637152400001234",
        "尚未收回¥37,160.00",
        "以¥37,160.00为限）划入救助基金账户",
        "附件：1.受害人及亲属承诺书；2.拨付凭证",
    ):
        assert words in text, words


def test_write_off_shows_ground_acts_and_the_opinions_given_so_far() -> None:
    text = text_of(made("write_off_request"))
    for words in (
        "☑肇事逃逸案件超过三年未侦破",
        "☐责任人死亡、失踪或终止",
        "申请核销金额¥43,600.00",
        "2026年3月4日查询公安机关出具案件未侦破证明",
        "公安机关未侦破证明1份",
        "追偿措施属实，同意核销。签名：孙丽2026年3月16日",
    ):
        assert words in text, words


def test_signing_the_write_off_makes_no_old_edition() -> None:
    file = s10()
    own = file.funds[0]
    signed = replace(
        file,
        funds=(replace(own, recoveries=(replace(own.recoveries[0], write_off_approver_id="p5"),)),),
        steps=(*file.steps, samples_recovery.step("sign_write_off", date(2026, 3, 20))),
    )
    assert made("write_off_request", signed).content_hash == made("write_off_request").content_hash
    assert "签名：周强" in text_of(made("write_off_request", signed))


def test_custody_keeps_what_is_not_the_funds() -> None:
    text = text_of(made("fund_custody"))
    assert "¥300,000.00−¥6,240.00−¥4,380.00=¥289,380.00" in text
    assert "贰拾捌万玖仟叁佰捌拾元整" in text
    assert "死者身份不明" in text
    assert line("fund_custody", s7()) == []
    assert len(line("fund_custody", s8())) == 1


def test_custody_is_no_place_for_the_costs_of_treatment() -> None:
    file = s8()
    bill = replace(file.prepaid[0], id="q2", amount=money("18000.00"), purpose="抢救费用")
    text = text_of(made("fund_custody", replace(file, prepaid=(*file.prepaid, bill))))
    assert "=¥289,380.00" in text


def test_custody_stays_when_the_name_is_found() -> None:
    file = s8()
    named = replace(file.parties[0], identity_unknown=False, name="赵六")
    file = replace(file, parties=(named, *file.parties[1:]))
    assert line("fund_custody", file) == []
    issued = Paper(id="pp", case_id=CASE, kind="fund_custody", subject_id="v1", edition=1)
    assert len(line("fund_custody", replace(file, papers=(issued,)))) == 1


def test_a_receipt_says_what_is_left_after_it() -> None:
    text = text_of(made("repayment_receipt", place=1))
    for words in ("第2笔", "付款人李建军", "¥9,150.00", "尚未收回¥100,650.00", "BOC20260805"):
        assert words in text, words


def test_closing_slip_adds_up_to_the_advance() -> None:
    text = text_of(made("recovery_closing"))
    assert "收回合计¥127,800.00" in text
    assert "未收回金额¥0.00" in text
    assert "结案日期：2026年11月21日" in text


def test_suit_list_names_court_claim_and_sums() -> None:
    text = text_of(made("fund_suit_list"))
    for words in (
        "☑起诉、参加诉讼",
        "东阿县人民法院",
        "（2026）鲁1524民初2345号",
        "尚未收回¥86,500.00",
        "判令被告偿还救助基金垫付款86,500.00元",
    ):
        assert words in text, words


def test_catalogue_keeps_its_order_and_counts_pages_as_far_as_known() -> None:
    tree = scene("fund_archive_list")
    paper = produce(CATALOG.kind("fund_archive_list"), tree)
    text = text_of(paper)
    order = [
        "垫付通知书（公安交管）",
        "抢救费用垫付申请书（医疗机构）",
        "受害人身份证件",
        "交强险保单",
        "病历、抢救记录",
        "垫付审批表",
        "同意垫付通知书",
        "拨付凭证",
        "追偿告知书（李建军）",
        "保险赔款协助划付函",
        "以下空白",
    ]
    places = [text.index(word) for word in order]
    assert places == sorted(places)
    assert "调解通知书" not in text


def test_statistics_carry_the_figures() -> None:
    text = text_of(made("fund_statistics"))
    for words in ("138,420.00", "29.84%", "期末余额1,543,692.40", "2026年1月1日至2026年12月31日"):
        assert words in text, words


# When they can be made --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "seen"),
    [
        ("open", {"recovery_notice", "fund_insurer_letter"}),
        ("told", {"recovery_notice", "fund_insurer_letter", "repayment_agreement"}),
        ("lawsuit", {"recovery_notice", "fund_insurer_letter", "repayment_agreement"}),
        ("written_off", set()),
        ("recovered", set()),
    ],
)
def test_letters_follow_the_state(state: str, seen: set[str]) -> None:
    file = in_state(s7(), RecoveryState(state))
    codes = ("recovery_notice", "fund_insurer_letter", "repayment_agreement")
    ready = {
        code for code in codes for offer in line(code, file) if offer.state is OfferState.READY
    }
    assert ready == seen


def test_forms_of_the_end_wait_for_their_state() -> None:
    assert line("recovery_closing", recovered())[0].state is OfferState.READY
    assert line("recovery_closing", s7()) == []
    paid = in_state(recovered(), RecoveryState.OVERDUE)
    assert line("recovery_closing", paid)[0].state is OfferState.READY
    assert line("write_off_request", s7()) == []
    assert line("write_off_request", s10())[0].state is OfferState.READY
    on_hold = in_state(s10(), RecoveryState.ON_HOLD)
    assert line("write_off_request", on_hold)[0].state is OfferState.LOCKED


def test_without_a_debtor_the_notice_says_whom_to_enter() -> None:
    nobody = replace(samples.fund_s1(), debtor_shares=())
    (offer,) = line("recovery_notice", samples.with_fund(nobody))
    assert offer.state is OfferState.MISSING
    assert {dict(reason.params)["what"] for reason in offer.reasons} == {
        "应还款人未确定",
        "应还金额未填写",
    }
    assert all(reason.place == "fund/f1/recovery" for reason in offer.reasons)


def test_every_demand_has_its_number_and_the_next_waits_while_overdue() -> None:
    file = s7()
    own = file.funds[0]
    sent = replace(own.recovery_actions[0], id="a9", kind="demand", done_on=date(2026, 11, 10))
    file = replace(file, funds=(replace(own, recovery_actions=(*own.recovery_actions, sent)),))
    assert [offer.title for offer in line("recovery_demand", file)] == [
        "催款函（第1次）",
        "催款函（第2次）",
    ]
    first, second = made("recovery_demand", file), made("recovery_demand", file, place=1)
    assert "2026年11月10日" in text_of(first)
    assert "（第二次）" in text_of(second)
    quiet = in_state(file, RecoveryState.LAWSUIT)
    assert len(line("recovery_demand", quiet)) == 1


def test_the_promise_is_not_asked_of_an_insurer() -> None:
    assert [offer.title for offer in line("repayment_promise", s7())] == ["还款承诺书（李建军）"]


def test_an_issued_letter_keeps_its_number_and_its_day() -> None:
    file = s7()
    number = "东道救追函〔2026〕第0009号"
    key = next(k for k, _, _ in subjects_of(CATALOG.kind("recovery_demand"), _bare(file)))
    issued = Paper(
        id="pp",
        case_id=CASE,
        kind="recovery_demand",
        subject_id=key,
        number=number,
        issued_on=date(2026, 11, 12),
    )
    paper = made("recovery_demand", replace(file, papers=(issued,)))
    assert paper.number == number
    text = text_of(paper)
    assert number in text
    assert "截至2026年11月12日" in text


def _bare(file: CaseFile) -> Scene:
    return replace(samples.scene("recovery_demand", file), fund=None, payment=None)


def test_signers_are_the_debtors_and_the_officer() -> None:
    kind = CATALOG.kind("repayment_agreement")
    names = [each.name for each in expected(kind, scene("repayment_agreement"))]
    assert names == ["李建军", "李敏", samples.OFFICE.fund_manager]
    kind = CATALOG.kind("write_off_request")
    names = [each.name for each in expected(kind, scene("write_off_request"))]
    assert names == ["李敏", "孙丽", samples.OFFICE.fund_manager]


def test_two_recoveries_are_told_apart() -> None:
    own = s8().funds
    named = tuple(
        replace(f, recoveries=(replace(f.recoveries[0], number=f"东道救追〔2026〕第000{n}号"),))
        for n, f in enumerate(own, 1)
    )
    titles = [offer.title for offer in line("recovery_notice", replace(s8(), funds=named))]
    assert titles == [
        "追偿告知书（东道救追〔2026〕第0001号）",
        "追偿告知书（东道救追〔2026〕第0002号）",
    ]


# Overflowing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", RECOVERY)
def test_overflowing_papers_lose_nothing_and_never_sign_alone(code: str) -> None:
    paper = made(code, crowd())
    found = pages(paper)
    text = text_of(paper)
    if code == "repayment_agreement":
        assert text.count("¥1,830.00") == 60
        assert "李𬀩" in text
    if code == "write_off_request":
        assert text.count("查询财产") == 120
    bare = [page for page in found if len(re.sub(r"第\d+页共\d+页$", "", page)) < 20]
    assert bare == []


@pytest.mark.parametrize("rows", range(1, 25, 2))
def test_the_signatures_of_the_agreement_stay_with_its_text(rows: int) -> None:
    file = s7(state=RecoveryState.TOLD, received=1)
    own = file.funds[0]
    plan = tuple(replace(own.repayment_rows[0], id=f"k{n}", position=n) for n in range(rows))
    paper = made("repayment_agreement", replace(file, funds=(replace(own, repayment_rows=plan),)))
    last = next(page for page in pages(paper) if "见证人（签名）" in page)
    assert "本协议自双方签名、盖章之日起生效" in last
    assert "甲方（盖章）" in last
