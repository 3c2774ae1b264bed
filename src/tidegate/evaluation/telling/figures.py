"""The charts of an evaluation, each with what it shows in words and the same as a table."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from tidegate.documents import Column, Estimate, Figure, Table
from tidegate.documents import words as w
from tidegate.documents.charts import (
    Carried,
    Moment,
    Path,
    Ring,
    Twig,
    draw_event_study,
    draw_fidelity,
    draw_forest,
    draw_lorenz,
    draw_path,
    draw_rings,
)
from tidegate.evaluation.effect import Effect
from tidegate.evaluation.telling.material import Answered, Around, Gathered
from tidegate.evaluation.telling.tables import digits_of, method_title
from tidegate.evaluation.telling.words import heading_case, per_text, percent, say

_MOST_TWIGS, _MOST_ROWS = 30, 12
_TENTH, _STEPS = 0.1 - 1e-9, 10


def forest_figure(answered: Sequence[Answered], language: str, *, beside: bool = True) -> Figure | None:
    """Draw the effects of all outcomes as shares, methods shown beside below each.

    Args:
        answered: The outcomes.
        language: `en` or `nl`.
        beside: Whether estimates of other methods are drawn, too.
    Returns:
        The figure; None where no effect can be told as a share.
    """
    twigs: list[Twig] = []
    for one in answered:
        shown = one.conclusion.verdict in ("shown", "shown against")
        if one.effect is not None and one.effect.share is not None:
            twigs.append(Twig(one.asked.label, Estimate(*one.effect.share), shown))
            others = [e for e in one.beside if e.share is not None] if beside else []
            twigs += [Twig(method_title(e.method, language), Estimate(*(e.share or (0, 0, 0))), below=True)
                      for e in others]  # fmt: skip
    twigs = twigs[:_MOST_TWIGS]
    if not twigs:
        return None
    told = "; ".join(f"{t.label}: {_told(t.estimate, language)}" for t in twigs)
    drawing = draw_forest(twigs, unit=say("share_unit", language), percent=True, language=language,
                          alt_text=say("forest_alt", language, told=told))  # fmt: skip
    columns = (Column(say("outcome", language), wide=True), *_share_columns(language), Column(say("shown", language)))
    rows = [(("   " if t.below else "") + t.label, *_finite(t.estimate), "" if t.below else t.shown) for t in twigs]
    return Figure(drawing, say("forest", language), Table(say("forest", language), columns, rows))


def _told(estimate: Estimate, language: str) -> str:
    if estimate.value is None or not np.isfinite(estimate.value):
        return say("unknown", language)
    return say("rise" if estimate.value > 0 else "fall", language, size=percent(estimate.value, language))


def _finite(estimate: Estimate) -> tuple[float | None, ...]:
    ends = (estimate.value, estimate.low, estimate.high)
    return tuple(float(n) if n is not None and np.isfinite(n) else None for n in ends)


def _share_columns(language: str) -> tuple[Column, ...]:
    return tuple(Column(say(name, language), "share", digits=1) for name in ("estimate", "low", "high"))


def _number_columns(estimates: Sequence[Estimate], language: str) -> tuple[Column, ...]:
    digits = digits_of([n for e in estimates for n in _finite(e)])
    return tuple(Column(say(name, language), "number", digits=digits) for name in ("estimate", "low", "high"))


def event_figure(one: Answered, language: str) -> Figure | None:
    """Draw the effect on an outcome by time since the start.

    Args:
        one: The outcome.
        language: `en` or `nl`.
    Returns:
        The figure; None where the method gives no path.
    """
    effect = one.effect
    if effect is None or len(effect.path) < 2:
        return None
    moments = [Moment(p.at, Estimate(p.value, p.low, p.high)) for p in effect.path]
    caption = say("event", language, label=one.asked.label)
    before = sum(m.at < 0 for m in moments)
    drawing = draw_event_study(
        moments, unit=_unit(effect, language), x_title=say("since_start", language), none=effect.none,
        language=language, alt_text=say("event_alt", language, label=one.asked.label, before=before,
                                        after=len(moments) - before),
    )  # fmt: skip
    columns = (
        Column(say("since_start", language), "number"), *_number_columns([m.estimate for m in moments], language),
        Column(say("treated", language), "number"),
    )  # fmt: skip
    rows = [(p.at, *_finite(m.estimate), p.units) for p, m in zip(effect.path, moments, strict=True)]
    return Figure(drawing, caption, Table(caption, columns, rows, most=_MOST_ROWS))


def _unit(effect: Effect, language: str) -> str:
    return say("ratio", language) if effect.scale == "ratio" else per_text(effect.per, language)


def path_figure(one: Answered, language: str) -> Figure | None:
    """Draw an outcome as it was against what would have been.

    Args:
        one: The outcome.
        language: `en` or `nl`.
    Returns:
        The figure, the mean over the places under the measure; None where the method does not tell it.
    """
    effect = one.effect
    series = None if effect is None else effect.tables.get("series")
    if effect is None or series is None or not {"period", "observed", "without"} <= set(series.column_names):
        return None
    path, moved = _mean_path(series, effect.before)
    caption = say("path", language, label=one.asked.label) + (f" ({say('since_start', language)})" if moved else "")
    names = (say("observed", language), say("without", language))
    drawing = draw_path(path, unit=_unit(effect, language) if effect.scale == "difference" else one.asked.label,
                        names=names, gap_name=say("gap", language), language=language,
                        alt_text=say("path_alt", language, label=one.asked.label, n=len(path.periods)))  # fmt: skip
    gaps = [None if a is None or b is None else a - b for a, b in zip(path.observed, path.without, strict=True)]
    digits = digits_of([*path.observed, *path.without])
    columns = (Column(say("since_start" if moved else "period", language)),
               *(Column(name, "number", digits=digits) for name in (*names, say("gap", language))))  # fmt: skip
    rows = list(zip(path.periods, path.observed, path.without, gaps, strict=True))
    return Figure(drawing, caption, Table(caption, columns, rows, most=_MOST_ROWS))


def _mean_path(series: pa.Table, before: int) -> tuple[Path, bool]:
    """Take the mean over units: by period where all begin at once, else by time since the start, as far as all have."""
    rows = series.to_pylist()
    units = {row.get("unit") for row in rows}
    offsets = {(row.get("unit"), row["since_start"]) for row in rows} if "since_start" in series.column_names else None
    starts = {row["period"] for row in rows if row.get("since_start") == 0}
    moved = offsets is not None and len(starts) > 1
    key = "since_start" if moved else "period"
    grouped: dict[object, list[dict[str, float]]] = {}
    for row in rows:
        grouped.setdefault(row[key], []).append(row)
    labels = sorted(grouped) if moved else list(grouped)  # type: ignore[type-var]
    labels = [label for label in labels if len(grouped[label]) == len(units)] if moved else labels
    start = labels.index(0) if moved and 0 in labels else None
    if not moved:
        start = labels.index(next(iter(starts))) if starts else (before if before < len(labels) else None)
    mean = {name: tuple(_mean([row[name] for row in grouped[label]]) for label in labels)
            for name in ("observed", "without")}  # fmt: skip
    return Path(tuple(str(label) for label in labels), mean["observed"], mean["without"], start), moved


def _mean(values: Sequence[float | None]) -> float | None:
    known = [v for v in values if v is not None and np.isfinite(v)]
    return float(np.mean(known)) if known else None


def rings_figure(around: Around, language: str) -> Figure | None:
    """Draw the change by distance from the places under the measure.

    Args:
        around: What became of an outcome around them.
        language: `en` or `nl`.
    Returns:
        The figure; None where there are no rings with distances.
    """
    table = around.rings
    if table is None or not table.num_rows:
        return None
    rows = table.to_pylist()
    edges = [_edges(str(row["around"])) for row in rows]
    if any(edge is None for edge in edges):
        return None
    rings = [Ring(str(r["around"]), e[0], e[1], Estimate(r["value"], r["low"], r["high"]))
             for r, e in zip(rows, edges, strict=True) if e]  # fmt: skip
    if around.place is not None:
        # The places have no width; they are drawn before the first ring, an eighth of the whole wide.
        wide = max(r.outer_m for r in rings) / 8
        rings = [Ring(say("places_themselves", language), -wide, 0.0, Estimate(*around.place), True), *rings]
    caption = say("rings", language, label=around.label)
    told = "; ".join(f"{r.label}: {r.estimate.value:.3g}" for r in rings)
    drawing = draw_rings(
        rings, unit=per_text(around.per, language) or around.label, x_title=say("metres", language), language=language,
        alt_text=say("rings_alt", language, label=around.label, told=told),
    )  # fmt: skip
    columns = (Column(say("ring", language)), *_number_columns([r.estimate for r in rings], language))
    return Figure(drawing, caption, Table(caption, columns, [(r.label, *_finite(r.estimate)) for r in rings]))


def _edges(label: str) -> tuple[float, float] | None:
    """Read the edges of a ring from its name, such as `0-250 m`."""
    try:
        inner, outer = label.removesuffix(" m").split("-")
        return float(inner), float(outer)
    except ValueError:
        return None


def lorenz_figure(one: Gathered, language: str) -> Figure | None:
    """Draw on how few places an outcome lay, before and after.

    Args:
        one: The outcome.
        language: `en` or `nl`.
    Returns:
        The figure, its table in steps of a tenth of the places; None where there is no curve.
    """
    if one.lorenz is None:
        return None
    rows = one.lorenz.to_pylist()
    before, after = ([(row["share_of_places"], row[f"held_{side}"]) for row in rows] for side in ("before", "after"))
    tenth = next(row for row in rows if row["share_of_places"] >= _TENTH)
    told = {side: w.share(tenth[f"held_{side}"], language) for side in ("before", "after")}
    caption = say("lorenz", language, label=one.label)
    drawing = draw_lorenz(after, earlier=before, x_title=say("lorenz_x", language), language=language,
                          y_title=say("lorenz_y", language, label=one.label),
                          alt_text=say("lorenz_alt", language, label=one.label, **told))  # fmt: skip
    columns = (Column(heading_case(say("lorenz_x", language)), "share"),
               Column(say("lorenz_before", language), "share", digits=1),
               Column(say("lorenz_after", language), "share", digits=1))  # fmt: skip
    steps = [tuple(row.values()) for row in rows[:: len(rows) // _STEPS]]
    return Figure(drawing, caption, Table(caption, columns, steps))


def fidelity_figure(carried: Sequence[Carried], language: str) -> Figure | None:
    """Draw what was planned against what was done.

    Args:
        carried: Partners, places or activities.
        language: `en` or `nl`.
    Returns:
        The figure; None where nothing was planned.
    """
    if not carried:
        return None
    caption = say("fidelity", language)
    told = "; ".join(f"{c.label}: {'?' if c.done is None else f'{c.done:g}'}/{c.planned:g}" for c in carried[:40])
    drawing = draw_fidelity(carried[:40], unit=say("dose", language), language=language,
                            alt_text=say("fidelity_alt", language, told=told))  # fmt: skip
    columns = (Column(say("who", language), wide=True), Column(say("planned", language), "number"),
               Column(say("done", language), "number"))  # fmt: skip
    return Figure(drawing, caption, Table(caption, columns, [(c.label, c.planned, c.done) for c in carried]))
