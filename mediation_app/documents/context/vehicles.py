"""Motor vehicles of the accident with their compulsory insurance."""

from __future__ import annotations

from mediation_app.documents.context.scene import Scene
from mediation_app.documents.context.words import Tree, text
from mediation_app.domain.vehicles import Policy, PolicyKind, Vehicle

_COLUMNS = ("kind", "plate", "owner", "driver", "insurer", "policy_number")


def vehicles(scene: Scene) -> list[Tree]:
    """``vehicles``: a row each; an empty row when no motor vehicle is known."""
    rows = [_row(scene, vehicle) for vehicle in scene.file.vehicles if vehicle.is_motor]
    return rows or [{name: text("") for name in _COLUMNS}]


def insurance_text(scene: Scene) -> str:
    """鲁P3K567：交强险 泰和财险东阿支公司（保单号 …）."""
    parts = []
    for vehicle in scene.file.vehicles:
        if not vehicle.is_motor:
            continue
        policy = compulsory_of(scene, vehicle)
        head = vehicle.plate or vehicle.kind.label
        if policy is None:
            parts.append(f"{head}：交强险情况未登记")
        elif policy.none_found:
            proof = f"（查询凭证 {policy.query_proof}）" if policy.query_proof else ""
            parts.append(f"{head}：未查询到交强险投保记录{proof}")
        else:
            number = f"（保单号 {policy.number}）" if policy.number else ""
            parts.append(f"{head}：交强险 {scene.party_name(policy.insurer_id)}{number}")
    return "；".join(parts)


def _row(scene: Scene, vehicle: Vehicle) -> Tree:
    policy = compulsory_of(scene, vehicle)
    if policy is not None and policy.none_found:
        insurer, number = "未投保", ""
    else:
        insurer = scene.party_name(policy.insurer_id) if policy else ""
        number = policy.number if policy else ""
    values = (
        vehicle.kind.label,
        vehicle.plate,
        scene.party_name(vehicle.owner_id),
        scene.party_name(vehicle.driver_id),
        insurer,
        number,
    )
    return {name: text(value) for name, value in zip(_COLUMNS, values, strict=True)}


def compulsory_of(scene: Scene, vehicle: Vehicle) -> Policy | None:
    """The compulsory policy (交强险) of a vehicle; None while nothing is known."""
    return next(
        (
            policy
            for policy in scene.file.policies
            if policy.vehicle_id == vehicle.id and policy.kind is PolicyKind.COMPULSORY
        ),
        None,
    )
