"""Promises of identifiers: DOMAIN's vectors pass, its counter-examples do not."""

from __future__ import annotations

import pytest

from events.identifiers import industry_division, is_cnaps, is_uscc, mask_account, org_check
from events.names import normalise

USCC = [
    "91350100M000100Y43",
    "9144030071526726XG",
    "914403001922038216",
    "91330100799655058B",
    "91100000100003962T",
    "911100001000044477",
]


@pytest.mark.parametrize("code", USCC)
def test_real_uscc_pass_and_any_other_check_character_fails(code: str) -> None:
    assert is_uscc(code)
    assert not is_uscc(code[:17] + ("A" if code[17] != "A" else "B"))


@pytest.mark.parametrize("code", USCC[1:])
def test_position_17_is_the_organisation_codes_check(code: str) -> None:
    assert org_check(code[8:16]) == code[16]


def test_the_published_counter_example_fails() -> None:
    assert not is_uscc("91350100M000100Y4Z")


def test_cnaps_check_digit() -> None:
    assert is_cnaps("102100099996")
    assert is_cnaps("105100000017")
    assert not is_cnaps("999999999993")


def test_industry_sections() -> None:
    assert industry_division("C3985") == ("C", 39)
    assert industry_division("K3985") is None
    assert industry_division("7010") == ("K", 70)


def test_names_are_equal_after_normalisation_and_not_merely_alike() -> None:
    assert normalise("西湖智造(杭州)有限責任公司") == normalise("西湖智造 （杭州） 有限公司")
    assert normalise("西湖智造有限公司") != normalise("西湖智能有限公司")


def test_account_masks() -> None:
    assert mask_account("6222000000012301") == "6222…01"
