"""Where a page leads on to: only to one of this site."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def next_page(request: HttpRequest) -> str:
    """Give the page to go on to, as the request asks for it.

    Args:
        request: The request.
    Returns:
        An address of this site; the start page where none or another's is asked for.
    """
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if allowed else reverse("site:start")
