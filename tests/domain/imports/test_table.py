import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import DomainError
from shared.domain.imports.cells import RefusedRow
from shared.domain.imports.columns import DEALS, PEOPLE, ColumnMissing
from shared.domain.imports.header import FileTooLarge, NotATable
from shared.domain.imports.table import Row, Table

LIST = "姓名,邮箱\n李雷,li@example.com\n韩梅梅,\n"


def names(content, **options):
    table = Table.read(content, PEOPLE, **options)
    return [row["name"].text for row in table.rows()]


class TestTable:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
    def test_a_file_is_read_in_the_encoding_it_was_written_in(self, encoding):
        assert names(LIST.encode(encoding)) == ["李雷", "韩梅梅"]

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_the_delimiter_is_found(self, delimiter):
        assert names(LIST.replace(",", delimiter).encode()) == ["李雷", "韩梅梅"]

    @pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
    def test_line_ends_of_every_system_are_read(self, line_end):
        assert names(LIST.replace("\n", line_end).encode()) == ["李雷", "韩梅梅"]

    def test_a_delimiter_inside_quotes_is_text(self):
        assert names(b'name;notes\n"Li; Lei";"a,b,c,d"\n') == ["Li; Lei"]

    def test_columns_named_by_the_caller_help_to_find_the_delimiter(self):
        assert names("谁;a,b,c\n李雷;1\n".encode(), mapped={"谁": "name"}) == ["李雷"]

    def test_rows_know_their_lines_even_behind_blank_lines_and_quoted_breaks(self):
        table = Table.read(b'name,notes\n\nA,"one\ntwo"\n,\nB,x\n', PEOPLE)

        assert [(row.line, row["name"].text) for row in table.rows()] == [(3, "A"), (6, "B")]

    def test_a_cell_knows_the_title_of_its_column(self):
        row = next(iter(Table.read(LIST.encode(), PEOPLE).rows()))

        assert (row["email"].column, row["email"].text) == ("邮箱", "li@example.com")
        assert (row["manager"].column, row["manager"].text) == ("manager", "")

    def test_leading_zeros_that_a_spreadsheet_kept_by_a_formula_are_read(self):
        assert names(b'name,email\n="007",\n') == ["007"]

    @pytest.mark.parametrize("row", ["1C1I7A6R,Moses", "a,b,c,d,1,234,extra,more"])
    def test_a_row_with_too_few_or_too_many_cells_is_refused_whole(self, row):
        table = Table.read(f"id,owner,stage,amount\n{row}\nx,y,z,1\n".encode(), DEALS)

        refused, kept = table.rows()

        assert isinstance(refused, RefusedRow) and refused.line == 2 and refused.text == row
        assert kept["id"].text == "x"

    def test_a_row_whose_open_quote_swallows_others_is_refused(self):
        table = Table.read(b'id,owner,stage,amount\n1,"a,Won,1\n2,b,Won,1\n3,"c",Won,1\n4,d,Won,1\n', DEALS)

        refused, kept = table.rows()

        assert isinstance(refused, RefusedRow) and refused.line == 2
        assert kept["id"].text == "4"

    def test_prose_of_several_lines_in_a_cell_is_fine(self):
        table = Table.read(b'id,owner,stage,notes\n1,a,Won,"one, two\nand three, four"\n', DEALS)

        (row,) = table.rows()

        assert row["id"].text == "1"

    def test_empty_cells_behind_the_last_column_do_not_matter(self):
        assert names(b"name,email,,\nA,,,\nB,,\n") == ["A", "B"]

    def test_a_row_that_cannot_be_taken_apart_is_refused_and_the_next_one_read(self):
        table = Table.read(b"name,email\n" + b"x" * 200_000 + b",\nB,\n", PEOPLE)

        refused, kept = table.rows()

        assert isinstance(refused, RefusedRow) and refused.line == 2
        assert kept["name"].text == "B"

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b" \n\t\n",
            b"PK\x03\x04\x14\x00\x06\x00name",
            b"\x89PNG\r\n\x1a\n\0\0",
            b"name\n\xff\xfe\xfd\n",
            "姓名\n李雷\n".encode() + b"\xff",
            b"\xef\xbb\xbfname\n\xd6\xd0\n",
        ],
    )
    def test_a_file_of_another_kind_is_refused(self, content):
        with pytest.raises(NotATable):
            Table.read(content, PEOPLE)

    def test_a_table_about_something_else_is_refused_with_its_titles(self):
        with pytest.raises(ColumnMissing, match="account, sector"):
            Table.read(b"account,sector\nAcme,x\n", PEOPLE)

    def test_a_file_beyond_the_bound_is_refused_before_it_is_read(self):
        with pytest.raises(FileTooLarge):
            Table.read(b"name\n" + bytes(64 * 1024 * 1024), PEOPLE)

    def test_a_header_without_rows_is_an_empty_table(self):
        assert names(b"name,email\n") == []

    @given(
        st.binary(max_size=300),
        st.sampled_from([b"", b"name,email\n", b"name;email\r\n", b"\xef\xbb\xbfname\n"]),
    )
    def test_bytes_of_any_kind_are_read_or_refused(self, content, header):
        try:
            rows = list(Table.read(header + content, PEOPLE).rows())
        except DomainError as refusal:
            assert refusal.kind == "invalid"
        else:
            assert all(isinstance(row, Row | RefusedRow) and row.line > 1 for row in rows)
