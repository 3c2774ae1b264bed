"""A linkage model described in one YAML file: which records, which values, which evidence, which thresholds.

The file is data: a city may copy it, change a threshold and say why. What it holds::

    model: person                 # its name
    version: 1
    title: {en: ..., nl: ...}
    schemas: [Person]             # records of these schemas take part
    fields:                       # raw values, and how they are made comparable
      name: {from: [name, alias], parts: [[firstName, lastName]], as: person_name}
      birth: {from: [birthDate], as: date}
      address: {from: [address, premises.address], as: address}
    says_same: [operator, place]  # columns; records of one register that agree in all of them are one thing
    says_different: [operator]    # columns; records of one register that differ in one of them are two things
    decides: [taxNumber]          # fields with identifiers: two different ones of a kind never share an entity
    bearers: [name_squashed, registration_decides]   # columns with names and with numbers; see bearing.py
    blocking: [{name: ..., agree: [column, column], cap: 200}]
    comparisons:
      - name: family
        title: {en: Family name}
        levels: [{when: "SQL over column_l and column_r", title: {en: ...}, m: 0.9, u: 0.001}, ...]
    anchor: birth_whole           # records that tell it are put together first (see clustering.py)
    groups_by: average            # or closest, for things that go by several names (see clustering.py)
    train_on: ["l.column = r.column"]   # pairs on which m is estimated; a model without keeps its own m
    prior_from_pairs: false       # whether the share is estimated from the compared pairs
    prior: 0.0001                 # share of compared pairs that belong together, before anything is seen
    thresholds: {join: 4.0, review: -4.0, never: -12.0}     # bits; never may be left out

Every level of a comparison is told in words, because a link is shown in them. A level without `when` is the last:
anything else. Where one of the columns in `needs` is absent on a side, the comparison says nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from tidegate.errors import LinkageError

Words = Mapping[str, str]
"""A text by language (ISO 639-1)."""


@dataclass(frozen=True)
class Field:
    """Raw values of a record and how they are made comparable.

    Args:
        name: Its name; the comparable columns begin with it.
        sources: Properties of the record, in order of preference; `ref.prop` reads the thing it refers to.
        parts: Groups of properties that together make one value, such as given and family name.
        standard: Name of the standardiser.
        options: What else the standardiser wants to know.
    """

    name: str
    sources: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    standard: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class BlockingRule:
    """Which nodes are compared: those that agree in all of some columns.

    Args:
        name: Its name, as links quote it.
        on: Columns; of a list, every element counts for itself.
        cap: Nodes that one block may hold at most.
        split: Further columns by which a block that is too large is split before it is left out.
        region: Columns with a postcode, of which the first that is told counts; by its regions a block is parted that
            spreads over many of them, for every town has a door 1 High Street. A node of such a block that tells no
            postcode is left to the other rules.
    """

    name: str
    on: tuple[str, ...]
    cap: int = 300
    split: tuple[str, ...] = ()
    region: tuple[str, ...] = ()


@dataclass(frozen=True)
class Level:
    """One outcome of a comparison.

    Args:
        when: Condition in SQL over `column_l` and `column_r`; empty for "anything else".
        title: The outcome in words, per language.
        m: Share of this outcome among pairs that belong together.
        u: Share of this outcome among pairs that do not.
        rarity: Column with the value whose rarity counts, where the outcome is an agreement in it.
        fixed: Whether estimation on the city's own data leaves m and u alone.
    """

    when: str
    title: Words
    m: float
    u: float
    rarity: str = ""
    fixed: bool = False


@dataclass(frozen=True)
class Comparison:
    """One piece of evidence.

    Args:
        name: Its name.
        title: What is compared, per language.
        needs: Columns without which it says nothing.
        levels: Its outcomes, the strongest agreement first.
    """

    name: str
    title: Words
    needs: tuple[str, ...]
    levels: tuple[Level, ...]


@dataclass(frozen=True)
class Model:
    """How records of one kind of thing are linked; made by `load_model` or `parse_model`.

    Args:
        name: Its name.
        version: Number of its version.
        title: The kind of thing, per language.
        schemas: Schemas of the records that take part.
        fields: The values.
        never: Weight at or below which two groups never meet, whoever stands between them, bits.
        says_same: Columns in which records of one register must agree to be one thing by its own statement.
        says_different: Columns in which records of one register differ only if they are two things.
        decides: Names of fields that hold identifiers which decide.
        way: How groups are weighed: `average` over all pairs, or by each one's `closest`.
        bearers: Column with names and column with the number that tells bearers apart; empty where a name is not asked
            for its only bearer.
        anchor: Column; records that tell it are put together first, and one that does not never ties two of them.
        prior_from_pairs: Whether the prior is estimated as the share of compared pairs that belong together; right
            where a blocking rule says little about names, wrong where it is itself the evidence.
        train_on: Conditions in SQL on which pairs for estimation are made; empty where m is fixed by reasoning.
        blocking: The blocking rules.
        comparisons: The evidence.
        prior: Share of compared pairs that belong together.
        join: Weight from which two groups are put together, bits.
        review: Weight from which a pair is worth a human look, bits.
    """

    name: str
    version: int
    title: Words
    schemas: tuple[str, ...]
    fields: tuple[Field, ...]
    blocking: tuple[BlockingRule, ...]
    comparisons: tuple[Comparison, ...]
    prior: float
    join: float
    review: float
    never: float = float("-inf")
    says_same: tuple[str, ...] = ()
    says_different: tuple[str, ...] = ()
    decides: tuple[str, ...] = ()
    way: str = "average"
    train_on: tuple[str, ...] = ()
    prior_from_pairs: bool = False
    bearers: tuple[str, ...] = ()
    anchor: str = ""


FORBIDDEN = frozenset({
    "nationality", "citizenship", "religion", "ethnicity", "spokenLanguage", "language", "birthCountry", "gender",
    "appearance", "political", "eyeColor", "hairColor", "height", "weight", "origin",
})  # fmt: skip
"""Properties that no model may read: what a person is said to be never tells who they are."""


def shipped_models() -> tuple[str, ...]:
    """Name the models that come with Tidegate.

    Returns:
        Their names, in order of the alphabet.
    """
    folder = files(__package__).joinpath("models")
    return tuple(sorted(f.name.removesuffix(".yml") for f in folder.iterdir() if f.name.endswith(".yml")))


def load_model(name: str) -> Model:
    """Read a model that comes with Tidegate.

    Args:
        name: One of `shipped_models()`.
    Returns:
        The model.
    Raises:
        LinkageError: There is none of this name.
    """
    if name not in shipped_models():
        known = ", ".join(shipped_models())
        raise LinkageError(where=name, what="there is no such linkage model", mend=f"name one of {known}")
    text = files(__package__).joinpath("models", f"{name}.yml").read_text(encoding="utf-8")
    return parse_model(text, where=f"models/{name}.yml")


def read_model(path: Path) -> Model:
    """Read a model of the city's own.

    Args:
        path: The YAML file.
    Returns:
        The model.
    Raises:
        LinkageError: The file cannot be read, or is no model.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise LinkageError(where=str(path), what=f"it cannot be read ({fault})", mend="correct this file") from fault
    return parse_model(text, where=str(path))


def parse_model(text: str, *, where: str) -> Model:
    """Make a model of the text of a file.

    Args:
        text: YAML.
        where: What errors call the file.
    Returns:
        The model.
    Raises:
        LinkageError: A part is missing, has the wrong shape or reads a forbidden property.
    """
    try:
        raw = yaml.safe_load(text)
        return _model(raw)
    except yaml.YAMLError as fault:
        raise LinkageError(where=where, what=f"it is no YAML ({fault})", mend="correct the file") from fault
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        what = f"{fault.args[0]!r} is missing" if isinstance(fault, KeyError) else str(fault)
        mend = "compare it with a shipped model (`tidegate linkage models`)"
        raise LinkageError(where=where, what=what, mend=mend) from fault


def _model(raw: Mapping[str, Any]) -> Model:
    fields = tuple(_field(name, said) for name, said in raw["fields"].items())
    for one in fields:
        _refuse_forbidden(one)
    thresholds = raw["thresholds"]
    model = Model(
        name=str(raw["model"]),
        version=int(raw["version"]),
        title=dict(raw["title"]),
        schemas=tuple(raw["schemas"]),
        fields=fields,
        blocking=tuple(_rule(r) for r in raw["blocking"]),
        comparisons=tuple(_comparison(c) for c in raw["comparisons"]),
        prior=float(raw["prior"]),
        join=float(thresholds["join"]),
        review=float(thresholds["review"]),
        never=float(thresholds.get("never", "-inf")),
        says_same=tuple(raw.get("says_same", ())),
        says_different=tuple(raw.get("says_different", ())),
        decides=tuple(raw.get("decides", ())),
        way=str(raw.get("groups_by", "average")),
        prior_from_pairs=bool(raw.get("prior_from_pairs", False)),
        train_on=tuple(raw.get("train_on", ())),
        bearers=tuple(raw.get("bearers", ())),
        anchor=str(raw.get("anchor", "")),
    )
    _hold(model)
    return model


def _hold(model: Model) -> None:
    if not 0 < model.prior < 1:
        raise ValueError(f"prior is {model.prior}; it must lie between 0 and 1")
    if model.review > model.join:
        raise ValueError(f"thresholds: review ({model.review}) lies above join ({model.join})")
    if model.way not in {"average", "closest"}:
        raise ValueError(f"groups_by is '{model.way}'; it must be average or closest")
    if len(model.bearers) not in {0, 2}:
        raise ValueError("bearers must name two columns, that of the names and that of the numbers")
    names = {f.name for f in model.fields}
    unknown = [d for d in model.decides if d not in names]
    if unknown:
        raise ValueError(f"decides names '{unknown[0]}', which is no field")
    for comparison in model.comparisons:
        if comparison.levels[-1].when:
            raise ValueError(f"the last level of comparison '{comparison.name}' must have no `when`")
        for level in comparison.levels:
            if not (0 < level.m < 1 and 0 < level.u < 1):
                raise ValueError(f"m and u of comparison '{comparison.name}' must lie between 0 and 1")


def _field(name: str, said: Mapping[str, Any]) -> Field:
    extra = {k: v for k, v in said.items() if k not in {"from", "parts", "as"}}
    parts = tuple(tuple(group) for group in said.get("parts", ()))
    return Field(name, tuple(said.get("from", ())), parts, str(said["as"]), extra)


def _refuse_forbidden(one: Field) -> None:
    for path in (*one.sources, *(p for group in one.parts for p in group)):
        if path.rsplit(".", 1)[-1] in FORBIDDEN:
            raise ValueError(f"field '{one.name}' reads '{path}', which no comparison may use")


def _rule(said: Mapping[str, Any]) -> BlockingRule:
    return BlockingRule(
        str(said["name"]),
        tuple(said["agree"]),
        int(said.get("cap", 300)),
        tuple(said.get("split", ())),
        tuple(said.get("region", ())),
    )


def _comparison(said: Mapping[str, Any]) -> Comparison:
    levels = tuple(
        Level(
            when=str(level.get("when", "")).strip(),
            title=dict(level["title"]),
            m=float(level["m"]),
            u=float(level["u"]),
            rarity=str(level.get("rarity", "")),
            fixed=bool(level.get("fixed", False)),
        )
        for level in said["levels"]
    )
    return Comparison(str(said["name"]), dict(said["title"]), tuple(said.get("needs", ())), levels)
