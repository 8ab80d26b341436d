"""Identifiers with their checks: USCC, CNAPS, GB/T 4754, account masks (DOMAIN §1.5)."""

from __future__ import annotations

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_VALUE = {char: value for value, char in enumerate(USCC_ALPHABET)}

SECTIONS = {  # GB/T 4754-2017: section → divisions, first and last
    "A": (1, 5), "B": (6, 12), "C": (13, 43), "D": (44, 46), "E": (47, 50), "F": (51, 52), "G": (53, 60), "H": (61, 62),
    "I": (63, 65), "J": (66, 69), "K": (70, 70), "L": (71, 72), "M": (73, 75), "N": (76, 79), "O": (80, 82), "P": (83, 83),
    "Q": (84, 85), "R": (86, 90), "S": (91, 96), "T": (97, 97),
}  # fmt: skip


def uscc_check(first17: str) -> str:
    """The 18th character of a USCC (GB 32100-2015): `31 − Σ Cᵢ·Wᵢ mod 31`, 31 → 0."""
    total = sum(_VALUE[char] * weight for char, weight in zip(first17, USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[(31 - total % 31) % 31]


def org_check(first8: str) -> str:
    """The check character of an organisation code (GB 11714), position 17 of a USCC."""
    total = sum(int(char, 36) * weight for char, weight in zip(first8, ORG_WEIGHTS, strict=True))
    return {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def is_uscc(code: str) -> bool:
    """18 characters of the alphabet with a right check character."""
    if len(code) != 18 or any(char not in _VALUE for char in code):
        return False
    return uscc_check(code[:17]) == code[17]


def cnaps_check(first11: str) -> int:
    """The 12th digit of a CNAPS bank code: ISO 7064 MOD 11,10 (DOMAIN §1.5)."""
    product = 10
    for digit in first11:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10


def is_cnaps(code: str) -> bool:
    """12 digits with a right check digit."""
    return len(code) == 12 and code.isascii() and code.isdigit() and cnaps_check(code[:11]) == int(code[11])


def industry_division(code: str) -> tuple[str, int] | None:
    """Section letter and division of a GB/T 4754 code such as `C3985` or `3985`; None when it is none."""
    letter, digits = (code[0], code[1:]) if code[:1].isalpha() else ("", code)
    if not digits.isdigit() or not 2 <= len(digits) <= 4:
        return None
    division = int(digits[:2])
    for section, (first, last) in SECTIONS.items():
        if first <= division <= last and letter in ("", section):
            return section, division
    return None


def mask_account(account: str) -> str:
    """`6222…01`: enough to recognise, not enough to use."""
    return account if len(account) <= 6 else f"{account[:4]}…{account[-2:]}"


def mask_uscc(code: str) -> str:
    """`9133…055B`."""
    return code if len(code) <= 8 else f"{code[:4]}…{code[-4:]}"
