import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import RSAKey

from shared.adapters import tokens
from shared.adapters.tokens import Keys, TokenExpired, Unauthenticated, UnfitKey
from tests.api.edge.sample import COMPANY, EMPLOYEE, KEYS, NOON, OTHER_COMPANY, Client, a_token

SECRET = KEYS.ring[0][1]
BEGAN = int(NOON.timestamp())
HEADER = {"alg": "HS256", "typ": "at+jwt", "kid": "2026-03"}
CLAIMS = {
    "iss": "gangji",
    "aud": "gangji-api",
    "sub": EMPLOYEE,
    "company_id": COMPANY,
    "iat": BEGAN,
    "nbf": BEGAN,
    "exp": BEGAN + 3600,
}


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def forged(header: Any = HEADER, claims: Any = CLAIMS, secret: bytes = SECRET, digest: str = "sha256") -> str:
    """Return what an attacker, or a careless issuer, can put together; bytes go in as they are."""
    parts = [each if isinstance(each, bytes) else json.dumps(each).encode() for each in (header, claims)]
    signed = ".".join(map(b64, parts))
    return f"{signed}.{b64(hmac.digest(secret, signed.encode(), digest))}"


def without(claim: str) -> dict[str, Any]:
    return {name: value for name, value in CLAIMS.items() if name != claim}


RSA = rsa.generate_private_key(65537, 2048)
PEM = RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
GOOD = forged()
HEAD, BODY, SIGNATURE = GOOD.split(".")
OWN_JWK = {"kty": "oct", "k": b64(b"x" * 32)}

BROKEN = {
    "empty": "",
    "no dots": "abc",
    "one dot": f"{HEAD}.{BODY}",
    "three dots": f"{GOOD}.{SIGNATURE}",
    "no signature": f"{HEAD}.{BODY}.",
    "no payload": f"{HEAD}..{SIGNATURE}",
    "padded": f"{GOOD}=",
    "standard base64": GOOD[:-4] + "+/+/",
    "other last signature character": GOOD[:-1] + ("A" if GOOD[-1] != "A" else "Q"),
    "spelled otherwise": GOOD[:-1] + chr(ord(GOOD[-1]) + 1),
    "non-ASCII": f"{HEAD}.{BODY}.签名",
    "full-width": GOOD.replace("e", "ｅ", 1),
    "line break": f"{GOOD}\n",
    "huge": f"{HEAD}.{b64(b'x' * 200_000)}.{SIGNATURE}",
    "payload swapped": f"{HEAD}.{b64(json.dumps({**CLAIMS, 'company_id': OTHER_COMPANY}).encode())}.{SIGNATURE}",
    "header swapped": f"{b64(json.dumps({**HEADER, 'alg': 'HS512'}).encode())}.{BODY}.{SIGNATURE}",
    "signed by somebody else": forged(secret=b"another key of enough bytes, honestly"),
    "alg none": forged({**HEADER, "alg": "none"}),
    "alg none, unsigned": f"{b64(json.dumps({**HEADER, 'alg': 'none'}).encode())}.{BODY}.{b64(b'')}x",
    "alg None": forged({**HEADER, "alg": "None"}),
    "alg missing": forged({"typ": "at+jwt", "kid": "2026-03"}),
    "alg a list": forged({**HEADER, "alg": ["HS256"]}),
    "alg HS512": forged({**HEADER, "alg": "HS512"}, digest="sha512"),
    "alg in lower case": forged({**HEADER, "alg": "hs256"}),
    "RS256": jwt.encode(
        {**HEADER, "alg": "RS256"}, dict(CLAIMS), RSAKey.import_key(RSA), algorithms=["RS256"]
    ),
    "HS256 with a public key": forged(secret=PEM),
    "kid missing": forged({"alg": "HS256", "typ": "at+jwt"}),
    "kid unknown": forged({**HEADER, "kid": "2020-01"}),
    "kid a path": forged({**HEADER, "kid": "../../dev/null"}, secret=b""),
    "kid a number": forged({**HEADER, "kid": 1}),
    "typ missing": forged({"alg": "HS256", "kid": "2026-03"}),
    "typ of another token": forged({**HEADER, "typ": "JWT"}),
    "crit": forged({**HEADER, "crit": ["exp"], "exp": 1}),
    "b64": forged({**HEADER, "crit": ["b64"], "b64": False}),
    "jku": forged({**HEADER, "jku": "https://example.com/keys"}),
    "jwk": forged({**HEADER, "jwk": OWN_JWK}, secret=b"x" * 32),
    "x5u": forged({**HEADER, "x5u": "https://example.com/cert"}),
    "x5c": forged({**HEADER, "x5c": ["MIIB"]}),
    "header a list": forged(["alg", "typ", "kid"]),
    "header a number": forged(1),
    "header no JSON": forged(b"{"),
    "header no UTF-8": forged(b"\xff\xfe"),
    "header deep": forged(b"[" * 700 + b"]" * 700),
    "payload a list": forged(claims=[CLAIMS]),
    "payload null": forged(claims=None),
    "payload no JSON": forged(claims=b"sub=me"),
    "payload deep": forged(claims=b'{"a":' + b"[" * 1300),
    "longer than any token": forged(claims={**CLAIMS, "more": "x" * 2000}),
    **{f"{claim} missing": forged(claims=without(claim)) for claim in CLAIMS},
    **{f"{claim} null": forged(claims={**CLAIMS, claim: None}) for claim in CLAIMS},
    "iss of somebody else": forged(claims={**CLAIMS, "iss": "gangji.evil"}),
    "aud of somebody else": forged(claims={**CLAIMS, "aud": "another-api"}),
    "aud a list": forged(claims={**CLAIMS, "aud": ["gangji-api", "another-api"]}),
    "exp as text": forged(claims={**CLAIMS, "exp": str(BEGAN + 3600)}),
    "exp a float": forged(claims={**CLAIMS, "exp": BEGAN + 3600.5}),
    "exp a bool": forged(claims={**CLAIMS, "exp": True}),
    "exp NaN": forged(claims={**CLAIMS, "exp": float("nan")}),
    "exp infinite": forged(claims={**CLAIMS, "exp": float("inf")}),
    "exp huge": forged(claims={**CLAIMS, "exp": 10**300}),
    "exp before iat": forged(claims={**CLAIMS, "exp": BEGAN - 1}),
    "lives too long": forged(claims={**CLAIMS, "exp": BEGAN + 12 * 3600 + 1}),
    "not yet valid": forged(claims={**CLAIMS, "nbf": BEGAN + 31}),
    "issued in the future": forged(claims={**CLAIMS, "iat": BEGAN + 31}),
    "sub of another kind": forged(claims={**CLAIMS, "sub": COMPANY}),
    "sub too long": forged(claims={**CLAIMS, "sub": EMPLOYEE + "1"}),
    "sub a number": forged(claims={**CLAIMS, "sub": 1}),
    "company with a wildcard": forged(claims={**CLAIMS, "company_id": "co_*"}),
    "company with a line break": forged(claims={**CLAIMS, "company_id": COMPANY + "\n"}),
}


class TestVerify:
    def test_tells_who_calls(self):
        token = tokens.issue(EMPLOYEE, COMPANY, keys=KEYS, now=NOON, minutes=60)

        claims = tokens.verify(token, keys=KEYS, now=NOON + timedelta(minutes=59))

        assert (claims.person_id, claims.company_id) == (EMPLOYEE, COMPANY)

    def test_takes_the_token_that_the_broken_ones_were_made_of(self):
        assert tokens.verify(GOOD, keys=KEYS, now=NOON).person_id == EMPLOYEE

    @pytest.mark.parametrize("token", BROKEN.values(), ids=BROKEN.keys())
    def test_refuses_a_broken_token(self, token: str):
        with pytest.raises(Unauthenticated) as refused:
            tokens.verify(token, keys=KEYS, now=NOON)

        assert refused.value.kind == "unauthenticated"
        assert refused.value.code == "auth.token_invalid"

    def test_tells_an_expired_token_from_a_broken_one(self):
        token = tokens.issue(EMPLOYEE, COMPANY, keys=KEYS, now=NOON, minutes=1)

        assert tokens.verify(token, keys=KEYS, now=NOON + timedelta(seconds=89)).person_id == EMPLOYEE
        with pytest.raises(TokenExpired):
            tokens.verify(token, keys=KEYS, now=NOON + timedelta(seconds=90))

    def test_takes_every_key_of_the_ring_and_signs_with_the_newest(self):
        new, old = bytes(range(100, 132)), bytes(range(60, 92))
        before, after = Keys.of(old, "a"), Keys((("b", new), ("a", old)))
        old_token = tokens.issue(EMPLOYEE, COMPANY, keys=before, now=NOON, minutes=5)

        new_token = tokens.issue(EMPLOYEE, COMPANY, keys=after, now=NOON, minutes=5)

        assert tokens.verify(old_token, keys=after, now=NOON).person_id == EMPLOYEE
        assert tokens.verify(new_token, keys=after, now=NOON).person_id == EMPLOYEE
        with pytest.raises(Unauthenticated):
            tokens.verify(new_token, keys=before, now=NOON)

    @pytest.mark.parametrize("minutes", [0, -1, 721])
    def test_does_not_issue_beyond_the_bounds_of_a_lifetime(self, minutes: int):
        with pytest.raises(ValueError, match="12 hours"):
            tokens.issue(EMPLOYEE, COMPANY, keys=KEYS, now=NOON, minutes=minutes)


class TestKeys:
    def test_are_read_from_a_jwk_set(self):
        keys = Keys.read(json.dumps({"keys": [{"kty": "oct", "kid": "n", "k": b64(bytes(range(7, 43)))}]}))

        assert keys.ring == (("n", bytes(range(7, 43))),)

    def test_are_not_printed(self):
        assert "(" not in repr(Keys.of(SECRET)).removeprefix("Keys(")

    @pytest.mark.parametrize(
        ("secret", "reason"),
        [
            (b"", "32"),
            (bytes(range(31)), "32"),
            (b"\x00" * 32, "too plain"),
            (b"0123456789" * 4, "too plain"),
            (b"change-me-change-me-change-me-please-now", "known default"),
            (b"your-256-bit-secret-is-long-enough-here", "known default"),
            (b"a-string-secret-at-least-256-bits-long", "known default"),
            (b"-----BEGIN PUBLIC KEY----- MIIBIjANBgkqhk", "known default"),
            (base64.urlsafe_b64decode(tokens._PUBLISHED[0] + "=="), "known default"),
            (base64.urlsafe_b64decode(tokens._PUBLISHED[1] + "="), "known default"),
        ],
    )
    def test_refuse_a_key_that_keeps_nobody_out(self, secret: bytes, reason: str):
        with pytest.raises(UnfitKey, match=reason):
            Keys.of(secret)

    @pytest.mark.parametrize(
        "text",
        ["", "[]", "{}", '{"keys": []}', '{"keys": [1]}', '{"keys": [{"kty": "oct", "k": "AAAA"}]}', PEM.decode(),
         '{"keys": [{"kty": "oct", "kid": "a", "k": ""}]}', '{"keys": [{"kty": "RSA", "kid": "a"}]}'],
    )  # fmt: skip
    def test_refuse_what_is_no_key_set(self, text: str):
        with pytest.raises(UnfitKey):
            Keys.read(text)

    def test_refuse_two_of_one_name(self):
        with pytest.raises(UnfitKey, match="same kid"):
            Keys((("a", SECRET), ("a", hashlib.sha256(SECRET).digest())))

    def test_random_ones_are_fit(self):
        made = [Keys.of(hashlib.sha256(bytes([number])).digest()) for number in range(200)]

        assert len(made) == 200


class TestAuthorizationHeader:
    @pytest.mark.parametrize("spelling", ["Bearer {}", "bearer {}", "BEARER  {}", "Bearer {} "])
    def test_takes_any_case_of_the_scheme(self, nobody: Client, spelling: str):
        reply = nobody.send("GET", "/v1/notes", headers={"Authorization": spelling.format(a_token())})

        assert reply.status == 200

    @pytest.mark.parametrize(
        "value",
        ["", "Bearer", "Bearer ", "Basic {}", "{}", "Bearer {0} {0}", "Bearer Bearer {}", "Bearer {}, Bearer {}",
         "Bearer\t{}", "Token {}", "Bearer 令牌", ["Bearer {}", "Bearer {}"], ["Bearer {}", "Basic eA=="]],
    )  # fmt: skip
    def test_refuses_everything_else(self, nobody: Client, value: str | list[str]):
        values = [
            each.format(a_token(), a_token()) for each in ([value] if isinstance(value, str) else value)
        ]

        reply = nobody.send("GET", "/v1/notes", headers={"authorization": values})

        assert (reply.status, reply.code) == (401, "auth.token_invalid")
        assert reply.headers["WWW-Authenticate"] == "Bearer"

    def test_missing_is_told_apart(self, nobody: Client):
        reply = nobody.send("GET", "/v1/notes")

        assert (reply.status, reply.code) == (401, "auth.token_missing")
        assert reply.headers["WWW-Authenticate"] == "Bearer"

    @pytest.mark.parametrize(
        "token", [each for each in BROKEN.values() if each.isascii() and "\n" not in each]
    )
    def test_a_broken_token_is_never_a_fault(self, nobody: Client, token: str):
        reply = nobody.send(
            "POST", "/v1/notes", headers={"Authorization": f"Bearer {token}"}, raw="{nonsense"
        )

        assert reply.status == 401
