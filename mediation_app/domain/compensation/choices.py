"""The choices the sources leave open, in words: the result says which were used."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from mediation_app.domain.compensation.inputs import (
    AppraisalPayer,
    CapMode,
    MentalOrder,
    MinorYears,
    NonMedicalMode,
    Options,
    UninsuredOrder,
)

_LABELS = {
    "cap_mode": "被扶养人年赔偿总额",
    "non_medical": "非医保用药",
    "appraisal": "鉴定费、评估费",
    "mental": "精神损害抚慰金",
    "uninsured": "已投保与未投保车辆并存",
    "minor_years": "未成年人扶养年数",
    "month_days": "每月天数",
}
_TEXTS: dict[StrEnum, str] = {
    CapMode.COEFFICIENT_INSIDE: "乘伤残系数后不超过上年度人均消费支出",
    CapMode.CAP_BEFORE_COEFFICIENT: "先以上年度人均消费支出为限，再乘伤残系数",
    NonMedicalMode.BY_SHARE: "按责任比例从商业三者险中扣除，由责任人承担",
    NonMedicalMode.IN_FULL: "全额从商业三者险中扣除，由责任人承担",
    AppraisalPayer.LIABLE: "责任人按责任比例承担",
    AppraisalPayer.INSURER: "商业三者险按责任比例承担",
    MentalOrder.FIRST: "在死亡伤残限额内先赔",
    MentalOrder.LAST: "在死亡伤残限额内后赔",
    UninsuredOrder.INSURED_FIRST: "已投保的先在限额内赔付，未投保的随后，保险公司可追偿",
    UninsuredOrder.BY_LIMITS: "未投保的比照限额，与已投保的一起分担",
    MinorYears.WHOLE: "按周岁整年计算",
    MinorYears.DECIMAL: "保留一位小数",
}


def chosen(options: Options) -> Iterator[tuple[str, str, str]]:
    """Field, name and choice of every option."""
    for name, label in _LABELS.items():
        value = getattr(options, name)
        yield name, label, _TEXTS[value] if isinstance(value, StrEnum) else f"{value} 天"
