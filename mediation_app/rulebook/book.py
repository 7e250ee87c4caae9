"""The rule book of one place: law, figures and lists as dated data, read file by file on need."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from mediation_app.domain.calendar import WorkCalendar
from mediation_app.domain.deadlines import Deadline, DeadlineRule, reckon
from mediation_app.domain.explain import Source, Sureness
from mediation_app.errors import BadFile, NotFound
from mediation_app.paths import resource_dir
from mediation_app.rulebook import readers
from mediation_app.rulebook.files import CODE_LISTS, FILES, Row, read_toml, rows_in, rows_of
from mediation_app.rulebook.jurisdictions import Jurisdiction, chain
from mediation_app.rulebook.periods import key_name
from mediation_app.rulebook.readers import Code
from mediation_app.rulebook.values import RuleValue, ValueTable

if TYPE_CHECKING:
    from mediation_app.domain.compensation.inputs import Options
    from mediation_app.domain.compensation.law import (
        CompensationLaw,
        ItemKind,
        LimitRow,
        Standard,
    )
    from mediation_app.domain.liability import Fault, LiabilityBand, Pairing
    from mediation_app.rulebook.law_tables import LawTables

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


class Rulebook:
    """Rules of one place. Open with ``Rulebook.open("371524", overlay=data_dir / "rules")``."""

    def __init__(self, code: str, jurisdictions: tuple[Jurisdiction, ...], root: Path) -> None:
        self.code = code
        self.jurisdictions = jurisdictions
        self._root = root
        self._files: dict[tuple[str, str], list[list[Row]]] = {}
        self._profiles: dict[str, ValueTable] = {}
        self._codes: dict[str, dict[str, Code]] = {}

    @classmethod
    def open(
        cls, code: str = "37", *, overlay: Path | None = None, root: Path | None = None
    ) -> Rulebook:
        """The rule book for a region code. Only the small marker files are read now.

        Raises BadFile when a marker is damaged or no rules hold for the code.
        """
        root = root or resource_dir() / "rules"
        book = cls(code, chain(code, root, overlay), root)
        book._overlay = overlay
        return book

    _overlay: Path | None = None

    # What it is -------------------------------------------------------------------------------

    @property
    def version(self) -> str:
        """``山东 2026.11``: the province (else the nation) and its version, + own additions."""
        shipped = [j for j in self.jurisdictions if not j.overlay and len(j.code) <= 2]
        own = "+" if any(j.overlay for j in self.jurisdictions) else ""
        return f"{shipped[-1].name} {shipped[-1].version}{own}"

    @property
    def status(self) -> str:
        """For the status bar: ``规则 山东 2026.11``."""
        return f"规则 {self.version}"

    def unverified(self) -> tuple[str, ...]:
        """What is 待核实, one ``file: label`` each (reads every file)."""
        found: list[str] = []
        for folder in self.jurisdictions:
            for path in sorted(folder.folder.glob("*.toml")):
                data = read_toml(path)
                found.extend(
                    f"{folder.layer} {path.stem}: {_name_of(row)}"
                    for table in _TABLES
                    for row in rows_in(data, path, table, folder.layer)
                    if row.data.get("sureness") == Sureness.UNVERIFIED.value
                )
        return tuple(found)

    @cached_property
    def unverified_count(self) -> int:
        """How many entries are 待核实."""
        return len(self.unverified())

    def check(self) -> None:
        """Read every file of every place now. Raises BadFile with file and line of a fault."""
        for place in self.jurisdictions:
            for path in sorted(place.folder.glob("*.toml")):
                if path.stem not in FILES and not path.stem.startswith("holidays-"):
                    raise BadFile("rules.unknown_file", file=path.name)
        self.profile()
        _ = self._values, self._calendar, self._deadlines
        self._law.read_all()
        for name in CODE_LISTS:
            self.codes(name)

    # Values -----------------------------------------------------------------------------------

    @cached_property
    def _values(self) -> ValueTable:
        return ValueTable(self._layers("values", "value"), self._rows("values", "key"))

    def value(self, key: str, on: date) -> RuleValue:
        """A general value (rate, table) in force on a day. Raises NotFound."""
        return self._values.value(key, on)

    def profile(self, jurisdiction: str | None = None) -> ValueTable:
        """The fund and office profile of this place, or of another one."""
        code = self.code if jurisdiction is None else jurisdiction
        if code not in self._profiles:
            if code == self.code:
                book = self
            else:
                places = chain(code, self._root, self._overlay, home=self.code)
                book = Rulebook(code, places, self._root)
            self._profiles[code] = ValueTable(
                book._layers("profile", "value"), book._rows("profile", "key")
            )
        return self._profiles[code]

    def values_on(self, on: date) -> tuple[RuleValue, ...]:
        """Every general value in force on a day."""
        return self._values.all_on(on)

    # Dates ------------------------------------------------------------------------------------

    @cached_property
    def _calendar(self) -> WorkCalendar:
        tables = {}
        for folder in self.jurisdictions:
            for path in sorted(folder.folder.glob("holidays-*.toml")):
                year = readers.holiday_year(path, folder.layer)
                tables[year.year] = year
        return WorkCalendar(tables.values())

    def calendar(self) -> WorkCalendar:
        """The work calendar of all years whose notice is there."""
        return self._calendar

    @cached_property
    def _deadlines(self) -> dict[str, DeadlineRule]:
        return self._keyed("deadlines", "deadline", readers.deadline_rule, lambda rule: rule.id)

    def deadline(self, rule_id: str) -> DeadlineRule:
        """A deadline rule. Raises NotFound."""
        found = self._deadlines.get(rule_id)
        if found is None:
            raise NotFound("rules.no_deadline", key=rule_id)
        return found

    def deadlines(self) -> Mapping[str, DeadlineRule]:
        """All deadline rules by id."""
        return self._deadlines

    def reckon(self, rule_id: str, start: date) -> Deadline | None:
        """A deadline for the day its start happened, with the office's own number if it has one.

        The number of the profile is the one in force on ``start``.
        """
        rule = self.deadline(rule_id)
        amount: int | None = None
        if rule.profile_key:
            amount = self.profile().value(rule.profile_key, start).whole()
        return reckon(rule, start, self.calendar(), amount=amount)

    # Compensation -----------------------------------------------------------------------------

    @cached_property
    def _law(self) -> LawTables:
        from mediation_app.rulebook.law_tables import LawTables

        return LawTables(self._layers, self.jurisdictions)

    def limits(self, accident: date) -> LimitRow:
        """The 交强险 limits by the date of the accident (not of the policy). Raises NotFound."""
        return self._law.limits(accident)

    def band(self, pairing: Pairing, fault: Fault, on: date = date.max) -> LiabilityBand:
        """The liability band for a degree of fault of the side asked for, as in force on a day
        (without one: the last). Raises NotFound."""
        return self._law.band(pairing, fault, on)

    def standard(self, series: str, on: date) -> Standard:
        """The last published figure of a series on a day. Raises NotFound when there is none."""
        found = self._law.chosen(on, None).get(series)
        if found is None:
            raise NotFound("rules.no_standard", series=series, on=on.isoformat())
        return found

    def standards(self) -> tuple[Standard, ...]:
        """All figures, the newest year first."""
        every = self._law.standards.values()
        return tuple(sorted(every, key=lambda one: (-one.stat_year, one.series)))

    def standard_years(self, on: date) -> tuple[int, ...]:
        """The statistical years one may choose on a day (published by then), the newest first."""
        return self._law.years(on)

    @cached_property
    def items(self) -> dict[str, ItemKind]:
        """The loss items of today's rules by code, in the order of the sheet."""
        return self._law.items(date.max)

    @property
    def articles(self) -> dict[str, Source]:
        """Articles by key."""
        return self._law.articles

    def compensation_law(
        self, *, accident: date, on: date, stat_year: int | None = None
    ) -> CompensationLaw:
        """The law for a reckoning: limits by the accident, standards published by ``on``.

        ``stat_year`` chooses an older statistical year; a series without a figure of that year
        takes its last one before it. Raises NotFound for an accident before the first limits and
        for a year of which no figure is known on that day.
        """
        cap = self.value("grade_increment_cap", on).number()
        return self._law.law(
            accident=accident,
            on=on,
            stat_year=stat_year,
            increment_cap=Decimal(0) if cap is None else cap,
        )

    def options(self, on: date) -> Options:
        """The choices the sources leave open, as the rules of this place set them."""
        from mediation_app.domain.compensation.inputs import (
            AppraisalPayer,
            CapMode,
            MentalOrder,
            MinorYears,
            NonMedicalMode,
            Options,
            UninsuredOrder,
        )

        first = self.value("mental_first", on).flag()
        month_days = self.value("month_days", on).number()
        return Options(
            cap_mode=CapMode(self.value("dependants_cap_mode", on).text()),
            non_medical=NonMedicalMode(self.value("non_medical_insurance_mode", on).text()),
            appraisal=AppraisalPayer(self.value("appraisal_borne_by", on).text()),
            mental=MentalOrder.FIRST if first else MentalOrder.LAST,
            uninsured=UninsuredOrder(self.value("uninsured_order", on).text()),
            minor_years=MinorYears(self.value("minor_years", on).text()),
            month_days=Options().month_days if month_days is None else month_days,
        )

    # Lists ------------------------------------------------------------------------------------

    def codes(self, name: str) -> Mapping[str, Code]:
        """A closed list by its file name: ``reasons``, ``materials``, ``case_sources`` …"""
        if name not in self._codes:
            self._codes[name] = self._keyed(
                name, "code", readers.code_entry, lambda entry: entry.code
            )
        return self._codes[name]

    def reasons(self, group: str) -> dict[str, Code]:
        """Reason codes: group N 不予, K 核减, B 补正, M 多付."""
        return {c: entry for c, entry in self.codes("reasons").items() if entry.group == group}

    def materials(self, kind: str) -> tuple[tuple[Code, str], ...]:
        """The material list (§4.2) of a kind of application with the need of each."""
        every = self.codes("materials").values()
        return tuple((entry, need) for entry in every if (need := entry.need_for(kind)))

    def region_name(self, code: str) -> str:
        """The name of a region code, historic ones included; empty when unknown."""
        regions = self.codes("regions")
        for length in (6, 4, 2):
            if found := regions.get(code[:length]):
                return found.label
        return ""

    # Snapshot ---------------------------------------------------------------------------------

    def freeze(self, keys: Iterable[str], on: date) -> dict[str, object]:
        """What a case used, as JSON-able data: version, day, values with source and sureness.

        Keys are those of the values or of the profile, or ``standard.<series>``.
        """
        frozen: dict[str, object] = {}
        for key in keys:
            if key.startswith("standard."):
                figure = self.standard(key.removeprefix("standard."), on)
                frozen[key] = {
                    "value": str(figure.amount),
                    "stat_year": figure.stat_year,
                    "label": figure.label,
                    "source": figure.source.text,
                    "sureness": figure.source.sureness.value,
                }
                continue
            table = self.profile() if self.profile().has(key) else self._values
            found = table.value(key, on)
            frozen[key] = {
                "value": _jsonable(found.value),
                "layer": found.layer,
                "valid_from": found.valid_from.isoformat() if found.valid_from else None,
                "source": found.source.text,
                "sureness": found.source.sureness.value,
            }
        return {
            "jurisdiction": self.code,
            "version": self.version,
            "on": on.isoformat(),
            "values": frozen,
        }

    # Files ------------------------------------------------------------------------------------

    def _layers(self, stem: str, table: str) -> list[list[Row]]:
        if (stem, table) not in self._files:
            layers = []
            for folder in self.jurisdictions:
                path = folder.folder / f"{stem}.toml"
                layers.append(rows_of(path, table, folder.layer) if path.is_file() else [])
            self._files[stem, table] = layers
        return self._files[stem, table]

    def _rows(self, stem: str, table: str) -> list[Row]:
        return [row for layer in self._layers(stem, table) for row in layer]

    def _keyed(
        self, stem: str, table: str, read: Callable[[Row], T], key: Callable[[T], K]
    ) -> dict[K, T]:
        found: dict[K, T] = {}
        for layer in self._layers(stem, table):
            here: set[K] = set()
            for row in layer:
                entry = read(row)
                name = key(entry)
                if name in here:
                    row.fault("duplicate", key_name(row), value=row.data.get(key_name(row), ""))
                here.add(name)
                found[name] = entry
        return found


_TABLES = (
    "value",
    "deadline",
    "limit",
    "band",
    "standard",
    "item",
    "degree",
    "article",
    "years",
    "grade",
)


def _name_of(row: Row) -> str:
    for key in ("label", "key", "id", "fault", "grade"):
        if key in row:
            extra = row.data.get("stat_year", "")
            return f"{row.data[key]} {extra}".strip()
    return row.table


def _jsonable(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


__all__ = ["Rulebook", "ValueTable"]
