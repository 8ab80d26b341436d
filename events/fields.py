"""Field types of the contract. One annotation gives the model, the wire column, the frame column and the documentation.

type        on the wire                                inside (frame column)
Money       decimal major units, string or number      Int64 minor units (fen)
Timestamp   ISO 8601 with zone, or epoch milliseconds  Datetime("ms", "UTC")
Day         ISO 8601 date                              Date
Ratio       number or string                           Float64
Count       integer                                    Int64
Flag        true / false                               Boolean
Text, Code  string                                     String
Texts       list of strings                            List(String)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, get_args, get_origin

import polars as pl
from pydantic import BaseModel


@dataclass(frozen=True)
class Column:
    """How a field lies in frames. `unit` is for people."""

    kind: str
    frame: pl.DataType
    unit: str = ""


STRING, DATETIME, DATE = pl.String(), pl.Datetime("ms", "UTC"), pl.Date()

Text = Annotated[str, Column("text", STRING)]
Code = Annotated[str, Column("code", STRING)]
Money = Annotated[int, Column("money", pl.Int64(), "major units of the currency on the wire, minor units (fen) inside")]
Timestamp = Annotated[datetime, Column("timestamp", DATETIME, "ISO 8601 with zone or epoch ms on the wire, UTC inside")]
Day = Annotated[date, Column("day", DATE, "ISO 8601")]
Ratio = Annotated[float, Column("ratio", pl.Float64(), "1 = 100 %")]
Count = Annotated[int, Column("count", pl.Int64())]
Flag = Annotated[bool, Column("flag", pl.Boolean())]
Texts = Annotated[list[str], Column("texts", pl.List(pl.String()))]


def column_of(annotation: Any, metadata: tuple[Any, ...] | list[Any] = ()) -> Column:
    """The column of a model field's annotation, `X | None` included."""
    for extra in metadata:
        if isinstance(extra, Column):
            return extra
    if get_origin(annotation) is Annotated:
        return column_of(get_args(annotation)[0], get_args(annotation)[1:])
    for part in get_args(annotation):
        if part is not type(None):
            return column_of(part)
    raise TypeError(f"{annotation} is not one of the contract's field types")


def columns(model: type[BaseModel]) -> dict[str, Column]:
    """Every field of a model with its column, in order."""
    return {name: column_of(field.annotation, field.metadata) for name, field in model.model_fields.items()}
