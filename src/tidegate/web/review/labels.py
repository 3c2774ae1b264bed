"""What the site calls the properties of records; the vocabulary itself is in English."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, str | Promise] = {
    "name": _("Name"), "firstName": _("First name"), "lastName": _("Family name"), "birthDate": _("Date of birth"),
    "address": _("Address"), "full": _("Full address"), "street": _("Street"), "houseNumber": _("House number"),
    "houseLetter": _("House letter"), "postalCode": _("Postal code"), "city": _("City"),
    "neighbourhood": _("Neighbourhood"), "registrationNumber": _("Registration number"),
    "incorporationDate": _("Incorporation date"), "legalForm": _("Legal form"), "jurisdiction": _("Jurisdiction"),
    "country": _("Country"), "use": _("Use"), "buildYear": _("Year of construction"), "floorArea": _("Floor area"),
    "sector": _("Sector"), "sectorCode": _("Sector code"), "startDate": _("From"), "endDate": _("Until"),
    "employees": _("Employees"), "latitude": _("Latitude"), "longitude": _("Longitude"), "phone": _("Telephone"),
    "email": _("E-mail"), "taxNumber": _("Tax number"), "idNumber": _("Document number"),
}  # fmt: skip
"""Property to its label."""

KINDS: dict[str, str | Promise] = {
    "person": _("Persons"), "organisation": _("Organisations"), "establishment": _("Establishments"),
    "premises": _("Premises"),
}  # fmt: skip
"""Kind of thing that is linked to what several of it are called."""

ONE: dict[str, str | Promise] = {
    "person": _("Are these two the same person?"), "organisation": _("Are these two the same organisation?"),
    "establishment": _("Are these two the same establishment?"), "premises": _("Are these two the same premises?"),
}  # fmt: skip
"""Kind of thing to the question about a pair of it."""

VERDICTS: dict[str, str | Promise] = {
    "same": _("the same"), "different": _("different"), "unsure": _("unsure"), "justified": _("justified"),
    "innocent": _("innocent"), "unclear": _("unclear"), "skip": _("skipped"),
}  # fmt: skip
"""Verdict to what a reader sees."""
