from dataclasses import replace

import pytest

from shared.domain.work.logs.corrections import Correction, correction
from tests.domain.work.logged import NOON, a_log

BEFORE = replace(a_log("errand"), text="给远山贸易送样品")


class TestCorrection:
    def test_another_activity_for_the_same_words_is_learned(self):
        after = replace(BEFORE, activity="key_account", version=2)

        learned = correction(BEFORE, after, by_id="li", at=NOON)

        assert learned == Correction("给远山贸易送样品", "key_account", "li", NOON)

    def test_the_words_are_those_that_stand_there_afterwards(self):
        after = replace(BEFORE, activity="key_account", text="送样品")

        learned = correction(BEFORE, after, by_id="li", at=NOON)

        assert learned is not None and learned.words == "送样品"

    def test_an_edit_that_leaves_the_activity_teaches_nothing(self):
        assert correction(BEFORE, replace(BEFORE, text="送样品", minutes=5), by_id="li", at=NOON) is None

    @pytest.mark.parametrize(("text", "teaches"), [("", False), ("访", False), ("拜访", True)])
    def test_words_of_two_characters_are_the_shortest_that_teach(self, text, teaches):
        after = replace(BEFORE, activity="key_account", text=text)

        assert (correction(BEFORE, after, by_id="li", at=NOON) is not None) is teaches
