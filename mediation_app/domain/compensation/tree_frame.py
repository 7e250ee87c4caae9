"""The part of the tree around the victims: limits used, shares of responsibility, choices."""

from __future__ import annotations

from collections.abc import Sequence

from mediation_app.domain.compensation.choices import chosen
from mediation_app.domain.compensation.inputs import Claim, SideKind
from mediation_app.domain.compensation.law import CompensationLaw
from mediation_app.domain.compensation.remainder import fault_source
from mediation_app.domain.compensation.result import (
    Given,
    LimitUse,
    Node,
)
from mediation_app.domain.money import format_money, format_percent

_KINDS = {
    SideKind.MOTOR: "机动车",
    SideKind.NON_MOTOR: "非机动车",
    SideKind.PEDESTRIAN: "行人",
}


def limit_nodes(law: CompensationLaw, limits: Sequence[LimitUse]) -> tuple[Node, ...]:
    """What is used of each sub-limit."""
    if not limits:
        return ()
    rows = []
    for use in limits:
        cover = "交强险" if use.insurer else "未投保交强险"
        end = "，已用尽" if use.used_up else ""
        rows.append(
            Node(
                kind="limit",
                key=f"limits.{use.unit}.{use.bucket.value}",
                label=f"{use.label} {cover}{use.bucket.label}",
                amount=use.used,
                text=f"{format_money(use.used)} / {format_money(use.limit)}{end}",
                inputs=(
                    Given(key="limit", label="限额", value=format_money(use.limit), unit="元"),
                    Given(key="fault", label="有无责任", value="有责" if use.at_fault else "无责"),
                ),
                sources=(law.limits.source,),
            )
        )
    return (Node(kind="limits", key="limits", label="交强险限额使用", children=tuple(rows)),)


def side_nodes(claim: Claim, law: CompensationLaw) -> tuple[Node, ...]:
    """The shares of responsibility."""
    rows = tuple(
        Node(
            kind="side",
            key=f"sides.{side.id}",
            label=side.label,
            text=f"{_KINDS[side.kind]}，责任比例 {format_percent(side.percent)}",
            inputs=(
                Given(
                    key="percent",
                    label="责任比例",
                    value=format_percent(side.percent).removesuffix("%"),
                    unit="%",
                ),
            ),
            sources=(fault_source(claim, law),),
        )
        for side in claim.sides
    )
    return (Node(kind="sides", key="sides", label="责任比例", children=rows),)


def option_node(claim: Claim) -> Node:
    """The choices that were used."""
    return Node(
        kind="options",
        key="options",
        label="计算口径",
        children=tuple(
            Node(kind="option", key=f"options.{name}", label=label, text=text)
            for name, label, text in chosen(claim.options)
        ),
    )
