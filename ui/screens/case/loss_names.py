"""Items of loss by the names people give them: initials, other words for them, rows of Excel."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from mediation_app.domain.compensation.law import ItemKind
from ui.models.editing import Option

# Other names of the items of the rule data, as they stand in lists of hospitals and lawyers.
OTHER_NAMES: dict[str, tuple[str, ...]] = {
    "medical": ("医药费", "医疗费用", "住院费", "门诊费", "治疗费", "住院医疗费", "门诊医疗费",
                "抢救费", "药费", "检查费"),
    "follow_up": ("后期治疗费", "后续医疗费", "二次手术费", "取内固定费", "续医费"),
    "plastic": ("整形费", "美容费"),
    "meals": ("伙食补助费", "住院伙食费", "伙食费", "住院伙食补助", "膳食补助费"),
    "nutrition": ("营养补助费", "加强营养费"),
    "disability": ("伤残赔偿金", "残疾金", "残疾补偿金", "伤残补助金", "伤残金"),
    "death": ("死亡补偿费", "死亡补偿金", "死亡金"),
    "dependants": ("被抚养人生活费", "抚养费", "扶养费", "赡养费", "被扶养人", "被抚养人"),
    "funeral": ("安葬费", "殡葬费"),
    "funeral_wages": ("办理丧事误工费", "丧葬误工费", "办理丧葬误工费", "办理丧葬事宜误工费",
                      "处理丧葬事宜误工费"),
    "funeral_travel": ("办理丧事交通费", "丧葬交通费", "丧葬住宿费", "处理丧葬事宜交通费"),
    "lost_wages": ("误工损失", "误工", "误工损失费", "收入损失"),
    "care": ("陪护费", "看护费", "护工费", "陪床费"),
    "device": ("辅助器具费", "残疾用具费", "假肢费", "轮椅费", "器具费"),
    "rehabilitation": ("康复治疗费", "康复护理费"),
    "travel": ("交通", "车费", "路费", "就医交通费"),
    "lodging": ("住宿", "旅店费"),
    "mental": ("精神抚慰金", "精神损害赔偿金", "精神损失费", "精神损害赔偿", "精神损害费"),
    "repair": ("维修费", "修车费", "车损", "车辆损失", "车辆损失费", "修理费", "车损费", "车辆修理费"),
    "towing": ("拖车费", "吊车费", "救援费", "停车费"),
    "goods": ("财物损失", "衣物损失", "手机损失", "物品损失", "车载物品损失", "财产损失", "货物损失"),
    "replacement": ("车辆重置", "重置费", "全损"),
    "downtime": ("停运费", "营运损失", "停运"),
    "substitute": ("替代交通工具费", "代步费", "租车费", "代步车费"),
    "depreciation": ("贬值损失", "车辆贬值", "贬值费"),
    "appraisal": ("鉴定费", "评估费", "司法鉴定费", "伤残鉴定费", "车损评估费", "检验费"),
    "other_outside": ("其他损失", "其他", "其它损失", "复印费", "诉讼费"),
}  # fmt: skip

_NUMBER = re.compile(r"^[（(\[]?[\d一二三四五六七八九十]+[)）\].、．，]\s*")
_NOTE = re.compile(r"[（(【\[].*?[)）】\]]")
_NOISE = re.compile(r"[\s:：*、，。]+")


def plain_name(text: str) -> str:
    """A name without number, brackets and spaces: ``3. 医疗费（住院）`` → ``医疗费``."""
    name = unicodedata.normalize("NFKC", text).strip()
    name = _NUMBER.sub("", name)
    bare = _NOISE.sub("", _NOTE.sub("", name))
    return bare or _NOISE.sub("", name)


def item_named(text: str, items: Mapping[str, ItemKind]) -> str:
    """The code of the item a name means, empty when it could be several or none."""
    name = plain_name(text)
    if not name:
        return ""
    known = _known(items)
    found = known.get(name) or known.get(name.removesuffix("费")) or known.get(f"{name}费")
    if found:
        return found
    inside = {code for label, code in known.items() if len(label) >= 3 and label in name}
    return inside.pop() if len(inside) == 1 else ""


def _known(items: Mapping[str, ItemKind]) -> dict[str, str]:
    known: dict[str, str] = {}
    for code, kind in items.items():
        for word in (*OTHER_NAMES.get(code, ()), kind.label):
            known[_NOISE.sub("", word)] = code
    for code, kind in items.items():  # the proper name goes before anybody's other name
        known[_NOISE.sub("", kind.label)] = code
        for part in re.split("[、]", kind.label):
            known.setdefault(part, code)
    return known


def item_options(items: Mapping[str, ItemKind]) -> tuple[Option, ...]:
    """The items to choose from, with initials, spellings and other names to type."""
    return tuple(
        Option(
            code,
            kind.label,
            kind.bucket.label,
            words_of(kind.label),
            _others(OTHER_NAMES.get(code, ())),
        )
        for code, kind in items.items()
    )


def _others(names: tuple[str, ...]) -> tuple[str, ...]:
    return (*names, *(words_of(name)[0] for name in names))


@lru_cache(maxsize=512)
def words_of(label: str) -> tuple[str, ...]:
    """Initials of a name, then its spelling.

    The table of readings is read on first use (some 15 ms): ask for it in a worker first.
    """
    from mediation_app.services.lists import readings

    table = readings()
    bare = _NOISE.sub("", _NOTE.sub("", label))
    return (*table.initials(bare)[:4], *table.full(bare)[:2])
