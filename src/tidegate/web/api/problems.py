"""What the API answers where something is wrong: application/problem+json, with what is wrong and how to mend it."""

from collections.abc import Mapping
from http import HTTPStatus

import orjson
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

MEDIA = "application/problem+json"


class Wrong(BaseModel):
    """A value that cannot be taken.

    Args:
        where: Where it stands, such as query.limit.
        what: What is wrong with it.
    """

    where: str
    what: str


class Problem(BaseModel):
    """What is wrong, in the form of RFC 9457.

    Args:
        type: Always about:blank, for the status says what sort it is.
        title: The status in words.
        status: The status.
        detail: What is wrong, and how to mend it.
        what: What is wrong.
        mend: How to mend it.
        wrong: Values that cannot be taken; empty for other statuses than 422.
    """

    type: str
    title: str
    status: int
    detail: str
    what: str
    mend: str
    wrong: list[Wrong] = []


WORDS: Mapping[int, tuple[str | Promise, str | Promise]] = {
    400: (_("The request cannot be read."), _("Write it as docs/api.md shows.")),
    401: (_("No token that holds was given."), _("Send one as “Authorization: Bearer …”, or as the password.")),
    403: (_("This is not opened to the request."), _("Choose purpose and reason on the site, or take another token.")),
    404: (_("There is nothing here that you may see."), _("Look at the address, and at the purpose you ask for.")),
    405: (_("The API is read with GET alone."), _("Send a GET.")),
    422: (_("A value cannot be taken."), _("Look at “wrong”, and at the description of the API.")),
    429: (_("You asked too often in this minute."), _("Wait as long as “Retry-After” says, and ask for larger pages.")),
    500: (_("A fault of our own."), _("Try again later; the service has written it down, without your request.")),
}
"""Status to what is wrong and how to mend it."""


def problem(
    status: int, *, what: str | Promise = "", mend: str | Promise = "", wrong: list[Wrong] | None = None
) -> HttpResponse:
    """Make the answer.

    Args:
        status: Its status.
        what: What is wrong; the usual words of the status where left out.
        mend: How to mend it; likewise.
        wrong: Values that cannot be taken.
    """
    usual = WORDS.get(status, WORDS[500 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 400])
    told, mending = str(what or usual[0]), str(mend or usual[1])
    body = Problem(
        type="about:blank", title=HTTPStatus(status).phrase, status=status, detail=f"{told} {mending}", what=told,
        mend=mending, wrong=wrong or [],
    )  # fmt: skip
    return HttpResponse(orjson.dumps(body.model_dump()), status=status, content_type=MEDIA)
