"""Compensation the fund keeps for somebody unknown (代管款); never the fund's own money (§3.7).

The custody ledger (``CustodyEntry``) is apart from the fund's book: only what is deducted for the
fund's own advances leaves it for a recovery.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mediation_app.domain.records import ZERO, Choice, Money, Record, Text


class CustodyState(Choice):
    """Where the kept money stands."""

    RECEIVED = "received", "已收款"
    HELD = "held", "保管中"
    CLAIMED = "claimed", "已认领"
    APPROVED = "approved", "已批准发还"
    RELEASED = "released", "已发还"


@dataclass(frozen=True, slots=True, kw_only=True)
class Custody(Record):
    """One compensation kept for an unknown deceased or unknown heirs. Sums in yuan."""

    case_id: str
    victim_id: str = ""
    number: str = ""
    number_year: int | None = None
    serial: int | None = None
    state: CustodyState = CustodyState.RECEIVED
    state_since: date | None = None
    deceased: str = ""
    reason: str = ""
    payer_name: str = ""
    source: Text = ""
    account: str = ""
    received: Money = ZERO
    rescue_deducted: Money = ZERO
    funeral_deducted: Money = ZERO
    interest: Money = ZERO
    released: Money = ZERO
    received_on: date | None = None
    claimant_name: str = ""
    claimant_relation: str = ""
    claimant_id_number: str = ""
    claimant_account_name: str = ""
    claimant_bank: str = ""
    claimant_account: str = ""
    police_document: str = ""
    heirs_proof: str = ""
    claimed_on: date | None = None
    approved_amount: Money = ZERO
    keeper_id: str = ""
    claim_clerk_id: str = ""
    checker_id: str = ""
    approver_id: str = ""
    releaser_id: str = ""

    @property
    def held(self) -> Money:
        """What is kept now: received and interest less what was deducted and released, in yuan."""
        taken = self.rescue_deducted + self.funeral_deducted + self.released
        return self.received + self.interest - taken


class CustodyKind(Choice):
    """What a line of the custody ledger is."""

    RECEIVED = "received", "收入代管款"
    INTEREST = "interest", "代管款利息"
    DEDUCTED = "deducted", "扣还基金垫付"
    RELEASED = "released", "发还"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyEntry(Record):
    """One line of the custody ledger: plus is money in, minus is money out. Never edited."""

    case_id: str
    custody_id: str
    kind: CustodyKind
    booked_on: date
    amount: Money
    bank_serial: str = ""
    recovery_id: str = ""
    note: str = ""
    serial: int | None = None
    number_year: int | None = None
