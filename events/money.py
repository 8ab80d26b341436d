"""Money: decimal text to integer minor units, exactly or not at all (DESIGN invariant 5)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import numpy as np
from numpy.typing import NDArray

from events.compiled import compiled

LIMIT = 10**15  # ¥10 tn in fen: 15 digits, so an amount sent as a JSON number (a double) is still exact
MINOR_UNITS = {
    "JPY": 0,
    "KRW": 0,
    "VND": 0,
    "ISK": 0,
    "CLP": 0,
    "KWD": 3,
    "BHD": 3,
    "OMR": 3,
    "TND": 3,
    "JOD": 3,
    "IQD": 3,
}
CURRENCIES = frozenset(
    [
        "AED",
        "AFN",
        "ALL",
        "AMD",
        "ANG",
        "AOA",
        "ARS",
        "AUD",
        "AWG",
        "AZN",
        "BAM",
        "BBD",
        "BDT",
        "BGN",
        "BHD",
        "BIF",
        "BMD",
        "BND",
        "BOB",
        "BRL",
        "BSD",
        "BTN",
        "BWP",
        "BYN",
        "BZD",
        "CAD",
        "CDF",
        "CHF",
        "CLP",
        "CNY",
        "COP",
        "CRC",
        "CUP",
        "CVE",
        "CZK",
        "DJF",
        "DKK",
        "DOP",
        "DZD",
        "EGP",
        "ERN",
        "ETB",
        "EUR",
        "FJD",
        "FKP",
        "GBP",
        "GEL",
        "GHS",
        "GIP",
        "GMD",
        "GNF",
        "GTQ",
        "GYD",
        "HKD",
        "HNL",
        "HTG",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "IQD",
        "IRR",
        "ISK",
        "JMD",
        "JOD",
        "JPY",
        "KES",
        "KGS",
        "KHR",
        "KMF",
        "KPW",
        "KRW",
        "KWD",
        "KYD",
        "KZT",
        "LAK",
        "LBP",
        "LKR",
        "LRD",
        "LSL",
        "LYD",
        "MAD",
        "MDL",
        "MGA",
        "MKD",
        "MMK",
        "MNT",
        "MOP",
        "MRU",
        "MUR",
        "MVR",
        "MWK",
        "MXN",
        "MYR",
        "MZN",
        "NAD",
        "NGN",
        "NIO",
        "NOK",
        "NPR",
        "NZD",
        "OMR",
        "PAB",
        "PEN",
        "PGK",
        "PHP",
        "PKR",
        "PLN",
        "PYG",
        "QAR",
        "RON",
        "RSD",
        "RUB",
        "RWF",
        "SAR",
        "SBD",
        "SCR",
        "SDG",
        "SEK",
        "SGD",
        "SHP",
        "SLE",
        "SOS",
        "SRD",
        "SSP",
        "STN",
        "SVC",
        "SYP",
        "SZL",
        "THB",
        "TJS",
        "TMT",
        "TND",
        "TOP",
        "TRY",
        "TTD",
        "TWD",
        "TZS",
        "UAH",
        "UGX",
        "USD",
        "UYU",
        "UZS",
        "VES",
        "VND",
        "VUV",
        "WST",
        "XAF",
        "XAG",
        "XAU",
        "XCD",
        "XOF",
        "XPF",
        "YER",
        "ZAR",
        "ZMW",
        "ZWG",
    ]
)


class NotInMinorUnits(ValueError):
    """The amount cannot be said exactly in the currency's minor units, or is out of range."""


def minor_units(ccy: str) -> int:
    """Digits after the point of a currency (ISO 4217)."""
    return MINOR_UNITS.get(ccy, 2)


def to_minor(text: str | int | float | Decimal, ccy: str = "CNY") -> int:
    """Integer minor units of a decimal amount in major units; raises NotInMinorUnits."""
    try:
        value = Decimal(str(text).strip())
    except InvalidOperation:
        raise NotInMinorUnits(f"{text!r} is not a decimal amount") from None
    if not value.is_finite() or abs(value.adjusted()) > 30:
        raise NotInMinorUnits(f"{text!r} is out of range")
    scaled = value.scaleb(minor_units(ccy))
    if scaled != scaled.to_integral_value():
        raise NotInMinorUnits(f"{text} {ccy} has more than {minor_units(ccy)} digits after the point")
    if abs(scaled) >= LIMIT:
        raise NotInMinorUnits(f"{text} {ccy} is out of range")
    return int(scaled)


@compiled
def minor_at(data: NDArray[np.uint8], p: int, end: int, digits: int) -> tuple[int, bool]:
    """Minor units of the plain decimal text (`-12.50`) in these bytes, and whether it is one that fits."""
    negative = p < end and data[p] == 45
    if negative:
        p += 1
    value, seen, after, point, good = np.int64(0), 0, 0, False, p < end
    while p < end and good:
        c = data[p]
        if c == 46 and not point and seen > 0:
            point = True
        elif 48 <= c <= 57:
            seen += 1
            if not point:
                value = value * 10 + (c - 48)
            elif after < digits:
                value = value * 10 + (c - 48)
                after += 1
            elif c != 48:
                good = False
        else:
            good = False
        if value >= 10**15:
            good = False
        p += 1
    if not good or seen == 0 or data[end - 1] == 46:
        return 0, False
    for _ in range(digits - after):
        value *= 10
    if value >= 10**15:
        return 0, False
    return int(-value if negative else value), True


def exact(fen: int) -> str:
    """`6,000,000.00`."""
    sign, value = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{value // 100:,}.{value % 100:02d}"


def short_zh(fen: int) -> str:
    """`600万`, `1.2亿`, `8,000元`: at most one digit after the point, rounded half away from zero."""
    for unit, word in ((10**10, "亿"), (10**6, "万")):
        if abs(fen) >= unit:
            return _tenths(fen, unit) + word
    return _tenths(fen, 100) + "元"


def short_en(fen: int) -> str:
    """`¥6.0m`, `¥1.2bn`, `¥8.0k`."""
    for unit, word in ((10**11, "bn"), (10**8, "m"), (10**5, "k")):
        if abs(fen) >= unit:
            return f"{'-' if fen < 0 else ''}¥{_one_decimal(abs(fen), unit)}{word}"
    return f"{'-' if fen < 0 else ''}¥{abs(fen) / 100:.2f}"


def _one_decimal(value: int, unit: int) -> str:
    tenths = (value * 10 + unit // 2) // unit
    return f"{tenths // 10:,}.{tenths % 10}"


def _tenths(fen: int, unit: int) -> str:
    text = ("-" if fen < 0 else "") + _one_decimal(abs(fen), unit)
    return text.removesuffix(".0")
