from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from shared.domain.work.job_descriptions.versions import (
    Backing,
    JobDescriptionVersion,
    NotToAcknowledge,
    NotToPublish,
    VersionState,
    acknowledged,
    backing,
    published,
    superseded,
)
from tests.domain.work.job_descriptions.test_drift import SIGNED

NOON = datetime(2026, 4, 1, 4, tzinfo=UTC)
LATER = datetime(2026, 4, 2, 4, tzinfo=UTC)
MAY_DAY = date(2026, 5, 1)
DRAFT = JobDescriptionVersion(
    id="jd_1",
    company_id="co_1",
    person_id="per_1",
    number=3,
    content=SIGNED,
    digest="d",
    document_key="co_1/job-descriptions/per_1/0003.docx",
    sha256="s",
    made_at=NOON,
)


class TestStates:
    def test_a_draft_is_published_with_its_date_then_acknowledged_then_superseded(self):
        out = published(DRAFT, NOON, MAY_DAY)
        signed = acknowledged(out, LATER)
        gone = superseded(signed, LATER)

        assert [each.state for each in (DRAFT, out, signed, gone)] == [
            VersionState.DRAFT,
            VersionState.PUBLISHED,
            VersionState.ACKNOWLEDGED,
            VersionState.SUPERSEDED,
        ]
        assert (gone.published_at, gone.effective_on, gone.acknowledged_at) == (NOON, MAY_DAY, LATER)
        assert (gone.superseded_at, gone.version) == (LATER, 4)

    @pytest.mark.parametrize("state", [each for each in VersionState if each is not VersionState.DRAFT])
    def test_only_a_draft_is_published(self, state):
        with pytest.raises(NotToPublish) as caught:
            published(replace(DRAFT, state=state), NOON, MAY_DAY)

        assert caught.value.current == {"state": state}

    @pytest.mark.parametrize("state", [each for each in VersionState if each is not VersionState.PUBLISHED])
    def test_only_a_published_one_that_holds_is_acknowledged(self, state):
        with pytest.raises(NotToAcknowledge) as caught:
            acknowledged(replace(DRAFT, state=state), NOON)

        assert caught.value.current == {"state": state}


class TestBacking:
    def test_an_acknowledged_version_backs_a_scorecard(self):
        signed = acknowledged(published(DRAFT, NOON, MAY_DAY), LATER)

        assert backing(signed) == Backing("jd_1", 3, LATER)

    def test_nothing_else_does(self):
        out = published(DRAFT, NOON, MAY_DAY)
        gone = superseded(acknowledged(out, LATER), LATER)

        assert [backing(each) for each in (None, DRAFT, out, gone)] == [None] * 4
