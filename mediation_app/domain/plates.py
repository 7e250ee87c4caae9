"""Number plates (号牌, GA 36-2018): kinds by pattern, one stored form, one shown form.

Spaces, dots, full-width signs and lower case are forgiven. A form that no pattern knows is kept
with a warning: it never blocks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from mediation_app.domain.identifiers import plain
from mediation_app.errors import InvalidInput

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"


class PlateKind(StrEnum):
    """Kinds of plates."""

    ORDINARY = "ordinary"
    NEW_ENERGY = "new_energy"
    TRAILER = "trailer"
    LEARNER = "learner"
    POLICE = "police"
    EMBASSY = "embassy"
    HK_MACAO = "hk_macao"
    ARMED_POLICE = "armed_police"
    MILITARY = "military"
    AGRICULTURAL = "agricultural"
    TEMPORARY = "temporary"
    EMERGENCY = "emergency"
    E_BIKE = "e_bike"  # 电动自行车号牌: every city has its own form
    NONE = "none"  # 无号牌
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """A plate: ``number`` for store and search (鲁P3K567), ``shown`` for people (鲁P·3K567)."""

    kind: PlateKind
    number: str
    shown: str
    warning: str = ""


_P = f"[{PROVINCES}]"
_S = "[A-HJ-NP-Z0-9]"
_DF = "[DFABCEGHJK]"
# In order: the first pattern that matches the whole text tells the kind.
_FORMS: tuple[tuple[PlateKind, re.Pattern[str]], ...] = (
    (PlateKind.NEW_ENERGY, re.compile(rf"({_P}[A-Z])({_DF}{_S}\d{{4}}|\d{{5}}{_DF})")),
    (PlateKind.EMERGENCY, re.compile(rf"({_P}[A-Z])?(X?[A-Z0-9]{{3,5}}应急)")),
    (PlateKind.TRAILER, re.compile(rf"({_P}[A-Z])({_S}{{4}}挂)")),
    (PlateKind.LEARNER, re.compile(rf"({_P}[A-Z])({_S}{{4}}学)")),
    (PlateKind.POLICE, re.compile(rf"({_P}[A-Z])({_S}{{4}}警)")),
    # 使 stands before the digits on old plates and behind them since 2018.
    (PlateKind.EMBASSY, re.compile(r"(使)(\d{6})|(\d{6}使)")),
    (PlateKind.EMBASSY, re.compile(rf"({_P}[A-Z]?)({_S}{{4,6}}领)|({_P})(领\d{{4,6}})")),
    (PlateKind.HK_MACAO, re.compile(r"(粤Z)([A-HJ-NP-Z0-9]{4}[港澳])")),
    (PlateKind.TEMPORARY, re.compile(rf"({_P}[A-Z])({_S}{{4,6}}[临超试]|临{_S}{{4,6}})")),
    (PlateKind.TEMPORARY, re.compile(rf"(临)({_P}[A-Z])({_S}{{4,6}})")),
    (PlateKind.ORDINARY, re.compile(rf"({_P}[A-Z])({_S}{{5}})")),
    (PlateKind.ARMED_POLICE, re.compile(rf"(WJ{_P}?)(\d{{4}}[\dXBTSHJD])")),
    (PlateKind.AGRICULTURAL, re.compile(rf"({_P}\d{{2}})([A-Z0-9]{{4,6}}|{_S}{{4}}[挂学])")),
    (PlateKind.MILITARY, re.compile(r"([A-Z]{2})(\d{5})")),
    # 聊城A00123, 东昌府 123456, 电动 12345; a province's single sign is never enough.
    (PlateKind.E_BIKE, re.compile(r"([\u4e00-\u9fff]{2,5})([A-Z]{0,2}\d{4,7}[A-Z]?)")),
    (PlateKind.E_BIKE, re.compile(rf"({_P}[A-Z])(\d{{6,7}})")),
)
_WITHOUT = frozenset(
    {
        "无", "无牌", "无牌照", "无车牌", "无号牌", "没牌", "没有", "没有牌照", "没有号牌",
        "未挂牌", "未上牌", "未悬挂号牌", "未悬挂机动车号牌",
    }
)  # fmt: skip
# Signs of a plate that was seen only in part stand for what is unknown: 鲁P??567, 鲁P*567.
_SIGN = re.compile(r"[\u4e00-\u9fffA-Z0-9?*×□_]{1,20}")
_WARNINGS = {
    PlateKind.E_BIKE: "domain.plate_e_bike",
    PlateKind.UNKNOWN: "domain.plate_unusual",
}


def parse_plate(text: str, *, field: str = "plate") -> Plate:
    """A plate in its normal form; unknown forms and those of e-bikes carry a warning.

    Raises InvalidInput if empty or holding signs that neither a plate nor a witness has.
    """
    number = plain(text)
    if number in _WITHOUT:
        return Plate(kind=PlateKind.NONE, number="", shown="无号牌")
    if not number:
        raise InvalidInput("domain.plate_empty", field=field)
    if not _SIGN.fullmatch(number):
        raise InvalidInput("domain.plate_signs", field=field)
    for kind, form in _FORMS:
        if match := form.fullmatch(number):
            parts = [part for part in match.groups() if part]
            return _plate(kind, number, "·".join(parts))
    return _plate(PlateKind.UNKNOWN, number, number)


def _plate(kind: PlateKind, number: str, shown: str) -> Plate:
    return Plate(kind=kind, number=number, shown=shown, warning=_WARNINGS.get(kind, ""))
