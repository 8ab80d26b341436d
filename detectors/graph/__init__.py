"""The relation graph: who is hit when somebody falls, who guarantees whom in a circle, who controls whom (DOMAIN §6).

Pure functions over the relation edges in force on a day. They run at day close, over the whole graph; what they find comes back
through the log.
"""

from detectors.graph.circles import Circle, guarantee_circles
from detectors.graph.control import controlled_by, groups
from detectors.graph.propagate import Edge, Hit, propagate, risk_edges

__all__ = ["Circle", "Edge", "Hit", "controlled_by", "groups", "guarantee_circles", "propagate", "risk_edges"]
