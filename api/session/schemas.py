"""What the session's routes answer."""

from __future__ import annotations

from api.docs import Answer
from api.roles import Role

ME = {
    "id": "RM01",
    "name": "李",
    "role": "rm",
    "org_id": "T1",
    "org_name": "一队",
    "pages": ["inbox", "customers", "performance"],
}


class Me(Answer):
    """Somebody who has signed in."""

    id: str
    name: str
    role: Role
    org_id: str
    org_name: str
    pages: list[str]

    model_config = Answer.with_example(ME)


class People(Answer):
    """The demonstration's people."""

    items: list[Me]
    next: str | None

    model_config = Answer.with_example({"items": [ME], "next": None})
