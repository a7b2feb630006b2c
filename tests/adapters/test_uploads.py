"""Uploads into the transit bucket: one contract, held by the local engine and by moto alike, and what S3 lets in."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import boto3
import botocore.session
import pytest
import requests
from botocore.config import Config
from moto import mock_aws

from shared.adapters.documents.store import LINK_SECONDS, Documents
from shared.adapters.documents.uploads import FORM_SECONDS, UploadForm, Uploads, picture_link
from shared.domain.errors import NotFound
from shared.domain.work.logs.photos import TooManyBytes

KEY = f"co_{'0' * 19}/photos/pho_{'1' * 35}.upload"
TEN = b"0123456789"


@pytest.fixture(params=["engine", "moto"])
def uploads(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Uploads]:
    if request.param == "engine":
        from functions import wiring

        request.getfixturevalue("engine")
        yield wiring.uploads()
        return
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        session = boto3.Session("test", "test", region_name="us-east-1")
        client = session.client("s3", config=Config(signature_version="s3v4"))
        client.create_bucket(Bucket="transit")
        yield Uploads(client, "transit")


def send(form: UploadForm, content: bytes = TEN, **changed: str) -> requests.Response:
    """Fill in a form as a browser does."""
    return requests.post(form.url, data={**form.fields, **changed}, files={"file": content}, timeout=30)


class TestUploads:
    def test_what_was_sent_by_the_form_is_read(self, uploads):
        form = uploads.form(KEY, content_type="image/jpeg", most_bytes=10)

        assert send(form).status_code in (200, 204)

        assert uploads.read(KEY, most_bytes=10) == TEN

    def test_the_signed_policy_names_one_key_one_type_and_a_length(self, uploads):
        form = uploads.form(KEY, content_type="image/webp", most_bytes=8)

        conditions = json.loads(base64.b64decode(form.fields["policy"]))["conditions"]
        assert {"key": KEY} in conditions
        assert {"bucket": uploads.bucket} in conditions
        assert {"Content-Type": "image/webp"} in conditions
        assert ["content-length-range", 1, 8] in conditions
        assert not [each for each in conditions if isinstance(each, list) and each[0] == "starts-with"]

    def test_a_form_is_good_for_a_quarter_of_an_hour(self, uploads):
        before = datetime.now(UTC)

        form = uploads.form(KEY, content_type="image/jpeg", most_bytes=10)

        assert FORM_SECONDS == 900
        assert -2 <= (form.expires_at - before).total_seconds() - FORM_SECONDS <= 60

    def test_what_is_not_there_is_missing(self, uploads):
        with pytest.raises(NotFound):
            uploads.read("co_1/photos/none.upload", most_bytes=10)

    def test_more_than_is_wanted_is_not_read(self, uploads):
        uploads.client.put_object(Bucket=uploads.bucket, Key=KEY, Body=TEN)

        with pytest.raises(TooManyBytes):
            uploads.read(KEY, most_bytes=9)

    def test_what_is_dropped_is_gone_and_dropping_it_again_is_harmless(self, uploads):
        uploads.client.put_object(Bucket=uploads.bucket, Key=KEY, Body=TEN)

        uploads.drop(KEY)
        uploads.drop(KEY)

        with pytest.raises(NotFound):
            uploads.read(KEY, most_bytes=10)


class TestAForm:
    """What the bucket itself refuses, as the local engine checks it."""

    @pytest.fixture
    def form(self, engine) -> UploadForm:
        from functions import wiring

        return wiring.uploads().form(KEY, content_type="image/jpeg", most_bytes=10)

    def test_names_the_bucket_by_its_address(self, form):
        assert urlsplit(form.url).hostname == "127.0.0.1"

    @pytest.mark.parametrize("content", [b"", TEN + b"x"])
    def test_takes_no_other_length(self, form, content):
        assert send(form, content).status_code == 400

    @pytest.mark.parametrize(
        "changed",
        [
            {"key": "co_1/photos/another.upload"},
            {"Content-Type": "text/html"},
            {"acl": "public-read"},
            {"x-amz-meta-a": "b"},
        ],
    )
    def test_takes_no_other_field(self, form, changed):
        assert send(form, **changed).status_code == 403

    def test_can_be_sent_by_a_page_of_another_origin(self, form):
        answer = requests.post(
            form.url,
            data=dict(form.fields),
            files={"file": TEN},
            headers={"Origin": "http://127.0.0.1:8000"},
            timeout=30,
        )

        assert answer.headers["Access-Control-Allow-Origin"] in ("*", "http://127.0.0.1:8000")


class TestInARegion:
    def test_forms_and_links_name_it(self, engine, monkeypatch):
        """The global address of a bucket sends requests on, and a form arrives without its content."""
        from functions import wiring

        monkeypatch.delenv("AWS_ENDPOINT_URL")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-southeast-1")
        session = botocore.session.Session()
        monkeypatch.setattr(wiring, "_client", session.create_client)
        wiring.forget()
        try:
            form = wiring.uploads().form(KEY, content_type="image/jpeg", most_bytes=10)
            link = picture_link(wiring.documents(), "co_1/photos/p.jpg")
        finally:
            wiring.forget()

        host = ".s3.ap-southeast-1.amazonaws.com"
        assert urlsplit(form.url).netloc == wiring.settings().transit_bucket + host
        assert urlsplit(link).netloc == wiring.settings().bucket + host


class TestPictureLink:
    def test_shows_one_object_as_a_jpeg_for_five_minutes(self, engine):
        from functions import wiring

        documents: Documents = wiring.documents()
        documents.put("co_1/photos/p.jpg", b"jpeg", content_type="text/html")

        link = picture_link(documents, "co_1/photos/p.jpg")

        answer = requests.get(link, timeout=30)
        assert answer.content == b"jpeg"
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["Content-Disposition"] == "inline"
        assert parse_qs(urlsplit(link).query)["X-Amz-Expires"] == [str(LINK_SECONDS)]
        assert LINK_SECONDS <= 300
