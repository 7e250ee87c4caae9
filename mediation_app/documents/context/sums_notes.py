"""The notes under the sheet: rounding, rules, choices that were used, what the sheet is not."""

from __future__ import annotations

from collections.abc import Iterator

from mediation_app.documents.context.scene import Scene, Sums
from mediation_app.documents.context.sums_basis import Standards
from mediation_app.documents.context.words import day_text
from mediation_app.domain.compensation.choices import chosen
from mediation_app.domain.compensation.inputs import DependantKind
from mediation_app.domain.compensation.law import Bucket

_ROUNDING = (
    "每项金额四舍五入到分，小计、合计为所列各项相加；按比例分配的，最后一份为总额减去其他各份。"
    "计算式中间的数只列到分，计算时不先舍入，核对时个别数可能相差一分。"
)
_ITEM_OF = {"cap_mode": "dependants", "appraisal": "appraisal"}


def notes(scene: Scene, sums: Sums, standards: Standards, names: str) -> list[str]:
    """Each a sentence; the numbers are put in front by the template."""
    found = [
        _ROUNDING,
        *_choices(sums),
        _rules(sums),
    ]
    if sums.result.unverified or any(not s.source.sure for s in standards.used):
        found.append(
            "标明待核实的标准尚未与公布的数据核对，签订协议前应当核对；依据尚待核实的，只写名称，不写条号。"
        )
    if names:
        found.append(f"简称：{names}。")
    found.append(
        "本清单供调解时说明和核对使用，不代替调解协议；各方的权利义务以签订的人民调解协议书为准。"
        "签名表示已看过本清单并听取逐项说明，不表示同意按清单数额赔偿。"
    )
    return found


def _rules(sums: Sums) -> str:
    version = f"按规则版本{sums.rules_version}计算" if sums.rules_version else "按现行规则计算"
    frozen = sums.frozen
    if frozen is None:
        return f"{version}，数额尚未固定，案件事实、标准变动的，应当重新计算。"
    when = f"{day_text(frozen.made_on)}" if frozen.made_on else ""
    because = f"（{frozen.reason.strip()}）" if frozen.reason.strip() else ""
    return f"{version}，数额已于{when}固定{because}，此后公布的标准和变动的事实不计入本清单。"


def _choices(sums: Sums) -> Iterator[str]:
    """The choices the rules leave open, as far as they bear on this sheet."""
    relevant = _relevant(sums)
    told = [
        f"{label}：{text}" for name, label, text in chosen(sums.claim.options) if name in relevant
    ]
    if told:
        yield f"计算口径：{'；'.join(told)}。"


def _relevant(sums: Sums) -> set[str]:
    lines = [line for victim in sums.result.victims for line in victim.lines]
    items = {line.item for line in lines}
    found = {name for name, item in _ITEM_OF.items() if item in items}
    if any(line.mental and line.bucket is Bucket.DEATH for line in lines):
        found.add("mental")
    if any(line.outside_medical_insurance for line in lines):
        found.add("non_medical")
    family = [
        person
        for victim in sums.claim.victims
        for loss in victim.losses
        for person in loss.dependants
    ]
    if any(person.kind is DependantKind.MINOR for person in family):
        found.add("minor_years")
    if any(given.key == "divisor" for line in lines for given in line.inputs):
        found.add("month_days")
    insured = {bool(use.insurer) for use in sums.result.limits}
    if len(insured) > 1:
        found.add("uninsured")
    if "dependants" in items and not any(
        line.item == "dependants" and line.coefficient not in (None, 100) for line in lines
    ):
        found.discard("cap_mode")
    return found
