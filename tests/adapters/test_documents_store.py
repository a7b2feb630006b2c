"""One contract for the bucket, held by the local engine and by moto alike."""

import hashlib
import urllib.request
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.config import Config
from moto import mock_aws

from shared.adapters.documents.store import LINK_SECONDS, Documents

PLACE = "co_1/job-descriptions/per_1/0001.docx"


@pytest.fixture(params=["engine", "moto"])
def documents(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Documents]:
    if request.param == "engine":
        from functions import wiring

        request.getfixturevalue("engine")
        yield wiring.documents()
        return
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        session = boto3.Session("test", "test", region_name="us-east-1")
        client = session.client("s3", config=Config(signature_version="s3v4"))
        client.create_bucket(Bucket="documents")
        yield Documents(client, "documents")


class TestDocuments:
    def test_what_is_put_is_there_with_its_sha256(self, documents):
        content = "岗位说明书".encode()

        digest = documents.put(PLACE, content, content_type="application/octet-stream")

        assert digest == hashlib.sha256(content).hexdigest()
        assert documents.get(PLACE) == content

    def test_the_same_place_again_holds_the_newer_bytes(self, documents):
        documents.put(PLACE, b"one", content_type="text/plain")
        documents.put(PLACE, b"two", content_type="text/plain")

        assert documents.get(PLACE) == b"two"

    def test_a_link_names_one_object_for_five_minutes_and_its_file_name(self, documents):
        documents.put(PLACE, b"docx", content_type="text/plain")

        link = urlsplit(documents.link(PLACE, file_name="岗位说明书-李婷.docx"))

        asked = parse_qs(link.query)
        assert link.path.endswith(PLACE)
        assert asked["X-Amz-Expires"] == [str(LINK_SECONDS)] and LINK_SECONDS <= 300
        assert asked["response-content-disposition"][0].startswith("attachment; filename*=UTF-8''%E5%B2%97")


class TestALinkOfTheEngine:
    def test_downloads_the_object(self, engine):
        from functions import wiring

        wiring.documents().put(PLACE, b"docx", content_type="text/plain")

        with urllib.request.urlopen(wiring.documents().link(PLACE, file_name="a.docx"), timeout=10) as answer:
            assert answer.read() == b"docx"
