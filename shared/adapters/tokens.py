"""Access tokens: short-lived signed statements of who is calling.

A token is a JWT (RFC 9068, `at+jwt`) signed with HS256, and nothing else: the algorithm is ours to choose, not
the token's. It names a person and a company; what they may do is read from the company's own records.
"""

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from shared.domain.errors import DomainError
from shared.domain.ids import COMPANY_ID, PERSON_ID

ISSUER = "gangji"
AUDIENCE = "gangji-api"
LEEWAY_SECONDS = 30
LONGEST = timedelta(hours=12)
SHORTEST_KEY = 32
"""Bytes of a signing key: HS256 is no stronger than its key (RFC 7518 section 3.2)."""

_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)
_LONGEST_TOKEN = 2048
_GIVEAWAYS = (
    *(b"secret", b"password", b"changeme", b"change-me", b"change_me", b"default", b"example"),
    *(b"your-256-bit", b"-----begin"),
)
_PUBLISHED = (  # RFC 7515 appendix A.1 and RFC 7520 section 3.5 print these two
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
    "hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg",
)


class Unauthenticated(DomainError):
    """The caller did not prove who they are."""

    kind, code = "unauthenticated", "auth.token_invalid"
    zh = "登录信息无效，请重新登录。"
    en = "The access token is not valid. Sign in again."


class TokenMissing(Unauthenticated):
    """The request carries no bearer token."""

    code = "auth.token_missing"
    zh = "请先登录。"
    en = "Sign in first: send an access token as “Authorization: Bearer …”."


class TokenExpired(Unauthenticated):
    """The token was good, but its time is over."""

    code = "auth.token_expired"
    zh = "登录已过期，请重新登录。"
    en = "The access token has expired. Sign in again."


class UnfitKey(ValueError):
    """A signing key is too short, well known or too plain to keep anybody out; the service must not start."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Signing keys by key id, newest first: the first one signs, all of them verify."""

    ring: tuple[tuple[str, bytes], ...] = field(repr=False)

    def __post_init__(self) -> None:
        if not self.ring:
            raise UnfitKey("there is no signing key: give a JWK Set with at least one “oct” key")
        if len({kid for kid, _ in self.ring}) != len(self.ring):
            raise UnfitKey("two signing keys have the same kid")
        for kid, secret in self.ring:
            _check_strength(kid, secret)

    @classmethod
    def of(cls, secret: bytes, kid: str = "1") -> "Keys":
        """Return a ring of one key."""
        return cls(((kid, secret),))

    @classmethod
    def read(cls, jwk_set: str) -> "Keys":
        """
        Read a JWK Set (RFC 7517) of `oct` keys, newest first, each with a `kid`.

        :raises UnfitKey: if it is no such set, or one of the keys is unfit.
        """
        from joserfc.errors import JoseError
        from joserfc.jwk import OctKey

        try:
            found = [(each["kid"], OctKey.import_key(each).raw_value) for each in json.loads(jwk_set)["keys"]]
        except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise UnfitKey(f"the signing keys are no JWK Set of “oct” keys with a kid: {error!r}") from None
        return cls(tuple(found))


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified token says."""

    company_id: str
    person_id: str


def issue(person_id: str, company_id: str, *, keys: Keys, now: datetime, minutes: int) -> str:
    """
    Return a token for a person of a company, good for `minutes` (1 to 720) from `now` on.

    :raises ValueError: if the lifetime is out of bounds.
    """
    from joserfc import jwt

    if not timedelta(0) < timedelta(minutes=minutes) <= LONGEST:
        raise ValueError("a token lives between 1 minute and 12 hours")
    begins = int(now.timestamp())
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": person_id,
        "company_id": company_id,
        "iat": begins,
        "nbf": begins,
        "exp": begins + minutes * 60,
    }
    header = {"alg": "HS256", "typ": "at+jwt", "kid": keys.ring[0][0]}
    return jwt.encode(header, claims, _key_set(keys), algorithms=["HS256"])


def verify(token: str, *, keys: Keys, now: datetime) -> Claims:
    """
    Return what a token says, if one of our keys signed it and it is good at `now`.

    :raises TokenExpired: if only its time is over.
    :raises Unauthenticated: if anything else is wrong with it, whatever it is.
    """
    from joserfc.errors import ExpiredTokenError, JoseError
    from joserfc.jwt import decode

    if len(token) > _LONGEST_TOKEN or not _COMPACT.fullmatch(token):
        raise Unauthenticated()
    try:
        claims = decode(token, _key_set(keys), registry=_header_rules()).claims
        return _read(claims, int(now.timestamp()))
    except ExpiredTokenError:
        raise TokenExpired() from None
    except (JoseError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        # a header or payload may be any JSON there is, and the library expects an object
        raise Unauthenticated() from None


def _read(claims: Mapping[str, Any], now: int) -> Claims:
    from joserfc.jwt import JWTClaimsRegistry

    begins, ends = claims["iat"], claims["exp"]
    if any(type(each) is not int for each in (begins, ends, claims["nbf"])):  # no bool, float or text
        raise ValueError("times are whole seconds")
    if not 0 < ends - begins <= LONGEST.total_seconds():
        raise ValueError("it would live too long")
    if claims["iss"] != ISSUER or claims["aud"] != AUDIENCE:  # exactly: no list of audiences
        raise ValueError("it is meant for somebody else")
    person_id, company_id = claims["sub"], claims["company_id"]
    if not PERSON_ID.fullmatch(person_id) or not COMPANY_ID.fullmatch(company_id):
        raise ValueError("it names nobody")
    JWTClaimsRegistry(now=now, leeway=LEEWAY_SECONDS).validate(dict(claims))
    return Claims(company_id, person_id)


def _check_strength(kid: str, secret: bytes) -> None:
    if len(secret) < SHORTEST_KEY:
        raise UnfitKey(f"signing key {kid} has {len(secret)} bytes; it needs at least {SHORTEST_KEY}")
    text = urlsafe_b64encode(secret).rstrip(b"=").decode()
    known = text in _PUBLISHED or any(word in secret.lower() for word in _GIVEAWAYS)
    if known or len(set(secret)) < 12:
        raise UnfitKey(f"signing key {kid} is a known default or too plain; use 32 bytes of chance")


@lru_cache(maxsize=8)
def _key_set(keys: Keys) -> Any:
    from joserfc.jwk import KeySet, OctKey

    return KeySet([OctKey.import_key(secret, {"kid": kid, "alg": "HS256"}) for kid, secret in keys.ring])


@lru_cache(maxsize=1)
def _header_rules() -> Any:
    """Return the only headers a token may carry; `crit`, `jku`, `jwk`, `x5u`, `b64` and all others refuse it."""
    from joserfc.jws import JWSRegistry
    from joserfc.registry import HeaderParameter

    def exactly(expected: str) -> Any:
        def check(value: object) -> None:
            if value != expected:
                raise ValueError(f"must be {expected}")

        return check

    rules = JWSRegistry(algorithms=["HS256"])
    rules.header_registry = {
        "alg": HeaderParameter("Algorithm", exactly("HS256"), required=True),
        "typ": HeaderParameter("Type", exactly("at+jwt"), required=True),
        "kid": HeaderParameter("Key ID", "str", required=True),
    }
    return rules
