"""Pinyin of names for search: initials and full syllables, every reading of a character.

The table is generated (``resources/pinyin``) and handed in as text; ``rulebook.pinyin`` loads the
shipped one. A character with several readings is indexed under each of them, up to a bound; in
the first place of a name its surname reading comes first (曾 zeng, 单 shan, 解 xie, 仇 qiu).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice, product

# Surnames whose reading differs from the everyday one (or that many tables get wrong).
SURNAMES: Mapping[str, str] = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "翟": "zhai",
    "覃": "qin", "任": "ren", "盖": "ge", "朴": "piao", "尉": "wei", "乐": "yue", "华": "hua",
    "燕": "yan", "繁": "po", "洗": "xian", "冼": "xian", "宁": "ning", "召": "shao", "员": "yun",
    "折": "she", "黑": "he", "缪": "miao", "牟": "mu", "秘": "bi", "种": "chong", "晟": "cheng",
    "祭": "zhai", "曲": "qu", "卜": "bu", "薄": "bo", "柏": "bai", "隗": "wei", "郇": "xun",
    "逄": "pang", "臧": "zang", "訾": "zi", "郗": "xi", "谌": "chen", "那": "na", "哈": "ha",
    "纪": "ji", "葛": "ge", "令": "ling", "俞": "yu", "阚": "kan", "晁": "chao", "应": "ying",
    "过": "guo", "沈": "shen", "贾": "jia", "佴": "nai", "麴": "qu", "仉": "zhang", "靳": "jin",
    "重": "chong", "车": "che", "钭": "tou", "殷": "yin", "相": "xiang", "冯": "feng", "巨": "ju",
}  # fmt: skip
COMPOUND_SURNAMES: Mapping[str, tuple[str, str]] = {
    "尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "长孙": ("zhang", "sun"),
    "单于": ("chan", "yu"), "澹台": ("tan", "tai"), "宰父": ("zai", "fu"),
    "鲜于": ("xian", "yu"), "令狐": ("ling", "hu"), "宿孙": ("su", "sun"),
}  # fmt: skip
_MOST_READINGS = 24


class PinyinTable:
    """Readings of characters, without tones, the most frequent first."""

    def __init__(self, readings: Mapping[str, tuple[str, ...]]) -> None:
        self._readings = readings

    @classmethod
    def parse(cls, text: str) -> PinyinTable:
        """Read lines ``syllable characters`` or, for several readings, ``字 a b c``.

        The generated file has two parts divided by a line ``--``: syllables with all characters
        that are read only so, then characters with several readings.
        """
        readings: dict[str, tuple[str, ...]] = {}
        single, _, several = text.partition("\n--\n")
        for line in single.splitlines():
            if line and not line.startswith("#"):
                syllable, _, signs = line.partition(" ")
                readings.update(dict.fromkeys(signs, (syllable,)))
        for line in several.splitlines():
            sign, *syllables = line.split(" ")
            readings[sign] = tuple(syllables)
        return cls(readings)

    def __len__(self) -> int:
        return len(self._readings)

    def readings(self, sign: str) -> tuple[str, ...]:
        """All readings of one character; Latin letters and digits read as themselves."""
        if found := self._readings.get(sign):
            return found
        if sign.isascii() and sign.isalnum():
            return (sign.lower(),)
        return ()

    def of_name(self, name: str) -> list[tuple[str, ...]]:
        """Readings per character of a personal name, the surname's own reading first.

        Characters without any reading (dots, spaces, unknown characters) are left out.
        """
        rows: list[tuple[str, ...]] = []
        compound = COMPOUND_SURNAMES.get(name[:2])
        for index, sign in enumerate(name):
            found = self.readings(sign)
            first: str | None = None
            if compound and index < 2:
                first = compound[index]
            elif index == 0:
                first = SURNAMES.get(sign)
            if first is not None:
                found = (first, *(syllable for syllable in found if syllable != first))
            if found:
                rows.append(found)
        return rows

    def initials(self, name: str) -> tuple[str, ...]:
        """All initial strings of a name, the likeliest first: 曾强 → ``zq``, ``zj``, ``cq`` …"""
        rows = [tuple(dict.fromkeys(s[0] for s in row)) for row in self.of_name(name)]
        return _combine(rows)

    def full(self, name: str) -> tuple[str, ...]:
        """All full spellings of a name, the likeliest first: 单明 → ``shanming``, ``danming`` …"""
        return _combine(self.of_name(name))

    def sort_key(self, name: str) -> tuple[str, str]:
        """Order by pinyin, then by the characters."""
        return (" ".join(row[0] for row in self.of_name(name)), name)


def _combine(rows: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    rows = [row for row in rows if row]
    if not rows:
        return ()
    # product() varies the last character fastest; keep the bound from starving the first one by
    # taking the plain reading and single deviations before the rest.
    plain = [row[0] for row in rows]
    found = {"".join(plain): None}
    for index, row in enumerate(rows):
        for syllable in row[1:]:
            found["".join([*plain[:index], syllable, *plain[index + 1 :]])] = None
    for parts in islice(product(*rows), 4 * _MOST_READINGS):
        found["".join(parts)] = None
    return tuple(islice(found, _MOST_READINGS))
