"""Invented people, places, plates and numbers of the demo county, drawn from one seed."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from mediation_app.domain.identifiers import id_check_sign, uscc_check_sign
from mediation_app.domain.parties import Gender
from mediation_app.paths import resource_dir


@cache
def material() -> dict[str, Any]:
    """The raw material in ``resources/demo/county.toml``."""
    text = (resource_dir() / "demo" / "county.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _surnames() -> tuple[tuple[str, ...], tuple[int, ...]]:
    pairs = [(entry[0], int(entry[1:])) for entry in material()["surnames"].split()]
    return tuple(name for name, _ in pairs), tuple(weight for _, weight in pairs)


@cache
def _given(gender: Gender) -> tuple[str, ...]:
    return tuple(material()["male" if gender is Gender.MALE else "female"].split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """An invented natural person."""

    name: str
    gender: Gender
    birth_date: date
    id_number: str
    phone: str
    address: str
    job: str


class County:
    """Draws what a case needs. One ``County`` per case keeps cases independent of their number."""

    def __init__(self, seed: int, index: int) -> None:
        self.random = random.Random(f"{seed}/{index}")  # noqa: S311 - demo data, not secrets

    def pick(self, what: str) -> str:
        """One entry of a list of the raw material."""
        chosen: str = self.random.choice(material()[what])
        return chosen

    def chance(self, percent: float) -> bool:
        """True in so many of a hundred draws."""
        return self.random.random() * 100 < percent

    def day_between(self, first: date, last: date) -> date:
        """A day in a range, both ends included."""
        return first + timedelta(days=self.random.randint(0, max(0, (last - first).days)))

    def fen(self, low: int, high: int) -> int:
        """A sum in fen between two sums in yuan, rounded to a tenth of a yuan."""
        return self.random.randint(low * 10, high * 10) * 10

    def somebody(self, *, on: date, youngest: int = 18, oldest: int = 78) -> Somebody:
        """A person of an age on a day, with a valid ID number."""
        draw = self.random
        gender = Gender.MALE if draw.random() < 0.6 else Gender.FEMALE
        age = min(oldest, max(youngest, round(draw.gauss(46, 15))))
        birth = on - timedelta(days=int((age + draw.uniform(0.02, 0.98)) * 365.25))
        surnames, weights = _surnames()
        if draw.random() < 0.01:
            name = draw.choice(material()["rare"])
        else:
            name = draw.choices(surnames, weights)[0] + draw.choice(_given(gender))
        region = material()["region"] if draw.random() < 0.8 else draw.choice(("371502", "372522"))
        sequence = draw.randint(0, 499) * 2 + (1 if gender is Gender.MALE else 0)
        first17 = f"{region}{birth:%Y%m%d}{sequence:03d}"
        town, village = self.pick("towns"), self.pick("villages")
        return Somebody(
            name=name,
            gender=gender,
            birth_date=birth,
            id_number=first17 + id_check_sign(first17),
            phone=f"1{draw.choice(('38', '59', '86', '35', '50'))}{draw.randint(0, 10**8 - 1):08d}",
            address=f"东阿县{town}{village}{draw.randint(1, 180)}号",
            job=self.pick("jobs") if age < 62 else "务农",
        )

    def plate(self) -> str:
        """A plate of the county's city, now and then a new-energy one."""
        signs = "ABCDEFGHJKLMNPQRSTUVWXYZ"
        digits = f"{self.random.randint(0, 999):03d}"
        head = self.random.choice("0123456789") + self.random.choice(signs)
        if self.random.random() < 0.2:
            head = "D" + self.random.choice(signs[:8])
            digits += str(self.random.randint(0, 9))
        return f"{material()['plate_prefix']}{head}{digits}"

    def credit_code(self) -> str:
        """A unified social credit code with a right check sign."""
        first17 = f"91371524MA{self.random.randint(0, 10**7 - 1):07d}"
        return first17 + uscc_check_sign(first17)

    def digits(self, count: int) -> str:
        """A string of digits (account, policy, admission number)."""
        return "".join(self.random.choice("0123456789") for _ in range(count))
