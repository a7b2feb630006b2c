import math
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.domain.work.logs.places import LocationUnusable, Place, coarse, metres_between

RADIUS = 6_371_008.8
PEOPLES_SQUARE = (Decimal("31.230416"), Decimal("121.473701"))


def degrees(most: int) -> st.SearchStrategy[Decimal]:
    return st.integers(-most * 10**9, most * 10**9).map(lambda whole: Decimal(whole).scaleb(-9))


def metres(a: tuple[object, object], b: tuple[object, object]) -> float:
    """The great-circle distance, by the haversine formula."""
    (north, west), (south, east) = ([math.radians(float(str(each))) for each in point] for point in (a, b))
    half = math.sin((north - south) / 2) ** 2
    half += math.cos(north) * math.cos(south) * math.sin((west - east) / 2) ** 2
    return 2 * RADIUS * math.asin(math.sqrt(half))


class TestCoarse:
    @given(degrees(89), degrees(180))
    @example(Decimal("0.00225"), Decimal("0.0022"))
    @example(Decimal("-89"), Decimal("179.9999999"))
    def test_it_is_never_more_than_354_metres_off(self, latitude, longitude):
        place = coarse(latitude, longitude)

        assert metres((latitude, longitude), (place.lat, place.lon)) <= 354.3

    @given(degrees(90), degrees(180))
    @example(Decimal(90), Decimal(180))
    @example(Decimal("-89.9955"), Decimal(-180))
    def test_a_place_made_coarse_again_stays_where_it_is(self, latitude, longitude):
        place = coarse(latitude, longitude)

        assert coarse(Decimal(place.lat), Decimal(place.lon)) == place

    @given(degrees(90), degrees(180))
    def test_it_is_written_with_four_places_on_the_globe(self, latitude, longitude):
        place = coarse(latitude, longitude)

        assert [len(each.split(".")[1]) for each in (place.lat, place.lon)] == [4, 4]
        assert abs(Decimal(place.lat)) <= 90
        assert -180 <= Decimal(place.lon) < 180

    @pytest.mark.parametrize(("north", "east"), [(45, 0), (0, 52)])
    def test_a_step_of_half_a_kilometre_is_another_cell(self, north, east):
        latitude, longitude = PEOPLES_SQUARE

        moved = coarse(latitude + Decimal(north).scaleb(-4), longitude + Decimal(east).scaleb(-4))

        assert moved != coarse(*PEOPLES_SQUARE)

    def test_all_of_a_cell_is_one_place(self):
        centre = coarse(*PEOPLES_SQUARE)
        latitude, longitude = Decimal(centre.lat), Decimal(centre.lon)
        steps = [Decimal(step).scaleb(-4) for step in range(-22, 23, 2)]

        found = {coarse(latitude + north, longitude + east) for north in steps for east in steps}

        assert found == {centre}

    def test_both_sides_of_the_date_line_are_one_meridian(self):
        assert coarse(Decimal(-18), Decimal(180)) == coarse(Decimal(-18), Decimal(-180))

    @pytest.mark.parametrize("longitude", ["-180", "0", "121.47"])
    def test_a_pole_is_one_place(self, longitude):
        assert coarse(Decimal(90), Decimal(longitude)) == Place("90.0000", "0.0000")

    def test_numbers_without_end_are_read_at_once(self):
        assert coarse(Decimal("1E-99999999"), Decimal("-1E-99999999")) == Place("0.0000", "0.0000")

    @pytest.mark.parametrize(
        ("latitude", "longitude"),
        [
            ("90.0000001", "0"), ("-90.0000001", "0"), ("0", "180.0000001"), ("0", "-180.0000001"), ("0", "1E+999999"),
            ("NaN", "0"), ("0", "sNaN"), ("Infinity", "0"), ("0", "-Infinity"),
        ],
    )  # fmt: skip
    def test_what_is_not_on_the_globe_is_refused(self, latitude, longitude):
        with pytest.raises(LocationUnusable) as refused:
            coarse(Decimal(latitude), Decimal(longitude))

        assert (refused.value.code, refused.value.pointer) == ("work_log.location_unusable", "/location")


class TestMetresBetween:
    @pytest.mark.parametrize(
        "there",
        [("31.2300", "121.4800"), ("31.1433", "121.8083"), ("31.2990", "120.5850"), ("30.2741", "120.1551")],
    )
    def test_it_is_right_to_one_percent_from_shanghai_as_far_as_hangzhou(self, there):
        here = ("31.2300", "121.4700")

        found = metres_between(Place(*here), Place(*there))

        assert found == pytest.approx(metres(here, there), rel=0.01)

    @given(degrees(65), degrees(180), st.integers(-900, 900), st.integers(-900, 900))
    def test_it_is_right_to_one_percent_within_a_city(self, latitude, longitude, north, east):
        here = coarse(latitude, longitude)
        there = coarse(
            latitude + Decimal(north).scaleb(-4), (longitude + Decimal(east).scaleb(-4) + 540) % 360 - 180
        )

        assert metres_between(here, there) == pytest.approx(
            metres((here.lat, here.lon), (there.lat, there.lon)), rel=0.01, abs=1
        )

    @given(degrees(90), degrees(180), degrees(90), degrees(180))
    def test_it_is_the_same_both_ways(self, north, west, south, east):
        here, there = coarse(north, west), coarse(south, east)

        assert metres_between(here, there) == metres_between(there, here)

    def test_from_a_place_to_itself_there_is_no_way(self):
        assert metres_between(coarse(*PEOPLES_SQUARE), coarse(*PEOPLES_SQUARE)) == 0

    def test_it_goes_the_short_way_across_the_date_line(self):
        assert metres_between(Place("0.0000", "179.9950"), Place("0.0000", "-179.9950")) == 1112
