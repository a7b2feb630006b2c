from hypothesis import given
from hypothesis import strategies as st

from shared.domain.work.logs.months import MOST_MONTHS, LogMonths

months = st.builds("{:04}-{:02}".format, st.integers(2023, 2027), st.integers(1, 12))
commands = st.lists(st.frozensets(months, min_size=1, max_size=3), max_size=60)


def after(commands) -> LogMonths:
    """What is known of somebody whose commands changed logs of these months; every command counts one on."""
    known = LogMonths()
    for seq, changed in enumerate(commands, start=1):
        known = known.moved(changed, seq)
    return known


class TestSeqOf:
    def test_a_month_that_never_had_a_log_is_0(self):
        assert LogMonths().seq_of("2026-03") == 0
        assert LogMonths((("2026-03", 7),)).seq_of("2026-04") == 0

    def test_a_month_with_logs_has_the_seq_of_its_last_change(self):
        assert LogMonths((("2026-03", 7), ("2026-04", 9))).seq_of("2026-03") == 7

    def test_where_months_may_have_been_forgotten_nothing_is_known_of_the_others(self):
        assert LogMonths((("2026-03", 7),), whole=False).seq_of("2026-04") is None
        assert LogMonths(whole=False).seq_of("2026-03") is None


class TestMoved:
    def test_it_names_the_months_in_order_with_their_newest_seq(self):
        known = after([{"2026-04"}, {"2026-03"}, {"2026-04"}])

        assert known == LogMonths((("2026-03", 2), ("2026-04", 3)))

    def test_the_months_of_one_command_share_its_seq(self):
        assert LogMonths().moved(frozenset({"2026-03", "2026-04"}), 5).months == (
            ("2026-03", 5),
            ("2026-04", 5),
        )

    def test_the_25th_month_makes_the_oldest_one_forgotten(self):
        two_years = [{f"{2024 + n // 12}-{n % 12 + 1:02}"} for n in range(MOST_MONTHS)]

        known, more = after(two_years), after([*two_years, {"2026-01"}])

        assert (known.whole, known.seq_of("2024-01"), known.seq_of("2020-01")) == (True, 1, 0)
        assert (more.whole, more.seq_of("2024-01"), more.seq_of("2020-01")) == (False, None, None)
        assert len(more.months) == MOST_MONTHS

    def test_a_month_before_all_that_are_remembered_stays_unknown(self):
        two_years = [{f"{2024 + n // 12}-{n % 12 + 1:02}"} for n in range(MOST_MONTHS)]

        known = after([*two_years, {"2023-12"}])

        assert known.seq_of("2023-12") is None
        assert known.seq_of("2024-01") == 1

    def test_what_was_not_known_once_never_is_again(self):
        known = LogMonths(whole=False).moved(frozenset({"2026-03"}), 4)

        assert (known.seq_of("2026-03"), known.seq_of("2026-04"), known.whole) == (4, None, False)

    @given(commands, months)
    def test_what_it_says_of_a_month_is_true_or_that_it_does_not_know(self, commands, month):
        true = max((seq for seq, changed in enumerate(commands, start=1) if month in changed), default=0)

        assert after(commands).seq_of(month) in (true, None)

    @given(commands)
    def test_the_newest_24_months_are_always_known(self, commands):
        named = sorted({month for changed in commands for month in changed})

        known = after(commands)

        assert len(known.months) == min(len(named), MOST_MONTHS)
        assert all(known.seq_of(month) for month in named[-MOST_MONTHS:])
        assert all(known.seq_of(month) is None for month in named[:-MOST_MONTHS])
