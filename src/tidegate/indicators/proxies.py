"""Lists and pieces that stand for what a rule may not use: neighbourhoods for origin, a tax number for a birthplace.

A value that names an area, a point on the map, somebody, or an identifying number may be held against another value
of the registers (is it the same address?), counted and grouped. It may not be held against words or numbers that
stand in the rule or its parameters, and nothing may be cut out of it: that is how a list of neighbourhoods, a part of
a number or a pattern on names would come in by the back door. Followed through aliases, subqueries, unions, functions
and lists, like everything else a rule reads.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from tidegate.indicators.following import Followed, base_column, outputs

_WRITTEN = "written"
"""What stands in the rule itself, or in its parameters."""

_SIGNS = {
    "area": "names an area or a place",
    "point": "is a point on the map",
    "name": "is a name",
    "number": "is an identifying number",
    "id": "is the id of one thing",
}
_TELLING = re.compile(r"[^\W_]")

_COMPARISONS = (
    exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Like, exp.ILike, exp.In,
    exp.Between, exp.Glob, exp.SimilarTo, exp.RegexpLike, exp.RegexpILike, exp.StartsWith, exp.EndsWith, exp.Contains,
    exp.ArrayContains, exp.ArrayContainsAll, exp.ArrayOverlaps,
)  # fmt: skip
_COUNTS = (exp.Count, exp.Length, exp.ArraySize, exp.RowNumber, exp.Exists, exp.LogicalOr, exp.LogicalAnd,
           exp.Not, exp.And, exp.Or, exp.Is, exp.CountIf, exp.ApproxDistinct)  # fmt: skip
"""What comes out says how many or whether, and no longer which."""
_LIKENESS = (exp.JarowinklerSimilarity, exp.Levenshtein)
_LIKENESS_BY_NAME = frozenset({"jaccard", "damerau_levenshtein", "list_has_any", "list_has_all"})
_CARRY = (
    exp.Coalesce, exp.Concat, exp.DPipe, exp.Array, exp.Struct, exp.PropertyEQ, exp.Tuple, exp.Min, exp.Max,
    exp.ArrayAgg, exp.GroupConcat, exp.AnyValue, exp.First, exp.Last, exp.Cast, exp.TryCast,
    exp.Lower, exp.Upper, exp.Paren, exp.Alias, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue, exp.Explode,
    exp.ArrayDistinct, exp.ArraySort, exp.ArrayConcat, exp.Least, exp.Greatest, exp.IgnoreNulls,
    exp.RespectNulls, exp.Distinct, exp.Ordered, exp.Order, exp.Flatten, exp.Round, exp.Abs, exp.Neg, exp.Add, exp.Mul,
    exp.Div, exp.Sqrt, exp.Pow, exp.Sum, exp.Avg, exp.Interval, exp.Sub,
)  # fmt: skip
"""What comes out is what went in, put otherwise; nothing is cut out of it."""


def proxies(followed: Followed) -> list[str]:
    """Find where a query holds a sensitive value against what is written in the rule, or cuts a piece out of it.

    Args:
        followed: The query.
    Returns:
        One sentence per place, each once, in order; none where there is nothing to find.
    Example:
        >>> from tidegate.indicators.following import follow
        >>> found = follow("select entity as subject from Premises where neighbourhood in ('North', 'South')", [])
        >>> proxies(found)[0].split(":")[0]
        'Premises.neighbourhood names an area or a place, and is held against words of the rule'
    """
    weighing = _Weighing(followed)
    for scope in followed.scopes:
        weighing.look(scope)
    return list(dict.fromkeys(weighing.found))


@dataclass
class _Weighing:
    """What each expression carries: signs of the columns it comes from, and whether it is written in the rule."""

    followed: Followed
    found: list[str] = field(default_factory=list)
    of_outputs: dict[tuple[int, str], frozenset[str]] = field(default_factory=dict)

    def look(self, scope: Scope) -> None:
        node = scope.expression
        if isinstance(node, exp.Select):
            for key in ("expressions", "where", "group", "having", "qualify", "order", "joins", "distinct", "windows"):
                for part in _listed(node.args.get(key)):
                    self.carries(part)
        elif not isinstance(node, exp.SetOperation | exp.Subquery):
            self.parts(node)

    def parts(self, node: exp.Expr) -> frozenset[str]:
        return self.union(c for c in node.iter_expressions() if not isinstance(c, exp.TableAlias | exp.DataType))

    def union(self, nodes: Iterable[exp.Expr]) -> frozenset[str]:
        return frozenset().union(*(self.carries(n) for n in nodes))

    def carries(self, node: exp.Expr) -> frozenset[str]:
        if isinstance(node, exp.Literal):
            return frozenset({_WRITTEN}) if _TELLING.search(str(node.this)) else frozenset()
        if isinstance(node, exp.Placeholder | exp.Parameter):
            return frozenset({_WRITTEN})
        if isinstance(node, exp.Column):
            return self.of_column(node)
        if isinstance(node, exp.Query):
            inner = self.followed.inner(node)
            names = inner.expression.named_selects if inner and isinstance(inner.expression, exp.Query) else []
            return frozenset().union(*(self.of_output(inner, n) for n in names)) if inner else self.parts(node)
        if isinstance(node, exp.Case):
            return self.of_case(node)
        if isinstance(node, exp.Window | exp.Filter | exp.ArgMax | exp.ArgMin | exp.Order):
            # Grouping, ordering and filtering decide which rows are looked at, not what the value is.
            self.union(c for c in node.iter_expressions() if c is not node.this)
            return self.carries(node.this) if node.this else frozenset()
        if isinstance(node, exp.Join):
            for key in ("on", "using"):
                self.union(_listed(node.args.get(key)))
            return frozenset()
        return self.of_operation(node)

    def of_case(self, node: exp.Case) -> frozenset[str]:
        against = self.carries(node.this) if node.this else frozenset()
        results = [self.carries(node.args["default"])] if node.args.get("default") else []
        for branch in node.args["ifs"]:
            condition = self.carries(branch.this)
            if node.this:
                self.refuse(against | condition, node)
            results.append(self.carries(branch.args["true"]))
        return frozenset().union(*results)

    def of_operation(self, node: exp.Expr) -> frozenset[str]:
        parts = self.parts(node)
        if isinstance(node, _COUNTS):
            return frozenset()
        named = node.name.lower() if isinstance(node, exp.Anonymous) else ""
        if isinstance(node, (*_COMPARISONS, *_LIKENESS)) or named in _LIKENESS_BY_NAME:
            self.refuse(parts, node)
            return frozenset()
        if isinstance(node, exp.Sub) and parts == {"point"}:
            return frozenset()  # how far apart two points are says not where they are
        if isinstance(node, exp.Func | exp.Bracket | exp.Slice | exp.Dot | exp.Mod) and not isinstance(node, _CARRY):
            # A piece of an id says nothing, and a list of rows may be cut short.
            self.refuse(frozenset(p for p in parts if not p.startswith("id ")), node)
        return parts

    def of_column(self, column: exp.Column) -> frozenset[str]:
        source = self.followed.source(column)
        if isinstance(source, exp.Table):
            (view, name), known = base_column(column, source)
            return (
                frozenset({f"{known.sign} {view}.{name}"})
                if known.sign and known.sign != "point"
                else (frozenset({"point"}) if known.sign else frozenset())
            )
        return self.of_output(source, column.name) if isinstance(source, Scope) else frozenset()

    def of_output(self, scope: Scope, name: str) -> frozenset[str]:
        key = (id(scope), name.lower())
        if key not in self.of_outputs:
            self.of_outputs[key] = frozenset()
            made = [self.parts(n) if isinstance(n, exp.UDTF) else self.carries(n) for n, _ in outputs(scope, name)]
            self.of_outputs[key] = frozenset().union(*made)
        return self.of_outputs[key]

    def refuse(self, parts: frozenset[str], node: exp.Expr) -> None:
        signs = sorted(parts - {_WRITTEN})
        if _WRITTEN not in parts or not signs:
            return
        for sign in signs:
            kind, _, where = sign.partition(" ")
            what = f"{where or 'a coordinate'} {_SIGNS[kind]}, and is held against words of the rule"
            self.found.append(f"{what}: {node.sql('duckdb')[:80]}")


def _listed(value: object) -> list[exp.Expr]:
    values = value if isinstance(value, list) else [value]
    return [v for v in values if isinstance(v, exp.Expr)]
