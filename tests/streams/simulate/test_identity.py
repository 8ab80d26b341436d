"""Numbers pass the real checks (DOMAIN §1.5)."""

from __future__ import annotations

import pytest

from events.identifiers import is_cnaps, is_uscc
from streams.simulate.identity import OTHER_BANKS, OWN_BANKS, cnaps, uscc


@pytest.mark.parametrize("code", ["102100099996", "105100000017"])
def test_cnaps_check_digit_of_real_banks(code: str) -> None:
    assert cnaps(code[:11]) == code


def test_bank_codes_have_twelve_digits_and_differ() -> None:
    codes = [house.code for house in (*OWN_BANKS, *OTHER_BANKS)]
    assert len(set(codes)) == len(codes)
    assert all(is_cnaps(code) for code in codes)


def test_other_banks_share_the_class_of_ours() -> None:
    assert sum(house.code.startswith("313") for house in OTHER_BANKS) >= 2
    assert all(house.code.startswith("313") for house in OWN_BANKS)


@pytest.mark.parametrize("serial", [0, 1, 77, 12_345])
def test_uscc_check_character_is_that_of_the_standard(serial: int) -> None:
    code = uscc("330100", serial)
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(alphabet.index(ch) * 3**i for i, ch in enumerate(code[:17]))
    assert is_uscc(code)
    assert code[17] == alphabet[(31 - total % 31) % 31]
