"""Standard Webhooks at its edges: to the second, to the byte, and on the published cases."""

import base64
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shared.adapters.vendors.standard_webhooks import Refused, key_of, sign, verify

DATA = Path(os.environ.get("GANGJI_REFERENCE_DATA", Path(__file__).parents[3] / "shared" / "data"))
VECTORS = DATA.parent / "vectors" / "standard_webhooks.json"
SECRET = "whsec_" + base64.b64encode(bytes(range(24))).decode()
OTHER = "whsec_" + base64.b64encode(bytes(range(1, 25))).decode()
AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
NOW = int(AT.timestamp())
BODY = '{"type":"deal.won","客户":"远山机电"}'.encode()


def headers(*, id_: str = "msg_1", at: int = NOW, secret: str = SECRET, body: bytes = BODY) -> dict[str, str]:
    return {
        "webhook-id": id_,
        "webhook-timestamp": str(at),
        "webhook-signature": sign(secret, delivery_id=id_, timestamp=at, body=body),
    }


def reason(found: dict[str, str], body: bytes = BODY, *, secrets: tuple[str, ...] = (SECRET,)) -> str | None:
    """Return why a delivery is refused, None if it is not."""
    try:
        verify(found, body, secrets=secrets, at=AT)
    except Refused as refused:
        return str(refused.params["reason"])
    return None


class TestASignature:
    def test_gives_the_delivery_its_id(self):
        assert verify(headers(id_="msg_p5j"), BODY, secrets=[SECRET], at=AT) == "msg_p5j"

    def test_is_that_of_the_specifications_own_example(self):
        """`spec/standard-webhooks.md` of Standard Webhooks 1.0.0 signs these bytes with this secret."""
        body = b'{"test": 2432232314}'

        signature = sign(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            delivery_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp=1614265330,
            body=body,
        )

        assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    @pytest.mark.parametrize("seconds", [-300, -1, 0, 1, 300])
    def test_holds_for_five_minutes_either_way(self, seconds):
        assert reason(headers(at=NOW + seconds)) is None

    @pytest.mark.parametrize(
        ("seconds", "why"),
        [(-301, "stale_timestamp"), (301, "future_timestamp"), (10**9, "future_timestamp")],
    )
    def test_is_too_old_or_too_new_a_second_later(self, seconds, why):
        assert reason(headers(at=NOW + seconds)) == why

    @pytest.mark.parametrize("secrets", [(SECRET, OTHER), (OTHER, SECRET)])
    def test_of_either_secret_is_good_while_one_is_rotated(self, secrets):
        assert reason(headers(), secrets=secrets) is None

    def test_is_one_of_several(self):
        found = headers()
        found["webhook-signature"] = (
            f"v1a,AAAA {headers(secret=OTHER)['webhook-signature']} " + found["webhook-signature"]
        )

        assert reason(found) is None

    @pytest.mark.parametrize("place", range(0, len(BODY), 7))
    def test_covers_every_byte(self, place):
        changed = BODY[:place] + bytes([BODY[place] ^ 1]) + BODY[place + 1 :]

        assert reason(headers(), changed) == "bad_signature"

    @pytest.mark.parametrize(
        "text",
        [
            "v1,",
            "v1",
            ",",
            " ",
            "v1,,AAAA",
            "v1,签名",
            "v1,=",
            "v1,A",
            "v2,AAAA",
            "\x00",
            "v1," + "A" * 100_000,
        ],
    )
    def test_that_is_malformed_is_refused_like_a_wrong_one(self, text):
        assert reason({**headers(), "webhook-signature": text}) == "bad_signature"

    @pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
    def test_needs_its_three_headers(self, missing):
        found = headers()
        del found[missing]

        assert reason(found) == "missing_header"

    @pytest.mark.parametrize(
        "text", [f"{NOW}.0", "1.7e9", f"+{NOW}", f" {NOW}", "１７７２４３８４００", "-1", "0x1", "9" * 13]
    )
    def test_has_a_time_in_plain_digits(self, text):
        assert reason({**headers(), "webhook-timestamp": text}) == "malformed_header"

    def test_of_no_secret_at_all_is_refused(self):
        assert reason(headers(), secrets=()) == "bad_signature"


class TestASecret:
    @pytest.mark.parametrize("size", [16, 24, 64, 96])
    def test_is_sixteen_to_ninety_six_bytes(self, size):
        assert len(key_of("whsec_" + base64.b64encode(bytes(size)).decode())) == size

    @pytest.mark.parametrize("text", ["whsec_", "whsec_AAAA", "whsec_***", "secret", "whsec_" + "A" * 132])
    def test_that_is_none_is_refused(self, text):
        with pytest.raises(ValueError):
            key_of(text)


class TestThePublishedCases:
    @pytest.mark.skipif(not VECTORS.exists(), reason=f"the reference vectors are not at {VECTORS}")
    def test_have_their_outcomes_and_reasons(self):
        cases = json.loads(VECTORS.read_text(encoding="utf-8"))["verify_cases"]

        found = {case["id"]: played(case) for case in cases}

        assert found == {case["id"]: case["expect"].get("reason") for case in cases}


def played(case: dict[str, Any]) -> str | None:
    request = case["request"]
    try:
        verify(
            {name.lower(): value for name, value in request["headers"].items()},
            base64.b64decode(request["body_b64"]),
            secrets=[case["config"]["secret"]],
            at=datetime.fromisoformat(case["clock"]),
            tolerance_s=case["config"]["tolerance_s"],
        )
    except Refused as refused:
        return str(refused.params["reason"])
    return None
