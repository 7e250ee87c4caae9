"""Names with rare characters (生僻字): kept as they stand, compared by a key, checked for traps.

A name is counted in code points, never in bytes. The dot of minority names (买买提·吐尔逊) comes
in many shapes; it is stored as U+00B7 and ignored in comparison. Characters of the private use
area look different on every computer and must be replaced; the check says so.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from mediation_app.errors import InvalidInput

MIDDLE_DOT = "\u00b7"
LONGEST = 200
# Middle dot, bullets, katakana and Greek dots, full stops typed in their place, Hangul ㆍ.
_DOTS = (
    "\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff65\uff0e\u0387\u2024\u25cf\u25e6\uff61"
    "\u16eb\u2e31\u2e33\ua78f\u318d\ufe52"
)
_DOT_CLASS = re.compile(f"[ \u3000]*[{re.escape(_DOTS)}][ \u3000]*")
_PLAIN_DOT = re.compile(r"(?<=[^\W\d_A-Za-z])[.\u3002](?=[^\W\d_A-Za-z])")
_SPACES = re.compile(r"[\s\u3000\u00a0\u2000-\u200d\u2060\ufeff]+")
_CONTROL = {"Cc", "Cs"}
_BRACKETS = str.maketrans("()", "（）")
_VARIANTS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")  # which glyph of a character

# Compatibility ideographs fold to the character they stand for only in the comparison key: the
# legal name keeps the form of the identity card.


@dataclass(frozen=True, slots=True, kw_only=True)
class NameTraits:
    """What printing and searching must know about a name."""

    private_use: tuple[str, ...] = ()
    beyond_bmp: tuple[str, ...] = ()
    not_in_gb2312: tuple[str, ...] = ()

    @property
    def rare(self) -> bool:
        """Whether other offices' old systems will have trouble with it."""
        return bool(self.private_use or self.beyond_bmp or self.not_in_gb2312)


def normal_name(text: str, *, field: str = "name") -> str:
    """The name as stored: dot unified, outer and needless spaces gone, width unified.

    Between Chinese characters spaces vanish (张　三 → 张三); between Latin words one stays. Brackets
    of a Chinese name are full-width, as on the business licence (某某（集团）有限公司). Invisible
    format signs that come along when copying are dropped. Raises InvalidInput when nothing is left,
    when it is longer than 200 characters or holds control characters.
    """
    name = tidy(text)
    if not name:
        raise InvalidInput("domain.name_empty", field=field)
    if len(name) > LONGEST:
        raise InvalidInput("domain.name_too_long", field=field, longest=LONGEST)
    if any(unicodedata.category(sign) in _CONTROL for sign in name):
        raise InvalidInput("domain.name_control_sign", field=field)
    return name


def tidy(text: str) -> str:
    """Like ``normal_name`` but never complains: for search input."""
    text = "".join(_half_width(sign) for sign in text if unicodedata.category(sign) != "Cf")
    if any(map(is_han, text)):
        text = text.translate(_BRACKETS)
    text = _SPACES.sub(" ", _DOT_CLASS.sub(MIDDLE_DOT, text))
    text = re.sub(r"(?<![A-Za-z0-9.,']) | (?![A-Za-z0-9(])", "", text)
    return _PLAIN_DOT.sub(MIDDLE_DOT, text).strip(" " + MIDDLE_DOT)


def _half_width(sign: str) -> str:
    if "\uff01" <= sign <= "\uff5e" and sign != "\uff0e":
        return chr(ord(sign) - 0xFEE0)
    return sign


def comparison_key(name: str) -> str:
    """Equal for the same name written differently: dots, spaces, width, case and compatibility
    ideographs make no difference."""
    text = unicodedata.normalize("NFKC", _VARIANTS.sub("", tidy(name))).casefold()
    return "".join(sign for sign in text if sign != MIDDLE_DOT and not sign.isspace())


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are the same name (by comparison key)."""
    return comparison_key(one) == comparison_key(other)


def traits(name: str) -> NameTraits:
    """Characters that need care when printing or sending the name elsewhere."""
    private, beyond, rare = [], [], []
    for sign in dict.fromkeys(_VARIANTS.sub("", name)):
        if unicodedata.category(sign) == "Co":
            private.append(sign)
        elif ord(sign) > 0xFFFF:
            beyond.append(sign)
        elif is_han(sign) and not _in_gb2312(sign):
            rare.append(sign)
    return NameTraits(
        private_use=tuple(private), beyond_bmp=tuple(beyond), not_in_gb2312=tuple(rare)
    )


def is_han(sign: str) -> bool:
    """Whether the character is a Chinese ideograph, extensions included."""
    point = ord(sign)
    return (
        0x4E00 <= point <= 0x9FFF
        or 0x3400 <= point <= 0x4DBF
        or 0x20000 <= point <= 0x3347F
        or 0xF900 <= point <= 0xFAFF
        or 0x2F800 <= point <= 0x2FA1F
        or point == 0x3007
    )


def _in_gb2312(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def masked(name: str) -> str:
    """For lists seen by others: 张*, 欧阳**, 买买提·*."""
    if len(name) < 2:
        return name
    head, dot, tail = name.partition(MIDDLE_DOT)
    if dot:
        return head + dot + "*" * min(len(tail), 4)
    return name[0] + "*" * min(len(name) - 1, 4)
