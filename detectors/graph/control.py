"""Control 控制: who, directly and through whom he controls, holds more than half (DOMAIN §6.1).

X controls Y when X and those that X controls hold more than 50 % of Y together. The set only grows, so rings of shareholders end.
"""

from __future__ import annotations

from collections.abc import Iterable

HALF = 0.5


def controlled_by(holder: str, holdings: dict[str, dict[str, float]]) -> frozenset[str]:
    """Everything `holder` controls. `holdings`: holder → company → share (0…1). Linear in the holdings reached."""
    controlled: set[str] = set()
    held: dict[str, float] = {}
    newcomers = [holder]
    while newcomers:
        owner = newcomers.pop()
        for company, share in holdings.get(owner, {}).items():
            held[company] = held.get(company, 0.0) + share
            if held[company] > HALF and company not in controlled and company != holder:
                controlled.add(company)
                newcomers.append(company)
    return frozenset(controlled)


def groups(holdings: Iterable[tuple[str, str, float]]) -> dict[str, str]:
    """Member → root of its group: the controller whom nobody controls; in a ring, the first by name."""
    table: dict[str, dict[str, float]] = {}
    for holder, company, share in holdings:
        table.setdefault(holder, {})[company] = table.get(holder, {}).get(company, 0.0) + share
    reach = {holder: controlled_by(holder, table) for holder in table}
    below = {member for members in reach.values() for member in members}
    root: dict[str, str] = {}
    for holder in sorted(reach, key=lambda name: (name in below, -len(reach[name]), name)):
        for member in (holder, *sorted(reach[holder])):
            if reach[holder]:
                root.setdefault(member, holder)
    return root
