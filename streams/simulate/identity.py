"""Names and numbers that pass the real checks: USCC (GB 32100), organisation code (GB 11714), CNAPS (ISO 7064 MOD 11,10)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

CITIES = ("杭州", "宁波", "温州", "嘉兴", "湖州", "绍兴", "金华", "衢州", "台州", "苏州", "无锡", "南通")
REGIONS = (
    "330100",
    "330200",
    "330300",
    "330400",
    "330500",
    "330600",
    "330700",
    "330800",
    "331000",
    "320500",
    "320200",
    "320600",
)
FIRST = "华恒瑞鑫嘉盛隆昌宏泰安信博达远航天宇中联东海明辉金玉荣光正大新亚"
SECOND = "源丰润泽通和顺利兴业创科诚德康宁峰岳川江林森晨曦启程凯越卓群腾飞"
# trade word, GB/T 4754-2017 class
TRADES = (
    ("机械", "C3429"), ("电子科技", "C3985"), ("纺织", "C1751"), ("医药", "C2720"), ("新材料", "C2659"), ("汽车部件", "C3670"),
    ("食品", "C1499"), ("贸易", "F5199"), ("物流", "G5431"), ("软件", "I6513"), ("建筑工程", "E4710"), ("环保设备", "C3591"),
)  # fmt: skip
INSTITUTIONS = (
    ("人民医院", "医院"),
    ("职业技术学院", "学校"),
    ("社会保险管理中心", "社保"),
    ("住房公积金管理中心", "公积金"),
    ("财政局", "财政"),
)

OWN_ENTITY = "观潮银行股份有限公司"


def uscc(region: str, serial: int) -> str:
    """A valid unified social credit code of a company of `region` (GB/T 2260) with an organisation number derived from `serial`."""
    body = _digits(serial)
    total = sum(int(d) * w for d, w in zip(body, ORGANISATION_WEIGHTS, strict=True))
    check = (11 - total % 11) % 11
    code = "91" + region + body + ("X" if check == 10 else str(check))
    return code + ALPHABET[-sum(ALPHABET.index(ch) * w for ch, w in zip(code, USCC_WEIGHTS, strict=True)) % 31]


def _digits(serial: int) -> str:
    return f"{(serial * 7_919 + 10_000_019) % 100_000_000:08d}"


def cnaps(eleven: str) -> str:
    """The twelve digits of a CNAPS number from its first eleven."""
    p = 10
    for ch in eleven:
        t = (p + int(ch)) % 10 or 10
        p = (t * 2) % 11
    return eleven + str((11 - p) % 10)


@dataclass(frozen=True)
class House:
    """A bank as payments name it."""

    code: str
    entity: str


OWN_BANKS = tuple(House(cnaps(f"313331{branch:05d}"), OWN_ENTITY) for branch in (80001, 80002, 80003, 80004))
OTHER_BANKS = (
    House(cnaps("10233100001"), "中国工商银行股份有限公司"), House(cnaps("10333100002"), "中国农业银行股份有限公司"),
    House(cnaps("10433100003"), "中国银行股份有限公司"), House(cnaps("10533100004"), "中国建设银行股份有限公司"),
    House(cnaps("30133100005"), "交通银行股份有限公司"), House(cnaps("30833100006"), "招商银行股份有限公司"),
    House(cnaps("31333100007"), "杭州银行股份有限公司"), House(cnaps("31333200008"), "宁波银行股份有限公司"),
    House(cnaps("40233100009"), "浙江农村商业联合银行股份有限公司"), House(cnaps("31033100010"), "上海浦东发展银行股份有限公司"),
)  # fmt: skip


def company_names(count: int, rng: np.random.Generator) -> list[tuple[str, int, int]]:
    """So many different company names, each with the index of its city and of its trade."""
    space = len(CITIES) * len(FIRST) * len(SECOND) * len(TRADES)
    picks = rng.choice(space, size=count, replace=False)
    return [_name(int(pick)) for pick in picks]


def _name(pick: int) -> tuple[str, int, int]:
    pick, city = divmod(pick, len(CITIES))
    pick, trade = divmod(pick, len(TRADES))
    second, first = divmod(pick, len(FIRST))
    return f"{CITIES[city]}{FIRST[first]}{SECOND[second]}{TRADES[trade][0]}有限公司", city, trade
