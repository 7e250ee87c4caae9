"""Produced papers, read back with other libraries: what they say, how they are laid out."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import docx
import pytest
from pypdf import PdfReader

from mediation_app.documents import context
from mediation_app.documents.catalog import PaperKind
from mediation_app.documents.context import Wording
from mediation_app.documents.engine.displaylist import Page
from mediation_app.documents.produce import Produced, produce
from mediation_app.domain.files import CaseFile
from mediation_app.domain.money import capital
from mediation_app.domain.parties import Side
from mediation_app.rulebook import Rulebook
from mediation_app.services.paper_wording import wording_of
from tests.documents.papers import crowds, samples
from tests.documents.papers.ordinary import scene_for
from tests.documents.papers.press import (
    CATALOG,
    blank,
    pages_of,
    pdf_of,
    text_of,
    usual,
    word_of,
)

KINDS = CATALOG.all()
CODES = [kind.code for kind in KINDS]
ONE_PAGE = {
    "repayment_receipt",
    "recovery_closing",
    "write_off_request",
    "fund_custody",
    "fund_suit_list",
    "fund_statistics",
    "registration",
    "receipt",
    "authorisation",
    "follow_up_record",
    "mediation_proof",
    "closing_report",
    "fund_application_hospital",
    "fund_application_family",
    "fund_approval_form",
    "fund_payment",
    "fund_notice",
    "fund_application_funeral",
    "fund_application_hardship",
    "fund_bill",
    "fund_materials_receipt",
    "fund_authorisation",
    "fund_over_window",
}


def made(code: str, file: CaseFile | None = None) -> Produced:
    return usual(code) if file is None else produce(CATALOG.kind(code), scene_for(code, file))


def bare(page: Page) -> str:
    """What is laid out on a page, without blanks."""
    return "".join("".join(page.text_lines()).split())


@pytest.mark.parametrize("kind", KINDS, ids=CODES)
def test_every_paper_is_a_word_file_and_a_searchable_pdf(kind: PaperKind) -> None:
    paper = usual(kind.code)
    assert paper.missing == ()
    word = docx.Document(io.BytesIO(paper.docx))
    assert word.core_properties.title == kind.title
    raw = "".join(node.text or "" for node in word.element.iter() if node.tag.endswith("}t"))
    assert "{{" not in raw
    assert "{%" not in raw
    reader = PdfReader(io.BytesIO(pdf_of(paper)))
    assert kind.title.replace("　", "") in text_of(paper).replace("　", "")
    fonts = [
        font.get_object()
        for page in reader.pages
        for font in page["/Resources"].get("/Font", {}).values()  # type: ignore[union-attr]
    ]
    assert fonts
    for font in fonts:
        holder = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        assert "/FontFile2" in holder["/FontDescriptor"], font["/BaseFont"]


@pytest.mark.parametrize("kind", KINDS, ids=CODES)
def test_pages_are_counted_and_forms_fit_on_one(kind: PaperKind) -> None:
    paper = usual(kind.code)
    found = pages_of(paper)
    assert paper.pages == len(found)
    for number, page in enumerate(found, 1):
        assert f"第{number}页共{len(found)}页" in page
    if kind.code in ONE_PAGE:
        assert len(found) == 1


@pytest.mark.parametrize("kind", KINDS, ids=CODES)
def test_blank_forms_have_no_person_in_them(kind: PaperKind) -> None:
    paper = blank(kind.code)
    text = text_of(paper)
    for word in ("张国强", "李建军", "57,160", "0.00", "／", "1970", "{"):
        assert word not in text
    assert paper.missing == ()
    if kind.code in ONE_PAGE:
        assert paper.pages == 1


def test_the_same_case_gives_the_same_bytes() -> None:
    one, two = (produce(CATALOG.kind("agreement"), scene_for("agreement")) for _ in range(2))
    assert one.docx == two.docx
    assert one.pdf() == two.pdf()
    assert one.content_hash == two.content_hash


def test_agreement_names_everything_the_law_asks_for() -> None:
    text = text_of(made("agreement"))
    for words in (
        "（2026）东道交调字第0187号",
        "张国强，性别：男，民族：汉族，出生日期：1986年3月15日，公民身份号码：371524198603152417",
        "统一社会信用代码：91350100M000100Y43",
        "委托代理人：刘洋",
        "纠纷主要事实",
        "李建军负主要责任",
        "¥228,300.00（大写：贰拾贰万捌仟叁佰元整）",
        "（一）泰和财产保险股份有限公司东阿支公司于2026年12月10日前以银行转账方式向",
        "支付偿还救助基金垫付款¥57,160.00（大写：伍万柒仟壹佰陆拾元整）",
        "账号：2308000012345678901",
        "¥153,140.00（大写：壹拾伍万叁仟壹佰肆拾元整）",
        "收款户名：张国强，开户行：中国农业银行东阿支行，账号：6228480000012345678",
        "尚未偿还的¥57,160.00",
        "本协议一式四份",
        "人民调解员（签名）",
        "记录人（签名）",
        "东阿县道路交通事故人民调解委员会（盖章）",
    ):
        assert words in text, words
    assert "特别提示" not in text


def test_agreement_warns_while_treatment_goes_on() -> None:
    file = samples.case_s9()
    injury = replace(file.injuries[0], treatment_ended_on=None)
    text = text_of(made("agreement", replace(file, injuries=(injury,))))
    assert "张国强尚无治疗终结或者定残的记录" in text
    assert "各方已知悉一次性了结的后果" in text
    later = "本协议不包括此后新发生的医疗费用，各方可另行协商。"
    open_ = tuple(replace(c, text=later) for c in file.clauses if "了结" in c.text)
    kept = tuple(c for c in file.clauses if "了结" not in c.text)
    text = text_of(made("agreement", replace(file, injuries=(injury,), clauses=(*kept, *open_))))
    assert "一次性了结" not in text
    assert "新发生的费用，各方按上述约定另行处理" in text


def test_agreement_without_advance_does_not_speak_of_the_fund() -> None:
    file = samples.case_s9()
    text = text_of(made("agreement", replace(file, funds=(), instalments=file.instalments[1:])))
    assert "救助基金" not in text


def test_a_payment_that_a_clause_gives_in_full_is_not_printed_twice() -> None:
    file = samples.case_s9()
    said = (
        "受害方应得228,300.00元。",
        "先将57,160.00元汇入救助基金账户，账号：2308000012345678901，余款付受害人。",
        "支付张国强153,140.00元，账号：6228480000012345678。",
    )
    clauses = tuple(
        replace(file.clauses[0], id=f"u{n}", position=n, text=text) for n, text in enumerate(said)
    )
    text = text_of(made("agreement", replace(file, clauses=clauses)))
    assert text.count("6228480000012345678") == 1
    assert text.count("2308000012345678901") == 1
    assert "按照上列协议内容确定的付款人" in text
    assert "救助基金垫付款及偿还" not in text


def test_what_is_repaid_later_does_not_change_the_signed_agreement() -> None:
    from mediation_app.domain.recovery import RepaymentReceipt

    file = samples.case_s9()
    drafted = replace(file.agreements[0], drafted_on=date(2026, 11, 16))
    file = replace(file, agreements=(drafted,))
    fund = file.funds[0]
    paid = replace(
        fund,
        recoveries=(replace(fund.recoveries[0], recovered=samples.money("57160.00")),),
        repayment_receipts=(
            RepaymentReceipt(
                id="h1",
                case_id=samples.CASE,
                recovery_id="r1",
                amount=samples.money("57160.00"),
                received_on=date(2026, 11, 26),
            ),
        ),
    )
    after = made("agreement", replace(file, funds=(paid,)))
    assert after.content_hash == made("agreement", file).content_hash


def test_cash_is_paid_by_hand() -> None:
    from mediation_app.domain.agreements import PaymentMethod

    file = samples.case_s9()
    pay = replace(file.instalments[1], method=PaymentMethod.CASH, account_number="")
    text = text_of(made("agreement", replace(file, instalments=(pay,), funds=())))
    assert "以现金方式" in text
    assert "当面交付，由收款人出具收条" in text


def test_approval_form_prints_every_term_cut_finding_and_opinion() -> None:
    text = text_of(made("fund_approval_form"))
    for words in (
        "☑抢救费用超过交强险责任限额",
        "账单86,420.00−核减1,260.00¥85,160.00",
        "减：交强险先行承担",
        "¥18,000.00",
        "减：他人已支付家属已付¥10,000.00",
        "取较小者（57,160.00、58,420.00）¥57,160.00",
        "K06舒适性项目",
        "2026年10月6日15时05分届满",
        "费用均发生在七日以内",
        "签名：赵红",
        "签名：孙丽",
        "签名：周强",
        "2026年10月13日",
        "（大写：伍万柒仟壹佰陆拾元整）",
    ):
        assert words in text, words


def test_approval_form_prints_the_frozen_calculation() -> None:
    frozen = (
        '{"terms": [{"key": "eligible", "label": "核定费用", "amount": "85160.00", "text": "甲",'
        ' "minus": false}, {"key": "first_layer", "label": "交强险先行承担", "amount": "18000.00",'
        ' "text": "乙", "minus": true}], "above_cap": "27800.00"}'
    )
    fund = samples.fund_s1()
    fund = replace(fund, application=replace(fund.application, calculation=frozen))
    text = text_of(made("fund_approval_form", samples.with_fund(fund)))
    assert "减：交强险先行承担乙¥18,000.00" in text
    assert "超过上限部分由其他渠道解决¥27,800.00" in text


@pytest.mark.parametrize("broken", ["{", "[1, 2]", '"x"', '{"terms": 7}', '{"terms": [{}]}'])
def test_a_calculation_that_cannot_be_read_is_reckoned_from_the_sums(broken: str) -> None:
    fund = samples.fund_s1()
    fund = replace(fund, application=replace(fund.application, calculation=broken))
    assert "账单86,420.00" in text_of(made("fund_approval_form", samples.with_fund(fund)))


def test_consent_says_sum_reason_payee_and_that_it_is_no_gift() -> None:
    text = text_of(made("fund_consent"))
    for words in (
        "东道救垫〔2026〕第0005号",
        "同意垫付抢救费用¥57,160.00（大写：伍万柒仟壹佰陆拾元整）",
        "未同意的部分为¥1,260.00，原因：舒适性项目¥1,260.00",
        "2026年9月29日至2026年10月6日",
        "账户尾号：2345",
        "应当予以偿还",
        "抄送：东阿县公安局交通警察大队",
    ):
        assert words in text, words
    assert "1611000009200012345" not in text


def test_refusal_gives_facts_reasons_remedy_and_only_sure_articles() -> None:
    text = text_of(made("fund_refusal"))
    for words in (
        "肇事车辆鲁P3K567投保交强险",
        "（一）费用未超过交强险责任限额（N02）",
        "（二）不属于三种垫付情形（N01）",
        "自收到本通知书之日起5个工作日内书面向救助基金主管部门提出",
        "三、异议途径",
        "2026年4月9日",
    ):
        assert words in text, words
    assert "依据" not in text
    told = Wording(basis={"fund_refusal": ("《民法典》第1216条",)})
    scene = replace(scene_for("fund_refusal"), wording=told)
    sure = text_of(produce(CATALOG.kind("fund_refusal"), scene))
    assert "三、依据《民法典》第1216条。四、异议途径" in sure


def test_no_paper_quotes_an_article_that_is_not_certain() -> None:
    book = Rulebook.open("371524")
    basis = wording_of(book, date(2026, 4, 9)).basis
    assert basis["fund_refusal"] == (
        "《道路交通事故社会救助基金管理办法》（财政部等五部门令第107号）",
    )
    told = replace(samples.WORDING, basis=basis)
    for code in CODES:
        scene = replace(scene_for(code), wording=told)
        text = word_of(produce(CATALOG.kind(code), scene))
        assert not re.search(
            r"(管理办法|令第?107号|号）)》?第[0-9一二三四五六七八九十]+条", text
        ), code


def test_a_blank_letter_gives_its_basis_and_keeps_the_seal_with_the_text() -> None:
    told = replace(
        samples.WORDING, basis=wording_of(Rulebook.open("371524"), date(2026, 4, 9)).basis
    )
    scene = replace(samples.scene("fund_consent"), wording=told)
    paper = produce(CATALOG.kind("fund_consent"), scene, blank=True)
    last = pages_of(paper)[-1]
    assert last.startswith("依据：《道路交通事故社会救助基金管理办法》")
    assert "（盖章）" in last


def test_a_refused_approval_form_grants_nothing_and_says_so() -> None:
    fund = samples.refused()
    scene = samples.scene("", samples.with_fund(fund), fund=fund, payment=None)
    text = text_of(produce(CATALOG.kind("fund_approval_form"), scene))
    assert "批准金额不予垫付" in text


def test_dates_of_cut_lines_are_written_like_all_dates() -> None:
    text = text_of(made("fund_approval_form"))
    assert "2026年9月30日单人病房床位费" in text
    assert not re.search(r"\d{4}-\d{2}-\d{2}", text)


def test_sums_stand_in_figures_and_words() -> None:
    for code, amount in (("receipt", "153140.00"), ("fund_payment", "57160.00")):
        text = text_of(made(code))
        assert f"¥{samples.money(amount):,.2f}" in text
        assert capital(samples.money(amount)) in text


def test_notice_has_a_line_for_every_party() -> None:
    text = text_of(made("rights_notice", crowds.crowd()))
    for party in crowds.crowd().parties:
        if not party.represents_id:
            assert "".join(party.name.split()) in text


@pytest.mark.parametrize("code", ["agreement", "application", "session_record", "registration"])
@pytest.mark.parametrize("name", crowds.NASTY)
def test_difficult_names_survive(code: str, name: str) -> None:
    paper = made(code, samples.case_s9(name))
    assert "".join(name.split()) in text_of(paper)
    word = docx.Document(io.BytesIO(paper.docx))
    assert name in "".join(n.text or "" for n in word.element.iter() if n.tag.endswith("}t"))


def test_long_records_flow_to_further_pages_and_lose_nothing() -> None:
    paper = made("session_record", crowds.crowd())
    text = text_of(paper)
    assert paper.pages > 3
    for number in range(1, 25):
        assert f"第{number}点：" in text
    assert text.count("各方就赔偿项目逐项核对。") == 24 * 12


@pytest.mark.parametrize("code", ["agreement", "session_record", "rights_notice", "application"])
@pytest.mark.parametrize("length", range(0, 28, 3))
def test_signatures_never_stand_alone(code: str, length: int) -> None:
    file = samples.case_s9()
    story = "\n".join(["各方陈述。"] * length) or "各方陈述。"
    file = replace(
        file,
        case=replace(file.case, dispute=story),
        sessions=(replace(file.sessions[0], minutes=story),),
        agreements=(replace(file.agreements[0], facts=story),),
    )
    last = {
        "agreement": ("本协议自各方当事人签名", "记录人（签名）"),
        "session_record": ("以上记录我已看过", "记录人（签名）"),
        "rights_notice": ("以上内容我已阅知", "（盖章）"),
        "application": ("现自愿申请", "2026年11月2日"),
    }[code]
    for page in (bare(page) for page in made(code, file).document.pages):
        if last[1] in page and "当事人（签名" in page:
            assert last[0] in page


def test_missing_fields_name_the_person_and_the_place() -> None:
    file = samples.case_s9()
    bare = tuple(replace(p, phone="") if p.side is Side.RESPONDENT else p for p in file.parties)
    paper = made("application", replace(file, parties=bare))
    assert [(r.place, dict(r.params)["what"]) for r in paper.missing] == [
        ("parties/d1/phone", "李建军的联系方式未填写")
    ]
    assert "联系方式：，单位或住址：山东省聊城市东阿县刘集镇李村" in text_of(paper)


def test_hash_follows_the_facts_a_paper_shows_and_nothing_else() -> None:
    file = samples.case_s9()
    before = made("application", file).content_hash
    other = replace(file, agreements=(replace(file.agreements[0], total=samples.money("1.00")),))
    assert made("application", other).content_hash == before
    claims = replace(file, case=replace(file.case, claims=("赔偿1元",)))
    assert made("application", claims).content_hash != before


def test_signing_does_not_make_the_agreement_an_old_edition() -> None:
    file = samples.case_s9()
    signed = replace(
        file, agreements=(replace(file.agreements[0], effective_on=date(2026, 11, 16)),)
    )
    assert made("agreement", signed).content_hash == made("agreement", file).content_hash
    assert "2026年11月16日" in text_of(made("agreement", signed))


def test_empty_case_prints_strokes_not_gaps() -> None:
    from mediation_app.domain.cases import Case

    empty = CaseFile(case=Case(id="c9"))
    for kind in KINDS:
        tree = context.printed(context.build(samples.scene(kind.code, empty)), context.Fill.FINAL)
        assert tree["case"]["number"] == "／"  # type: ignore[index]
        assert produce(kind, samples.scene(kind.code, empty)).pages >= 1
