from infra.bench.scoring import ScoredCompany, taken


class TestReadingAMonthForItsScores:
    def test_takes_few_round_trips_and_no_more_with_twice_the_history(self, engine):
        short, long = (
            ScoredCompany(people=5, months=18, events=20),
            ScoredCompany(people=5, months=36, events=20),
        )
        short.keep()
        long.keep()

        found, later = taken("short", short.keep), taken("long", long.keep)

        assert found.round_trips == later.round_trips <= 5
        assert found.write_units == later.write_units == 0
        assert later.read_units <= found.read_units * 21 / 20

    def test_grows_with_people_at_most_as_they_do(self, engine):
        few, many = (
            ScoredCompany(people=5, months=1, events=20),
            ScoredCompany(people=20, months=1, events=20),
        )
        few.keep()
        many.keep()

        assert taken("many", many.keep).read_units <= 4 * taken("few", few.keep).read_units
