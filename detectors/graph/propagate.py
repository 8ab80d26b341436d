"""Contagion: how much of a default reaches the neighbours (DebtRank in increments, DOMAIN §6.2).

    h_i(t+1) = min(1, h_i(t) + Σ_j Λ_ij · (h_j(t) − h_j(t−1)))      Λ_ij = κ(edge) · w_ij

At most three hops; beyond the first, edges other than guarantees are damped by 0.85; increments below 0.05 at a node are cut.
Only increments are handed on and a node is capped at 1, so a ring does not amplify itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter

import polars as pl

MAX_HOPS = 3
DAMPING = 0.85
CUT = 0.05
MAX_SHARED_PERSON = 30  # registry agents act as legal person of hundreds of firms (DOMAIN RSK-32)

KAPPA = {"GUARANTEE": 0.8, "CONTROL": 0.7, "SHAREHOLD": 0.7, "SAME_GROUP": 0.4, "FAMILY": 0.4, "PLEDGE": 0.6}


@dataclass(frozen=True)
class Edge:
    """Risk runs from `source` to `target` with weight Λ. `amount` (fen) is what the edge stands for."""

    source: str
    target: str
    weight: float
    type: str
    amount: int = 0


@dataclass(frozen=True)
class Hit:
    """A node that is reached: its pressure h, and the strongest way there."""

    node: str
    h: float
    hops: int
    path: tuple[str, ...]


def risk_edges(relations: pl.DataFrame, types: Iterable[str] = ("GUARANTEE",)) -> list[Edge]:
    """The edges along which risk runs, from relation rows in force.

    Relations need `src_id, dst_id, type, amount, weight, src_equity` (money in fen). A guarantee runs guarantor → borrower, and risk
    runs back, borrower → guarantor, with 0.8 · min(1, amount / guarantor's equity). A guarantor of unknown equity is hit in full.
    """
    kept = relations.filter(pl.col("type").is_in(list(types)))
    return [_edge(row) for row in kept.iter_rows(named=True)]


def _edge(row: Mapping[str, object]) -> Edge:
    kind, amount = str(row["type"]), int(row["amount"] or 0)  # type: ignore[call-overload]
    if kind == "GUARANTEE":
        equity = int(row["src_equity"] or 0)  # type: ignore[call-overload]
        share = min(1.0, amount / equity) if equity > 0 else 1.0
        return Edge(str(row["dst_id"]), str(row["src_id"]), KAPPA[kind] * share, kind, amount)
    ratio = float(row["weight"] or 1.0)  # type: ignore[arg-type]
    return Edge(str(row["src_id"]), str(row["dst_id"]), KAPPA[kind] * (1.0 if ratio > 0.5 else ratio), kind, amount)


def propagate(edges: Iterable[Edge], sources: Mapping[str, float]) -> dict[str, Hit]:
    """Who is hit, and how hard, when `sources` (node → strength s₀) fall. The sources themselves are left out."""
    onward = _adjacency(edges)
    h = dict(sources)
    ways: dict[str, tuple[str, ...]] = {node: (node,) for node in sources}
    wave = dict(sources)
    for hop in range(1, MAX_HOPS + 1):
        arriving, best = _arriving(wave, onward, hop)
        wave = {}
        for node, increment in sorted(arriving.items()):
            before = h.get(node, 0.0)
            gained = min(1.0, before + increment) - before
            if gained < CUT:
                continue
            h[node], wave[node] = before + gained, gained
            ways.setdefault(node, (*ways[best[node]], node))
    return {node: Hit(node, h[node], len(ways[node]) - 1, ways[node]) for node in h if node not in sources}


def _adjacency(edges: Iterable[Edge]) -> dict[str, list[tuple[str, float, str]]]:
    """Parallel edges become one: 1 − Π(1 − Λ), multiplied in the order of their weights: the same to the last bit however they come."""
    merged: dict[tuple[str, str, str], float] = {}
    for edge in sorted(edges, key=attrgetter("weight")):
        key = (edge.source, edge.target, edge.type)
        merged[key] = 1 - (1 - merged.get(key, 0.0)) * (1 - edge.weight)
    onward: dict[str, list[tuple[str, float, str]]] = {}
    for (source, target, kind), weight in sorted(merged.items()):
        onward.setdefault(source, []).append((target, weight, kind))
    return onward


def _arriving(
    wave: Mapping[str, float], onward: Mapping[str, list[tuple[str, float, str]]], hop: int
) -> tuple[dict[str, float], dict[str, str]]:
    arriving: dict[str, float] = {}
    strongest: dict[str, tuple[float, str]] = {}
    for node, increment in sorted(wave.items()):
        for target, weight, kind in onward.get(node, ()):
            damped = weight * increment * (DAMPING if hop > 1 and kind != "GUARANTEE" else 1.0)
            arriving[target] = arriving.get(target, 0.0) + damped
            strongest[target] = max(strongest.get(target, (0.0, "")), (damped, node))
    return arriving, {target: node for target, (_, node) in strongest.items()}
