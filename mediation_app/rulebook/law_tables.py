"""The law of compensation of one place: limits, bands, standards, items, tables, articles.

Loaded only by who reckons compensation: some sixty classes that a start does not need.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property

from mediation_app.domain.compensation.law import (
    CompensationLaw,
    GradeTable,
    ItemKind,
    LimitRow,
    Standard,
    YearsTable,
)
from mediation_app.domain.explain import Source
from mediation_app.domain.liability import Fault, LiabilityBand, Pairing
from mediation_app.domain.money import Percent
from mediation_app.errors import NotFound
from mediation_app.rulebook import law_readers
from mediation_app.rulebook.files import Row
from mediation_app.rulebook.jurisdictions import Jurisdiction
from mediation_app.rulebook.periods import Timeline

Layers = Callable[[str, str], list[list[Row]]]
"""(file, table) → the rows of each place, the most general first."""


class LawTables:
    """The rows of all places, each file read when it is first asked for."""

    def __init__(self, layers: Layers, places: Sequence[Jurisdiction]) -> None:
        self._layers = layers
        self._places = places

    # Limits and bands -------------------------------------------------------------------------

    @cached_property
    def _limits(self) -> Timeline[str, LimitRow]:
        rows = self._layers("limits", "limit")
        return Timeline(rows, law_readers.limit_row, lambda _: "")

    def limits(self, accident: date) -> LimitRow:
        """The 交强险 limits by the date of the accident. Raises NotFound before the first."""
        found = self._limits.on("", accident)
        if found is None:
            first = self._limits.begins()
            raise NotFound(
                "rules.no_limits", on=accident.isoformat(), first=first.isoformat() if first else ""
            )
        return found

    @cached_property
    def _bands(self) -> Timeline[tuple[Pairing, Fault], LiabilityBand]:
        rows = self._layers("liability", "band")
        return Timeline(rows, law_readers.band, lambda band: (band.pairing, band.fault))

    def band(self, pairing: Pairing, fault: Fault, on: date) -> LiabilityBand:
        """The band in force on a day. Raises NotFound."""
        found = self._bands.on((pairing, fault), on)
        if found is None:
            raise NotFound("rules.no_band")
        return found

    # Standards --------------------------------------------------------------------------------

    @cached_property
    def standards(self) -> dict[tuple[str, int], Standard]:
        """All figures by series and year; the more special place wins.

        What an office adds is a figure of the place it adds to, not its own.
        """
        found: dict[tuple[str, int], Standard] = {}
        name = ""
        for place, layer in zip(self._places, self._layers("standards", "standard"), strict=True):
            if layer and not place.overlay:
                name = place.name
            here: set[tuple[str, int]] = set()
            for row in layer:
                key, standard = law_readers.standard_key(row), law_readers.standard(row, name)
                if key in here:
                    row.fault("duplicate", "stat_year", value=key[1])
                here.add(key)
                if standard is not None:
                    found[key] = standard
        return found

    def years(self, on: date) -> tuple[int, ...]:
        """The statistical years published by a day, the newest first."""
        years = {one.stat_year for one in self.standards.values() if one.effective_from <= on}
        return tuple(sorted(years, reverse=True))

    def chosen(self, on: date, stat_year: int | None) -> dict[str, Standard]:
        """The last figure of each series published by a day and not above the chosen year."""
        found: dict[str, Standard] = {}
        for one in sorted(self.standards.values(), key=lambda one: one.stat_year):
            if one.effective_from <= on and (stat_year is None or one.stat_year <= stat_year):
                found[one.series] = one
        return found

    # Items and tables -------------------------------------------------------------------------

    @cached_property
    def _items(self) -> Timeline[str, ItemKind]:
        rows = self._layers("items", "item")
        return Timeline(rows, law_readers.item_kind, lambda item: item.code)

    def items(self, on: date) -> dict[str, ItemKind]:
        """Loss items in force on a day by code, in the order of the sheet."""
        return law_readers.with_degrees(self._items.all_on(on), self._layers("items", "degree"))

    @cached_property
    def articles(self) -> dict[str, Source]:
        """Articles by key."""
        found: dict[str, Source] = {}
        for layer in self._layers("articles", "article"):
            here: set[str] = set()
            for row in layer:
                key = row.text("key")
                if key in here:
                    row.fault("duplicate", "key", value=key)
                here.add(key)
                found[key] = row.source()
        return found

    @cached_property
    def _years_tables(self) -> Timeline[str, YearsTable]:
        return Timeline(self._layers("years", "years"), law_readers.years_table, lambda _: "")

    @cached_property
    def _grades(self) -> Timeline[int, law_readers.Grade]:
        rows = self._layers("years", "grade")
        return Timeline(rows, law_readers.grade, lambda grade: grade.grade)

    def _years_table(self, on: date) -> YearsTable:
        found = self._years_tables.on("", on)
        if found is None:
            raise NotFound("rules.no_years", on=on.isoformat())
        return found

    def _grade_table(self, on: date, cap: Percent) -> GradeTable:
        grades = self._grades.all_on(on)
        if not grades:
            raise NotFound("rules.no_years", on=on.isoformat())
        return law_readers.grade_table(grades, cap)

    # The whole --------------------------------------------------------------------------------

    def law(
        self, *, accident: date, on: date, stat_year: int | None, increment_cap: Percent
    ) -> CompensationLaw:
        """Limits, items and tables by the accident, standards by ``on`` and the chosen year."""
        if stat_year is not None and stat_year not in self.years(on):
            raise NotFound("rules.no_standard_year", year=stat_year)
        return CompensationLaw(
            limits=self.limits(accident),
            items=self.items(accident),
            years=self._years_table(accident),
            grades=self._grade_table(accident, increment_cap),
            standards=self.chosen(on, stat_year),
            sources=self.articles,
            stat_year=on.year - 1 if stat_year is None else stat_year,
        )

    def read_all(self) -> None:
        """Read and check every file of the law now."""
        _ = self._limits, self._bands, self.standards, self.articles
        _ = self._years_tables, self.items(date.max)
        self._grade_table(date.max, Decimal(0))


__all__ = ["LawTables"]
