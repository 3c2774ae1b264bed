"""The few SQL expressions a compiled mapping is made of, as sqlglot trees.

Nothing here is text: a value is a literal node, a column a column node, so that no cell and no word
of a mapping can ever become SQL.
"""

import hashlib
from collections.abc import Sequence

from sqlglot import exp

Node = exp.Expr
"""Any piece of a query."""

__all__ = [
    "Node", "both", "call", "choose", "column", "distinct_texts", "either", "exp", "items", "joined", "missing",
    "no_texts", "number", "present", "sha1", "signature", "sql", "text",
]  # fmt: skip


def column(name: str, table: str = "") -> Node:
    """Name a column, quoted.

    Args:
        name: Its name.
        table: The table it belongs to; empty where that is plain.
    """
    return exp.column(exp.to_identifier(name, quoted=True), table=table or None)


def text(value: str) -> Node:
    """Stand for a text.

    Args:
        value: The text.
    """
    return exp.Literal.string(value)


def number(value: int) -> Node:
    """Stand for a whole number.

    Args:
        value: The number.
    """
    return exp.Literal.number(value)


def call(name: str, *arguments: Node) -> Node:
    """Call a function of the engine by its name there.

    Args:
        name: Name of the function.
        arguments: What it is given.
    """
    return exp.Anonymous(this=name, expressions=list(arguments))


def missing(node: Node) -> Node:
    """Tell whether a value is absent.

    Args:
        node: The value.
    """
    return exp.Is(this=node, expression=exp.Null())


def present(node: Node) -> Node:
    """Tell whether there is a value.

    Args:
        node: The value.
    """
    return exp.Not(this=missing(node))


def choose(*cases: tuple[Node, Node], otherwise: Node | None = None) -> Node:
    """Take the result of the first condition that holds; absent where none does.

    Args:
        cases: Condition and result, in order.
        otherwise: Result where no condition holds.
    """
    case = exp.Case(ifs=[exp.If(this=condition, true=result) for condition, result in cases])
    if otherwise is not None:
        case.set("default", otherwise)
    return case


def both(*conditions: Node) -> Node:
    """Tell whether all conditions hold; true where there are none.

    Args:
        conditions: Any number of conditions.
    """
    return exp.and_(*conditions) if conditions else exp.true()


def either(*conditions: Node) -> Node:
    """Tell whether any condition holds; false where there are none.

    Args:
        conditions: Any number of conditions.
    """
    return exp.or_(*conditions) if conditions else exp.false()


def joined(*parts: Node) -> Node:
    """Put texts one after the other; absent where one of them is.

    Args:
        parts: The texts, at least one.
    """
    whole = parts[0]
    for part in parts[1:]:
        whole = exp.DPipe(this=whole, expression=part)
    return exp.Paren(this=whole) if len(parts) > 1 else whole


def items(*values: Node) -> Node:
    """Make a list.

    Args:
        values: What it holds.
    """
    return call("list_value", *values)


def no_texts() -> Node:
    """Make the list of texts that has none."""
    return exp.Cast(this=exp.Array(expressions=[]), to=exp.DataType.build("VARCHAR[]", dialect="duckdb"))


def distinct_texts(lists: Sequence[Node]) -> Node:
    """Put lists of texts one after the other, each text once, in order of the alphabet, so that bytes do not vary.

    Args:
        lists: Lists of texts, at least one.
    """
    whole = lists[0] if len(lists) == 1 else call("list_concat", *lists)
    return call("list_sort", call("list_distinct", whole))


def sha1(node: Node) -> Node:
    """Hash a text or bytes, as lower-case hexadecimal digits.

    Args:
        node: The text or bytes.
    """
    return call("sha1", node)


def signature(node: Node, name: str) -> Node:
    """Sign a text with the name of a dataset, as FollowTheMoney's namespaces do.

    Args:
        node: The text.
        name: The dataset.
    Returns:
        The HMAC-SHA1 of the text, hexadecimal.
    Source:
        Krawczyk, Bellare, Canetti (1997), RFC 2104, section 2.
    """
    key = name.encode()
    if len(key) > 64:
        key = hashlib.sha1(key, usedforsecurity=False).digest()
    key = key.ljust(64, b"\0")
    inner, outer = (bytes(b ^ pad for b in key).hex() for pad in (0x36, 0x5C))
    first = sha1(joined(call("unhex", text(inner)), call("encode", node)))
    return sha1(joined(call("unhex", text(outer)), call("unhex", first)))


def sql(node: Node) -> str:
    """Write a finished tree down for the engine.

    Args:
        node: The tree.
    """
    return node.sql(dialect="duckdb")
