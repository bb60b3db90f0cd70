"""Vectors of sixteen numbers as a type of the compiler: a formula written for one flight compiles for sixteen at once.

Given vectors instead of numbers, `+ - * /`, comparisons, `math.sqrt`, `min`, `max` and `int` work element by element,
and become single vector instructions. So nothing hangs on whether LLVM manages to vectorize a loop, and a table is
read row by row, four neighbors at a stroke, and transposed in registers, which is faster than gathering its columns.
"""

from __future__ import annotations

import math
import operator
from typing import Any

import llvmlite.ir as llvm
from numba.core import types
from numba.core.datamodel import models
from numba.core.typing.templates import ConcreteTemplate
from numba.core.typing.templates import infer_global as _infer_global
from numba.core.typing.templates import signature as typed
from numba.extending import intrinsic as _intrinsic
from numba.extending import lower_builtin as _lower_builtin
from numba.extending import register_model as _register_model

infer_global: Any = _infer_global
intrinsic: Any = _intrinsic
lower_builtin: Any = _lower_builtin
register_model: Any = _register_model
integers: Any = types.int64
floats: Any = types.float64

WIDTH = 16
"""Numbers in a vector: two registers of AVX-512, so that one half computes while the other waits for its results."""
FAST = ("contract", "reassoc", "arcp", "nsz", "afn")
"""Rewrites allowed to the compiler. Not nnan or ninf: a flight that turns into NaN must be seen."""
DOUBLE, _BIT, _WORD = llvm.DoubleType(), llvm.IntType(1), llvm.IntType(64)
DOUBLES, _BITS, WORDS = (llvm.VectorType(each, WIDTH) for each in (DOUBLE, _BIT, _WORD))


class Vector(types.Type):
    """Sixteen floats."""

    def __init__(self) -> None:
        super().__init__(name=f"float64 x {WIDTH}")


class Mask(types.Type):
    """Sixteen truths."""

    def __init__(self) -> None:
        super().__init__(name=f"boolean x {WIDTH}")


class Index(types.Type):
    """Sixteen places in a table."""

    def __init__(self) -> None:
        super().__init__(name=f"int64 x {WIDTH}")


vector, mask, index = Vector(), Mask(), Index()


def _register(kind: type[types.Type], lowered: Any) -> None:
    class Model(models.PrimitiveModel):
        """How the type lies in registers."""

        def __init__(self, manager: Any, fe_type: Any) -> None:
            super().__init__(manager, fe_type, lowered)

    register_model(kind)(Model)


_register(Vector, DOUBLES)
_register(Mask, _BITS)
_register(Index, WORDS)


def _spread(builder: Any, value: Any, lowered: Any) -> Any:
    """The same number in every place."""
    first = builder.insert_element(llvm.Constant(lowered, llvm.Undefined), value, llvm.Constant(llvm.IntType(32), 0))
    zeros = llvm.Constant(llvm.VectorType(llvm.IntType(32), WIDTH), [0] * WIDTH)
    return builder.shuffle_vector(first, llvm.Constant(lowered, llvm.Undefined), zeros)


def _as_vector(builder: Any, value: Any, kind: Any) -> Any:
    if kind == floats:
        return _spread(builder, value, DOUBLES)
    if kind == index:
        return builder.sitofp(value, DOUBLES)
    return value


def _define(function: Any, result: Any, cases: list[tuple[Any, ...]], generate: Any) -> None:
    """Teach the compiler `function` of vectors: `generate(builder, values, kinds)` for each of the argument types."""

    template = {"cases": [typed(result, *case) for case in cases], "key": function}
    infer_global(function)(type("Template", (ConcreteTemplate,), template))

    def lower(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return generate(builder, arguments, signature.args)

    for case in cases:
        lower_builtin(function, *case)(lower)


def _binary(name: str, *more: Any) -> Any:
    def generate(builder: Any, values: Any, kinds: Any) -> Any:
        left, right = (_as_vector(builder, *pair) for pair in zip(values, kinds, strict=True))
        return getattr(builder, name)(*more, left, right, flags=FAST)

    return generate


def _of_index(name: str) -> Any:
    def generate(builder: Any, values: Any, kinds: Any) -> Any:
        right = _spread(builder, values[1], WORDS) if kinds[1] != index else values[1]
        return getattr(builder, name)(values[0], right)

    return generate


def _chosen(sign: str) -> Any:
    def generate(builder: Any, values: Any, kinds: Any) -> Any:
        left, right = (_as_vector(builder, *pair) for pair in zip(values, kinds, strict=True))
        return builder.select(builder.fcmp_ordered(sign, left, right, flags=FAST), left, right)

    return generate


def _call(builder: Any, name: str, value: Any) -> Any:
    """One of LLVM's functions of a vector."""
    full = f"llvm.{name}.v{WIDTH}f64"
    function = builder.module.globals.get(full) or llvm.Function(
        builder.module, llvm.FunctionType(DOUBLES, [DOUBLES]), full
    )
    return builder.call(function, [value], fastmath=FAST)


_PAIRS = [(vector, vector), (vector, floats), (floats, vector)]
for _operator, _name in (
    (operator.add, "fadd"),
    (operator.sub, "fsub"),
    (operator.mul, "fmul"),
    (operator.truediv, "fdiv"),
):
    _define(_operator, vector, [*_PAIRS, (vector, index)], _binary(_name))
for _operator, _sign in (
    (operator.lt, "<"),
    (operator.le, "<="),
    (operator.gt, ">"),
    (operator.ge, ">="),
    (operator.eq, "=="),
):
    _define(_operator, mask, _PAIRS, _binary("fcmp_ordered", _sign))
for _operator, _name in ((operator.and_, "and_"), (operator.or_, "or_")):
    _define(_operator, mask, [(mask, mask)], lambda b, values, _, name=_name: getattr(b, name)(*values))
_define(operator.mul, index, [(index, integers)], _of_index("mul"))
_define(operator.add, index, [(index, index), (index, integers)], _of_index("add"))
_define(operator.neg, vector, [(vector,)], lambda b, values, _: b.fneg(values[0]))
_define(math.sqrt, vector, [(vector,)], lambda b, values, _: _call(b, "sqrt", values[0]))
_define(min, vector, _PAIRS, _chosen("<"))
_define(max, vector, _PAIRS, _chosen(">"))
_define(int, index, [(vector,)], lambda b, values, _: b.fptosi(values[0], WORDS))


def _data(context: Any, builder: Any, array: Any, kind: Any) -> Any:
    return array if isinstance(kind, types.CPointer) else context.make_array(kind)(context, builder, array).data


def _pointer(context: Any, builder: Any, array: Any, kind: Any, place: Any) -> Any:
    return builder.gep(_data(context, builder, array, kind), [place], inbounds=True)


@intrinsic
def row_of(typing_context: Any, rows: Any, place: Any) -> Any:
    """Where row `place` of contiguous rows lies: kernels pass such pointers on, an eighth of what an array is."""
    if rows == types.none:
        return types.none(rows, integers), lambda context, builder, signature, arguments: context.get_dummy_value()

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        size = builder.extract_value(array.strides, 0)
        step = builder.sdiv(builder.mul(size, arguments[1]), llvm.Constant(_WORD, 8))
        return builder.gep(array.data, [step], inbounds=True)

    return types.CPointer(floats)(rows, integers), generate


@intrinsic
def moved(typing_context: Any, start: Any, steps: Any) -> Any:
    """The pointer so many numbers further on."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.gep(arguments[0], [arguments[1]], inbounds=True)

    return start(start, integers), generate


@intrinsic
def take(typing_context: Any, rows: Any, place: Any) -> Any:
    """`rows[place : place + WIDTH]` as a vector."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        pointer = _pointer(context, builder, arguments[0], signature.args[0], arguments[1])
        return builder.load(builder.bitcast(pointer, DOUBLES.as_pointer()), align=8)

    return vector(rows, integers), generate


@intrinsic
def put(typing_context: Any, rows: Any, place: Any, value: Any) -> Any:
    """`rows[place : place + WIDTH] = value`."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        pointer = _pointer(context, builder, arguments[0], signature.args[0], arguments[1])
        builder.store(arguments[2], builder.bitcast(pointer, DOUBLES.as_pointer()), align=8)
        return context.get_dummy_value()

    return types.void(rows, integers, vector), generate


@intrinsic
def round_down(typing_context: Any, x: Any) -> Any:
    """The whole numbers not above those of a vector."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return _call(builder, "floor", arguments[0])

    return vector(x), generate


@intrinsic
def choose(typing_context: Any, truths: Any, yes: Any, no: Any) -> Any:
    """`yes` where it is so, else `no`, of vectors or numbers."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kinds = signature.args
        return builder.select(arguments[0], *(_as_vector(builder, arguments[c], kinds[c]) for c in (1, 2)))

    return vector(truths, yes, no), generate


@intrinsic
def bits_of(typing_context: Any, truths: Any) -> Any:
    """The truths as a number, the first the lowest bit."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.zext(builder.bitcast(arguments[0], llvm.IntType(WIDTH)), _WORD)

    return types.int64(truths), generate


@intrinsic
def lowest_bit(typing_context: Any, number: Any) -> Any:
    """The place of the lowest bit set."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], llvm.Constant(_BIT, 1))

    return types.int64(number), generate


@intrinsic
def read_row(typing_context: Any, table: Any, cell: Any, size: Any, offset: Any) -> Any:
    """Three numbers from `offset` on in row `cell` of a flat table with rows of `size`; of several cells, as vectors.

    The row must go on for a fourth number. Cells are taken out of their vector before they are multiplied, so that
    tables looked up at the same cells share that.
    """
    several = cell == index

    def start(context: Any, builder: Any, signature: Any, arguments: Any, cell: Any) -> Any:
        place = builder.add(builder.mul(cell, arguments[2]), arguments[3])
        return _pointer(context, builder, arguments[0], signature.args[0], place)

    def one(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        pointer = start(context, builder, signature, arguments, arguments[1])
        steps = [llvm.Constant(_WORD, c) for c in range(3)]
        values = [builder.load(builder.gep(pointer, [step], inbounds=True)) for step in steps]
        return context.make_tuple(builder, signature.return_type, values)

    def each(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        four = llvm.VectorType(DOUBLE, 4)
        rows = []
        for lane in range(WIDTH):
            each_cell = builder.extract_element(arguments[1], llvm.Constant(llvm.IntType(32), lane))
            pointer = start(context, builder, signature, arguments, each_cell)
            rows.append(builder.load(builder.bitcast(pointer, four.as_pointer()), align=8))
        parts = [_transpose(builder, rows[start : start + 8])[:3] for start in range(0, WIDTH, 8)]
        while len(parts) > 1:
            joined = list(range(16 * WIDTH // (8 * len(parts))))
            parts = [
                [_shuffle(builder, *pair, joined) for pair in zip(parts[k], parts[k + 1], strict=True)]
                for k in range(0, len(parts), 2)
            ]
        columns = parts[0]
        return context.make_tuple(builder, signature.return_type, columns)

    result = types.UniTuple(vector if several else floats, 3)
    cells = index if several else integers
    return result(table, cells, integers, integers), each if several else one


def _shuffle(builder: Any, left: Any, right: Any, order: list[int]) -> Any:
    return builder.shuffle_vector(left, right, llvm.Constant(llvm.VectorType(llvm.IntType(32), len(order)), order))


def _transpose(builder: Any, rows: list[Any]) -> list[Any]:
    """Eight rows of four as four vectors, in shuffles of whole registers."""

    # Rows 0 and 4, 1 and 5 ... in a register each; then pairs of elements; then the quarters in order.
    double = [_shuffle(builder, rows[k], rows[k + 4], list(range(8))) for k in range(4)]
    low, high = [0, 8, 2, 10, 4, 12, 6, 14], [1, 9, 3, 11, 5, 13, 7, 15]
    columns = []
    for c in range(4):
        order = low if c % 2 == 0 else high
        first, second = _shuffle(builder, double[0], double[1], order), _shuffle(builder, double[2], double[3], order)
        start = 0 if c < 2 else 2
        columns.append(
            _shuffle(
                builder,
                first,
                second,
                [start, start + 1, start + 8, start + 9, start + 4, start + 5, start + 12, start + 13],
            )
        )
    return columns
