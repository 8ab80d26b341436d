"""Questions that pages ask of the warehouse: one .sql file each, answered as plain rows in the fields of the /v1 contract."""

from sinks.warehouse.questions.ask import Questions
from sinks.warehouse.questions.scope import Scope
from sinks.warehouse.questions.wall import wall

__all__ = ["Questions", "Scope", "wall"]
