"""What the site calls things that the picture names by a word of its own."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    # kinds of place
    "area": _("area"), "areas": _("Areas"), "street": _("street"), "streets": _("Streets"), "cell": _("cell of 100 m"),
    "cells": _("Cells of 100 m"), "premises": _("premises"), "sector": _("sector"),
    # kinds of thing
    "person": _("person"), "party": _("party"), "company": _("company"), "organisation": _("organisation"),
    "public body": _("public body"), "establishment": _("establishment"), "address": _("address"),
    "call for tenders": _("call for tenders"), "permit": _("permit"), "deal": _("deal"), "tender": _("tender"),
    "payment": _("payment"), "tenancy": _("tenancy"),
    # kinds of event and of tie
    "Report": _("Reports"), "Incident": _("Incidents"), "Inspection": _("Inspections"), "Measure": _("Measures"),
    "all": _("all kinds"), "Ownership": _("Ownership"), "Directorship": _("Directorship"),
    "Establishment": _("Establishment"), "Permit": _("Permit"), "Deal": _("Deal"), "Payment": _("Payment"),
    "Seat": _("Seat"), "Tenancy": _("Tenancy"), "TenderBid": _("Bid"), "CallForTenders": _("Call for tenders"),
    "UnknownLink": _("Other tie"), "Person": _("Person"), "Company": _("Company"), "Premises": _("Premises"),
    "LegalEntity": _("Party"), "PublicBody": _("Public body"), "Address": _("Address"), "PortPass": _("Port pass"),
    "Valuation": _("Valuation"), "Vacancy": _("Vacancy"), "SurveyResult": _("Survey result"),
    "ConfiscatedAsset": _("Confiscated asset"), "begins": _("begins"), "ends": _("ends"), "happens": _("happened"),
    # changes and their causes
    "entity": _("entities"), "tie": _("ties"), "flag": _("red flags"), "concentration": _("concentration"),
    "new": _("new"), "gone": _("gone"), "changed": _("changed"), "delivery": _("a delivery"),
    "correction": _("a correction"), "judgement": _("a judgement of a person"), "rule": _("a rule"),
    "model": _("what linkage learnt"), "day": _("the day that moved on"), "unknown": _("not found"),
    # states and verdicts
    "evaluated": _("evaluated"), "not applicable": _("not applicable"), "refused": _("refused"), "off": _("off"),
    "justified": _("justified"), "innocent": _("innocent"), "unclear": _("unclear"), "facts": _("facts"),
    "assessments": _("assessments"), "open": _("open"), "internal": _("internal"), "confidential": _("confidential"),
    # control
    "shares": _("shares"), "ownership": _("ownership"), "beneficial": _("beneficial ownership"),
    "voting": _("voting rights"), "appointment": _("appointment"), "property": _("property"),
    "direction": _("direction"), "partnership": _("partnership"), "procuration": _("procuration"),
    # why places are not listed
    "a home, or may be one": _("a home, or may be one"),
    "its businesses are each one person's": _("its businesses are each one person's"),
    "fewer than 5 businesses": _("fewer than 5 businesses"),
    "fewer than 10 businesses": _("fewer than 10 businesses"), "fewer than 1 businesses": _("no business"),
    # opaque ownership
    "circle": _("owned in a circle"), "closed circle": _("owned in a closed circle"),
    "owns itself": _("owns itself"), "more than the whole": _("more than the whole is stated"),
    "no owner stated": _("no owner stated"), "part not stated": _("a part is not stated"),
    # directions of ties
    "from it": _("from it"), "to it": _("to it"),
}  # fmt: skip
"""Word of the picture to what a reader sees; one that is not here is shown as it is, for registers have their own."""


def word(value: object) -> str | Promise:
    """Give what a reader sees for a word of the picture.

    Args:
        value: The word.
    """
    return WORDS.get(str(value), str(value)) if value is not None else ""
