"""Rules put to a city's resolved records: flags, the rows that prove them, and what became of each rule.

A flag without a row that proves it does not exist. What a rule needs and no register gives makes it "not applicable",
never silently empty. Whose records are known only later changes nothing: a rule reads views as of its day.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from tidegate.errors import RuleError
from tidegate.indicators.checking import reading_faults
from tidegate.indicators.contracts import EVIDENCE, FLAGS, REPORT
from tidegate.indicators.names import NAMED, names_table
from tidegate.indicators.rule import Rule
from tidegate.indicators.views import HISTORY, Sources, columns_of, missing, offer, open_views
from tidegate.linkage.resolving import ATTACHMENTS
from tidegate.registers.mapping import expressions as x
from tidegate.tables import QueryFault, Session, query
from tidegate.vocabulary import Overrides

_TYPES = {"subject": "VARCHAR", "key": "VARCHAR", "at": "DATE", "others": "VARCHAR[]", "rows": "VARCHAR[]"}
_OF_ANY = frozenset({"ties", "control"})
_TAKEN = {"at": ("TIMESTAMP",)}
"""What else a column may be: a day and a number of days make a moment in the engine."""


@dataclass(frozen=True)
class Evaluation:
    """What rules found.

    Args:
        flags: Contract `FLAGS`, in order of rule, subject and key.
        evidence: Contract `EVIDENCE`, in order of rule, flag and record.
        report: Contract `REPORT`, in order of the rules.
    """

    flags: pa.Table
    evidence: pa.Table
    report: pa.Table


@dataclass
class _City:
    """The records of a city as one day knew them, made readable step by step."""

    session: Session
    sources: dict[str, Any]
    on: date
    needs: dict[str, set[str]]
    without: frozenset[str]
    opened: set[str] = field(default_factory=set)
    columns: dict[str, frozenset[str]] = field(default_factory=dict)

    def there(self, sources: Iterable[str]) -> Mapping[str, frozenset[str]]:
        for name in sources:
            if name not in self.columns and name in self.sources:
                self.columns[name] = frozenset(offer(self.session, name, self.sources))
        return self.columns

    def open(self, views: Iterable[str]) -> None:
        wanted = set(views) - self.opened
        if "names" in wanted:
            self.open(NAMED)
            self.sources["names"] = names_table(self.session)
        columns = {v: self.needs.get(v, set()) for v in wanted}
        open_views(self.session, self.sources, columns, on=self.on, without=self.without)
        self.opened |= wanted


def evaluate(
    session: Session, rules: Iterable[Rule], sources: Sources, *, on: date,
    parameters: Mapping[str, Mapping[str, Any]] | None = None, classes: Overrides | None = None,
    off: Mapping[str, str] | None = None,
    assessments: Collection[str] = (),
) -> Evaluation:  # fmt: skip
    """Put rules to resolved records.

    Args:
        session: An engine that sees the files of `sources`.
        rules: The rules.
        sources: Schema to its table of resolved records, or to its file; and `entities`, `attachments`, `places`,
            `ties` and `control` where they exist.
        on: The day: only what deliveries up to it knew is looked at.
        parameters: Rule to values that are other than its own.
        classes: What the registers say of single properties (schema and property to data class).
        assessments: Registers that hold what somebody judged; no row of theirs feeds an indicator. What other rooms
            made of such rows (`ties`, `control`) is for the caller to leave out.
        off: Rule to why it is off; it is not evaluated, and the report says so.
    Returns:
        Flags, evidence and report. The same inputs give the same bytes.
    Raises:
        RuleError: A query cannot be run, or returns something else than flags.
    """
    rules = sorted(rules, key=lambda r: r.id)
    city = _City(session, dict(sources), on, _needs(rules), frozenset(assessments))
    city.open(["entities", "Person"])
    session.execute(query(__package__, "evaluating_persons"))
    _attachments(city)
    own, kinds, without = parameters or {}, classes or {}, off or {}
    found = [_one(city, r, dict(own.get(r.id, {})), kinds, without.get(r.id, "")) for r in rules]
    flags, evidence, report = ([f[n] for f in found] for n in range(3))
    return Evaluation(
        flags=pa.concat_tables([FLAGS.empty(), *flags]),
        evidence=pa.concat_tables([EVIDENCE.empty(), *evidence]),
        report=pa.Table.from_pylist(report, schema=REPORT.schema()),
    )


def _one(
    city: _City, rule: Rule, other: dict[str, Any], classes: Overrides, off: str
) -> tuple[pa.Table, pa.Table, dict[str, Any]]:
    values = {name: p.value for name, p in rule.parameters.items()} | other
    line: dict[str, Any] = {
        "indicator": rule.id, "version": rule.version, "state": "evaluated", "reason": "", "flags": 0, "subjects": 0,
        "population": 0, "persons_left_out": 0, "parameters": json.dumps(values, sort_keys=True, default=str),
    }  # fmt: skip
    refusal = "; ".join(reading_faults(rule.reached(), rule.data_classes, classes))
    for state, reason in (("off", off), ("refused", refusal), ("not applicable", _not_applicable(city, rule))):
        if reason:
            return FLAGS.empty(), EVIDENCE.empty(), line | {"state": state, "reason": reason}
    city.open({*rule.query.views, *(rule.population_query.views if rule.population_query else ()), *_schema(rule)})
    line["population"] = _population(city, rule, values)
    _fire(city, rule, values)
    flags, evidence, left_out = _kept(city, rule, line["population"])
    line |= {"flags": flags.num_rows, "subjects": len(flags["subject"].unique()), "persons_left_out": left_out}
    return flags, evidence, line


def _needs(rules: Iterable[Rule]) -> dict[str, set[str]]:
    """Gather which columns of each view are read by any of the rules, or by what is made for them."""
    needs: dict[str, set[str]] = {"entities": {"entity", "kind"}, **{s: {"name", "tradeName"} for s in NAMED}}
    for rule in rules:
        for view, column in rule.reached():
            needs.setdefault(view, set()).add(column)
    return needs


def _schema(rule: Rule) -> tuple[str, ...]:
    return (rule.population,) if rule.population else ()


def _not_applicable(city: _City, rule: Rule) -> str:
    """Say what the rule needs and no register gives; empty where it has all it needs."""
    reached = {r for r in rule.reached() if r[0] != "names"} | {(s, "entity") for s in _schema(rule)}
    there = city.there({view.removesuffix(HISTORY) for view, _ in reached})
    absent = [m for m in missing(reached, there) if m not in rule.optional]
    return f"needs {', '.join(absent)}, which no register of this view gives" if absent else ""


def _population(city: _City, rule: Rule, values: Mapping[str, Any]) -> int:
    if rule.population:
        count = x.exp.Count(this=x.exp.Distinct(expressions=[x.column("entity")]))
        select = x.exp.select(x.exp.alias_(count, "n")).from_(
            x.exp.Table(this=x.exp.to_identifier(rule.population, quoted=True))
        )
        return int(city.session.rows(x.sql(select))[0]["n"])
    asked = rule.population_query.parameters if rule.population_query else frozenset()
    _run(city, rule, "counted", rule.population_sql, {p: v for p, v in _given(city, values).items() if p in asked})
    return int(city.session.rows("select count(distinct subject) as n from counted")[0]["n"])


def _given(city: _City, values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "on": city.on}


def _run(city: _City, rule: Rule, name: str, sql: str, values: Mapping[str, Any]) -> None:
    try:
        city.session.execute(f"create or replace temp table {name} as {sql.rstrip().rstrip(';')}", **values)
    except QueryFault as fault:
        raise RuleError(
            where=f"{rule.id}.sql",
            what=f"the query cannot be run ({str(fault).splitlines()[0]})",
            mend="correct the query",
        ) from fault


def _fire(city: _City, rule: Rule, values: Mapping[str, Any]) -> None:
    """Make `fired_rows`: what the query returned, with its values as JSON."""
    _run(city, rule, "fired", rule.sql, {p: v for p, v in _given(city, values).items() if p in rule.query.parameters})
    types = {r["column_name"]: r["column_type"] for r in city.session.rows("describe fired")}
    wrong = [
        f"{c} is {types[c]} and should be {t}"
        for c, t in _TYPES.items()
        if c in types and types[c] not in (t, '"NULL"', *_TAKEN.get(c, ()))
    ]
    if wrong:
        raise RuleError(where=f"{rule.id}.sql", what="; ".join(wrong), mend="cast these columns in the query")
    pairs = [part for name in rule.values for part in (x.text(name), x.column(name))]
    said = x.exp.Cast(this=x.call("json_object", *pairs), to=x.exp.DataType.build("VARCHAR"))
    key = x.call("coalesce", x.column("key"), x.text("")) if "key" in types else x.text("")
    others = x.call("coalesce", x.column("others"), x.no_texts()) if "others" in types else x.no_texts()
    day = x.exp.Cast(this=x.column("at"), to=x.exp.DataType.build("DATE"))
    select = x.exp.select(
        x.column("subject"), x.exp.alias_(key, "key"), x.exp.alias_(day, "at", quoted=True), x.exp.alias_(said, "said"),
        x.exp.alias_(others, "others"), x.column("rows"),
    ).from_("fired")  # fmt: skip
    city.session.execute(f"create or replace temp table fired_rows as {x.sql(select)}")


def _kept(city: _City, rule: Rule, population: int) -> tuple[pa.Table, pa.Table, int]:
    session = city.session
    session.execute(
        f"create or replace temp table fired_flags as {query(__package__, 'evaluating_flags')}", indicator=rule.id
    )
    _records(city, rule)
    session.execute(f"create or replace temp table fired_evidence as {query(__package__, 'evaluating_evidence')}")
    flags = session.fetch(
        query(__package__, "evaluating_strength"), indicator=rule.id, version=rule.version,
        applies_to=rule.applies_to, on=city.on, population=population,
    )  # fmt: skip
    unproven = session.rows("select count(*) as n from fired_flags where flag not in (select flag from fired_evidence)")
    if unproven[0]["n"]:
        raise RuleError(
            where=f"{rule.id}.sql", what=f"{unproven[0]['n']} flags name no row of a register that proves them",
            mend="return the record_id of every row the flag rests on, as `rows`",
        )  # fmt: skip
    evidence = session.fetch("select * from fired_evidence order by flag, record_id")
    left_out = session.rows("select count(*) as n from fired_rows where subject in (from natural_persons)")[0]["n"]
    return FLAGS.check(_cast(flags, FLAGS.schema())), EVIDENCE.check(_cast(evidence, EVIDENCE.schema())), int(left_out)


def _cast(table: pa.Table, schema: pa.Schema) -> pa.Table:
    return table.select(schema.names).cast(schema)


def _records(city: _City, rule: Rule) -> None:
    """Make `fired_records`: where every record that the rule may cite came from."""
    views = rule.query.views
    sources = {v.removesuffix(HISTORY) for v in views} | (set(NAMED) if "names" in views else set())
    # A tie or a chain of control may rest on records of any schema.
    sources |= set(city.sources) if _OF_ANY & views else set()
    schemata = sorted(s for s in sources if columns_of(f"{s}{HISTORY}"))
    city.open(f"{s}{HISTORY}" for s in schemata)
    names = ("record_id", "register", "file", "row_number", "delivery_date", "known_from")
    selects = [
        x.exp.select(*[x.column(n) for n in names]).from_(
            x.exp.Table(this=x.exp.to_identifier(f"{s}{HISTORY}", quoted=True))
        )
        for s in schemata
    ]
    whole: x.Node = selects[0]
    for select in selects[1:]:
        whole = x.exp.union(whole, select, distinct=False)
    city.session.execute(f"create or replace temp view fired_records as {x.sql(whole)}")


def _attachments(city: _City) -> None:
    """Make `fired_attachments`, without a row where nothing was linked."""
    if "attachments" not in city.sources:
        city.sources["attachments"] = ATTACHMENTS.empty()
    offer(city.session, "attachments", city.sources)
    city.session.execute("create or replace temp view fired_attachments as select * from source_attachments")
