"""The secrets of second factors are kept encrypted: a copy of the database alone gives no codes."""

import base64
import os
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

_NONCE = 12
_FOR = b"second factor"


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Encrypts what the library of the sign-in keeps, under a key derived from that of the site."""

    def generate_authenticator_name(self, user: Any, type: str) -> str:  # noqa: A002 - the library's signature
        """Give the name that a new key has until its owner gives another.

        Args:
            user: The officer.
            type: The type of second factor.
        """
        return _("Key %(number)d") % {"number": Authenticator.objects.filter(user=user, type=type).count() + 1}

    def encrypt(self, text: str) -> str:
        """Encrypt a secret.

        Args:
            text: The secret.
        """
        nonce = os.urandom(_NONCE)
        return base64.b64encode(nonce + _cipher().encrypt(nonce, text.encode(), _FOR)).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a secret.

        Args:
            encrypted_text: What `encrypt` gave.
        Raises:
            cryptography.exceptions.InvalidTag: It was altered, or the key of the site is another.
        """
        raw = base64.b64decode(encrypted_text)
        return _cipher().decrypt(raw[:_NONCE], raw[_NONCE:], _FOR).decode()


def _cipher() -> AESGCM:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=_FOR).derive(settings.SECRET_KEY.encode())
    return AESGCM(key)
