"""Loads from tables and accesses to lanes that the compiler may take for apart, so that it can vectorize the lanes.

The compiler cannot see that a table looked up at a computed place does not overlap with the rows that a loop writes,
and would give up vectorizing. Each access here carries LLVM's scoped alias metadata that says so: tables form one
scope, and accesses to lanes promise not to touch it.
Source: LLVM Language Reference, 'noalias and alias.scope metadata'.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic as _intrinsic

intrinsic: Any = _intrinsic


def _scope(module: ir.Module) -> Any:
    """The list of one scope that stands for all tables."""
    domain = module.add_metadata(["downrange"])
    return module.add_metadata([module.add_metadata(["tables", domain])])


def _pointer(context: Any, builder: ir.IRBuilder, array: Any, kind: Any, index: Any) -> Any:
    data = context.make_array(kind)(context, builder, array).data
    return builder.gep(data, [index], inbounds=True)


@intrinsic
def look_up(typing_context: Any, table: Any, index: Any) -> Any:
    """`table[index]` of a flat table of floats, index within it, not negative."""

    def generate(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        place = _pointer(context, builder, arguments[0], signature.args[0], arguments[1])
        value = builder.load(place)
        value.set_metadata("alias.scope", _scope(builder.module))
        return value

    return types.float64(table, types.int64), generate


@intrinsic
def take(typing_context: Any, rows: Any, index: Any) -> Any:
    """`rows[index]` of the flat memory of the lanes."""

    def generate(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        place = _pointer(context, builder, arguments[0], signature.args[0], arguments[1])
        value = builder.load(place)
        value.set_metadata("noalias", _scope(builder.module))
        return value

    return types.float64(rows, types.int64), generate


@intrinsic
def put(typing_context: Any, rows: Any, index: Any, value: Any) -> Any:
    """`rows[index] = value` in the flat memory of the lanes."""

    def generate(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        place = _pointer(context, builder, arguments[0], signature.args[0], arguments[1])
        store = builder.store(arguments[2], place)
        store.set_metadata("noalias", _scope(builder.module))
        return context.get_dummy_value()

    return types.void(rows, types.int64, types.float64), generate
