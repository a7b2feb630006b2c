"""Why orders and their lines, joined across files, cannot be taken."""

from shared.domain.errors import DomainError
from shared.domain.imports.cells import BadCell


class LinesUnreadable(DomainError):
    """A row of lines cannot be taken apart, and nobody knows which orders it held lines of."""

    kind, code = "invalid", "import.lines_unreadable"
    zh = "{place} 无法拆分为单元格，无法确定哪些订单的明细不完整；请检查引号后重新导入。"
    en = "{place} cannot be split into cells, so nobody knows whose lines are missing. Check the quotes."


class OrderWithoutLines(BadCell):
    """An order has no line in any file."""

    code = "import.order_without_lines"
    zh = "订单“{text}”没有任何明细，金额未知；请补上明细。"
    en = "The order “{text}” has no lines, so its amount is not known. Add them."


class LineWithoutOrder(BadCell):
    """A line belongs to an order that is in no file."""

    code = "import.line_without_order"
    zh = "明细所属的订单“{text}”不在任何文件中，请一并导入订单。"
    en = "The order “{text}” of this line is in no file. Import it too."


class LineOfRefusedOrder(BadCell):
    """A line belongs to an order that was not imported."""

    code = "import.line_of_refused_order"
    zh = "明细所属的订单“{text}”未导入，原因见 {place}。"
    en = "The order “{text}” of this line was not imported: see {place}."


class OrderOfRefusedLine(BadCell):
    """An order has a line that cannot be read, so that its amount is not known."""

    code = "import.order_of_refused_line"
    zh = "订单“{text}”有一行明细未被接受（{place}），整单未导入；请先改正该行。"
    en = (
        "A line of the order “{text}” was refused ({place}), so the order was not imported. Correct it first."
    )


class LinesElsewhere(BadCell):
    """The lines of an order begin in another file; taken together they might count twice."""

    code = "import.lines_elsewhere"
    zh = "订单“{text}”的明细已在 {place} 起列出，请只在一个文件中保留。"
    en = "The lines of the order “{text}” begin at {place}. Keep them in one file."


class OrderDiffers(BadCell):
    """Two rows of one order disagree about the order itself."""

    code = "import.order_differs"
    zh = "订单“{text}”的日期、负责人、客户或币种与 {place} 不同，请核对。"
    en = "Date, owner, customer or currency of the order “{text}” differ from {place}. Check them."


class OrderTooLarge(BadCell):
    """The lines of an order add up to more than any amount may be."""

    code = "import.order_too_large"
    zh = "订单“{text}”的金额超出可记录的范围，请核对单价和数量。"
    en = "The amount of the order “{text}” is out of bounds. Check prices and quantities."
