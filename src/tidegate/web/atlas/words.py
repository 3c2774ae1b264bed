"""What the site calls things that the picture names by a word of its own, or by a label of the vocabulary."""

import functools
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tidegate.vocabulary import labels, model

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
    # labels of the vocabulary that its own files do not translate, or translate by schema
    "Amount": _("Amount"), "Date": _("Date"), "Country": _("Country"), "Name": _("Name"),
    "Incorporation date": _("Incorporation date"), "Jurisdiction": _("Jurisdiction"), "Legal form": _("Legal form"),
    "Other link": _("Other tie"), "Object": _("Object"), "Role": _("Role"), "Subject": _("Subject"),
    "Record ID": _("Record number"), "Summary": _("Summary"), "Full address": _("Full address"),
    "Street address": _("Street address"), "Birth date": _("Birth date"), "First name": _("First name"),
    "Last name": _("Last name"), "Name of contracting authority": _("Name of contracting authority"),
    "Date of awarding": _("Date of awarding"), "CfT unique id": _("Number of the call for tenders"),
    "Date of publication/invitation": _("Date of publication or invitation"), "Title": _("Title"),
    "Legal entity": _("Party"), "Beneficiary": _("Beneficiary"), "Payer": _("Payer"),
    "Payment programme": _("Payment programme"), "Payment purpose": _("Payment purpose"),
    "Transaction number": _("Transaction number"), "Asset": _("Asset"), "Owner": _("Owner"),
    "Type of ownership": _("Type of ownership"), "Percentage held": _("Percentage held"), "Director": _("Director"),
    "Organization": _("Organisation"), "Start date": _("Start date"), "End date": _("End date"),
    "Registration number": _("Registration number"), "Sector": _("Sector"), "Status": _("Status"), "Lot": _("Lot"),
    "Authority": _("Authority"), "Reason": _("Reason"), "Holder": _("Holder"), "Phone": _("Phone"),
    "E-Mail": _("E-mail"), "Website": _("Website"), "Nationality": _("Nationality"), "Alias": _("Other name"),
    "Dissolution date": _("Dissolution date"), "Description": _("Description"), "Currency": _("Currency"),
    # figures of linkage
    "records": _("records"), "nodes": _("unlike records"), "pairs": _("pairs"),
    "scored": _("weighed"), "entities": _("entities"),
    "prior": _("chance beforehand"),
    # parts that an entity has in a tie, and dates of a register
    "operator": _("operator"), "place": _("place"), "authority": _("authority"), "seller": _("seller"),
    "buyer": _("buyer"), "lender": _("lender"), "inspected": _("inspected"), "freehold": _("freehold"),
    "holder": _("holder"), "landlord": _("landlord"), "tenant": _("tenant"), "startDate": _("start date"),
    "endDate": _("end date"), "incorporationDate": _("incorporation date"),
    # why something is treated as personal
    "natural person": _("natural person"), "sole trader": _("sole trader"), "home address": _("home address"),
    "may be a natural person": _("may be a natural person"),
    # data classes
    "business": _("business"), "inspection": _("inspection"), "report": _("report"), "financial": _("financial"),
    "procurement": _("procurement"), "transport": _("transport"), "location": _("location"),
    "aggregate": _("aggregate"), "administrative": _("administrative"), "measure": _("measure"),
    "asset-recovery": _("asset-recovery"), "identity": _("identity"), "role": _("role"), "birth": _("birth"),
    "contact": _("contact"),
    # parts of the weight of a link
    "number": _("number"), "building": _("building"), "letter": _("letter"), "unit": _("unit"),
    "beside": _("beside"), "postcode": _("postcode"), "point": _("point"), "name": _("name"), "given": _("given"),
    "family": _("family"), "middle": _("middle"), "suffix": _("suffix"), "phone": _("phone"), "email": _("email"),
    "document": _("document"), "tax": _("tax"), "since": _("since"), "work": _("work"), "bearer": _("bearer"),
    "birthplace": _("birthplace"),
    # roles that registers give in English
    "correspondence address": _("correspondence address"), "postal address": _("postal address"),
    "registered office": _("registered office"), "director": _("director"), "owner": _("owner"),
    "shareholder": _("shareholder"),
    "home": _("home"),
    # directions of ties
    "from it": _("from it"), "to it": _("to it"),
}  # fmt: skip
"""Word of the picture to what a reader sees; one that is not here is shown as it is, for registers have their own."""


def word(value: object) -> str | Promise:
    """Give what a reader sees for a word of the picture.

    Args:
        value: The word.
    """
    if value is None:
        return ""
    known = WORDS.get(str(value))
    return known if known is not None else _labels((get_language() or "en").split("-")[0]).get(str(value), str(value))


@functools.cache
def _labels(language: str) -> Mapping[str, str]:
    """Give the labels of the vocabulary in a language: English label, as it is and in small letters, to the other."""
    if language == "en":
        return {}
    told = labels(language)
    found: dict[str, str] = {}
    for schema in model().schemata.values():
        named = [(schema.label, schema.name), *((p.label, p.qname) for p in schema.properties.values())]
        for label, name in named:
            if name in told:
                found.setdefault(label, told[name])
                found.setdefault(label.lower(), told[name].lower())
    return found
