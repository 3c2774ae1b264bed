"""The parts of a BODS 0.4 statement: which there are, of what kind, and which must be there.

Source: Open Ownership, Beneficial Ownership Data Standard 0.4, reference of the schema and its codelists.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Text:
    """A text.

    Args:
        form: `uri`, `day` (a whole date), `moment` (a date, perhaps with a time), `part` (a year, a month or a
            day), or empty for any.
        shortest: Fewest characters.
        longest: Most characters; 0 for any.
        codes: The words that are allowed; empty for any.
    """

    form: str = ""
    shortest: int = 0
    longest: int = 0
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Number:
    """A number from `least` to `most`, both included."""

    least: float
    most: float


@dataclass(frozen=True)
class Truth:
    """True or false."""


@dataclass(frozen=True)
class Many:
    """A list of parts of one kind."""

    of: "Part"


@dataclass(frozen=True)
class Parts:
    """A thing with named parts; parts that are not named here are left alone.

    Args:
        parts: Kind of each part.
        must: Parts that must be there.
        one_of: Parts of which at least one must be there.
    """

    parts: Mapping[str, "Part"] = field(default_factory=dict)
    must: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class IdOr:
    """The id of a record, or a thing that says why there is none."""

    other: Parts


Part = Text | Number | Truth | Many | Parts | IdOr

_DAY, _MOMENT, _PART, _URI, _ANY = Text("day"), Text("moment"), Text("part"), Text("uri"), Text()


def _codes(words: str) -> Text:
    return Text(codes=tuple(words.split()))


_COUNTRY = Parts({"name": _ANY, "code": Text(shortest=2, longest=2)}, must=("name",))
_PLACE = Parts({"name": _ANY, "code": Text(shortest=2, longest=6)}, must=("name",))
_AGENT = Parts({"name": _ANY, "uri": _URI})
_SOURCE = Parts(
    {
        "type": Many(_codes("selfDeclaration officialRegister thirdParty primaryResearch verified")),
        "description": _ANY,
        "url": _URI,
        "retrievedAt": _MOMENT,
        "assertedBy": Many(_AGENT),
    }
)
_PUBLICATION = Parts(
    {
        "publicationDate": _MOMENT,
        "bodsVersion": Text("version"),
        "license": _URI,
        "publisher": Parts({"name": _ANY, "url": _URI}, one_of=("name", "url")),
    },
    must=("publicationDate", "bodsVersion", "publisher"),
)
_ANNOTATION = Parts(
    {
        "statementPointerTarget": _ANY,
        "motivation": _codes("commenting correcting identifying linking transformation"),
        "creationDate": _MOMENT,
        "createdBy": _AGENT,
        "description": _ANY,
        "transformedContent": _ANY,
        "url": _URI,
    },
    must=("statementPointerTarget", "motivation"),
)
_UNSPECIFIED = Parts(
    {
        "reason": _codes(
            "noBeneficialOwners subjectUnableToConfirmOrIdentifyBeneficialOwner subjectExemptFromDisclosure "
            "interestedPartyHasNotProvidedInformation interestedPartyExemptFromDisclosure unknown "
            "informationUnknownToPublisher"
        ),
        "description": _ANY,
    },
    must=("reason",),
)
_IDENTIFIER = Parts({"id": _ANY, "scheme": _ANY, "schemeName": _ANY, "uri": _URI}, one_of=("scheme", "schemeName"))


def _address(kinds: str) -> Parts:
    return Parts({"type": _codes(kinds), "address": _ANY, "postCode": _ANY, "country": _COUNTRY})


_SECURITY = Parts({"idScheme": _codes("isin figi cusip cins"), "id": _ANY, "ticker": _ANY}, must=("ticker",))
_LISTING = Parts(
    {
        "marketIdentifierCode": _ANY,
        "operatingMarketIdentifierCode": _ANY,
        "stockExchangeJurisdiction": Text(shortest=2, longest=2),
        "stockExchangeName": _ANY,
        "security": _SECURITY,
    },
    must=("stockExchangeJurisdiction", "stockExchangeName", "security"),
)
_ENTITY = Parts(
    {
        "isComponent": Truth(),
        "entityType": Parts(
            {
                "type": _codes(
                    "registeredEntity legalEntity arrangement anonymousEntity unknownEntity state stateBody"
                ),
                "subtype": _codes("governmentDepartment stateAgency trust nomination other"),
                "details": _ANY,
            },
            must=("type",),
        ),
        "unspecifiedEntityDetails": _UNSPECIFIED,
        "name": _ANY,
        "alternateNames": Many(_ANY),
        "jurisdiction": _PLACE,
        "identifiers": Many(_IDENTIFIER),
        "foundingDate": _DAY,
        "dissolutionDate": _DAY,
        "addresses": Many(_address("registered business service residence alternative")),
        "uri": _URI,
        "publicListing": Parts(
            {"hasPublicListing": Truth(), "companyFilingsURLs": Many(_URI), "securitiesListings": Many(_LISTING)},
            must=("hasPublicListing",),
        ),
        "formedByStatute": Parts({"name": _ANY, "date": _DAY}),
    },
    must=("isComponent", "entityType"),
)
_PERSON = Parts(
    {
        "isComponent": Truth(),
        "personType": _codes("anonymousPerson unknownPerson knownPerson"),
        "unspecifiedPersonDetails": _UNSPECIFIED,
        "names": Many(
            Parts(
                {
                    "type": _codes("legal former alternative birth translation transliteration"),
                    "fullName": _ANY,
                    "familyName": _ANY,
                    "givenName": _ANY,
                    "patronymicName": _ANY,
                },
                must=("fullName",),
            )
        ),
        "identifiers": Many(_IDENTIFIER),
        "nationalities": Many(_COUNTRY),
        "taxResidencies": Many(_COUNTRY),
        "birthDate": _PART,
        "deathDate": _PART,
        "placeOfBirth": _address("placeOfBirth"),
        "addresses": Many(_address("residence service alternative")),
        "politicalExposure": Parts(
            {
                "status": _codes("isPep isNotPep unknown"),
                "details": Many(
                    Parts(
                        {
                            "reason": _ANY,
                            "missingInfoReason": _ANY,
                            "jurisdiction": _PLACE,
                            "startDate": _PART,
                            "endDate": _PART,
                            "source": _SOURCE,
                        }
                    )
                ),
            },
            must=("status",),
        ),
    },
    must=("isComponent", "personType"),
)
_PERCENT = Number(0, 100)
_SHARE = Parts(dict.fromkeys(("exact", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _PERCENT))
_INTEREST = Parts(
    {
        "type": _codes(
            "shareholding votingRights appointmentOfBoard otherInfluenceOrControl seniorManagingOfficial settlor "
            "trustee protector beneficiaryOfLegalArrangement rightsToSurplusAssetsOnDissolution "
            "rightsToProfitOrIncome rightsGrantedByContract conditionalRightsGrantedByContract "
            "controlViaCompanyRulesOrArticles controlByLegalFramework boardMember boardChair unknownInterest "
            "unpublishedInterest enjoymentAndUseOfAssets rightToProfitOrIncomeFromAssets nominee nominator"
        ),
        "directOrIndirect": _codes("direct indirect unknown"),
        "beneficialOwnershipOrControl": Truth(),
        "details": _ANY,
        "share": _SHARE,
        "startDate": _DAY,
        "endDate": _DAY,
    }
)
_RELATIONSHIP = Parts(
    {
        "isComponent": Truth(),
        "componentRecords": Many(_ANY),
        "subject": IdOr(_UNSPECIFIED),
        "interestedParty": IdOr(_UNSPECIFIED),
        "interests": Many(_INTEREST),
    },
    must=("isComponent", "subject", "interestedParty"),
)
DETAILS = {"entity": _ENTITY, "person": _PERSON, "relationship": _RELATIONSHIP}
"""The record of each type."""

STATEMENT = Parts(
    {
        "statementId": Text(shortest=32, longest=64),
        "statementDate": _MOMENT,
        "annotations": Many(_ANNOTATION),
        "publicationDetails": _PUBLICATION,
        "source": _SOURCE,
        "declaration": _ANY,
        "declarationSubject": _ANY,
        "recordId": _ANY,
        "recordType": _codes("entity person relationship"),
        "recordStatus": _codes("new updated closed"),
        "recordDetails": Parts(),
    },
    must=("statementId", "declarationSubject", "statementDate", "recordId", "recordType", "recordDetails"),
)
"""What every statement has, whatever it is about."""

SUBTYPES = {
    "stateBody": ("governmentDepartment", "stateAgency", "other"),
    "arrangement": ("trust", "nomination", "other"),
    "legalEntity": ("trust", "other"),
}
"""Subtypes that an entity of a type may have; all other types only `other`."""
