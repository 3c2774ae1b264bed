"""The step of a sign-in that asks for the second factor."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]
    """Asks for ours, unless the directory asked for its own and the operator lets that count."""

    def _should_handle(self, request: HttpRequest) -> bool:
        vouched = (self.login.signal_kwargs or {}).get("directory")
        if vouched and vouched["second_factor"]:
            return False
        return bool(super()._should_handle(request))
