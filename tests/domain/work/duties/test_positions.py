import pytest

from shared.domain.work.duties.positions import POSITIONS


@pytest.mark.parametrize("position", POSITIONS.values(), ids=lambda each: each.id)
class TestPositions:
    def test_has_a_purpose_in_one_sentence_without_its_stop(self, position):
        assert position.purpose and position.purpose_en
        assert not position.purpose.endswith(("。", "；")) and not position.purpose_en.endswith(".")

    def test_says_everything_in_english_too(self, position):
        assert all(each.en for each in position.responsibilities)
        assert len(position.must_en) == len(position.must)
        assert len(position.ideal_en) == len(position.ideal)

    def test_lists_no_more_than_fits_and_each_activity_once(self, position):
        activities = [activity for each in position.responsibilities for activity in each.activities]

        assert len(position.responsibilities) <= 8
        assert len(activities) == len(set(activities))
