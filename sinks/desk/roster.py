"""Who works where, and whose customers are whose: what the desk routes by. Frozen: a change makes a new roster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property


@dataclass(frozen=True)
class Person:
    """Somebody of the bank. `delegate`: who stands in while they are on leave."""

    id: str
    name: str
    role: str  # rm, lead, branch, hq, risk, aml, operator, auditor
    org_id: str
    delegate: str | None = None
    on_leave: bool = False


@dataclass(frozen=True)
class Org:
    """A head office, branch, sub-branch or team."""

    org_id: str
    parent_id: str | None
    name: str
    level: str


@dataclass(frozen=True)
class Roster:
    """`owners`: customer → (primary RM, co-RMs, organisation of the primary)."""

    people: Mapping[str, Person] = field(default_factory=dict)
    orgs: Mapping[str, Org] = field(default_factory=dict)
    owners: Mapping[str, tuple[str, tuple[str, ...], str]] = field(default_factory=dict)

    def chain(self, org_id: str | None) -> list[str]:
        """An organisation and those above it."""
        found: list[str] = []
        while org_id and org_id not in found:
            found.append(org_id)
            org_id = self.orgs[org_id].parent_id if org_id in self.orgs else None
        return found

    def subtree(self, org_id: str) -> set[str]:
        """An organisation and those below it."""
        found, at = {org_id}, [org_id]
        while at:
            below = [one for one in self._below.get(at.pop(), ()) if one not in found]
            found.update(below)
            at += below
        return found

    def is_top(self, org_id: str) -> bool:
        """Whether it is the head office."""
        return org_id in self.tops

    def lead(self, org_id: str | None) -> Person | None:
        """Who leads an organisation, or the nearest one above it."""
        return next((self._leads[org] for org in self.chain(org_id) if org in self._leads), None)

    def of_role(self, role: str, org_id: str | None = None) -> Person | None:
        """Somebody of a role: of an organisation, or the nearest one above it that has one, else anybody."""
        near = (self._first_there.get((role, org)) for org in self.chain(org_id))
        return next((one for one in near if one is not None), self._first_of_role.get(role))

    def of_manager(self, person_id: str) -> frozenset[str]:
        """The customers that somebody manages, alone or with others."""
        return self._by_manager.get(person_id, frozenset())

    def served_by(self, person_id: str) -> frozenset[str]:
        """The customers that somebody manages, and those of whoever they stand in for."""
        return self.of_manager(person_id).union(*map(self.of_manager, self._away.get(person_id, ())))

    def of_orgs(self, orgs: Iterable[str]) -> frozenset[str]:
        """The customers whose manager is of one of these organisations."""
        return frozenset().union(*(self._by_org.get(one, ()) for one in orgs))

    @cached_property
    def tops(self) -> tuple[str, ...]:
        """Organisations that have none above them: the head office."""
        return tuple(org.org_id for org in self.orgs.values() if org.parent_id is None)

    @cached_property
    def _below(self) -> dict[str | None, list[str]]:
        """The organisations one step down."""
        found = defaultdict[str | None, list[str]](list)
        for org in self.orgs.values():
            found[org.parent_id].append(org.org_id)
        return dict(found)

    @cached_property
    def _by_manager(self) -> dict[str, frozenset[str]]:
        found = defaultdict[str, set[str]](set)
        for customer, (primary, co, _) in self.owners.items():
            for manager in (primary, *co):
                found[manager].add(customer)
        return {manager: frozenset(theirs) for manager, theirs in found.items()}

    @cached_property
    def _by_org(self) -> dict[str, list[str]]:
        found = defaultdict[str, list[str]](list)
        for customer, (_, _, org) in self.owners.items():
            found[org].append(customer)
        return dict(found)

    @cached_property
    def _leads(self) -> dict[str, Person]:
        """By organisation; of several the first."""
        return {one.org_id: one for one in reversed(list(self.people.values())) if one.role in ("lead", "branch")}

    @cached_property
    def _away(self) -> dict[str, list[str]]:
        """For whom somebody stands in."""
        found = defaultdict[str, list[str]](list)
        for one in self.people.values():
            if one.on_leave and one.delegate:
                found[one.delegate].append(one.id)
        return dict(found)

    @cached_property
    def _first_there(self) -> dict[tuple[str, str], Person]:
        return {(one.role, one.org_id): one for one in reversed(list(self.people.values()))}

    @cached_property
    def _first_of_role(self) -> dict[str, Person]:
        return {one.role: one for one in reversed(list(self.people.values()))}

    def working(self, person_id: str | None) -> str | None:
        """The person, or who stands in for them while they are on leave."""
        person = self.people.get(person_id or "")
        return person.delegate if person is not None and person.on_leave and person.delegate else person_id

    def with_leaves(self, delegates: Mapping[str, str]) -> Roster:
        """The same roster while these people are on leave: who → who stands in."""
        known = {who: delegate for who, delegate in delegates.items() if who in self.people and delegate in self.people}
        away = {who: replace(self.people[who], on_leave=True, delegate=delegate) for who, delegate in known.items()}
        return replace(self, people={**self.people, **away}) if away else self

    def managers(self, customers: Iterable[str]) -> dict[str, str]:
        """Who works for each of these customers now, as one text: the manager (or who stands in), the co-managers, the organisation."""
        owned = ((customer, self.owners[customer]) for customer in customers)
        return {customer: "|".join((self.working(primary) or "", *co, org)) for customer, (primary, co, org) in owned}

    def changed_since(self, before: Roster) -> list[str]:
        """The customers that are somebody else's than they were, or for whom somebody else stands in: of a million mostly a few."""
        away = {one for one in self.people if self.working(one) != before.working(one)}
        return [
            customer
            for customer, owned in self.owners.items()
            if owned[0] in away or before.owners.get(customer) != owned
        ]
