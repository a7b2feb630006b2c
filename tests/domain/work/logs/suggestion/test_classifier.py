import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.domain.work.logs.suggestion.classifier import UNTOLD, Classifier, Example
from shared.domain.work.logs.suggestion.seeds import seeded
from shared.domain.work.logs.suggestion.suggestion import Suggestion

TEXTS = st.text("催款开票对账退货 abc12，", max_size=12)
EXAMPLES = st.lists(st.builds(Example, TEXTS, st.sampled_from("abc"), st.integers(1, 4)), max_size=12)

COLLECTION = [Example(text, "collection") for text in ("催客户付尾款", "催款", "货款逾期", "上门要货款")]
INVOICING = [Example(text, "invoicing") for text in ("给客户开发票", "开增值税发票", "发票作废", "寄发票")]


class TestLearned:
    @given(EXAMPLES, st.randoms(use_true_random=False), TEXTS)
    def test_the_order_of_examples_does_not_matter(self, examples, random, text):
        shuffled = random.sample(examples, len(examples))

        one, other = Classifier.learned(examples), Classifier.learned(shuffled)

        assert one == other
        assert one.suggest(text) == other.suggest(text)

    @given(EXAMPLES, EXAMPLES)
    def test_learning_on_top_is_learning_at_once(self, before, more):
        assert Classifier.learned(before).with_examples(more) == Classifier.learned(before + more)

    @given(EXAMPLES, EXAMPLES)
    def test_learning_on_top_leaves_the_first_as_it_was(self, before, more):
        classifier = Classifier.learned(before)

        classifier.with_examples(more)

        assert classifier == Classifier.learned(before)

    @given(TEXTS, st.integers(1, 5))
    def test_a_weight_is_so_many_examples(self, text, weight):
        assert Classifier.learned([Example(text, "a", weight)]) == Classifier.learned(
            [Example(text, "a")] * weight
        )

    def test_an_example_without_weight_is_refused(self):
        with pytest.raises(ValueError, match="at least 1"):
            Example("催款", "collection", 0)


class TestSuggest:
    @settings(max_examples=300, deadline=None)
    @given(st.text() | st.text("催款开票客户录订单，。 😀\u200b\u202eمرحبا0１"))
    @example("")
    @example(" \u200b\u2060\ufeff\n")
    @example("فاتورة للعميل 123 \u202e催款")
    @example("👨\u200d👩\u200d👧 催尾款 🎉")
    @example("\ud800")
    @example("给客户开票，" * 1700)
    @example("x" * 10_000)
    @example("e\u0301" * 5_000)
    def test_any_text_gets_a_suggestion(self, text):
        found = seeded().suggest(text)

        assert isinstance(found, Suggestion)
        assert len(found.candidates) == len(set(found.candidates)) <= 3
        assert UNTOLD not in found.candidates
        assert found.label is None or found.label == found.candidates[0]
        assert bool(found.clues) == found.is_sure
        assert all(clue.text in unicodedata.normalize("NFC", text) for clue in found.clues)
        assert [clue.weight for clue in found.clues] == sorted(
            (clue.weight for clue in found.clues), reverse=True
        )

    def test_it_names_the_words_that_speak_for_the_label(self):
        found = Classifier.learned(COLLECTION + INVOICING).suggest("给海纳开了增值税发票")

        assert found.label == "invoicing"
        assert [clue.text for clue in found.clues] == ["增值税发票"]

    def test_nothing_that_was_ever_seen_gives_no_candidates(self):
        assert Classifier.learned(COLLECTION + INVOICING).suggest("出差") == Suggestion(None)

    def test_what_is_as_likely_as_the_next_is_unsure(self):
        found = Classifier.learned(COLLECTION + INVOICING).suggest("客户货款发票")

        assert found.label is None
        assert set(found.candidates) == {"collection", "invoicing"}

    def test_a_single_label_is_never_guessed(self):
        found = Classifier.learned(COLLECTION).suggest("催客户付货款")

        assert found == Suggestion(None, ("collection",))

    def test_a_text_that_is_hardly_known_is_unsure(self):
        classifier = Classifier.learned(COLLECTION + INVOICING)

        assert classifier.suggest("寄发票").label == "invoicing"
        assert classifier.suggest("寄发票" + "一二三四五六七八九十百千万亿元角分厘毫").label is None

    def test_a_note_about_two_things_is_unsure_and_offers_both(self):
        found = seeded().suggest("上午催款，下午录订单")

        assert found.label is None
        assert set(found.candidates[:2]) == {"collection", "order_entry"}

    def test_a_text_that_tells_nothing_is_unsure_though_a_word_of_it_was_seen(self):
        chat = Classifier.learned([*COLLECTION, *INVOICING, Example("跟客户聊天", UNTOLD)])

        assert chat.suggest("跟客户聊天").label is None

    def test_learning_nothing_is_sure_of_nothing(self):
        assert Classifier.learned([]).suggest("催款") == Suggestion(None)
