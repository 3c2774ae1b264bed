"""An evidence card after EMMIE: effect, mechanism, moderators, implementation, economics.

A card travels further than its report, so it says less: "unknown" until something was evaluated, and never more than
the estimates show.

Source:
    Johnson, Tilley and Bowers (2015), Journal of Experimental Criminology 11, 459-473, doi:10.1007/s11292-015-9238-7.
"""

import functools
import json
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any, Literal

import numpy as np

from tidegate.evaluation.telling.material import Answered, Material
from tidegate.evaluation.telling.words import say

Standing = Literal["unknown", "assumed", "described", "estimated"]
"""`unknown`: nobody looked. `assumed`: the plan says so. `described`: it was written down. `estimated`: with an
interval."""


@dataclass(frozen=True)
class CardEffect:
    """One outcome on a card.

    Args:
        outcome: Its name.
        verdict: As `Conclusion.verdict`.
        says: The sentence.
        share: Change as a share, value and interval; None where it cannot be told.
        method: Id of the method.
        checks_broken: Kinds of the checks that broke.
    """

    outcome: str
    verdict: str
    says: str
    share: tuple[float, float, float] | None
    method: str
    checks_broken: tuple[str, ...]


@dataclass(frozen=True)
class CardPart:
    """A part of a card that is no effect.

    Args:
        standing: How much is known.
        says: What, one sentence each.
    """

    standing: Standing
    says: tuple[str, ...] = ()


@dataclass(frozen=True)
class EvidenceCard:
    """What is known of a measure, as data.

    Args:
        plan: Id of the plan.
        title: Its title.
        measure: The measure.
        frozen: Hash of the frozen plan; None where it was not frozen.
        deviations: How many things were done otherwise than planned.
        effect: The outcomes.
        harm: Outcomes that moved against what was intended.
        mechanism: Why it should work; at most assumed, for an effect does not tell its mechanism.
        moderators: Where and for whom it differs.
        implementation: Whether it was done as planned.
        economics: What it cost and what it brought.
        language: Of its sentences.
    """

    plan: str
    title: str
    measure: str
    frozen: str | None
    deviations: int
    effect: tuple[CardEffect, ...]
    harm: tuple[str, ...]
    mechanism: CardPart
    moderators: CardPart
    implementation: CardPart
    economics: CardPart
    language: str

    def document(self) -> dict[str, Any]:
        """Give the card as JSON has it; it keeps `card_schema`."""
        found: dict[str, Any] = json.loads(json.dumps({"card": "EMMIE", "version": 1, **asdict(self)}))
        return found


def evidence_card(material: Material) -> EvidenceCard:
    """Make the card of an evaluation.

    Args:
        material: What is told.
    Returns:
        The card.
    """
    language = material.language
    mechanisms = material.theory.get("mechanisms", ())
    part, money = material.implementation, material.money
    return EvidenceCard(
        plan=material.id,
        title=material.title,
        measure=material.measure,
        frozen=material.lock.sha256 if material.lock else None,
        deviations=len(material.deviations),
        effect=tuple(_effect(one, language) for one in material.answered),
        harm=tuple(one.name for one in material.answered if one.conclusion.verdict == "shown against"),
        mechanism=CardPart("assumed", mechanisms) if mechanisms else CardPart("unknown"),
        moderators=CardPart("unknown", (say("moderators_unknown", language),)),
        implementation=CardPart("described", part.says) if part else CardPart("unknown"),
        economics=_economics(material) if money else CardPart("unknown"),
        language=language,
    )


def _effect(one: Answered, language: str) -> CardEffect:
    effect = one.effect
    share = effect.share if effect else None
    told = None if share is None or not np.isfinite(share).all() else tuple(float(n) for n in share)
    return CardEffect(
        outcome=one.name,
        verdict=one.conclusion.verdict,
        says=one.told(language).verdict,
        share=(told[0], told[1], told[2]) if told else None,
        method=effect.method if effect else "",
        checks_broken=tuple(dict.fromkeys(c.kind for c in effect.broken)) if effect else (),
    )


def _economics(material: Material) -> CardPart:
    """Tell costs as described; benefits only where an effect was shown, for they come from effects alone."""
    says = material.money.says if material.money else ()
    shown = any(one.conclusion.verdict in ("shown", "shown against") for one in material.answered)
    if shown:
        return CardPart("estimated", says)
    return CardPart("described", (say("benefits_unknown", material.language), *says))


@functools.cache
def card_schema() -> dict[str, Any]:
    """Give the JSON Schema of a card.

    Returns:
        The schema, draft 2020-12.
    """
    text = (files(__package__) / "evidence_card.schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
