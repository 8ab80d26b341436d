"""What may not stand on a lock screen: account numbers, codes of companies, people's names (DESIGN §7, DOMAIN §8)."""

from __future__ import annotations

import re

from events.identifiers import mask_account, mask_uscc

# digits that are no amount: an amount has cents, and groups of three
ACCOUNT = re.compile(r"(?<!\d)(?<!\d\.)\d{10,32}(?!\d)(?!\.\d)")
USCC = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")
HAN = re.compile(r"[\u4e00-\u9fff·]{2,6}")
ORGANISED = re.compile(r"(公司|集团|银行|信用社|合作社|委员会|办公室|中心|[行厂店部局院校会社所馆站处队场矿村])$")


def masked(text: str, names: tuple[str, ...] = ()) -> str:
    """A sentence without account numbers and codes, and without those of `names` that are people's."""
    for name in names:
        if personal(name):
            text = text.replace(name, name[0] + "*" * (len(name) - 1))
    text = USCC.sub(lambda found: mask_uscc(found[0]), text)
    return ACCOUNT.sub(lambda found: mask_account(found[0]), text)


def personal(name: str) -> bool:
    """Whether a counterparty's name is rather a person's: a few characters that do not end as an organisation's name does."""
    return HAN.fullmatch(name) is not None and len(name) <= 4 and ORGANISED.search(name) is None
