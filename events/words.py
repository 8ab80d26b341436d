"""Eight bytes of a buffer at once, for compiled loops: numba alone reads one by one."""

from __future__ import annotations

from typing import Any

from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

BYTES = 8


@intrinsic
def word(typing: Any, data: Any, at: Any) -> Any:
    """The eight bytes from `at` as one number, the first the lowest. The caller sees to it that they are there."""

    def build(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, given[0])
        place = builder.gep(array.data, [given[1]])
        pointer = builder.bitcast(place, context.get_value_type(types.uint64).as_pointer())
        return builder.load(pointer, align=1)

    return types.uint64(data, at), build


@intrinsic
def trailing_zeros(typing: Any, number: Any) -> Any:
    """How many of the lowest bits are 0; the number is not 0."""

    def build(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.cttz(given[0], cgutils.true_bit)

    return types.uint64(types.uint64), build
