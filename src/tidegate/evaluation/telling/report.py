"""The report of an evaluation: first what may be concluded, then on what it rests, and all of it that can be checked.

Deviations from the frozen plan and warnings stand before any figure.
"""

from collections.abc import Iterable

from tidegate.documents import (
    Block,
    Callout,
    Column,
    KeyFigure,
    KeyFigures,
    Listing,
    Paragraph,
    Report,
    Section,
    Standing,
    Table,
)
from tidegate.evaluation.effect import Effect
from tidegate.evaluation.telling.beside import describing_sections
from tidegate.evaluation.telling.figures import (
    event_figure,
    fidelity_figure,
    forest_figure,
    path_figure,
    rings_figure,
)
from tidegate.evaluation.telling.material import Answered, Around, Chain, Material, Process
from tidegate.evaluation.telling.parts import sentences_of, tables_of
from tidegate.evaluation.telling.quoted import quoted
from tidegate.evaluation.telling.tables import arrow_table, checks_table, figures_table, method_title
from tidegate.evaluation.telling.words import heading_case, say

_APPENDED = frozenset({"series", "path"})
"""Tables that stand beside their figure and are not told again."""


def tell_evaluation(material: Material) -> Report:
    """Tell an evaluation as a report.

    Args:
        material: What it is told from.
    Returns:
        The report; equal material gives equal reports.
    """
    language = material.language
    if material.process is None:
        sections = (
            _concluded(material), _planned(material), *(_outcome(one, language) for one in material.answered),
            *_displaced(material), *describing_sections(material), *_carried(material), *_money(material),
            _methods(material), *_appendix(material), _made(material),
        )  # fmt: skip
    else:
        sections = (
            *_process(material, material.process), _planned(material), *describing_sections(material),
            *_money(material), _made(material),
        )  # fmt: skip
    return Report(
        title=say("report_title" if material.process is None else "process_title", language, title=material.title),
        date=material.on,
        subtitle=material.measure,
        sections=sections,
        language=language,
        standing=Standing(partner="", limits=_limits(material)),
    )


def _limits(material: Material) -> tuple[str, ...]:
    """Say on the first page what the report does not show."""
    people = say("limit_people", material.language)
    if material.process is not None:
        return material.process.says, people
    return say("limit_shown", material.language), say("limit_rests", material.language), people


def deviations_block(material: Material) -> Callout:
    """Say what was done otherwise than the frozen plan; every output carries it.

    Args:
        material: What is told.
    """
    language = material.language
    if material.lock is None:
        return Callout((say("not_frozen", language), *material.deviations), "warning", say("plan_lock", language))
    told = {"on": material.lock.on.isoformat(), "sha": material.lock.sha256[:12], "n": len(material.deviations)}
    if not material.deviations:
        return Callout((say("as_planned", language, **told),), "note", say("plan_lock", language))
    return Callout((say("deviates", language, **told), *material.deviations), "warning", say("deviations", language))


def chain_figures(chain: Chain, language: str) -> KeyFigures:
    """Set the chain of counts; what nobody counted is unknown, not nought.

    Args:
        chain: The counts.
        language: `en` or `nl`.
    """
    unknown = say("unknown", language)
    counts = {name: getattr(chain, name) for name in ("in_picture", "looked_into", "acted_on", "overturned")}
    return KeyFigures(
        tuple(KeyFigure(unknown if n is None else n, say(f"chain_{name}", language)) for name, n in counts.items())
    )


def all_warnings(material: Material) -> tuple[str, ...]:
    """Gather every warning, each once and named after all that it is about.

    Args:
        material: What is told.
    Returns:
        The warnings of the whole first, then those of each outcome and part.
    """
    language = material.language
    about: dict[str, dict[str, None]] = {}
    for label, warning in _labelled(material):
        about.setdefault(quoted(warning, language), {})[label] = None
    found = dict.fromkeys(material.warnings)
    every = {one.asked.label for one in material.answered}
    for text, labels in about.items():
        # What holds of every outcome is about the panel; a list of all their names would hide it.
        whole = len(every) > 1 and every <= set(labels)
        named = say("all_outcomes", language) if whole else ", ".join(labels)
        found[f"{heading_case(named)}: {text}" if named else text] = None
    return tuple(found)


def _labelled(material: Material) -> Iterable[tuple[str, str]]:
    """Give each warning with what it is about; without a name where it is about the whole."""
    for one in material.answered:
        for effect in (e for e in (one.effect, *one.beside) if e is not None):
            named = one.asked.label
            if effect is not one.effect:
                named += f" ({method_title(effect.method, material.language)})"
            yield from ((named, warning) for warning in effect.warnings)
    for around in material.around:
        named = say("around_label", material.language, label=around.label)
        yield from ((named, warning) for warning in around.part.warnings)
    for gathered in (*material.gathered, *material.followed):
        yield from ((gathered.label, warning) for warning in gathered.part.warnings)
    if material.unseen is not None:
        yield from ((material.unseen.who, warning) for warning in material.unseen.part.warnings)
    for part in (material.implementation, material.money):
        yield from (("", warning) for warning in (part.warnings if part else ()))


def _concluded(material: Material) -> Section:
    language = material.language
    told: list[Block] = []
    for one in material.answered:
        sentences = one.told(language)
        told.append(Paragraph(f"{sentences.verdict}\n\n{sentences.change}", lead=f"{heading_case(one.asked.label)}."))
    forest = forest_figure(material.answered, language)
    warnings = all_warnings(material)
    blocks = [
        *told,
        deviations_block(material),
        *([Callout(warnings, "warning", say("warnings", language, n=len(warnings)))] if warnings else []),
        *([forest] if forest else []),
        *_together(material),
        Paragraph(say("chain_intro", language)),
        chain_figures(material.chain, language),
    ]
    return Section(say("concluded", language), tuple(blocks))


def _process(material: Material, process: Process) -> Iterable[Section]:
    """Open a process evaluation: why no effect is told, then what was done."""
    language = material.language
    warnings = all_warnings(material)
    yield Section(
        say("concluded", language),
        (
            Callout(process.told, "warning", say("process_heading", language)),
            deviations_block(material),
            *([Callout(warnings, "warning", say("warnings", language, n=len(warnings)))] if warnings else []),
            Paragraph(say("chain_intro", language)),
            chain_figures(material.chain, language),
        ),
    )
    yield from _carried(material)


def _together(material: Material) -> list[Block]:
    """Tell the outcomes judged together, where there is more than one."""
    language = material.language
    if len(material.answered) < 2:
        return []
    columns = (
        Column(say("outcome", language), wide=True), Column("p", "p"),
        Column(say("adjusted_p", language), "p"), Column(say("alone", language)),
        Column(say("together", language)),
    )  # fmt: skip
    rows = [
        (one.asked.label, None if one.effect is None else one.effect.p, one.asked.p,
         bool(one.effect is not None and one.effect.shown), one.conclusion.verdict in ("shown", "shown against"))
        for one in material.answered
    ]  # fmt: skip
    return [Table(say("together_caption", language), columns, rows, note=say("together_note", language))]


def _planned(material: Material) -> Section:
    language = material.language
    lock = material.lock
    facts: list[tuple[str, str]] = [(say("by", language), ", ".join(material.by) or say("unknown", language))]
    facts += [(say("method", language), material.method)]
    facts += [(name, str(value)) for name, value in material.facts.items()]
    if lock is not None:
        facts += [(say("frozen_on", language), lock.on.isoformat()), (say("signed", language), "; ".join(lock.signed)),
                  ("SHA-256", lock.sha256)]  # fmt: skip
    outcomes = [
        (one.asked.label, quoted(one.recorded_by, language), say(f"expected_{one.asked.expected}", language),
         one.asked.matters, one.asked.seen)
        for one in material.answered
    ]  # fmt: skip
    columns = (
        Column(say("outcome", language), wide=True), Column(say("recorded_by", language)),
        Column(say("expected", language)), Column(say("matters", language), "share"),
        Column(say("seen", language), "share"),
    )  # fmt: skip
    points = [(say(f"theory_{name}", language), "; ".join(told)) for name, told in material.theory.items() if told]
    two = (Column(say("what", language)), Column(say("value", language), wide=True))
    theory = Table(say("theory", language), two, points, note=say("theory_note", language))
    harms: list[Block] = [Callout(material.harms, "note", say("harms", language))] if material.harms else []
    return Section(
        say("asked_of", language),
        (
            Paragraph(material.measure),
            Table(say("plan_facts", language), two, facts),
            Table(say("plan_outcomes", language), columns, outcomes),
            *harms,
            *([theory] if points else []),
        ),
    )


def _outcome(one: Answered, language: str) -> Section:
    effect = one.effect
    told = one.told(language)
    blocks: list[Block] = [Paragraph(told.verdict), Paragraph(told.change)]
    if effect is None:
        return Section(heading_case(one.asked.label), tuple(blocks))
    if effect.warnings:
        blocks.append(Callout(tuple(quoted(text, language) for text in effect.warnings), "warning"))
    blocks.append(figures_table(one.asked.label, (effect, *one.beside), language))
    if effect.checks:
        blocks.append(checks_table(one.asked.label, effect.checks, language))
    else:
        blocks.append(Callout((say("no_checks", language),), "warning"))
    blocks += [f for f in (event_figure(one, language), path_figure(one, language)) if f]
    return Section(heading_case(one.asked.label), tuple(blocks))


def _displaced(material: Material) -> Iterable[Section]:
    language = material.language
    heading = say("displaced", language)
    if not material.around:
        yield Section(heading, (Callout((say("not_displaced", language),), "limits"),))
        return
    parts = tuple(Section(heading_case(around.label), tuple(_around(around, language))) for around in material.around)
    yield Section(heading, (Paragraph(say("displaced_intro", language)),), parts)


def _around(around: Around, language: str) -> Iterable[Block]:
    yield from sentences_of(around.part, language)
    figure = rings_figure(around, language)
    if figure:
        yield figure
    yield from tables_of(around.part, language)


def _carried(material: Material) -> Iterable[Section]:
    language = material.language
    heading, part = say("carried", language), material.implementation
    if part is None:
        yield Section(heading, (Callout((say("not_carried", language),), "limits"),))
        return
    figure = fidelity_figure(material.carried, language)
    yield Section(heading, (*sentences_of(part, language), *([figure] if figure else []), *tables_of(part, language)))


def _money(material: Material) -> Iterable[Section]:
    language = material.language
    heading, part = say("money", language), material.money
    if part is None:
        yield Section(heading, (Callout((say("no_money", language),), "limits"),))
        return
    yield Section(heading, (*sentences_of(part, language), *tables_of(part, language)))


def _methods(material: Material) -> Section:
    language = material.language
    effects = [e for one in material.answered for e in (one.effect, *one.beside) if e is not None]
    parts: dict[str, Section] = {}
    for effect in effects:
        if effect.method not in parts:
            points = tuple(quoted(text, language) for text in effect.rests_on) or (say("rests_unknown", language),)
            parts[effect.method] = Section(
                heading_case(method_title(effect.method, language)),
                (Paragraph(say("rests_on", language)), Listing(points)),
            )
    return Section(say("methods", language), (Paragraph(say("methods_intro", language)),), tuple(parts.values()))


def _appendix(material: Material) -> Iterable[Section]:
    """Give every table behind an estimate: donors and weights, cells, decompositions."""
    language = material.language
    parts = []
    for one in material.answered:
        effects = [e for e in (one.effect, *one.beside) if e is not None]
        blocks = tuple(block for effect in effects for block in _behind(effect, language))
        if blocks:
            parts.append(Section(heading_case(one.asked.label), blocks))
    if parts:
        yield Section(say("appendix", language), (Paragraph(say("appendix_intro", language)),), tuple(parts),
                      new_page=True)  # fmt: skip


def _behind(effect: Effect, language: str) -> Iterable[Block]:
    title = method_title(effect.method, language)
    for name, table in effect.tables.items():
        if name not in _APPENDED and table.num_columns:
            yield arrow_table(table, f"{title}: {quoted(name.replace('_', ' '), language)}", language)
    for check in effect.checks:
        if check.table is not None and check.table.num_columns:
            yield arrow_table(check.table, f"{title}: {quoted(check.name, language)}", language)


def _made(material: Material) -> Section:
    """Say with what it was made, so that it can be made again."""
    language = material.language
    rows = [(name, value) for name, value in material.inputs.items()]
    rows += [(name, value) for name, value in material.versions.items()]
    rows.append((say("seed", language), str(material.seed)))
    columns = (Column(say("what", language)), Column(say("value", language), wide=True))
    return Section(
        say("made", language), (Paragraph(say("made_intro", language)), Table(say("made", language), columns, rows))
    )
