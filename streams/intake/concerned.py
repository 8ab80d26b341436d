"""Whom else a record concerns: the companies behind a person, a guarantor or a subsidiary (DOMAIN RSK-21, OPP-03).

A court record names a person or a company; it is news for every customer of ours whose legal representative, controller or guarantor that
is. A tender won by a company is news for the customer that holds half of it or more. Learnt from customer and relation records.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import polars as pl

SELF = "self"
HALF = 0.5  # of a subsidiary's shares
TELLS = {"ruling": frozenset({"legal_rep", "controller", "guarantor"}), "tender": frozenset({"subsidiary"})}
_ROLES = {"GUARANTEE": "guarantor", "LEGAL_REP": "legal_rep", "CONTROL": "controller", "SHAREHOLD": "subsidiary"}
_EDGE = ("src_id", "dst_id", "type", "weight", "valid_from", "valid_to")

Link = tuple[str, str]  # the customer's id (or USCC), what the party is to it
Span = tuple[date | None, date | None]


class Concerned:
    """Party (USCC, customer id or hashed person id) → whom it concerns, from when until when (None: open)."""

    def __init__(self) -> None:
        self._links: dict[str, dict[Link, Span]] = defaultdict(dict)

    def learn_customers(self, frame: pl.DataFrame) -> None:
        """Legal representatives and controllers, as customer records state them."""
        for role in ("legal_rep", "controller"):
            pairs = frame.filter(pl.col(role).is_not_null()).select(role, "customer_id")
            for party, customer in pairs.iter_rows():
                self._links[party][customer, role] = (None, None)

    def learn_relations(self, frame: pl.DataFrame) -> None:
        """Edges, as relation records state them; a later record of an edge replaces its end."""
        kept = frame.filter(pl.col("type").is_in(list(_ROLES)))
        for source, target, kind, weight, since, until in kept.select(*_EDGE).iter_rows():
            self._learn_edge(source, target, kind, weight, (since, until))

    def _learn_edge(self, source: str, target: str, kind: str, weight: float | None, span: Span) -> None:
        if kind == "SHAREHOLD":
            if (weight or 0.0) >= HALF:
                self._links[target][source, _ROLES[kind]] = span
        else:
            self._links[source][target, _ROLES[kind]] = span

    def of(self, stream: str, parties: tuple[str | None, ...], day: date) -> list[Link]:
        """Whom a record of this stream about these parties concerns on a day, besides the parties themselves."""
        return [
            link
            for party in parties
            if party is not None
            for link, (since, until) in self._links.get(party, {}).items()
            if link[1] in TELLS[stream] and (since is None or since <= day) and (until is None or until >= day)
        ]
