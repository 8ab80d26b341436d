"""Guarantee circles 担保圈: strongly connected sets of guarantors, and the net around them (DOMAIN §6.3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import rustworkx as rx

from detectors.graph.propagate import Edge

LARGE_NET = (4, 50_000_000_00)  # ≥ 4 members and Σ guaranteed ≥ ¥50 m, in fen (RSK-30)


@dataclass(frozen=True)
class Circle:
    """One guarantee net: members, whether some guarantee each other in a ring, Σ guaranteed (fen), mutual pairs."""

    members: frozenset[str]
    ring: frozenset[str]
    guaranteed: int
    mutual_pairs: int

    @property
    def flagged(self) -> bool:
        """A ring of two or more, or a large net."""
        return len(self.ring) >= 2 or (len(self.members) >= LARGE_NET[0] and self.guaranteed >= LARGE_NET[1])


def guarantee_circles(edges: Iterable[Edge]) -> dict[str, Circle]:
    """Every node's guarantee net. Linear in nodes and edges (Tarjan)."""
    kept = [edge for edge in edges if edge.type == "GUARANTEE" and edge.source != edge.target]
    names = sorted({name for edge in kept for name in (edge.source, edge.target)})
    number = {name: i for i, name in enumerate(names)}
    graph: rx.PyDiGraph[str, int] = rx.PyDiGraph()
    graph.add_nodes_from(names)
    graph.add_edges_from([(number[e.source], number[e.target], e.amount) for e in kept])
    rings = {i: frozenset(names[j] for j in ring) for ring in rx.strongly_connected_components(graph) for i in ring}
    pairs = {(e.source, e.target) for e in kept}
    return {
        names[i]: _circle([names[j] for j in net], rings[i], kept, pairs)
        for net in rx.weakly_connected_components(graph)
        for i in net
    }


def _circle(members: list[str], ring: frozenset[str], edges: list[Edge], pairs: set[tuple[str, str]]) -> Circle:
    inside = frozenset(members)
    guaranteed = sum(edge.amount for edge in edges if edge.source in inside)
    mutual = sum(1 for a, b in pairs if a in inside and a < b and (b, a) in pairs)
    return Circle(inside, ring if len(ring) >= 2 else frozenset(), guaranteed, mutual)
