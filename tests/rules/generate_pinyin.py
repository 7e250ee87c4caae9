"""Makes ``resources/pinyin/readings.txt`` from pypinyin's table (a development tool).

    python tests/rules/generate_pinyin.py

The program itself reads only the made file: importing pypinyin would cost a third of a second
and 65 MB at every start.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from pathlib import Path

from pypinyin.pinyin_dict import pinyin_dict

TARGET = Path(__file__).parents[2] / "resources" / "pinyin" / "readings.txt"
HEAD = "# Made by tests/rules/generate_pinyin.py from pypinyin (MIT). Do not edit.\n"


def without_tone(syllable: str) -> str:
    """``lǜ`` → ``lv``: no tone, ü as v, only letters."""
    decomposed = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    plain = "".join(sign for sign in decomposed if sign.isascii() and sign.isalpha())
    return plain.replace("ê", "e")


def generate() -> str:
    """The whole text of the file."""
    single: defaultdict[str, list[str]] = defaultdict(list)
    several: list[str] = []
    for point, readings in sorted(pinyin_dict.items()):
        syllables = list(dict.fromkeys(filter(None, map(without_tone, readings.split(",")))))
        if len(syllables) == 1:
            single[syllables[0]].append(chr(point))
        elif syllables:
            several.append(f"{chr(point)} {' '.join(syllables)}")
    lines = [f"{syllable} {''.join(signs)}" for syllable, signs in sorted(single.items())]
    return HEAD + "\n".join(lines) + "\n--\n" + "\n".join(several) + "\n"


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(generate(), encoding="utf-8", newline="\n")
