from dataclasses import replace

from shared.domain.work.job_descriptions.content import describe
from shared.domain.work.job_descriptions.drafting import is_due, is_new_drift
from shared.domain.work.job_descriptions.drift import drifted
from shared.domain.work.job_descriptions.versions import published
from tests.domain.work.job_descriptions.test_content import a_source
from tests.domain.work.job_descriptions.test_drift import MOVED, SIGNED
from tests.domain.work.job_descriptions.test_versions import DRAFT, MAY_DAY, NOON

DRIFT = drifted(SIGNED, [MOVED, MOVED])


class TestIsDue:
    def test_the_first_always_is(self):
        assert is_due(None, SIGNED, (), is_asked=False)

    def test_moved_shares_are_enough_only_where_hr_asks(self):
        moved = describe(a_source(new_visit=600, key_account=400))

        assert is_due(DRAFT, moved, (), is_asked=True)
        assert not is_due(DRAFT, moved, (), is_asked=False)

    def test_another_job_is_enough_either_way(self):
        other = replace(SIGNED, reports_to="何静")

        assert [is_due(DRAFT, other, (), is_asked=asked) for asked in (True, False)] == [True, True]

    def test_the_same_job_is_not(self):
        assert [is_due(DRAFT, SIGNED, (), is_asked=asked) for asked in (True, False)] == [False, False]

    def test_drift_makes_one_draft_and_then_waits_for_hr(self):
        waiting = replace(DRAFT, drift=DRIFT)

        assert is_due(DRAFT, SIGNED, DRIFT, is_asked=False)
        assert not is_due(waiting, SIGNED, DRIFT, is_asked=False)
        assert is_due(published(waiting, NOON, MAY_DAY), SIGNED, DRIFT, is_asked=False)
        assert [is_new_drift(each, DRIFT) for each in (DRAFT, waiting)] == [True, False]

    def test_a_provisional_draft_gives_way_to_one_that_rests_on_enough_days(self):
        provisional = replace(DRAFT, content=replace(SIGNED, provisional=True))

        assert is_due(provisional, SIGNED, (), is_asked=False)
        assert not is_due(provisional, provisional.content, (), is_asked=False)
        assert not is_due(published(provisional, NOON, MAY_DAY), SIGNED, (), is_asked=False)

    def test_another_template_of_the_company_is_enough_where_hr_asks(self):
        assert is_due(DRAFT, SIGNED, (), is_asked=True, template="t1")
        assert not is_due(DRAFT, SIGNED, (), is_asked=False, template="t1")
        assert not is_due(replace(DRAFT, template="t1"), SIGNED, (), is_asked=True, template="t1")
