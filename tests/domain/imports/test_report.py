import csv
import io

from shared.domain.imports.cells import RefusedRow
from shared.domain.imports.report import refused_csv

ROW = RefusedRow(7, "数量", "-3", "数量为负", "negative", "明细.csv")


class TestRefusedCsv:
    def test_each_row_stands_there_with_its_place_and_reasons(self):
        text = refused_csv([ROW, RefusedRow(9, "", "a,b", "缺", "short")])

        assert text.startswith("\ufeff")
        _, first, second = csv.reader(io.StringIO(text[1:]))
        assert first == ["明细.csv", "7", "数量", "'-3", "数量为负", "negative"]
        assert second == ["", "9", "", "a,b", "缺", "short"]

    def test_no_cell_is_a_formula(self):
        for text in ("=1+1", "+1", "@SUM(A1)", "\t=1"):
            (_, row) = csv.reader(io.StringIO(refused_csv([RefusedRow(2, "x", text, "w", "w")])))
            assert row[3] == f"'{text}"
