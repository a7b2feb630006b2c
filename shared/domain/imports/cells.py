"""Reading the cells of an imported table: texts and amounts, each exactly or not at all.

What cannot be read in one way only is refused with the column, the text and the reason; nothing is guessed.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shared.domain.errors import DomainError
from shared.domain.money import Money, NotMoney

LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: the title of its column as it stands in the file, and its text; empty if there is no column."""

    column: str
    text: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written there."""
        return not self.text


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """
    A row that was not imported: its line in the file, the column and text at fault, and why.

    `file` is its name where one import reads several.
    """

    line: int
    column: str
    text: str
    why: str
    why_en: str
    file: str = ""


class BadCell(DomainError):
    """A row cannot be imported because of one of its cells."""

    def __init__(self, cell: Cell, **params: Any) -> None:
        self.cell = cell
        super().__init__(column=cell.column, text=cell.text[:LONGEST_SHOWN], **params)

    def on(self, line: int, file: str = "") -> RefusedRow:
        """Return the row's entry in the report."""
        text = self.cell.text[:LONGEST_SHOWN]
        return RefusedRow(line, self.cell.column, text, self.sentence("zh-CN"), self.sentence("en"), file)


class CellEmpty(BadCell):
    """A cell that the row needs is empty."""

    code = "import.cell_empty"
    zh = "“{column}”为空，请补上。"
    en = "“{column}” is empty. Fill it in."


class TextUnfit(BadCell):
    """A text is too long or holds line breaks or other control characters."""

    code = "import.text_unfit"
    zh = "“{column}”应为一行文字，最多 {longest} 个字符。"
    en = "“{column}” must be one line of at most {longest} characters."


class IsFormula(BadCell):
    """A cell holds a spreadsheet formula in place of its value."""

    code = "import.formula"
    zh = "“{column}”是公式，请在表格中“粘贴为数值”后再导出。"
    en = "“{column}” is a formula. Paste it as a value in the spreadsheet and export again."


class NotAnAmount(BadCell):
    """An amount cannot be read, is below zero or has more decimal places than the currency."""

    code = "import.not_an_amount"
    zh = "金额“{text}”无法识别，请写成 1200.00、1,200 或 1.2万，不能为负数。"
    en = "The amount “{text}” is not understood. Write 1200.00, 1,200 or 1.2万, not below zero."


class OtherCurrency(BadCell):
    """An amount is in another currency than the company's."""

    code = "import.other_currency"
    zh = "“{text}”不是公司的币种 {home}，请先折算再导入。"
    en = "“{text}” is not in the company's currency {home}. Convert it before the import."


def text_of(cell: Cell, *, longest: int) -> str:
    """
    Return the text of a cell in NFC.

    :raises TextUnfit: if it is longer than `longest` or not one line of visible text.
    :raises IsFormula: if it begins like a formula.
    """
    text = unicodedata.normalize("NFC", cell.text)
    if text.startswith("="):
        raise IsFormula(cell)
    if len(text) > longest or any(unicodedata.category(each) in _UNFIT for each in text):
        raise TextUnfit(cell, longest=longest)
    return text


def needed_text_of(cell: Cell, *, longest: int) -> str:
    """
    Return the text of a cell that the row needs, as `text_of`.

    :raises CellEmpty: if it is empty.
    """
    if cell.is_empty:
        raise CellEmpty(cell)
    return text_of(cell, longest=longest)


_UNFIT = ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")


_AMOUNT = re.compile(
    r"(?P<before>[A-Z]{3}|US\$|HK\$|[¥$€£])? ?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?) ?"
    r"(?P<scale>[万亿])? ?"
    r"(?P<after>[A-Z]{3}|元)?",
    re.ASCII,
)
_LONGEST_NUMBER = 24
_SCALES = {None: 1, "万": 10**4, "亿": 10**8}
_SIGNS = {
    "¥": {"CNY", "JPY"}, "元": {"CNY"}, "RMB": {"CNY"}, "$": {"USD", "HKD", "SGD", "AUD", "CAD", "TWD"},
    "US$": {"USD"}, "HK$": {"HKD"}, "€": {"EUR"}, "£": {"GBP"},
}  # fmt: skip


def amount_of(cell: Cell, *, currency: str) -> int | None:
    """
    Return the amount in a cell in minor units of `currency`, None if it is empty.

    >>> amount_of(Cell("amount", "1,200.50"), currency="CNY"), amount_of(Cell("amount", "3万元"), currency="CNY")
    (120050, 3000000)

    :raises NotAnAmount: if it is no plain amount, or is finer than the currency's minor unit.
    :raises OtherCurrency: if a sign or code beside it names another currency.
    """
    price = price_of(cell, currency=currency)
    if price is None:
        return None
    try:
        return Money.of(format(price, "f"), currency).minor
    except NotMoney:
        raise NotAnAmount(cell) from None


def price_of(cell: Cell, *, currency: str) -> Decimal | None:
    """
    Return the amount in a cell in major units with all its decimal places, None if it is empty.

    >>> price_of(Cell("price", "$0.0125"), currency="USD")
    Decimal('0.0125')

    :raises NotAnAmount: if it is no plain amount.
    :raises OtherCurrency: if a sign or code beside it names another currency.
    """
    if cell.is_empty:
        return None
    match = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", cell.text))
    if match is None or len(match["number"]) > _LONGEST_NUMBER:
        raise NotAnAmount(cell)
    for sign in (match["before"], match["after"]):
        if sign is not None and currency not in _SIGNS.get(sign, {sign}):
            raise OtherCurrency(cell, home=currency)
    return Decimal(match["number"].replace(",", "")) * _SCALES[match["scale"]]


def check_currency(cell: Cell, home: str) -> None:
    """
    Let a cell with the code of a currency pass if it is the company's, or empty.

    :raises OtherCurrency: otherwise.
    """
    code = unicodedata.normalize("NFKC", cell.text).upper()
    if code and code != home and not (home == "CNY" and code in ("RMB", "人民币")):
        raise OtherCurrency(cell, home=home)
