"""Liability shares: inside the band without a word, outside it with a reason."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app.domain.explain import Explained, Source, Sureness
from mediation_app.domain.liability import (
    Fault,
    LiabilityBand,
    LiabilityShare,
    Pairing,
    choose_share,
)
from mediation_app.errors import InvalidInput
from mediation_app.messages import text_of
from mediation_app.rulebook import Rulebook

BOOK = Rulebook.open("371524")
BAND = BOOK.band(Pairing.MOTOR_NON_MOTOR, Fault.MAIN)


@pytest.mark.parametrize("pairing", Pairing)
@pytest.mark.parametrize("fault", Fault)
def test_every_band_holds_its_usual_value(pairing: Pairing, fault: Fault) -> None:
    band = BOOK.band(pairing, fault)
    assert 0 <= band.low <= band.usual <= band.high <= 100
    assert choose_share(None, band).percent == band.usual
    other = BOOK.band(pairing, fault.mirror)
    if pairing is not Pairing.MOTOR_NON_MOTOR:  # there the rule favours the weaker side
        assert band.usual + other.usual == 100
        assert band.low + other.high == 100


def test_a_band_and_its_words() -> None:
    assert BAND.text == "80%—90%"
    assert BOOK.band(Pairing.MOTOR_MOTOR, Fault.EQUAL).text == "50%"
    assert [fault.label for fault in Fault] == [
        "全部责任", "主要责任", "同等责任", "次要责任", "无责任",
    ]  # fmt: skip
    inside = choose_share(Decimal(85), BAND)
    assert not inside.outside
    assert inside.text == (
        "责任比例 85%（主要责任，幅度 80%—90%，山东省实施《道路交通安全法》办法第66条）"
    )
    assert LiabilityShare(percent=Decimal(70)).text == "责任比例 70%"
    assert choose_share(Decimal("33.3"), None).text == "责任比例 33.3%"


@pytest.mark.parametrize("percent", ["-0.01", "100.01", "NaN", "Infinity"])
def test_no_share_beyond_the_whole(percent: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        choose_share(Decimal(percent), BAND, reason="双方同意")
    assert caught.value.code == "domain.share_range"


def test_a_share_must_come_from_somewhere() -> None:
    with pytest.raises(InvalidInput) as caught:
        choose_share(None, None)
    assert caught.value.code == "domain.share_missing"
    with pytest.raises(InvalidInput) as caught:
        choose_share(Decimal(70), BAND, reason="  ")
    assert text_of(caught.value) == "责任比例超出幅度 80%—90%，填写理由后保存"


@given(st.decimals(0, 100, places=2))
def test_outside_the_band_a_reason_is_kept(percent: Decimal) -> None:
    share = choose_share(percent, BAND, reason=" 双方同意 ")
    assert share.outside is not BAND.holds(percent)
    assert share.outside is ("理由：双方同意" in share.text)


def test_what_is_unverified_says_so_once() -> None:
    sure = Source(text="某条")
    doubtful = Source(text="某条", sureness=Sureness.UNVERIFIED)
    said = Source(text="某条（条次待核实）", sureness=Sureness.UNVERIFIED)
    assert [str(sure), str(doubtful), str(said)] == [
        "某条", "某条（待核实）", "某条（条次待核实）",
    ]  # fmt: skip
    assert Explained(value=1, text="", sources=(sure, doubtful)).unverified
    assert not Explained(value=1, text="", sources=(sure,)).unverified
    band = LiabilityBand(
        pairing=Pairing.NON_MOTOR,
        fault=Fault.EQUAL,
        low=Decimal(50),
        high=Decimal(50),
        usual=Decimal(50),
        source=doubtful,
    )
    assert band.holds(Decimal(50))
