"""The papers of the fund's intake: what they say, when they are in the list, who signs them."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from mediation_app.documents.catalog import PaperKind
from mediation_app.documents.context import Scene
from mediation_app.documents.offers import PaperOffer, offers
from mediation_app.documents.produce import Produced, produce
from mediation_app.documents.signers import expected
from mediation_app.domain.files import FundFile
from mediation_app.domain.fund import ApplicantKind, FundApplication, FundState
from mediation_app.domain.parties import AgentScope, Party
from mediation_app.domain.vehicles import Policy, Vehicle
from tests.documents.papers import crowds, samples, samples_fund
from tests.documents.papers.press import CATALOG, pages_of, pdf_of, text_of
from tests.documents.papers.test_papers import made

FORMS = ("F01", "F04", "F05", "F06", "F07", "F08", "F13", "F15", "F16", "F17", "F18")
KINDS = [kind for kind in CATALOG.all() if kind.form in FORMS]
CODES = [kind.code for kind in KINDS]


def of_fund(code: str, fund: FundFile, **subject: object) -> Produced:
    scene = samples.scene(code, samples.with_fund(fund), **subject)
    return produce(CATALOG.kind(code), scene)


def listed(scene: Scene) -> dict[str, PaperOffer]:
    return {offer.code: offer for offer in offers(CATALOG, scene)}


def in_state(state: FundState, **changed: object) -> Scene:
    fund = samples_fund.with_materials()
    application = replace(fund.application, state=state, **changed)  # type: ignore[arg-type]
    return samples.scene("", samples.with_fund(replace(fund, application=application)))


def test_every_form_of_the_intake_is_there() -> None:
    assert {kind.form for kind in KINDS} == set(FORMS)
    assert len(KINDS) == 12  # the inquiry and its reply are two papers


# Samples: nothing but the bare application, and far too much of everything -------------------------


@pytest.mark.parametrize("kind", KINDS, ids=CODES)
def test_a_bare_application_is_printed_with_strokes(kind: PaperKind) -> None:
    bare = FundFile(application=FundApplication(id="f1", case_id="c1"))
    scene = samples.scene(kind.code, samples.with_fund(bare), payment=None)
    text = text_of(produce(kind, scene))
    assert "None" not in text
    assert "{" not in text


# Each paper with two of the names, each name on several papers; all of them on every paper are
# tried by its overflowing case.
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        pytest.param(kind, crowds.NASTY[(2 * place + more) % len(crowds.NASTY)])
        for place, kind in enumerate(KINDS)
        for more in range(2)
    ],
)
def test_difficult_names_survive(kind: PaperKind, name: str) -> None:
    file = samples.case_s9(name)
    fund = replace(
        file.funds[0],
        application=replace(
            file.funds[0].application,
            applicant_kind=ApplicantKind.RELATIVE,
            applicant_name=name,
            hospital=name,
            over_window_reason=name,
            refusal_facts=name,
            refusal_codes=("N04",),
            payee_name=name,
        ),
    )
    step = samples_fund.step(
        "inquire", date(2026, 10, 12), addressee=name, question=f"{name}\n{name}", missing=[name]
    )
    scene = samples.scene(kind.code, replace(file, funds=(fund,)), step=step)
    assert "".join(name.split()) in text_of(produce(kind, scene))


def test_a_long_bill_repeats_its_head_and_ends_once() -> None:
    paper = of_fund("fund_bill", samples_fund.crowded_bill())
    pages = pages_of(paper)
    assert len(pages) > 10
    for page in pages:
        assert "日期时间项目编码项目名称单价数量金额" in page
    assert sum(page.count("以下空白") for page in pages) == 1
    assert "276,920.00" in pages[-1]
    assert "审核人（签名）" in pages[-1]
    assert "第160项" in pages[-1]
    sizes = {tuple(map(round, p.mediabox[2:])) for p in PdfReader(io.BytesIO(pdf_of(paper))).pages}
    assert sizes == {(842, 595)}


def test_a_long_list_of_materials_goes_on_and_keeps_the_signatures_with_text() -> None:
    fund = samples_fund.with_materials()
    row = fund.materials[0]
    many = tuple(replace(row, id=f"h{n}", position=n, name=f"第{n}份证明") for n in range(1, 61))
    paper = of_fund("fund_materials_receipt", replace(fund, materials=many))
    pages = pages_of(paper)
    assert len(pages) == 3
    for page in pages:
        assert "序号材料名称份数形式页数是否齐全备注" in page
    assert "第60份证明" in pages[-1]
    assert "交件人（签名）" in pages[-1]


@pytest.mark.parametrize("count", range(1, 14))
def test_the_seal_of_a_request_never_stands_alone(count: int) -> None:
    codes = [f"B{n:02d}" for n in range(1, count + 1)]
    step = samples_fund.step("ask_supplement", date(2026, 10, 10), missing=codes)
    scene = replace(samples_fund.scene_of("fund_supplement_notice"), step=step)  # type: ignore[type-var]
    pages = pages_of(produce(CATALOG.kind("fund_supplement_notice"), scene))
    seal = next(page for page in pages if "（盖章）" in page)
    assert "联系电话" in seal
    assert "送达回证" in seal


# What they say --------------------------------------------------------------------------------


def test_the_police_tell_who_where_which_car_and_why() -> None:
    text = text_of(made("fund_notice"))
    for words in (
        "编号：东公交垫〔2026〕第0021号",
        "聊城市道路交通事故社会救助基金管理办公室：",
        "2026年9月29日14时20分",
        "受伤张国强男，40岁371524198603152417东阿县人民医院抢救费用",
        "车辆甲鲁P3K567李建军李建军",
        "☑抢救费用☐丧葬费用",
        "☑抢救费用超过交强险责任限额☐肇事机动车未参加交强险",
        "☑事故认定书",
        "承办民警郭峰",
        "一式三份",
    ):
        assert words in text, words
    assert CATALOG.kind("fund_notice").copies_for(3) == 3


def test_one_notice_tells_of_all_that_it_is_about() -> None:
    file = samples.case_s9()
    other = Party(id="v2", case_id="c1", position=8, roles=("victim",), name="赵小梅")
    first = file.funds[0]
    second = replace(
        first, application=replace(first.application, id="f2", victim_id="v2"), bill_lines=()
    )
    apart = replace(
        second,
        application=replace(second.application, id="f3", notice_number="东公交垫〔2026〕第0022号"),
    )
    trike = Vehicle(id="k2", case_id="c1", plate="鲁P99999", driver_id="d1")
    none = Policy(id="o2", case_id="c1", vehicle_id="k2", none_found=True)
    both = replace(
        file,
        parties=(*file.parties, other),
        funds=(first, second),
        vehicles=(*file.vehicles, trike),
        policies=(*file.policies, none),
    )
    text = text_of(produce(CATALOG.kind("fund_notice"), samples.scene("fund_notice", both)))
    assert "受伤张国强" in text
    assert "受伤赵小梅" in text
    assert "车辆乙鲁P99999" in text
    assert "未投保" in text
    alone = samples.scene("fund_notice", replace(both, funds=(first, apart)))
    assert "赵小梅" not in text_of(produce(CATALOG.kind("fund_notice"), alone))


def test_funeral_form_reckons_the_services_and_names_the_notice() -> None:
    text = text_of(made("fund_application_funeral"))
    for words in (
        "死亡时间2026年10月6日3时40分",
        "东公交尸通字〔2026〕第0011号",
        "与死者关系配偶",
        "证件类型居民身份证证件号码372522196806152045",
        "殡葬机构东阿县殡仪馆",
        "遗体存放180.0071,260.00",
        "¥9,710.00大写玖仟柒佰壹拾元整",
    ):
        assert words in text, words
    notice = text_of(
        produce(CATALOG.kind("fund_notice"), samples.scene("fund_notice", samples_fund.funeral()))
    )
    assert "死亡张国强" in notice
    assert "☐抢救费用☑丧葬费用" in notice
    assert "东阿县殡仪馆" in notice


def test_an_unknown_dead_person_is_said_to_be_unknown() -> None:
    file = samples_fund.funeral()
    unknown = tuple(
        replace(p, name="", id_number="", identity_unknown=True) if p.id == "v1" else p
        for p in file.parties
    )
    scene = samples.scene("", replace(file, parties=unknown), payment=None)
    text = text_of(produce(CATALOG.kind("fund_application_funeral"), scene))
    assert "死者姓名身份不明" in text
    assert "证件号码身份不明" in text


def test_receipt_lists_what_is_there_and_what_of_the_required_is_not() -> None:
    text = text_of(made("fund_materials_receipt"))
    assert "1申请表（书）1原件2是" in text
    assert "2受害人身份证件，或身份不明证明1复印件6是" in text
    assert "6未结算余额证明／／／未交" in text
    assert "垫付通知书（公安交管）" not in text
    assert "接收情况：缺：未结算余额证明" in text
    assert "交件人（签名）：马晓收件人（签名）：李敏" in text
    assert "以下空白" in text


def test_request_tells_everything_at_once_with_its_term() -> None:
    text = text_of(made("fund_supplement_notice"))
    for words in (
        "东道救补〔2026〕第0003号",
        "1费用清单",
        "2收款账户证明",
        "3交警垫付通知书",
        "提交收款单位的开户证明",
        "说明：垫付通知书可以由公安机关",
        "自收到本通知书之日起10个工作日内补正",
        "全部内容一次性告知",
        "☐直接☐邮寄☐留置☐电子",
    ):
        assert words in text, words


def test_a_code_of_the_office_is_asked_for_in_plain_words() -> None:
    step = samples_fund.step("ask_supplement", date(2026, 10, 10), missing=["B77"])
    scene = samples_fund.scene_of("fund_supplement_notice")
    assert scene is not None
    told = replace(scene.wording, reasons={"B77": "居住证明"}, terms={})
    text = text_of(
        produce(CATALOG.kind("fund_supplement_notice"), replace(scene, step=step, wording=told))
    )
    assert "居住证明缺少或者不符合要求补齐或者更正后提交" in text
    assert "按规定的期限内补正" in text


@pytest.mark.parametrize("facts", ["", "{", "[]", '{"missing": 7}', '{"missing": null}'])
def test_facts_that_cannot_be_read_are_missing_not_a_crash(facts: str) -> None:
    for code, event in (("fund_supplement_notice", "ask_supplement"), ("fund_inquiry", "inquire")):
        step = replace(samples_fund.step(event, date(2026, 10, 10)), facts=facts)
        paper = produce(CATALOG.kind(code), samples.scene(code, step=step))
        assert paper.missing


def test_refusal_to_accept_has_its_own_number_reason_and_other_ways() -> None:
    text = text_of(made("fund_not_accepted"))
    for words in (
        "东道救不受〔2026〕第0001号",
        "（一）事故地点不在本辖区（N04）",
        "事故发生在茌平区",
        "建议去向：茌平区救助基金服务站",
        "民政临时救助",
        "自收到本通知书之日起5个工作日内",
        "抄送：东阿县公安局交通警察大队",
        "送达回证",
    ):
        assert words in text, words


def test_notice_to_the_family_says_it_is_no_gift_and_free() -> None:
    scene = samples.scene("fund_information")
    told = replace(scene.wording, terms=samples_fund.TERMS)
    kind = CATALOG.kind("fund_information")
    text = text_of(produce(kind, replace(scene, wording=told)))
    for words in (
        "张国强及亲属：",
        "材料齐全后3个工作日内作出决定，同意垫付后2个工作日内拨付",
        "不收取任何费用",
        "是垫付，不是赠与",
        "获得赔偿后，先偿还垫付款",
        "被告知人（签名）",
    ):
        assert words in text, words
    assert "困难救助" not in text
    on = replace(told, switches=frozenset({"hardship_enabled"}))
    assert "一次性困难救助" in text_of(produce(kind, replace(scene, wording=on)))
    dry = text_of(produce(kind, scene))
    assert "抢救费用在规定期限内作出决定" in dry


def test_bill_tells_the_decision_line_by_line_and_leaves_room_before_it() -> None:
    text = text_of(made("fund_bill"))
    assert "单人病房床位费1,260.0011,260.00／是是0.001,260.00K06舒适性项目" in text
    assert "合计（元）6项86,420.0085,160.001,260.00" in text
    fund = samples.fund_s1()
    opened = tuple(
        replace(line, decided=False, approved=samples.money("0.00"), reduced=samples.money("0.00"))
        for line in fund.bill_lines
    )
    text = text_of(of_fund("fund_bill", replace(fund, bill_lines=opened)))
    assert "合计（元）6项86,420.00" in text
    assert "85,160.00" not in text
    assert "12,860.00／是是急诊" in text.replace("2026年9月30日8时00分／", "")


def test_seven_days_are_reckoned_from_the_rescue() -> None:
    text = text_of(made("fund_over_window"))
    for words in (
        "7日于2026年10月6日15时05分届满",
        "继续抢救至2026年10月8日18时00分",
        "迟发性血肿",
        "¥21,420.00（大写：贰万壹仟肆佰贰拾元整）",
        "科主任（签名）",
    ):
        assert words in text, words


def test_authority_of_a_unit_a_relative_and_an_agent() -> None:
    text = text_of(made("fund_authorisation"))
    assert "委托人：东阿县人民医院，统一社会信用代码" in text
    assert "受托人：马晓" in text
    assert "工作单位或者住址：东阿县人民医院" in text
    file = samples.case_s9()
    lawyer = Party(
        id="a9",
        case_id="c1",
        position=9,
        roles=("agent",),
        name="周律",
        id_number="371502198512311023",
        represents_id="v1",
        agent_scope=AgentScope.SPECIAL,
        agent_scope_items=("receive_money",),
        authority_from=date(2026, 10, 8),
        authority_until=date(2026, 12, 31),
        employer="山东光明律师事务所",
    )
    fund = replace(
        file.funds[0],
        application=replace(
            file.funds[0].application,
            applicant_kind=ApplicantKind.AGENT,
            applicant_party_id="a9",
            applicant_name="周律",
        ),
    )
    told = replace(file, parties=(*file.parties, lawyer), funds=(fund,))
    scene = samples.scene("fund_authorisation", told)
    text = text_of(produce(CATALOG.kind("fund_authorisation"), scene))
    assert "委托人：张国强，公民身份号码：371524198603152417" in text
    assert "受托人：周律，公民身份号码：371502198512311023" in text
    assert "☑代为收取款项" in text
    assert "自2026年10月8日至2026年12月31日" in text
    names = [each.name for each in expected(CATALOG.kind("fund_authorisation"), scene)]
    assert names == ["张国强", "周律"]


def test_inquiry_and_reply_ask_the_same() -> None:
    letter, reply = text_of(made("fund_inquiry")), text_of(made("fund_inquiry_reply"))
    for text in (letter, reply):
        assert "东道救函〔2026〕第0006号" in text
        assert "鲁P3K567号小型轿车交强险医疗费用责任限额的支付情况" in text.replace("☐", "")
        assert "是否另有商业保险预付或者垫付的抢救费用。" in text
    assert "自收到本函之日起2个工作日内书面回复" in letter
    assert reply.count("☐属实☐不属实☐无法核实") == 2
    assert "泰和财产保险股份有限公司东阿支公司（盖章）" in reply


def test_hospital_form_tells_the_medical_insurance_or_leaves_boxes() -> None:
    assert "医保结算情况☐未参保☐未结算" in text_of(made("fund_application_hospital"))
    fund = samples.fund_s1()
    told = replace(fund.application, medical_insurance="居民医保，已结算3,200.00元")
    text = text_of(of_fund("fund_application_hospital", replace(fund, application=told)))
    assert "医保结算情况居民医保，已结算3,200.00元" in text


def test_family_form_tells_the_kind_of_identity_paper() -> None:
    text = text_of(made("fund_application_family"))
    assert text.count("证件类型居民身份证") == 2
    fund = samples.of_family()
    strange = replace(fund.application, applicant_id_number="E12345678")
    text = text_of(of_fund("fund_application_family", replace(fund, application=strange)))
    assert text.count("证件类型居民身份证") == 1


# When they are in the list ------------------------------------------------------------------------


def test_papers_come_and_go_with_the_state() -> None:
    draft = listed(in_state(FundState.DRAFT))
    assert draft["fund_materials_receipt"].state == "locked"
    assert draft["fund_materials_receipt"].note == "提交后"
    assert draft["fund_notice"].can_issue
    assert draft["fund_bill"].can_issue
    assert "fund_not_accepted" not in draft
    taken = listed(in_state(FundState.SUBMITTED))
    assert taken["fund_materials_receipt"].can_issue
    approved = listed(in_state(FundState.APPROVED))
    assert "fund_notice" not in approved
    refused = listed(in_state(FundState.NOT_ACCEPTED, refusal_codes=("N04",)))
    assert refused["fund_not_accepted"].state == "missing"


def test_each_request_and_inquiry_is_a_paper_of_its_own() -> None:
    file = samples.case_s9()
    again = replace(samples_fund.asked(), id="z-again")
    elsewhere = replace(samples_fund.asked(), id="z-else", subject_id="f9")
    steps = (samples_fund.asked(), again, elsewhere, samples_fund.inquired())
    found = [
        (offer.title, offer.subject_id)
        for offer in offers(CATALOG, samples.scene("", replace(file, steps=steps)))
        if offer.form in ("F07", "F18")
    ]
    assert found == [
        ("补正材料通知书（第1次）", "z-ask_supplement"),
        ("补正材料通知书（第2次）", "z-again"),
        ("核实函", "z-inquire"),
        ("回复函", "z-inquire"),
    ]


def test_hardship_is_asked_for_only_where_the_profile_has_it() -> None:
    scene = samples.scene("", samples_fund.hardship(), payment=None)
    assert "fund_application_hardship" not in listed(scene)
    on = replace(scene.wording, switches=frozenset({"hardship_enabled"}))
    assert listed(replace(scene, wording=on))["fund_application_hardship"].can_issue


def test_what_has_no_reason_to_be_there_is_not_listed() -> None:
    usual = listed(samples.scene(""))
    assert "fund_over_window" not in usual
    assert "fund_authorisation" in usual
    assert "fund_over_window" in listed(samples.scene("", samples.with_fund(samples_fund.late())))
    file = samples.case_s9()
    family = samples.with_fund(samples.of_family())
    assert "fund_authorisation" not in listed(samples.scene("", family))
    unhurt = replace(
        file,
        funds=(),
        injuries=(),
        accidents=(replace(file.accidents[0], injured=0),),
        parties=tuple(replace(p, roles=("driver",)) for p in file.parties),
    )
    assert "fund_information" not in listed(samples.scene("", unhurt, fund=None, payment=None))
    assert "fund_information" in listed(samples.scene("", replace(file, funds=())))


def test_who_signs() -> None:
    def names(code: str, scene: Scene | None = None) -> list[str]:
        told = scene or samples_fund.scene_of(code) or samples.scene(code)
        return [each.name for each in expected(CATALOG.kind(code), told)]

    assert names("fund_notice") == ["郭峰", "东阿县公安局交通警察大队"]
    assert names("fund_materials_receipt") == ["东阿县人民医院", "李敏"]
    assert names("fund_over_window") == ["主治医师", "科主任", "东阿县人民医院"]
    assert names("fund_inquiry_reply") == ["泰和财产保险股份有限公司东阿支公司"]
    assert names("fund_information") == ["张国强", "李敏"]
    assert names("fund_bill") == ["东阿县人民医院", "赵红"]
