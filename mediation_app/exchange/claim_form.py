"""The JSON form of a reckoning's input: the claim, its place and dates, figures of one's own.

The fields carry the names of ``domain/compensation/inputs.py``; the loss items come from the
rules. What only makes sense together (a victim's side, an override's vehicle) is checked here,
so that the fault is named where it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import cast

from mediation_app.domain.compensation.inputs import (
    FUND,
    AppraisalPayer,
    Basis,
    CapMode,
    Claim,
    CommercialCover,
    CompulsoryCover,
    Dependant,
    DependantKind,
    Duty,
    FreeRide,
    Ground,
    LossInput,
    MentalOrder,
    MinorYears,
    NonMedicalMode,
    Override,
    Prepayment,
    Side,
    SideKind,
    Standing,
    Trailer,
    UninsuredOrder,
    Victim,
)
from mediation_app.domain.compensation.law import BUCKET_LABELS, INSURED_BUCKETS, Bucket, Series
from mediation_app.domain.money import Money
from mediation_app.exchange.form import (
    Day,
    Digits,
    Flag,
    Form,
    Many,
    Number,
    Pick,
    Slot,
    Sum,
    Table,
    Text,
    Whole,
    choice,
)

PERCENT = Number(0, 100)
YES_NO = Flag()
ID = Text(most=80)
AGE = Whole(0, 150)
SERIES = {
    Series.INCOME.value: "城镇居民人均可支配收入",
    Series.CONSUMPTION.value: "城镇居民人均消费支出",
    Series.WAGE.value: "职工年平均工资",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A yearly figure of the sender's own, instead of the one in the rules."""

    amount: Money
    year: int | None = None
    place: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a file asks for; everything but ``accident``, ``sides`` and ``victims`` may be left out.

    ``options`` holds the fields of ``inputs.Options`` that were chosen. The victims' own figures
    stand in ``victim_standards``, because only the rules know the names of the series.
    """

    accident: date
    sides: tuple[Side, ...]
    victims: tuple[Victim, ...]
    place: str = ""
    on: date | None = None
    year: int | None = None
    standards: Mapping[str, Figure]
    victim_standards: Mapping[str, Mapping[str, Figure]]
    options: Mapping[str, object]
    prepaid: tuple[Prepayment, ...] = ()
    overrides: tuple[Override, ...] = ()
    names: Mapping[str, str] | None = None

    @property
    def claim(self) -> Claim:
        """The claim, with the program's own choices where the sources leave one open."""
        return Claim(
            accident=self.accident,
            sides=self.sides,
            victims=self.victims,
            prepaid=self.prepaid,
            overrides=self.overrides,
            names=self.names,
        )


# Covers -------------------------------------------------------------------------------------------

COMPULSORY = Form(
    "compulsory",
    "交强险；没有 insurer 的为未投保，由 obliged 承担",
    {
        "insurer": Slot(ID, "承保的保险公司"),
        "obliged": Slot(ID, "未投保时的投保义务人"),
        "at_fault": Slot(YES_NO, "本车有责（false 用无责限额），默认 true"),
        "duty": Slot(
            choice(
                Duty,
                "应当投保而未投保",
                "按已投保的限额承担",
                "无法投保，不适用交强险",
                "尚未认定（不能计算）",
            ),
            "未投保车辆是否按交强险承担",
        ),
        "ground": Slot(
            choice(Ground, "无", "未取得驾驶资格", "醉酒", "服用麻醉、精神药品", "被盗抢期间", "故意"),
            "交强险只赔人身损害并可追偿的情形",
        ),
    },
    CompulsoryCover,
)  # fmt: skip
COMMERCIAL = Form(
    "commercial",
    "商业三者险",
    {
        "insurer": Slot(ID, "承保的保险公司", required=True),
        "limit": Slot(Sum(), "每次事故限额，元", required=True),
        "mental_rider": Slot(YES_NO, "投保了精神损害抚慰金附加险，默认 false"),
        "non_medical_rider": Slot(YES_NO, "投保了医保外用药附加险，默认 false"),
        "refused": Slot(Text(), "商业险不赔的事由；没有就不写"),
    },
    CommercialCover,
)
TRAILER = Form(
    "trailer",
    "主车牵引的挂车",
    {
        "id": Slot(ID, "编号", required=True),
        "label": Slot(ID, "名称，例如号牌；默认同编号"),
        "compulsory": Slot(COMPULSORY, "挂车的交强险"),
        "commercial": Slot(COMMERCIAL, "挂车的商业三者险"),
    },
    lambda **given: Trailer(**{"label": given["id"], **given}),
)
SIDE = Form(
    "side",
    "事故的一方",
    {
        "id": Slot(ID, "编号，其他字段用它指向这一方", required=True),
        "label": Slot(ID, "名称，例如号牌；默认同编号"),
        "kind": Slot(choice(SideKind, "机动车", "非机动车", "行人"), "参与方式", required=True),
        "liable": Slot(ID, "保险以外承担责任的人；默认同编号"),
        "percent": Slot(PERCENT, "责任比例，%", required=True),
        "compulsory": Slot(COMPULSORY, "交强险；机动车没有写的按未投保计算"),
        "commercial": Slot(COMMERCIAL, "商业三者险；没有就不写"),
        "trailer": Slot(TRAILER, "牵引的挂车；没有就不写"),
        "joint": Slot(Many(ID, 20), "与 liable 承担连带责任的人"),
    },
    lambda **given: Side(**{"label": given["id"], "liable": given["id"], **given}),
)

# Losses -------------------------------------------------------------------------------------------

DEPENDANT = Form(
    "dependant",
    "被扶养人",
    {
        "label": Slot(ID, "称呼，例如 妻子", required=True),
        "age": Slot(AGE, "周岁", required=True),
        "payers": Slot(Whole(1, 50), "扶养义务人人数，人；默认 1"),
        "kind": Slot(
            choice(DependantKind, "未成年人", "丧失劳动能力又无其他生活来源的成年人"),
            "类别，默认 adult",
        ),
        "years": Slot(Number(0, 100), "扶养年数，年；默认按年龄计算"),
    },
    Dependant,
)


def _loss(items: Mapping[str, str]) -> Form:
    return Form(
        "loss",
        "一项损失；哪些字段有用取决于项目",
        {
            "item": Slot(Pick(items), "损失项目", required=True),
            "amount": Slot(Sum(), "金额，元；本可计算的项目写了金额就以它为准"),
            "days": Slot(Whole(0, 36_500), "天数，天（basis 为月、年时是个数）"),
            "rate": Slot(Sum(), "标准，元（每天、每月或每年，见 basis）"),
            "persons": Slot(Whole(1, 100), "人数，人；默认 1"),
            "basis": Slot(choice(Basis, "按天", "按月", "按年"), "标准的单位，默认 day"),
            "percent": Slot(PERCENT, "护理依赖程度，%"),
            "age": Slot(AGE, "计算年数的周岁，岁"),
            "base_on": Slot(Day(), "周岁以哪一天为准（定残日、死亡日），写进说明"),
            "grades": Slot(Many(Whole(1, 10), 50), "伤残等级，1 至 10 级"),
            "increments": Slot(Many(PERCENT, 50), "其余等级的附加指数，%；默认用规则的"),
            "coefficient": Slot(PERCENT, "被扶养人生活费的伤残系数，%；默认 100"),
            "dependants": Slot(Many(DEPENDANT, 50), "被扶养人"),
            "outside_medical_insurance": Slot(Sum(), "其中医保外的金额，元"),
            "deducted": Slot(Sum(), "扣除的残值，元"),
            "note": Slot(Text(), "说明，写在公式后面"),
        },
        LossInput,
    )


# Figures and choices ------------------------------------------------------------------------------

FIGURE = Form(
    "standard",
    "自行提供的年度标准",
    {
        "amount": Slot(Sum(), "金额，元/年", required=True),
        "year": Slot(Whole(1990, 2200), "统计年度"),
        "place": Slot(ID, "地区"),
        "source": Slot(Text(), "出处；没有出处的标为待核实"),
    },
    Figure,
)
STANDARDS = Form(
    "standards",
    "自行提供的年度标准，代替规则中的",
    {series: Slot(FIGURE, f"{label}，元/年") for series, label in SERIES.items()},
)
OPTIONS = Form(
    "options",
    "规定没有写明的选择；默认用当地规则的",
    {
        "cap_mode": Slot(
            choice(CapMode, "系数在年度限额之内", "先按年度限额封顶再乘系数"),
            "被扶养人年度限额与伤残系数的先后",
        ),
        "non_medical": Slot(
            choice(NonMedicalMode, "按责任比例扣", "全额扣"), "商业险扣除医保外用药的方式"
        ),
        "appraisal": Slot(choice(AppraisalPayer, "责任人", "保险公司"), "鉴定费、评估费由谁承担"),
        "mental": Slot(choice(MentalOrder, "最先", "最后"), "精神损害抚慰金在交强险中的次序"),
        "uninsured": Slot(
            choice(UninsuredOrder, "已投保的先赔", "按限额比例分担"), "与未投保车辆并存时的次序"
        ),
        "minor_years": Slot(choice(MinorYears, "整年", "一位小数"), "未成年被扶养人的年数"),
        "month_days": Slot(Number(1, 31), "一个月折合的天数，天"),
    },
)

# The whole ----------------------------------------------------------------------------------------

SHARES = Table(PERCENT, most=50)
FREE_RIDE = Form(
    "free_ride",
    "好意同乘：减轻所乘一方的责任",
    {
        "percent": Slot(PERCENT, "减轻的比例，%", required=True),
        "reason": Slot(Text(), "理由"),
    },
    FreeRide,
)
PREPAID = Form(
    "prepaid",
    "已经支付的款项",
    {
        "payer": Slot(ID, f"付款人；救助基金写作 {FUND}", required=True),
        "victim": Slot(ID, "为哪个受害人付，受害人的编号", required=True),
        "amount": Slot(Sum(), "金额，元", required=True),
        "label": Slot(Text(), "说明"),
    },
    Prepayment,
)
OVERRIDE = Form(
    "override",
    "自行确定的交强险分配，代替按比例的结果",
    {
        "unit": Slot(ID, "哪辆车的交强险：一方或挂车的编号", required=True),
        "victim": Slot(ID, "分给哪个受害人，受害人的编号", required=True),
        "bucket": Slot(
            Pick({b.value: BUCKET_LABELS[b] for b in INSURED_BUCKETS}, Bucket),
            "哪一项限额",
            required=True,
        ),
        "amount": Slot(Sum(), "金额，元", required=True),
        "reason": Slot(Text(), "理由", required=True),
    },
    Override,
)


def _victim(items: Mapping[str, str]) -> Form:
    def make(**given: object) -> tuple[Victim, Mapping[str, Figure]]:
        figures = cast("Mapping[str, Figure]", given.pop("standards", {}))
        values = {"label": given["id"], **given}
        return cast("Callable[..., Victim]", Victim)(**values), figures

    return Form(
        "victim",
        "受害人",
        {
            "id": Slot(ID, "编号，其他字段用它指向这个受害人", required=True),
            "label": Slot(ID, "称呼；默认同编号"),
            "side": Slot(ID, "属于哪一方，一方的编号", required=True),
            "losses": Slot(Many(_loss(items), 500, least=1), "各项损失", required=True),
            "standing": Slot(
                choice(Standing, "承担本方的责任", "乘客，不承担本方的责任"), "地位，默认 own"
            ),
            "shares": Slot(SHARES, "只对他适用的责任比例：一方的编号 → %"),
            "standards": Slot(STANDARDS, "只对他适用的年度标准（住所地或经常居住地较高的）"),
            "free_ride": Slot(FREE_RIDE, "好意同乘；没有就不写"),
            "deliberate": Slot(YES_NO, "受害人故意造成损害，各方都不赔；默认 false"),
        },
        make,
    )


def _request(**given: object) -> Request:
    pairs = cast("tuple[tuple[Victim, Mapping[str, Figure]], ...]", given.pop("victims"))
    for word in ("$schema", "title"):
        given.pop(word, None)
    values: dict[str, object] = {
        "standards": {},
        "options": {},
        **given,
        "victims": tuple(victim for victim, _ in pairs),
        "victim_standards": {victim.id: figures for victim, figures in pairs},
    }
    return cast("Callable[..., Request]", Request)(**values)


@cache
def _form(items: tuple[tuple[str, str], ...]) -> Form:
    return Form(
        "request",
        "损害赔偿计算的输入",
        {
            "$schema": Slot(Text(), "编辑器用的格式地址，计算时不看"),
            "title": Slot(Text(), "说明，计算时不看"),
            "place": Slot(Digits(), "行政区划代码，例如 371524；也可用 --place"),
            "accident": Slot(Day(), "事故日期，决定交强险限额", required=True),
            "on": Slot(Day(), "计算日期，用当日已公布的标准；默认今天，也可用 --on"),
            "year": Slot(Whole(1990, 2200), "指定标准的统计年度；默认最新，也可用 --year"),
            "standards": Slot(STANDARDS, "自行提供的年度标准，代替规则中的"),
            "options": Slot(OPTIONS, "规定没有写明的选择"),
            "sides": Slot(Many(SIDE, 50, least=1), "事故各方", required=True),
            "victims": Slot(Many(_victim(dict(items)), 100, least=1), "各受害人", required=True),
            "prepaid": Slot(Many(PREPAID, 500), "已经支付的款项"),
            "overrides": Slot(Many(OVERRIDE, 500), "自行确定的交强险分配"),
            "names": Slot(Table(Text(), most=500), "编号 → 公式中写的名称"),
        },
        _request,
    )


def request_form(items: Mapping[str, str]) -> Form:
    """The form for a place whose rules know ``items`` (code → Chinese name)."""
    return _form(tuple(items.items()))
