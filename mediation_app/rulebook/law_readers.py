"""Rows of rule files → the law of compensation, checked; faults name file and line.

Apart from ``readers`` because its types are many: a start that reckons nothing does not load them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from mediation_app.domain.compensation.law import (
    INSURED_BUCKETS,
    Bucket,
    CommercialTreatment,
    Degree,
    GradeTable,
    ItemKind,
    LimitRow,
    Shape,
    Standard,
    YearsTable,
)
from mediation_app.domain.explain import Source, Sureness
from mediation_app.domain.liability import Fault, LiabilityBand, Pairing
from mediation_app.domain.money import Money
from mediation_app.rulebook.files import Row


def limit_row(row: Row) -> LimitRow:
    """One ``[[limit]]``: valid_from, valid_to, death/medical/property = [有责, 无责]."""
    found: dict[Bucket, tuple[Money, Money]] = {}
    for bucket in INSURED_BUCKETS:
        pair = row.data.get(bucket.value)
        if not isinstance(pair, list) or len(pair) != 2:
            row.fault("wrong_type", bucket.value, wanted="[有责, 无责]")
        found[bucket] = tuple(  # type: ignore[assignment]
            Row({bucket.value: part}, row.path, row.table, row.index).money(bucket.value)
            for part in pair
        )
    valid_from, valid_to = row.day("valid_from"), row.day_or_none("valid_to")
    if valid_to and valid_to < valid_from:
        row.fault("dates_reversed", "valid_to")
    return LimitRow(
        valid_from=valid_from,
        valid_to=valid_to,
        at_fault={bucket: pair[0] for bucket, pair in found.items()},
        no_fault={bucket: pair[1] for bucket, pair in found.items()},
        source=row.source(),
    )


def item_kind(row: Row) -> ItemKind:
    """One ``[[item]]``."""
    return ItemKind(
        code=row.text("code"),
        label=row.text("label"),
        bucket=row.choice("bucket", Bucket),
        shape=row.choice("shape", Shape, Shape.ACTUAL),
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
        default=row.money("default") if "default" in row else None,
        evidence=row.text("evidence", "凭据"),
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
    low, high, usual = row.number("min"), row.number("max"), row.number("usual")
    if not Decimal(0) <= low <= usual <= high <= Decimal(100):
        row.fault("band_reversed", "max")
    return LiabilityBand(
        pairing=row.choice("pairing", Pairing),
        fault=row.choice("fault", Fault),
        low=low,
        high=high,
        usual=usual,
        source=row.source(),
    )


def standard(row: Row, place: str) -> Standard:
    """One ``[[standard]]``."""
    amount = row.money("amount")
    if amount < 0:
        row.fault("negative", "amount")
    return Standard(
        series=row.text("series"),
        label=row.text("label"),
        stat_year=row.whole("stat_year"),
        amount=amount,
        effective_from=row.day("effective_from"),
        source=row.source(),
        place=place,
    )


def years_table(row: Row) -> YearsTable:
    """The ``[[years]]`` table."""
    return YearsTable(
        full=row.whole("full"),
        reduce_from=row.whole("reduce_from"),
        floor_from=row.whole("floor_from"),
        floor=row.whole("floor"),
        minor_until=row.whole("minor_until"),
        source=row.source(),
    )


def grade_table(rows: Iterable[Row], cap: Decimal) -> GradeTable:
    """The rows ``[[grade]]``: grade, coefficient, increment."""
    coefficients: dict[int, Decimal] = {}
    increments: dict[int, Decimal] = {}
    source = increment_source = Source(text="")
    for row in rows:
        grade = row.whole("grade")
        coefficients[grade] = row.number("coefficient")
        increments[grade] = row.number("increment")
        source = row.source()
        increment_source = Source(
            text=row.text("increment_source"),
            sureness=row.choice("increment_sureness", Sureness),
        )
    return GradeTable(
        coefficients=coefficients,
        increments=increments,
        increment_cap=cap,
        source=source,
        increment_source=increment_source,
    )
