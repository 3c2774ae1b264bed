"""What a query rests on: every column it reaches, by whatever way, and where its subject comes from.

A query is read as a tree, its names are resolved against the views, and each column is followed through aliases,
subqueries, common table expressions, unions and functions to the view it comes from. What cannot be followed is
refused: a rule that nobody can read is no rule.
"""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, traverse_scope

from tidegate.indicators.views import ViewColumn, columns_of, view_names

Reached = tuple[str, str]
"""A view and one of its columns."""

_UNSTEADY = (
    "CurrentDate", "CurrentTimestamp", "CurrentTime", "CurrentDatetime", "CurrentUser", "CurrentSchema", "Rand",
    "Randn", "Uuid", "Localtime", "Localtimestamp", "CurrentCatalog", "CurrentDatabase", "SessionUser",
    "CurrentVersion",
)  # fmt: skip
_HIDING = (
    exp.Lambda, exp.Comprehension, exp.TableColumn, exp.PositionalColumn, exp.Columns, exp.Pivot, exp.PivotAlias,
    exp.TableSample, exp.Command,
)  # fmt: skip
_PLAIN_FUNCTIONS = frozenset({
    "damerau_levenshtein", "jaccard", "list_intersect", "list_value", "list_aggregate", "list_extract", "list_unique",
    "list_has_any", "list_has_all", "list_min", "list_max", "list_sum", "list_avg", "list_count", "array_length",
    "cardinality", "levenshtein", "to_json", "isfinite", "strip_accents", "bit_count", "mean", "product", "mad",
    "last_day", "ceil", "datesub", "datediff", "date_sub", "geomean",
})  # fmt: skip
"""Functions that the parser does not know and that do nothing hidden; others are refused."""


@dataclass(frozen=True)
class Followed:
    """A query whose every column was followed.

    Args:
        tree: The query with all names resolved.
        columns: What it returns, in order.
        reached: Views and columns it rests on, whether they are shown or only compared.
        parameters: Names of the values it asks for.
        views: Views it reads.
    """

    tree: exp.Query = field(repr=False)
    columns: tuple[str, ...]
    reached: frozenset[Reached]
    parameters: frozenset[str]
    views: frozenset[str]
    scopes: list[Scope] = field(repr=False)
    homes: Mapping[int, Scope] = field(repr=False)
    """Identity of a column's node to the part of the query it stands in."""

    def source(self, column: exp.Column) -> Any:
        """Find what a column is read from.

        Args:
            column: A column of the tree.
        Returns:
            A table, or the part of the query that makes it; None where it is neither.
        """
        return source_of(column, self.homes.get(id(column)))

    def inner(self, query: exp.Expr) -> Scope | None:
        """Find the part of the query that a nested select is.

        Args:
            query: A node of the tree.
        """
        bare = query.unnest() if isinstance(query, exp.Subquery) else query
        return next((s for s in self.scopes if s.expression is bare), None)


def follow(text: str, faults: list[str]) -> Followed | None:
    """Read a query and follow its columns.

    Args:
        text: One select, in the engine's SQL.
        faults: Takes one sentence per fault.
    Returns:
        The query; None where it cannot be followed.
    Example:
        >>> found = follow("with a as (select holder h from Permit) select h as subject from a", [])
        >>> sorted(found.reached), found.columns
        ([('Permit', 'holder')], ('subject',))
    """
    tree = _parsed(text, faults)
    if tree is None:
        return None
    before = len(faults)
    faults.extend(_hidden(tree))
    views = _views(tree, faults)
    if len(faults) > before:
        return None
    parameters = frozenset(str(p.this) for p in tree.find_all(exp.Placeholder, exp.Parameter))
    schema: dict[str, object] = {
        v.lower(): {c.lower(): d.type for c, d in (columns_of(v) or {}).items()} for v in views
    }
    try:
        tree = qualify(tree, schema=schema, dialect="duckdb", quote_identifiers=False, identify=False)
        faults.extend(_hidden(tree))
        scopes = list(traverse_scope(tree))
        reached = frozenset(_reached(scopes, faults))
    except SqlglotError as fault:
        faults.append(f"the query cannot be followed ({str(fault).splitlines()[0]})")
        return None
    if len(faults) > before:
        return None
    homes: dict[int, Scope] = {}
    for scope in scopes:
        for column in scope.columns:
            homes.setdefault(id(column), scope)
    return Followed(tree, tuple(tree.named_selects), reached, parameters, frozenset(views), scopes, homes)


def _parsed(text: str, faults: list[str]) -> Any:
    try:
        # The parser takes an empty text in quotes at the very end for one that does not close.
        statements = [s for s in sqlglot.parse(text + "\n", dialect="duckdb") if s is not None]
    except SqlglotError as fault:
        faults.append(f"the query cannot be read ({str(fault).splitlines()[0]})")
        return None
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        faults.append("the query should be one select and nothing else")
        return None
    return statements[0]


def _hidden(tree: exp.Expr) -> Iterator[str]:
    if any(not isinstance(star.parent, exp.Count) for star in tree.find_all(exp.Star)):
        yield "it selects *: name the columns, so that everybody sees what the rule reads"
    for node in tree.walk():
        yield from _hidden_value(node)
        yield from _hidden_rows(node)


def _hidden_value(node: exp.Expr) -> Iterator[str]:
    if isinstance(node, _HIDING):
        yield f"'{node.sql('duckdb')[:60]}' hides which columns or rows are read"
    elif type(node).__name__ in _UNSTEADY:
        yield f"{node.sql('duckdb')} gives another value at each run: use $on"
    elif isinstance(node, exp.Anonymous) and node.name.lower() not in _PLAIN_FUNCTIONS:
        yield f"function {node.name} is not one that a rule may call"


def _hidden_rows(node: exp.Expr) -> Iterator[str]:
    if isinstance(node, exp.Join) and str(node.args.get("method") or "").upper() in {"NATURAL", "POSITIONAL"}:
        yield f"a {node.args['method'].lower()} join hides which columns are compared: write `on` or `using`"
    elif isinstance(node, exp.With) and node.args.get("recursive"):
        yield "a recursive query cannot be followed: chains stand in the views `ties` and `control`"
    elif isinstance(node, exp.Query) and node.args.get("limit") and not node.args.get("order"):
        yield "a limit without an order takes whichever rows come first"
    elif isinstance(node, exp.SetOperation) and node.args.get("by_name"):
        yield "a union by name hides which columns meet: name them in order"


def _views(tree: exp.Expr, faults: list[str]) -> set[str]:
    known = _in_lower_case()
    own = {cte.alias.lower() for cte in tree.find_all(exp.CTE)}
    faults.extend(
        f"'{name}' is the name of a view: call the part of the query otherwise" for name in sorted(own & set(known))
    )
    found = set()
    for table in tree.find_all(exp.Table):
        name = table.name.lower()
        if not isinstance(table.this, exp.Identifier) or table.db or table.catalog:
            faults.append(f"'{table.sql('duckdb')[:60]}' is no view of a rule")
        elif name in known:
            found.add(known[name])
        elif name not in own:
            faults.append(f"there is no view '{table.name}'")
    return found


def _reached(scopes: list[Scope], faults: list[str]) -> Iterator[Reached]:
    for scope in scopes:
        for column in scope.columns:
            source = source_of(column, scope)
            if source is None:
                faults.append(f"'{column.sql('duckdb')}' is no column of a view, and a whole row cannot be followed")
            elif isinstance(source, exp.Table):
                yield base_column(column, source)[0]


def source_of(column: exp.Column, scope: Scope | None) -> Any:
    """Find what a column is read from.

    Args:
        column: The column, its name resolved.
        scope: The part of the query it stands in.
    Returns:
        A table, or the part of the query that makes it; None where it is neither.
    """
    while scope is not None:
        if column.table and column.table in scope.sources:
            return scope.sources[column.table]
        scope = scope.parent
    return None


def base_column(column: exp.Column, table: exp.Table) -> tuple[Reached, ViewColumn]:
    """Tell which column of which view a resolved column is.

    Args:
        column: The column.
        table: The view it is read from.
    Returns:
        View and name as the vocabulary spells them, and what the column is.
    """
    view = _in_lower_case()[table.name.lower()]
    name = _columns_in_lower_case(view)[column.name.lower()]
    return (view, name), (columns_of(view) or {})[name]


@functools.cache
def _in_lower_case() -> Mapping[str, str]:
    return {v.lower(): v for v in view_names()}


@functools.cache
def _columns_in_lower_case(view: str) -> Mapping[str, str]:
    return {n.lower(): n for n in columns_of(view) or {}}


def origins(name: str, followed: Followed) -> Mapping[Reached, ViewColumn]:
    """Follow one column of a result to all columns of views that decide its value, conditions included.

    Args:
        name: Name of the column.
        followed: The query.
    Returns:
        View and column to what it is.
    """
    return dict(_of_output(name, followed.scopes[-1], followed))


def outputs(scope: Scope, name: str) -> Iterator[tuple[exp.Expr, Scope]]:
    """Find the expressions that make a column of a part of a query; of a union, those of all its branches.

    Args:
        scope: The part.
        name: Name of its column.
    Yields:
        An expression and the part it stands in.
    """
    node = scope.expression
    if isinstance(node, exp.SetOperation):
        yield from _of_branches(scope, node, name)
    elif isinstance(node, exp.Select):
        yield from ((made, scope) for made in node.selects if made.alias_or_name.lower() == name.lower())
    elif isinstance(node, exp.Subquery | exp.Lateral) and (scope.subquery_scopes or scope.derived_table_scopes):
        for inner in scope.subquery_scopes or scope.derived_table_scopes:
            yield from outputs(inner, name)
    else:
        yield node, scope


def _of_branches(scope: Scope, node: exp.SetOperation, name: str) -> Iterator[tuple[exp.Expr, Scope]]:
    place = [n.lower() for n in node.named_selects].index(name.lower())
    for branch in scope.set_operation_scopes:
        if isinstance(branch.expression, exp.Query):
            yield from outputs(branch, branch.expression.named_selects[place])


def _of_output(name: str, scope: Scope, followed: Followed) -> Iterator[tuple[Reached, ViewColumn]]:
    for expression, _ in outputs(scope, name):
        for column in expression.find_all(exp.Column):
            source = followed.source(column)
            if isinstance(source, exp.Table):
                yield base_column(column, source)
            elif isinstance(source, Scope):
                yield from _of_output(column.name, source, followed)
