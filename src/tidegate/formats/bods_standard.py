"""The Beneficial Ownership Data Standard 0.4, as rules of our own.

Each rule looks at one value and yields what is wrong with it; rules are put together like the statements
they describe. Source: Open Ownership, Beneficial Ownership Data Standard 0.4, sections "Schema reference"
and "Codelists".
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias

Finding: TypeAlias = tuple[str, str, str]
"""Path below the value, the rule that is broken, and what is wrong in plain words."""

Rule: TypeAlias = Callable[[Any], Iterator[Finding]]

RECORD_STATUS = ("new", "updated", "closed")
ENTITY_TYPES = (
    "registeredEntity", "legalEntity", "arrangement", "anonymousEntity", "unknownEntity", "state", "stateBody",
)  # fmt: skip
SUBTYPES = {
    "stateBody": ("governmentDepartment", "stateAgency", "other"),
    "arrangement": ("trust", "nomination", "other"),
    "legalEntity": ("trust", "other"),
}
"""Subtypes by type; of every other type the only subtype is `other`."""

PERSON_TYPES = ("knownPerson", "anonymousPerson", "unknownPerson")
UNSPECIFIED_REASONS = (
    "noBeneficialOwners", "subjectUnableToConfirmOrIdentifyBeneficialOwner",
    "interestedPartyHasNotProvidedInformation", "subjectExemptFromDisclosure",
    "interestedPartyExemptFromDisclosure", "unknown", "informationUnknownToPublisher",
)  # fmt: skip
INTEREST_TYPES = (
    "shareholding", "votingRights", "appointmentOfBoard", "otherInfluenceOrControl", "seniorManagingOfficial",
    "settlor", "trustee", "protector", "beneficiaryOfLegalArrangement", "rightsToSurplusAssetsOnDissolution",
    "rightsToProfitOrIncome", "rightsGrantedByContract", "conditionalRightsGrantedByContract",
    "controlViaCompanyRulesOrArticles", "controlByLegalFramework", "boardMember", "boardChair", "unknownInterest",
    "unpublishedInterest", "enjoymentAndUseOfAssets", "rightToProfitOrIncomeFromAssets", "nominee", "nominator",
)  # fmt: skip
NAME_TYPES = ("legal", "translation", "transliteration", "former", "alternative", "birth")
SOURCE_TYPES = ("selfDeclaration", "officialRegister", "thirdParty", "primaryResearch", "verified")
MOTIVATIONS = ("commenting", "correcting", "identifying", "linking", "transformation")

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+\Z")
_PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z")
_VERSION = re.compile(r"\d+\.\d+\Z")
_KINDS: dict[str, Callable[[Any], bool]] = {
    "text": lambda v: isinstance(v, str),
    "true or false": lambda v: isinstance(v, bool),
    "a number": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
    "a list": lambda v: isinstance(v, list),
    "an object": lambda v: isinstance(v, dict),
}


def _kind(name: str, value: Any) -> Iterator[Finding]:
    if not _KINDS[name](value):
        yield "", "type", f"should be {name}, is {_shown(value)}"


def _shown(value: Any) -> str:
    names = {list: "a list", dict: "an object", type(None): "null"}
    return names.get(type(value)) or (f"'{value[:60]}'" if isinstance(value, str) else str(value)[:60].lower())


def _of_kind(name: str) -> Rule:
    return lambda value: _kind(name, value)


text, truth = _of_kind("text"), _of_kind("true or false")


def _text_where(rule: str, fits: Callable[[str], bool], should: str) -> Rule:
    def check(value: Any) -> Iterator[Finding]:
        yield from _kind("text", value)
        if isinstance(value, str) and not fits(value):
            yield "", rule, f"should be {should}, is '{value[:60]}'"

    return check


def code(values: tuple[str, ...]) -> Rule:
    """Make the rule that a text is one of a list of codes."""
    return _text_where("code", lambda v: v in values, f"one of {', '.join(values)}")


def sized(fewest: int, most: int) -> Rule:
    """Make the rule that a text is so many characters long."""
    length = f"{fewest}" if fewest == most else f"{fewest} to {most}"
    return _text_where("length", lambda v: fewest <= len(v) <= most, f"{length} characters")


def _is_date(value: str) -> bool:
    try:
        return len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_moment(value: str) -> bool:
    try:
        return "T" in value and bool(datetime.fromisoformat(value))
    except ValueError:
        return False


uri = _text_where("uri", lambda v: bool(_URI.match(v)), "a full address such as https://example.org/x")
day = _text_where("date", _is_date, "a day as YYYY-MM-DD")
moment = _text_where("date", lambda v: _is_date(v) or _is_moment(v), "a day as YYYY-MM-DD or a moment with T and zone")
partial_day = _text_where("date", lambda v: bool(_PARTIAL_DATE.match(v)), "a date as YYYY, YYYY-MM or YYYY-MM-DD")
version = _text_where("version", lambda v: bool(_VERSION.match(v)), "a version such as 0.4")


def percentage(value: Any) -> Iterator[Finding]:
    """Hold a share against 0 to 100."""
    yield from _kind("a number", value)
    if _KINDS["a number"](value) and not 0 <= value <= 100:
        yield "", "range", f"should lie between 0 and 100, is {value}"


def listed(rule: Rule) -> Rule:
    """Make the rule that a value is a list whose every part keeps a rule."""

    def check(value: Any) -> Iterator[Finding]:
        yield from _kind("a list", value)
        for number, part in enumerate(value if isinstance(value, list) else []):
            for path, broken, said in rule(part):
                yield f"[{number}]{path}", broken, said

    return check


def shaped(
    parts: Mapping[str, Rule],
    *,
    needs: tuple[str, ...] = (),
    needs_one_of: tuple[str, ...] = (),
    more: Rule | None = None,
) -> Rule:
    """Make the rule that a value is an object with such parts.

    Args:
        parts: The rule of each part that the standard knows; others are let be.
        needs: Parts that must be there.
        needs_one_of: Parts of which one must be there.
        more: A further rule on the whole object.
    Returns:
        The rule.
    """

    def check(value: Any) -> Iterator[Finding]:
        if not isinstance(value, dict):
            yield from _kind("an object", value)
            return
        for name in needs:
            if name not in value:
                yield f".{name}", "missing", "must be given, is missing"
        if needs_one_of and not any(name in value for name in needs_one_of):
            yield "", "missing", f"must give one of {' or '.join(needs_one_of)}, gives neither"
        for name in parts.keys() & value.keys():
            for path, broken, said in parts[name](value[name]):
                yield f".{name}{path}", broken, said
        if more is not None:
            yield from more(value)

    return check


_unspecified = shaped({"reason": code(UNSPECIFIED_REASONS), "description": text}, needs=("reason",))
_place = shaped({"name": text, "code": sized(2, 6)}, needs=("name",))
_country = shaped({"name": text, "code": sized(2, 2)}, needs=("name",))


def _address(types: tuple[str, ...]) -> Rule:
    return shaped({"type": code(types), "address": text, "postCode": text, "country": _country})


_identifier = shaped(
    {"id": text, "scheme": text, "schemeName": text, "uri": uri}, needs_one_of=("scheme", "schemeName")
)
_source = shaped({
    "type": listed(code(SOURCE_TYPES)),
    "description": text,
    "url": uri,
    "retrievedAt": moment,
    "assertedBy": listed(shaped({"name": text, "uri": uri})),
})  # fmt: skip


def _annotation_more(value: dict[str, Any]) -> Iterator[Finding]:
    if value.get("motivation") == "linking" and "url" not in value:
        yield ".url", "missing", "must be given where the motivation is linking, is missing"
    told = value.get("transformedContent")
    if isinstance(told, str) and told and value.get("motivation") != "transformation":
        yield ".transformedContent", "only-with", "may only be given where the motivation is transformation"


_annotation = shaped(
    {
        "statementPointerTarget": text,
        "creationDate": moment,
        "createdBy": shaped({"name": text, "uri": uri}),
        "motivation": code(MOTIVATIONS),
        "description": text,
        "transformedContent": text,
        "url": uri,
    },
    needs=("statementPointerTarget", "motivation"),
    more=_annotation_more,
)
_publication = shaped(
    {
        "publicationDate": moment,
        "bodsVersion": version,
        "license": uri,
        "publisher": shaped({"name": text, "url": uri}, needs_one_of=("name", "url")),
    },
    needs=("publicationDate", "bodsVersion", "publisher"),
)


def _entity_type_more(value: dict[str, Any]) -> Iterator[Finding]:
    kind, subtype = value.get("type"), value.get("subtype")
    allowed = SUBTYPES.get(kind, ("other",)) if isinstance(kind, str) else ("other",)
    if isinstance(subtype, str) and subtype not in allowed:
        yield ".subtype", "code", f"of a {kind} should be one of {', '.join(allowed)}, is '{subtype[:60]}'"


_entity_type = shaped(
    {"type": code(ENTITY_TYPES), "subtype": text, "details": text}, needs=("type",), more=_entity_type_more
)
_listing = shaped(
    {
        "marketIdentifierCode": text,
        "operatingMarketIdentifierCode": text,
        "stockExchangeJurisdiction": sized(2, 6),
        "stockExchangeName": text,
        "security": shaped(
            {"id": text, "idScheme": code(("isin", "figi", "cusip", "cins")), "ticker": text}, needs=("ticker",)
        ),
    },
    needs=("stockExchangeJurisdiction", "stockExchangeName", "security"),
)
_entity = shaped(
    {
        "isComponent": truth,
        "entityType": _entity_type,
        "unspecifiedEntityDetails": _unspecified,
        "name": text,
        "alternateNames": listed(text),
        "jurisdiction": _place,
        "identifiers": listed(_identifier),
        "foundingDate": day,
        "dissolutionDate": day,
        "addresses": listed(_address(("registered", "business", "alternative"))),
        "uri": uri,
        "publicListing": shaped(
            {"hasPublicListing": truth, "companyFilingsURLs": listed(uri), "securitiesListings": listed(_listing)},
            needs=("hasPublicListing",),
        ),
        "formedByStatute": shaped({"name": text, "date": day}),
    },
    needs=("isComponent", "entityType"),
)
_name = shaped(
    {
        "type": code(NAME_TYPES),
        "fullName": text,
        "familyName": text,
        "givenName": text,
        "patronymicName": text,
    },
    needs=("fullName",),
)
_exposure = shaped(
    {
        "status": code(("isPep", "isNotPep", "unknown")),
        "details": listed(
            shaped({
                "reason": text, "missingInfoReason": text, "jurisdiction": _place,
                "startDate": partial_day, "endDate": partial_day, "source": _source,
            })
        ),
    },
    needs=("status",),
)  # fmt: skip
_person = shaped(
    {
        "isComponent": truth,
        "personType": code(PERSON_TYPES),
        "unspecifiedPersonDetails": _unspecified,
        "names": listed(_name),
        "identifiers": listed(_identifier),
        "nationalities": listed(_country),
        "placeOfBirth": _address(("placeOfBirth",)),
        "birthDate": partial_day,
        "deathDate": partial_day,
        "taxResidencies": listed(_country),
        "addresses": listed(_address(("residence", "service", "alternative"))),
        "politicalExposure": _exposure,
    },
    needs=("isComponent", "personType"),
)


def _party(value: Any) -> Iterator[Finding]:
    if isinstance(value, dict):
        yield from _unspecified(value)
    elif not isinstance(value, str):
        yield "", "type", f"should be the id of a record or an object with a reason, is {_shown(value)}"


_share = shaped(dict.fromkeys(("exact", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), percentage))
_interest = shaped(
    {
        "type": code(INTEREST_TYPES),
        "directOrIndirect": code(("direct", "indirect", "unknown")),
        "beneficialOwnershipOrControl": truth,
        "details": text,
        "share": _share,
        "startDate": day,
        "endDate": day,
    }
)


def _relationship_more(value: dict[str, Any]) -> Iterator[Finding]:
    if value.get("isComponent") is True and value.get("componentRecords"):
        yield ".componentRecords", "only-with", "may only be given where isComponent is false"


_relationship = shaped(
    {
        "isComponent": truth,
        "componentRecords": listed(text),
        "subject": _party,
        "interestedParty": _party,
        "interests": listed(_interest),
    },
    needs=("isComponent", "subject", "interestedParty"),
    more=_relationship_more,
)
DETAILS: dict[str, Rule] = {"entity": _entity, "person": _person, "relationship": _relationship}
"""The rule of `recordDetails`, by `recordType`."""


def _details(value: dict[str, Any]) -> Iterator[Finding]:
    rule = DETAILS.get(value["recordType"]) if isinstance(value.get("recordType"), str) else None
    if rule is not None and "recordDetails" in value:
        for path, broken, said in rule(value["recordDetails"]):
            yield f".recordDetails{path}", broken, said


statement = shaped(
    {
        "statementId": sized(32, 64),
        "declarationSubject": text,
        "statementDate": moment,
        "declaration": text,
        "recordId": text,
        "recordType": code(tuple(DETAILS)),
        "recordStatus": code(RECORD_STATUS),
        "annotations": listed(_annotation),
        "publicationDetails": _publication,
        "source": _source,
    },
    needs=("statementId", "declarationSubject", "statementDate", "recordId", "recordType", "recordDetails"),
    more=_details,
)
"""The rule of a whole statement."""
