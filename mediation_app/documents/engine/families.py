"""The font families that documents name, and the files that may stand for each."""

from __future__ import annotations

from dataclasses import dataclass

SONG, FANG, KAI, HEI, TITLE, ROMAN, ARIAL = "song", "fang", "kai", "hei", "title", "roman", "arial"


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One family: what documents call it, Windows' files for it, and our own stand-in.

    Files are (name, number in the collection), regular first, then bold where there is one.
    """

    key: str
    names: tuple[str, ...]
    windows: tuple[tuple[str, int], ...]
    windows_bold: tuple[tuple[str, int], ...] = ()
    bundled: str
    bundled_bold: str = ""
    latin: bool = False


FAMILIES: tuple[Family, ...] = (
    Family(
        key=SONG,
        names=("宋体", "SimSun", "新宋体", "NSimSun", "华文宋体", "思源宋体", "Noto Serif SC"),
        windows=(("simsun.ttc", 0),),
        bundled="serif-400.ttf",
        bundled_bold="serif-700.ttf",
    ),
    Family(
        key=FANG,
        names=("仿宋_GB2312", "仿宋", "FangSong", "FangSong_GB2312", "华文仿宋", "方正仿宋_GBK"),
        windows=(("simfang.ttf", 0),),
        bundled="fang-400.ttf",
    ),
    Family(
        key=KAI,
        names=("楷体_GB2312", "楷体", "KaiTi", "KaiTi_GB2312", "华文楷体", "方正楷体_GBK"),
        windows=(("simkai.ttf", 0),),
        bundled="kai-400.ttf",
    ),
    Family(
        key=HEI,
        names=("黑体", "SimHei", "微软雅黑", "Microsoft YaHei", "方正黑体_GBK", "Noto Sans SC"),
        windows=(("simhei.ttf", 0),),
        bundled="sans-500.ttf",
        bundled_bold="sans-700.ttf",
    ),
    Family(
        key=TITLE,
        names=("方正小标宋简体", "方正小标宋_GBK", "小标宋", "FZXiaoBiaoSong-B05S", "华文中宋"),
        windows=(("FZXBSJW.TTF", 0), ("fzxbsjw.ttf", 0)),
        bundled="serif-700.ttf",
    ),
    Family(
        key=ROMAN,
        names=("Times New Roman", "Times", "Liberation Serif", "Cambria", "Georgia"),
        windows=(("times.ttf", 0),),
        windows_bold=(("timesbd.ttf", 0),),
        bundled="roman-400.ttf",
        bundled_bold="roman-700.ttf",
        latin=True,
    ),
    Family(
        key=ARIAL,
        names=("Arial", "Calibri", "Helvetica", "Tahoma", "Verdana", "Segoe UI"),
        windows=(("arial.ttf", 0),),
        windows_bold=(("arialbd.ttf", 0),),
        bundled="sans-400.ttf",
        bundled_bold="sans-700.ttf",
        latin=True,
    ),
)

FALLBACK = "serif-400.ttf"  # 30,000 characters: the last resort for any of them
BY_NAME = {name.casefold(): family for family in FAMILIES for name in family.names}
BY_KEY = {family.key: family for family in FAMILIES}


def known_family(name: str) -> Family | None:
    """The family that a document means by ``name``."""
    return BY_NAME.get(name.strip().lstrip("@").casefold())
