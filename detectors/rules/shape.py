"""A rule file of the wrong shape: what the model says of it, as sentences."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from detectors.rules.model import Rule
from detectors.rules.places import Place

FEW = 30  # names that can be read in one sentence
KIND = {"string_type": "a text", "int_type": "a whole number", "int_parsing": "a whole number", "list_type": "a list: write [one, another]",
        "dict_type": "a mapping: write {name: value}", "model_type": "a mapping: write {name: value}", "bool_parsing": "true or false",
        "float_type": "a number", "float_parsing": "a number"}  # fmt: skip


def nearest(name: object, known: Iterable[str]) -> str:
    """`; did you mean 'x'?`, or what there is, where nothing is near."""
    names = list(known)
    near = difflib.get_close_matches(str(name), names, 1)
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; there are {', '.join(names)}" if 0 < len(names) <= FEW else ""


def sentences(error: ValidationError) -> Iterator[tuple[Place, str]]:
    """Each mistake once, with the place it is in."""
    told = set()
    for one in error.errors():
        place = _place(one["loc"])
        said = _sentence(one, place)
        if (place, said) not in told and not _other_branch(one, place):
            told.add((place, said))
            yield place, said


def _place(loc: tuple[str | int, ...]) -> Place:
    """pydantic names the branches of a union too (`dict[str,any]`): they are no fields."""
    return tuple(part for part in loc if isinstance(part, int) or not part.startswith(("dict[", "list[", "literal[")))


def _other_branch(one: Any, place: Place) -> bool:
    """`given` and `then` may be written in two ways: that it is not the other one is no news."""
    return place[:1] == ("examples",) and one["type"] in ("list_type", "dict_type") and place[-1:] != ("examples",)


def _sentence(one: Any, place: Place) -> str:
    kind, name, given = one["type"], place[-1] if place else "", one["input"]
    if kind == "missing":
        return f"field {name!r} is missing"
    if kind == "extra_forbidden":
        return f"there is no field {name!r}" + nearest(name, fields_at(place[:-1]))
    if kind in ("literal_error", "enum"):
        return f"{given!r} is not one of {one['ctx']['expected'].replace(' or ', ', ')}"
    if kind == "string_pattern_mismatch" and name == "id":
        return f"{given!r} is not a rule's id: write OPP, OUT, MAT, RSK or SVC, a hyphen and two digits (OUT-01)"
    if kind == "too_short":
        return f"{name}: at least {one['ctx']['min_length']} are wanted, here are {one['ctx']['actual_length']}"
    if kind in KIND:
        return f"{given!r} is not {KIND[kind]}"
    return str(one["msg"]).removeprefix("Value error, ")


def fields_at(place: Place) -> list[str]:
    """The fields that a rule may have at a place."""
    kind: Any = Rule
    for part in place:
        model = _model(kind)
        if model is not None and part in _by_name(model):
            kind = _by_name(model)[str(part)]
        else:
            kind = next((arg for arg in reversed(get_args(kind)) if arg is not type(None)), kind)
    model = _model(kind)
    return list(_by_name(model)) if model else []


def _by_name(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _model(kind: Any) -> type[BaseModel] | None:
    options = [kind, *get_args(kind)]
    return next((one for one in options if isinstance(one, type) and issubclass(one, BaseModel)), None)
