from shared.domain.work.logs.suggestion.clues import clues
from shared.domain.work.logs.suggestion.grams import read
from shared.domain.work.logs.suggestion.suggestion import Clue


def shown(text, worths):
    return [clue.text for clue in clues(read(text), lambda gram: worths.get(gram, 0))]


class TestClues:
    def test_pieces_that_overlap_are_one_word(self):
        assert shown("他开了增值税票", {"2增值": 900, "2值税": 800, "3值税票": 700}) == ["增值税票"]

    def test_the_strongest_stands_first_and_no_more_than_three_are_given(self):
        worths = {"2催款": 400, "2开票": 900, "2对账": 700, "2发货": 500}

        assert shown("催款开票，对账，发货", worths) == ["开票", "对账", "发货"]

    def test_a_faint_piece_is_left_out(self):
        assert shown("催款开票", {"2催款": 900, "2开票": 200}) == ["催款"]

    def test_what_speaks_against_it_is_left_out(self):
        assert shown("催款开票", {"2催款": 900, "2开票": -900}) == ["催款"]

    def test_a_single_character_is_a_clue_where_nothing_longer_is(self):
        assert shown("催他", {"1催": 900}) == ["催"]

    def test_a_clue_weighs_all_that_is_within_it(self):
        found = clues(read("催款"), lambda gram: {"2催款": 900, "1催": 300, "1款": -100}.get(gram, 0))

        assert found == (Clue("催款", 1100),)

    def test_it_is_shown_as_it_was_written(self):
        assert shown("录入 ＣＲＭ 系统", {"wcrm": 900}) == ["ＣＲＭ"]

    def test_a_text_that_is_known_as_a_whole_is_its_own_clue(self):
        assert shown(" 😀 ", {}) == ["😀"]
