"""Rows of rule files → the law of compensation, checked; faults name file and line.

Apart from ``readers`` because its types are many: a start that reckons nothing does not load them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mediation_app.domain.compensation.law import (
    INSURED_BUCKETS,
    Bucket,
    CommercialTreatment,
    Degree,
    GradeTable,
    ItemKind,
    LimitRow,
    Series,
    Shape,
    Standard,
    YearsTable,
)
from mediation_app.domain.explain import Source, Sureness
from mediation_app.domain.liability import Fault, LiabilityBand, Pairing
from mediation_app.domain.money import Money, Percent
from mediation_app.rulebook.files import Row


def limit_row(row: Row) -> LimitRow:
    """One ``[[limit]]``: valid_from, valid_to, death/medical/property = [有责, 无责]."""
    found: dict[Bucket, tuple[Money, Money]] = {}
    for bucket in INSURED_BUCKETS:
        pair = row.data.get(bucket.value)
        if not isinstance(pair, list) or len(pair) != 2:
            row.fault("wrong_type", bucket.value, wanted="[有责, 无责]")
        found[bucket] = (_sum(row, bucket.value, pair[0]), _sum(row, bucket.value, pair[1]))
    return LimitRow(
        valid_from=row.day("valid_from"),
        valid_to=row.day_or_none("valid_to"),
        at_fault={bucket: pair[0] for bucket, pair in found.items()},
        no_fault={bucket: pair[1] for bucket, pair in found.items()},
        source=row.source(),
    )


def _sum(row: Row, key: str, value: object) -> Money:
    amount = Row({key: value}, row.path, row.table, row.index).money(key)
    if amount < 0:
        row.fault("negative", key)
    return amount


def item_kind(row: Row) -> ItemKind:
    """One ``[[item]]``."""
    shape = row.choice("shape", Shape, Shape.ACTUAL)
    for key in ("longest_years", "months"):
        if row.whole(key, 0) < 0:
            row.fault("negative", key)
    if shape is Shape.FUNERAL and "months" not in row:
        row.fault("missing", "months")
    return ItemKind(
        code=row.text("code"),
        label=row.text("label"),
        bucket=row.choice("bucket", Bucket),
        shape=shape,
        commercial=row.choice("commercial", CommercialTreatment, CommercialTreatment.COVERED),
        source=row.source(),
        unit=row.text("unit", "天"),
        mental=row.flag("mental", default=False),
        rate_key=row.text("rate_key", ""),
        note=row.text("note", ""),
        persons=row.flag("persons", default=False),
        longest_years=row.whole("longest_years", 0),
        months=row.whole("months", 0),
        deductible=row.flag("deductible", default=False),
        default=_sum(row, "default", row.data["default"]) if "default" in row else None,
        evidence=row.text("evidence", "凭据"),
        hint=row.text("hint", ""),
    )


def degree(row: Row) -> tuple[str, Degree]:
    """One ``[[degree]]``: the item it belongs to, its name and percent."""
    made = Degree(label=row.text("label"), percent=row.percent("percent"), source=row.source())
    return row.text("item"), made


def with_degrees(
    kinds: Mapping[str, ItemKind], layers: Sequence[Sequence[Row]]
) -> dict[str, ItemKind]:
    """The items with their degrees; a layer that has degrees for an item replaces the others'."""
    found = dict(kinds)
    for layer in layers:
        degrees: dict[str, list[Degree]] = {}
        for row in layer:
            item, made = degree(row)
            if item not in kinds:
                row.fault("unknown_key", "item", value=item)
            if any(made.label == other.label for other in degrees.setdefault(item, [])):
                row.fault("duplicate", "label", value=made.label)
            degrees[item].append(made)
        for item, several in degrees.items():
            found[item] = replace(found[item], degrees=tuple(several))
    return found


def band(row: Row) -> LiabilityBand:
    """One ``[[band]]``."""
    low, high, usual = row.percent("min"), row.percent("max"), row.percent("usual")
    if not low <= usual <= high:
        row.fault("band_reversed", "max")
    return LiabilityBand(
        pairing=row.choice("pairing", Pairing),
        fault=row.choice("fault", Fault),
        low=low,
        high=high,
        usual=usual,
        source=row.source(),
    )


def standard_key(row: Row) -> tuple[str, int]:
    """Series and statistical year of a ``[[standard]]``."""
    return row.choice("series", Series).value, row.whole("stat_year")


def standard(row: Row, place: str) -> Standard | None:
    """One ``[[standard]]``; None without ``amount``: a figure that is known to be missing.

    A figure cannot be published before its year is over. ``place`` is whose figure it is.
    """
    series, stat_year = standard_key(row)
    label, source = row.text("label"), row.source()
    if "amount" not in row:
        return None
    amount, effective_from = row.money("amount"), row.day("effective_from")
    if amount <= 0:
        row.fault("not_positive", "amount")
    if effective_from.year <= stat_year:
        row.fault("published_too_early", "effective_from", year=stat_year)
    return Standard(
        series=series,
        label=label,
        stat_year=stat_year,
        amount=amount,
        effective_from=effective_from,
        source=source,
        place=row.text("place", place),
    )


def years_table(row: Row) -> YearsTable:
    """One ``[[years]]`` table: the years fall by one from ``reduce_from`` to ``floor_from``."""
    table = YearsTable(
        full=row.whole("full"),
        reduce_from=row.whole("reduce_from"),
        floor_from=row.whole("floor_from"),
        floor=row.whole("floor"),
        minor_until=row.whole("minor_until"),
        source=row.source(),
    )
    if not 0 <= table.reduce_from < table.floor_from:
        row.fault("years_wrong", "floor_from")
    if not 0 <= table.floor <= table.years(table.floor_from - 1):
        row.fault("years_wrong", "floor")
    if table.minor_until < 1:
        row.fault("not_positive", "minor_until")
    return table


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """One ``[[grade]]`` row."""

    grade: int
    coefficient: Percent
    increment: Percent
    source: Source
    increment_source: Source
    row: Row


def grade(row: Row) -> Grade:
    """One ``[[grade]]``: grade, coefficient, what it adds as a further grade."""
    number = row.whole("grade")
    if number < 1:
        row.fault("not_positive", "grade")
    return Grade(
        grade=number,
        coefficient=row.percent("coefficient"),
        increment=row.percent("increment"),
        source=row.source(),
        increment_source=Source(
            text=row.text("increment_source"), sureness=row.choice("increment_sureness", Sureness)
        ),
        row=row,
    )


def grade_table(grades: Mapping[int, Grade], cap: Percent) -> GradeTable:
    """The grades of a day; what one of them is not sure of, the table is not sure of.

    A lighter grade (the greater number) cannot have the higher coefficient.
    """
    rows = [grades[number] for number in sorted(grades)]
    for worse, lighter in pairwise(rows):
        if lighter.coefficient > worse.coefficient:
            lighter.row.fault("grade_order", "coefficient")
    return GradeTable(
        coefficients={row.grade: row.coefficient for row in rows},
        increments={row.grade: row.increment for row in rows},
        increment_cap=cap,
        source=_least_sure([row.source for row in rows]),
        increment_source=_least_sure([row.increment_source for row in rows]),
    )


def _least_sure(sources: Sequence[Source]) -> Source:
    return next((source for source in sources if not source.sure), sources[-1])
