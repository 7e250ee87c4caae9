"""What a write has touched, so that every open screen knows whether it is concerned."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSet:
    """The records a committed unit of work touched: (record class name, key), and their cases."""

    touched: frozenset[tuple[str, str]] = frozenset()
    case_ids: frozenset[str] = frozenset()

    def touches(self, kind: str, record_id: str = "") -> bool:
        """Whether a record of this class (``"Party"``), or this very record, was touched."""
        if record_id:
            return (kind, record_id) in self.touched
        return any(name == kind for name, _ in self.touched)

    def concerns_case(self, case_id: str) -> bool:
        """Whether anything of this case was touched."""
        return case_id in self.case_ids

    def __or__(self, other: ChangeSet) -> ChangeSet:
        """Both change sets together."""
        return ChangeSet(
            touched=self.touched | other.touched, case_ids=self.case_ids | other.case_ids
        )
