"""The API as a whole: its description in OpenAPI 3.1, its doors, and what it answers where something is wrong."""

from collections.abc import Callable
from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.renderers import BaseRenderer
from ninja.security import APIKeyCookie, HttpBasicAuth, HttpBearer

from tidegate.web.api.door import caller_of
from tidegate.web.api.problems import MEDIA, Problem, Wrong, problem
from tidegate.web.api.seeing import FeedOnly
from tidegate.web.people.looking import NoContext, NoPicture

_REFUSALS = {"400": "Unreadable", "401": "No token that holds", "403": "Not opened to this token or session",
             "404": "Absent or not granted", "405": "Wrong method", "422": "A value cannot be taken",
             "429": "Asked too often", "500": "A fault of our own"}  # fmt: skip
ABOUT = """The picture of a city, as the pages of the site show it, for programs. Every answer is written into the
ledger with the officer, the purpose and the reason of the token. What is absent and what is not granted are both 404.
"""


class Orjson(BaseRenderer):
    """Writes answers as JSON: days as text, and no number that JSON does not know."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002 - its signature
        """Write an answer.

        Args:
            request: The request.
            data: The answer.
            response_status: Its status.
        """
        return orjson.dumps(data, default=str)


class _Bearer(HttpBearer):
    """The door has looked already; this says so in the description."""

    def __call__(self, request: HttpRequest) -> Any:
        return caller_of(request)

    def authenticate(self, request: HttpRequest, token: str) -> Any:  # noqa: ARG002 - its signature
        return caller_of(request)


class _Basic(HttpBasicAuth):
    def __call__(self, request: HttpRequest) -> Any:
        return caller_of(request)

    def authenticate(self, request: HttpRequest, username: str, password: str) -> Any:  # noqa: ARG002 - its signature
        return caller_of(request)


class _Session(APIKeyCookie):
    param_name = "sessionid"

    def __call__(self, request: HttpRequest) -> Any:
        return caller_of(request)

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:  # noqa: ARG002 - its signature
        return caller_of(request)


class Api(NinjaAPI):
    """The API, with short names of operations and its refusals described."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Name an operation by its function.

        Args:
            operation: The operation.
        """
        return operation.view_func.__name__

    def get_openapi_schema(self, **named: Any) -> OpenAPISchema:
        """Describe the API, with what it answers where something is wrong.

        Args:
            named: As the library gives them.
        """
        described = super().get_openapi_schema(**named)
        parts = described["components"]
        schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        parts["schemas"] |= schema.pop("$defs", {}) | {"Problem": schema}
        content = {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        parts["responses"] = {n: {"description": words, "content": content} for n, words in _REFUSALS.items()}
        for operations in described["paths"].values():
            for operation in operations.values():
                told = {str(k): v for k, v in operation["responses"].items()}
                operation["responses"] = told | {n: {"$ref": f"#/components/responses/{n}"} for n in _REFUSALS}
        return described


def make_api() -> Api:
    """Make the API, without its addresses."""
    made = Api(
        title="Tidegate", version="1", description=ABOUT, urls_namespace="api", docs_url=None, renderer=Orjson(),
        docs_decorator=require_safe,
        openapi_url="/openapi.json", auth=[_Bearer(), _Basic(), _Session()],
    )  # fmt: skip
    answers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        ValidationError: _cannot_take, Http404: _absent, NoContext: _no_context, NoPicture: _no_picture,
        FeedOnly: _feed_only, HttpError: _refused,
    }  # fmt: skip
    for kind, answer in answers.items():
        made.add_exception_handler(kind, answer)
    return made


def _cannot_take(request: HttpRequest, fault: ValidationError) -> HttpResponse:  # noqa: ARG001 - the library's
    wrong = [Wrong(where=".".join(map(str, e["loc"])), what=str(e["msg"])) for e in fault.errors]
    return problem(422, wrong=wrong)


def _absent(request: HttpRequest, fault: Http404) -> HttpResponse:  # noqa: ARG001 - the library's
    return problem(404)


def _no_context(request: HttpRequest, fault: NoContext) -> HttpResponse:  # noqa: ARG001 - the library's
    return problem(
        403, what=_("No purpose and reason were chosen."), mend=_("Choose them on the site, or use a token.")
    )


def _no_picture(request: HttpRequest, fault: NoPicture) -> HttpResponse:  # noqa: ARG001 - the library's
    return problem(
        404, what=_("There is no such picture for this purpose, or it has expired."),
        mend=_("Leave “picture” out, or build one."),
    )  # fmt: skip


def _feed_only(request: HttpRequest, fault: FeedOnly) -> HttpResponse:  # noqa: ARG001 - the library's
    return problem(403, what=fault.what, mend=fault.mend)


def _refused(request: HttpRequest, fault: HttpError) -> HttpResponse:  # noqa: ARG001 - the library's
    return problem(fault.status_code)
