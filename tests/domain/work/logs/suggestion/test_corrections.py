"""A company's own corrections: what they win, how soon, and that they take nothing from what was right."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shared.domain.work.duties.activities import STANDARD
from shared.domain.work.logs.suggestion.classifier import Example
from shared.domain.work.logs.suggestion.grams import read
from shared.domain.work.logs.suggestion.seeds import CORRECTION_WEIGHT, seeded, seeds
from tests.domain.work.logs.suggestion.held_out_notes import CHINESE, notes_of
from tests.domain.work.logs.suggestion.outcomes import Outcome, outcome, outcome_of, percent

NOTES = notes_of(CHINESE)
DUTIES = sorted(STANDARD)
OTHER = {duty: DUTIES[(place + 11) % len(DUTIES)] for place, duty in enumerate(DUTIES)}
"""Another duty for each, as a company might see it."""

# The same work comes back with another time, customer or ending.
FIRST_TIMES = ("上午{}", "{}，海纳科技", "华信那边，{}，用了半小时")
NEXT_TIME = "周五{}，远山贸易"


def corrected(*corrections: tuple[str, str]):
    return seeded().with_examples(Example(text, label, CORRECTION_WEIGHT) for text, label in corrections)


def recurring(times: int, meant: dict[str, str]) -> Outcome:
    """Return what becomes of a third of the notes, each corrected `times` times in other words."""
    suggested = []
    for text, label in NOTES[::3]:
        again = [(each.format(text), meant[label]) for each in FIRST_TIMES[:times]]
        suggested.append((corrected(*again).suggest(NEXT_TIME.format(text)), meant[label]))
    return outcome_of(suggested)


class TestTheSameText:
    @given(st.text(min_size=1))
    def test_it_is_what_one_correction_called_it(self, text):
        assume(read(text).key)

        assert corrected((text, "own")).suggest(text).label == "own"

    @pytest.mark.parametrize("seed", list(seeds())[::40], ids=lambda seed: seed.text)
    def test_even_if_it_is_a_seed(self, seed):
        assert corrected((seed.text, "own")).suggest(seed.text).label == "own"

    def test_a_number_in_it_may_be_another(self):
        assert corrected(("巡检3台设备", "own")).suggest("巡检 15 台设备。").label == "own"

    def test_it_is_open_where_two_do_not_agree(self):
        found = corrected(("送货样", "own"), ("送货样", "delivery_follow_up")).suggest("送货样")

        assert found.label is None
        assert set(found.candidates[:2]) == {"own", "delivery_follow_up"}

    def test_it_is_settled_again_where_more_agree(self):
        found = corrected(("送货样", "own"), ("送货样", "own"), ("送货样", "errand")).suggest("送货样")

        assert found.label == "own"


class TestSimilarTexts:
    @pytest.mark.parametrize(
        "meant", [dict.fromkeys(DUTIES, "own"), OTHER], ids=["own activity", "other duty"]
    )
    def test_one_correction_moves_most_and_three_nearly_all(self, meant):
        once, thrice = recurring(1, meant), recurring(3, meant)

        assert once.right >= percent(88) * once.notes
        assert thrice.right >= percent(96) * thrice.notes
        assert thrice.wrong <= percent(2)


@pytest.fixture(scope="module")
def before() -> Outcome:
    return outcome(seeded(), NOTES)


class TestOtherTexts:
    def test_a_new_activity_takes_none_of_the_notes_about_others(self, before):
        own = [
            (f"{place}号站点巡检，{part}", "own")
            for place, part in enumerate(("拍照", "换滤芯", "记读数") * 10)
        ]

        after = outcome(corrected(*own), NOTES)

        assert after.wrong <= before.wrong + percent(1)
        assert after.right >= before.right - percent(2) * before.notes

    def test_twenty_activities_of_one_example_each_draw_nothing_to_them(self, before):
        own = [(f"{name}检查", f"own_{name}") for name in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"]

        after = outcome(corrected(*own), NOTES)

        assert after.wrong <= before.wrong + percent(1)
        assert after.right >= before.right - percent(3) * before.notes

    def test_five_hundred_about_three_duties_leave_the_others_found(self, before):
        busy = ("key_account", "order_entry", "errand")
        notes = [(text, label) for text, label in NOTES if label in busy]
        others = [(text, label) for text, label in NOTES if label not in busy]
        many = [notes[place % len(notes)] for place in range(500)]

        after = outcome(corrected(*many), others)

        assert after.wrong <= percent(3)
        assert after.right >= outcome(seeded(), others).right - percent(5) * after.notes
