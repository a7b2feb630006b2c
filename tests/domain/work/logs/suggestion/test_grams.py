import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.work.logs.suggestion.grams import LONGEST, SPACES, read


def grams(text):
    return {piece.gram for piece in read(text).pieces}


class TestRead:
    def test_wide_forms_case_and_digits_do_not_matter(self):
        assert grams("ＣＲＭ录３条") == grams("crm录28条")

    def test_spaces_and_what_is_invisible_are_skipped_within_chinese(self):
        assert grams("催 尾\u200b款") == grams("催尾款")

    def test_punctuation_parts_what_stands_beside_it(self):
        assert "2款开" in grams("催款开票")
        assert "2款开" not in grams("催款，开票")

    def test_texts_that_differ_in_spaces_and_punctuation_have_one_key(self):
        assert read("催款，3万。").key == read("催款 50万").key
        assert read("。，!").key == ""

    def test_an_emoji_is_a_key_though_no_gram(self):
        reading = read("😀")

        assert reading.key == "😀"
        assert reading.pieces == ()

    def test_no_more_is_read_than_a_log_holds(self):
        assert read("催" * LONGEST + "票").pieces == read("催" * LONGEST).pieces


class TestPieces:
    def test_chinese_is_taken_by_one_two_and_three_characters(self):
        assert grams("催尾款") == {"1催", "1尾", "1款", "2催尾", "2尾款", "3催尾款"}

    def test_other_scripts_are_taken_by_words_stems_and_pairs(self):
        assert grams("Issued invoices") == {"wissued", "sissu", "winvoices", "sinvo", "pissued invoices"}

    def test_little_words_are_left_out(self):
        assert grams("the order of a client") == grams("order client")

    def test_a_number_counts_only_beside_a_word(self):
        assert grams("5 orders") == {"p0 orders", "worders", "sorde"}
        assert grams("12345") == set()

    def test_a_gram_counts_once_where_it_stands_first(self):
        places = [(piece.start, piece.end) for piece in read("催款催款").pieces if piece.gram == "2催款"]

        assert places == [(0, 2)]

    @given(st.text())
    def test_any_text_has_pieces_of_known_spaces_that_stand_where_they_say(self, text):
        reading = read(text)

        for piece in reading.pieces:
            assert piece.gram[0] in SPACES
            assert 0 <= piece.start < piece.end <= len(reading.text)

    @given(st.text())
    def test_what_is_shown_of_a_piece_was_written(self, text):
        reading = read(text)
        written = unicodedata.normalize("NFC", text[:LONGEST])

        assert all(reading.as_written(piece.start, piece.end) in written for piece in reading.pieces)
