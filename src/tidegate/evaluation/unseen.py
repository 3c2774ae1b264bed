"""How many are on no list, told for a report: a range over models with its warning, never one number."""

import math

import pyarrow as pa
import pyarrow.compute as pc

from tidegate.documents import words as w
from tidegate.errors import EvaluationError
from tidegate.evaluation.hidden import estimate_hidden
from tidegate.evaluation.telling.material import Part, Unseen
from tidegate.evaluation.telling.words import say


def look_for_unseen(
    counts: pa.Table, who: str, *, seed: int, language: str, where: str = "the overlap counts"
) -> Unseen:
    """Tell how many there are in all, from how lists overlap.

    Args:
        counts: One row per pattern of lists and its count, whole numbers, as texts or typed; never rows of persons.
        who: Who is counted, as it stands within a sentence.
        seed: Seed of what is drawn.
        language: `en` or `nl`.
        where: How errors call the counts.
    Returns:
        The range over models with its warning. No count of a pattern is repeated in it.
    Raises:
        EvaluationError: The table is refused, or no model of it has an estimate.
    """
    found = estimate_hidden(_numbers(counts, where), seed=seed)
    ends = {name: w.number(getattr(found, name), language) for name in ("lowest", "highest", "low")}
    high = w.number(found.high, language) if math.isfinite(found.high) else say("no_end", language)
    says = say("unseen_range", language, who=who, observed=w.number(found.observed, language), high=high,
               lists=len(found.lists), level=w.share(found.level, language), **ends)  # fmt: skip
    kept = found.table().filter(pc.field("in_range"))
    return Unseen(
        who, found.observed, (found.lowest, found.highest), (found.low, found.high),
        Part((says,), found.warnings, {"models": kept.drop_columns(["in_range"])}), found.rests_on,
    )  # fmt: skip


def _numbers(table: pa.Table, where: str) -> pa.Table:
    """Take texts for whole numbers; a text that is none stays, so that whoever reads the lists says what is wrong."""
    made = {}
    for name in table.column_names:
        values = table[name]
        if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
            try:
                values = pc.cast(pc.utf8_trim_whitespace(values), pa.int64())
            except pa.ArrowInvalid as fault:
                if name == "count":
                    raise EvaluationError(
                        where=where, what="column count holds something that is no count",
                        mend="write whole numbers of 0 or more",
                    ) from fault  # fmt: skip
        made[name] = values
    return pa.table(made)
