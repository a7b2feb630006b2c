"""What a Lambda function finds around itself on AWS, made on this machine: environment, code version, keys."""

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from infra.environment import ROOT
from infra.local.events import REGION
from infra.local.server import LOOPBACK


@contextmanager
def sdk_speaks_to(endpoint: str) -> Iterator[None]:
    """Point the SDK at the engine alone, whatever this machine's AWS configuration says; put all back after."""
    before = dict(os.environ)
    for name in before:
        if name.startswith("AWS_"):
            del os.environ[name]
    os.environ.update(
        AWS_ENDPOINT_URL=endpoint,
        AWS_ACCESS_KEY_ID="local",
        AWS_SECRET_ACCESS_KEY="local",
        AWS_REGION=REGION,
        AWS_DEFAULT_REGION=REGION,
        AWS_CONFIG_FILE=os.devnull,
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
        AWS_EC2_METADATA_DISABLED="true",
    )
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, (before.get(name), LOOPBACK)))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def settings(made: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the functions, given the names of the resources by logical id."""
    return {
        "GANGJI_TABLE": made["Table"],
        "GANGJI_DISPATCH_TABLE": made["DispatchTable"],
        "GANGJI_BUCKET": made["Documents"],
        "GANGJI_TRANSIT_BUCKET": made["Transit"],
        "GANGJI_INBOUND_QUEUE_URL": made["InboundQueue"],
        "GANGJI_WORK_QUEUE_URL": made["WorkQueue"],
        "GANGJI_KEYS_SECRET": made["Keys"],
        "GANGJI_CODE_VERSION": code_version(),
        "GANGJI_LOCAL": "1",
        "POWERTOOLS_SERVICE_NAME": "gangji",
        "POWERTOOLS_METRICS_NAMESPACE": "Gangji",
        "POWERTOOLS_TRACE_DISABLED": "true",
    }


def code_version() -> str:
    """Return the SHA-256 over the domain's source, by which a score says what computed it."""
    domain = ROOT / "shared" / "domain"
    digest = hashlib.sha256()
    for path in sorted(domain.rglob("*.py")):
        digest.update(f"{path.relative_to(domain).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def ensure_keys(secret: str) -> None:
    """Fill the secret once, on the first start; a filled one is left alone."""
    import boto3
    from botocore.exceptions import ClientError

    client = boto3.client("secretsmanager")
    try:
        if client.get_secret_value(SecretId=secret).get("SecretString"):
            return
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":  # there, but never filled
            raise
    client.put_secret_value(SecretId=secret, SecretString=json.dumps(new_keys()))


def new_keys() -> dict[str, Any]:
    """Return new signing keys: a JWK set for tokens, a text for cursors."""
    token_key = {"kty": "oct", "kid": secrets.token_hex(4), "alg": "HS256", "k": _random_text()}
    return {"tokens": {"keys": [token_key]}, "cursors": _random_text()}


def _random_text() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()
