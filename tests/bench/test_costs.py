import re
from fractions import Fraction
from pathlib import Path

import pytest

from infra.bench.units import item_size, read_units, write_units

PAGE = Path(__file__).parents[2] / "infra" / "decisions" / "storage.md"


class TestUnits:
    @pytest.mark.parametrize(
        ("item", "size"),
        [
            ({}, 0),
            ({"pk": {"S": ""}}, 2),
            ({"pk": {"S": "abc"}}, 5),
            ({"名": {"S": "岗绩"}}, 9),
            ({"n": {"N": "0"}}, 2),
            ({"n": {"N": "1200"}}, 3),
            ({"n": {"N": "-3.14"}}, 5),
            ({"b": {"B": b"12345"}}, 6),
            ({"ok": {"BOOL": True}, "no": {"NULL": True}}, 6),
            ({"s": {"SS": ["ab", "c"]}}, 4),
            ({"l": {"L": [{"S": "ab"}, {"N": "1"}]}}, 10),
            ({"m": {"M": {"k": {"S": "v"}}}}, 7),
        ],
    )
    def test_sizes_follow_the_published_rules(self, item, size):
        assert item_size(item) == size

    @pytest.mark.parametrize(("size", "units"), [(0, 1), (1, 1), (4096, 1), (4097, 2), (40_960, 10)])
    def test_a_consistent_read_takes_a_unit_for_4_kb_and_half_of_it_eventually(self, size, units):
        assert read_units(size, consistent=True) == units
        assert read_units(size, consistent=False) == Fraction(units, 2)

    @pytest.mark.parametrize(("size", "units"), [(0, 1), (1024, 1), (1025, 2), (3 * 1024, 3)])
    def test_a_write_takes_a_unit_for_1_kb_and_twice_that_in_a_transaction(self, size, units):
        assert write_units(size, transaction=False) == units
        assert write_units(size, transaction=True) == 2 * units


class TestTheStoragePage:
    def test_it_says_what_the_watched_operations_take(self, engine, restored_clock):
        from infra.bench.costs import measure_costs
        from infra.bench.workload import Workload

        rows = re.findall(
            r"^\| ([^|]+) \| (\d+) \| (\d+) \| (\d+) \|$", PAGE.read_text(encoding="utf-8"), re.M
        )

        measured = [
            (each.operation, str(each.round_trips), str(each.read_units), str(each.write_units))
            for each in measure_costs(Workload())
        ]

        assert rows == measured
