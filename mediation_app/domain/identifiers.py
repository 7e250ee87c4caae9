"""Numbers people and things carry: ID numbers, credit codes, phones, VIN, accident findings.

Full-width signs, spaces, hyphens and lower case are forgiven; the normal form is returned. What
cannot be right raises InvalidInput; what is merely unusual is accepted with a warning code, for
official practice knows more forms than any table. Plates live in ``plates``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mediation_app.domain.calendar import full_years
from mediation_app.errors import InvalidInput


class Sex(StrEnum):
    """性别 as the identity number tells it."""

    MALE = "male"
    FEMALE = "female"


class IdKind(StrEnum):
    """Kinds of identity papers."""

    ID_CARD = "id_card"  # 居民身份证
    HMT_RESIDENCE = "hmt_residence"  # 港澳台居民居住证
    FOREIGN_RESIDENCE = "foreign_residence"  # 外国人永久居留身份证
    HK_MACAO = "hk_macao"  # 港澳居民来往内地通行证
    TAIWAN = "taiwan"  # 台湾居民来往大陆通行证
    PASSPORT = "passport"  # 护照
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityNumber:
    """A checked number; ``born`` and ``sex`` are known for card numbers with 15 or 18 digits."""

    kind: IdKind
    number: str
    region_code: str = ""
    born: date | None = None
    sex: Sex | None = None
    warning: str = ""

    def age_on(self, day: date) -> int | None:
        """Completed years on a day."""
        return None if self.born is None else full_years(self.born, day)


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_SIGNS = "10X98765432"
_HMT = ("81", "82", "83")
_OLDEST = 120
_FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)}


def plain(text: str) -> str:
    """Half-width, upper case, without spaces, dots and hyphens."""
    half = text.translate(_FULL_WIDTH).upper()
    return re.sub(r"[\s\u3000\u200b\u200c\u200d\ufeff\u00b7\u2022\u30fb.\-\u2010-\u2015]", "", half)


def id_check_sign(first17: str) -> str:
    """The check sign of GB 11643-1999 for the first seventeen digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True))
    return _CHECK_SIGNS[total % 11]


def parse_id_number(text: str, *, today: date, field: str = "id_number") -> IdentityNumber:
    """A 公民身份号码 (18 digits), the number of a residence card, or an old one of 15 digits.

    Regions are never a reason to refuse: older people carry codes that no longer exist. Raises
    InvalidInput for wrong length, signs, an impossible or future birth date, a wrong check sign.
    """
    number = plain(text)
    if re.fullmatch(r"[0-9]{15}", number):
        born = _birth("19" + number[6:12], today, field)
        return IdentityNumber(
            kind=IdKind.ID_CARD,
            number=number,
            region_code=number[:6],
            born=born,
            sex=_sex(number[14]),
            warning="domain.id_number_old",
        )
    if len(number) != 18:
        raise InvalidInput("domain.id_number_length", field=field, length=len(number))
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise InvalidInput("domain.id_number_signs", field=field)
    kind = _kind_of_card(number)
    if kind is IdKind.ID_CARD:
        born = _birth(number[6:14], today, field)
        expected = id_check_sign(number[:17])
        if number[17] != expected:
            raise InvalidInput("domain.id_number_checksum", field=field)
        ancient = full_years(born, today) > _OLDEST
        return IdentityNumber(
            kind=kind,
            number=number,
            region_code=number[:6],
            born=born,
            sex=_sex(number[16]),
            warning="domain.id_number_unusual" if ancient else "",
        )
    # Residence cards of other kinds follow the same pattern, but that is not certain: only warn.
    warning = ""
    try:
        born_or_none: date | None = _birth(number[6:14], today, field)
    except InvalidInput:
        born_or_none, warning = None, "domain.id_number_unusual"
    if number[17] != id_check_sign(number[:17]):
        warning = "domain.id_number_unusual"
    return IdentityNumber(
        kind=kind,
        number=number,
        region_code=number[:6],
        born=born_or_none,
        sex=_sex(number[16]),
        warning=warning,
    )


# What papers without a check sign usually look like; anything else only warns.
_USUAL = {
    IdKind.HMT_RESIDENCE: r"[HM]\d{8}(\d{2})?|\d{8}(\d{2})?",  # a 通行证 entered in its place
    # Before 2023: nationality, place of issue, birth (YYMMDD), serial, check sign.
    IdKind.FOREIGN_RESIDENCE: r"[A-Z]{3}\d{6}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{2}",
    IdKind.HK_MACAO: r"[HM]\d{8}(\d{2})?",
    IdKind.TAIWAN: r"\d{8}(\d{2})?",
    IdKind.PASSPORT: r"[A-Z0-9]{5,12}",
}


def parse_paper_number(
    kind: IdKind, text: str, *, today: date, field: str = "id_number"
) -> IdentityNumber:
    """The number of any identity paper; only the resident's number is checked strictly."""
    number = _loose(text, field)
    if kind is IdKind.ID_CARD:
        parsed = parse_id_number(number, today=today, field=field)
        if parsed.kind is not kind:
            raise InvalidInput("domain.id_number_other_kind", field=field)
        return parsed
    if _kind_of_card(number) is kind and re.fullmatch(r"\d{17}[\dX]", number, re.ASCII):
        return parse_id_number(number, today=today, field=field)
    usual = _USUAL.get(kind)
    odd = usual is not None and not re.fullmatch(usual, number, re.ASCII)
    return IdentityNumber(
        kind=kind, number=number, warning="domain.id_number_unusual" if odd else ""
    )


def _loose(text: str, field: str) -> str:
    number = plain(text)
    if not number or len(number) > 40:
        raise InvalidInput("domain.id_number_length", field=field, length=len(number))
    return number


def _kind_of_card(number: str) -> IdKind:
    if number.startswith(_HMT):
        return IdKind.HMT_RESIDENCE
    if number.startswith("9"):
        return IdKind.FOREIGN_RESIDENCE
    return IdKind.ID_CARD


def _birth(digits: str, today: date, field: str) -> date:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        raise InvalidInput("domain.id_number_date", field=field) from None
    if born > today:
        raise InvalidInput("domain.birth_in_future", field=field)
    return born


def _sex(digit: str) -> Sex:
    return Sex.MALE if int(digit) % 2 else Sex.FEMALE


def masked_id(number: str) -> str:
    """First three and last four signs: ``371***********0010``."""
    if len(number) < 8:
        return "*" * len(number)
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


# 统一社会信用代码 -----------------------------------------------------------------------------

_USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, index, 31) for index in range(17))


def uscc_check_sign(first17: str) -> str:
    """The check sign of GB 32100-2015 for the first seventeen signs."""
    total = sum(
        _USCC_SIGNS.index(sign) * weight
        for sign, weight in zip(first17, _USCC_WEIGHTS, strict=True)
    )
    return _USCC_SIGNS[(31 - total % 31) % 31]


def parse_uscc(text: str, *, field: str = "uscc") -> str:
    """A 统一社会信用代码 in its normal form. Raises InvalidInput."""
    code = plain(text)
    if len(code) != 18:
        raise InvalidInput("domain.uscc_length", field=field, length=len(code))
    if any(sign not in _USCC_SIGNS for sign in code):
        raise InvalidInput("domain.uscc_signs", field=field)
    if code[17] != uscc_check_sign(code[:17]):
        raise InvalidInput("domain.uscc_checksum", field=field)
    return code


# Telephone ------------------------------------------------------------------------------------


class PhoneKind(StrEnum):
    """Kinds of telephone numbers."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    SERVICE = "service"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A telephone number: ``number`` for store and search, ``shown`` for people."""

    kind: PhoneKind
    number: str
    shown: str

    @property
    def masked(self) -> str:
        """For lists: ``138****2417``."""
        digits = self.number
        if len(digits) < 8:
            return "*" * max(len(digits) - 2, 0) + digits[-2:]
        return digits[:3] + "****" + digits[-4:]


_LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))([2-9]\d{6,7})", re.ASCII)
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212/"), "-")


def parse_phone(text: str, *, field: str = "phone") -> Phone:
    """A mobile, a landline with area code and extension, a service or a foreign number."""
    number = plain(text.translate(_DASHES)).replace("(", "").replace(")", "")
    # +86, 0086, 86 and the 0 once dialled before mobiles of other places
    domestic = re.sub(r"^(\+86|0086|(?:86|0)(?=1[3-9]\d{9}$))", "", number)
    if re.fullmatch(r"1[3-9][0-9]{9}", domestic, re.ASCII):
        shown = f"{domestic[:3]} {domestic[3:7]} {domestic[7:]}"
        return Phone(kind=PhoneKind.MOBILE, number=domestic, shown=shown)
    if found := _match_landline(text):
        return found
    if re.fullmatch(r"[48]00\d{7}", domestic, re.ASCII):
        shown = f"{domestic[:3]}-{domestic[3:6]}-{domestic[6:]}"
        return Phone(kind=PhoneKind.SERVICE, number=domestic, shown=shown)
    if re.fullmatch(r"(9\d{4}|1[12]\d{1,3}|12\d{3})", domestic, re.ASCII):
        return Phone(kind=PhoneKind.SERVICE, number=domestic, shown=domestic)
    if re.fullmatch(r"(\+|00)(?!86)[1-9]\d{6,14}", number, re.ASCII):
        return Phone(kind=PhoneKind.FOREIGN, number=number, shown=number)
    raise InvalidInput("domain.phone_unknown", field=field)


def _match_landline(text: str) -> Phone | None:
    half = text.translate(_FULL_WIDTH).translate(_DASHES).upper().strip()
    half = re.sub(r"^\(?(\+86|0086)\)?[\s\-(]*0?(?=\d)", "0", half)
    main, *after = re.split(r"转|#|EXT\.?|分机", half)
    parts = [part for part in re.split(r"[\s\-()]+", main) if part]
    extras = [part.strip(" -:") for part in after if part.strip(" -:")]
    # 0635-8211234-801: what follows a whole number is its extension.
    if not extras and len(parts) > 1 and _LANDLINE.fullmatch("".join(parts[:-1])):
        extras = [parts.pop()]
    match = _LANDLINE.fullmatch("".join(parts))
    if not match or len(extras) > 1:
        return None
    extra = extras[0] if extras else ""
    if extra and not re.fullmatch(r"[0-9]{1,6}", extra):
        return None
    area, local = match.groups()
    shown = f"{area}-{local}" + (f" 转 {extra}" if extra else "")
    number = area + local + (f"-{extra}" if extra else "")
    return Phone(kind=PhoneKind.LANDLINE, number=number, shown=shown)


# 车辆识别代号 ---------------------------------------------------------------------------------

_VIN_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vin:
    """A vehicle identification number; a wrong check digit only warns."""

    number: str
    warning: str = ""


def parse_vin(text: str, *, field: str = "vin") -> Vin:
    """Seventeen signs without I, O, Q. Raises InvalidInput for anything else."""
    number = plain(text)
    if len(number) != 17:
        raise InvalidInput("domain.vin_length", field=field, length=len(number))
    if not re.fullmatch(r"[0-9A-HJ-NPR-Z]{17}", number, re.ASCII):
        raise InvalidInput("domain.vin_signs", field=field)
    total = sum(
        int(_VIN_VALUES.get(sign, sign)) * weight
        for sign, weight in zip(number, _VIN_WEIGHTS, strict=True)
    )
    expected = "X" if total % 11 == 10 else str(total % 11)
    return Vin(number=number, warning="" if number[8] == expected else "domain.vin_checksum")


# 事故认定书编号 -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingNumber:
    """The number of a 道路交通事故认定书, kept as printed, with a key for searching."""

    text: str
    key: str
    warning: str = ""


_FINDING_FORMS = (
    re.compile(r"第?[0-9]{15,20}号?"),
    re.compile(r".{1,12}公交.{0,6}字[〔\[(]?(19|20)\d{2}[〕\])]?第?\d{1,8}号"),
)


def parse_finding_number(text: str, *, field: str = "finding_number") -> FindingNumber:
    """The number as printed, trimmed; unusual forms warn (no official pattern is known)."""
    shown = re.sub(r"\s+", " ", text.translate(_FULL_WIDTH)).strip()
    if not shown:
        raise InvalidInput("domain.finding_number_empty", field=field)
    if len(shown) > 60:
        raise InvalidInput("domain.finding_number_long", field=field)
    compact = shown.replace(" ", "")
    usual = any(form.fullmatch(compact) for form in _FINDING_FORMS)
    return FindingNumber(
        text=shown,
        key="".join(re.findall(r"[0-9A-Z]+", compact.upper())),
        warning="" if usual else "domain.finding_number_unusual",
    )
