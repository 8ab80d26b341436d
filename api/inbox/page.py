"""Which alerts a list shows, and from where: the query of every list of them."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, Field

from sinks.desk import Wanted


class Page(BaseModel):
    """A page of a list. `q`: in the customer's name or the sentence."""

    state: Literal["live", "open", "acked", "snoozed", "done", "all"] = "live"
    severity: Literal["P1", "P2", "P3", "P4"] | None = None
    rule: str | None = Field(default=None, max_length=10)
    q: str = Field(default="", max_length=60)
    cursor: str | None = Field(
        default=None, pattern=r"^\d{1,9}(\.\d{1,9}){1,3}$", description="`next` of the page before"
    )
    limit: int = Field(default=50, ge=1, le=200)

    @property
    def wanted(self) -> Wanted:
        """As the desk is asked."""
        return Wanted(self.state, self.severity, self.rule, self.q)


Paged = Annotated[Page, Query()]
