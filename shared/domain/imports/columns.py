"""Which column of an imported table holds which field: by the columns' usual titles, or as the caller says."""

import re
import unicodedata
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from shared.domain.errors import DomainError


class ColumnMissing(DomainError):
    """The table lacks columns that every row needs."""

    kind, code = "invalid", "import.column_missing"
    zh = "没有找到字段 {fields} 对应的列（文件中有：{columns}），请用“列名=字段”指定。"
    en = "No column was found for {fields} (the file has: {columns}). Say which with COLUMN=FIELD."


class ColumnTwice(DomainError):
    """Two columns could hold the same field."""

    kind, code = "invalid", "import.column_ambiguous"
    zh = "列“{first}”和“{second}”都可能是字段 {field}，请用“列名=字段”指定其中一个。"
    en = "The columns “{first}” and “{second}” may both be {field}. Say which with COLUMN=FIELD."


class NoSuchColumn(DomainError):
    """The caller named a column that the table does not have."""

    kind, code = "invalid", "import.no_such_column"
    zh = "文件中没有名为“{column}”的列，现有：{columns}。"
    en = "The file has no column “{column}”. It has: {columns}."


class NoSuchField(DomainError):
    """The caller named a field that an import of this kind does not have."""

    kind, code = "invalid", "import.no_such_field"
    zh = "没有名为“{field}”的字段，可用：{fields}。"
    en = "There is no field “{field}”. There are: {fields}."


@dataclass(frozen=True, slots=True)
class Field:
    """
    A field of an import: its name, the titles that its column usually has, and whether the column must be there.

    `unless` names fields whose columns together do instead.
    """

    name: str
    titles: tuple[str, ...]
    needed: bool = False
    unless: tuple[str, ...] = ()

    def is_missed(self, found: Container[str]) -> bool:
        """Whether the field must have a column and neither it nor what does instead is among those `found`."""
        instead = bool(self.unless) and all(each in found for each in self.unless)
        return self.needed and self.name not in found and not instead

    def is_titled(self, title: str) -> bool:
        """Whether a column of this title holds the field; case, blanks and punctuation do not matter."""
        return plain_title(title) in {plain_title(each) for each in (self.name, *self.titles)}


PEOPLE: Final = (
    Field(
        "name",
        ("sales_agent", "full_name", "employee", "employee_name", "姓名", "员工", "员工姓名"),
        needed=True,
        unless=("last_name", "first_name"),
    ),
    Field("last_name", ("surname", "family_name", "姓")),
    Field("first_name", ("given_name", "名")),
    Field("vendor_user_id", ("employee_id", "employee_no", "staff_id", "user_id", "工号", "员工编号")),
    Field("email", ("e_mail", "邮箱", "电子邮箱")),
    Field(
        "manager", ("manager_name", "supervisor", "reports_to", "上级", "直属上级", "上级姓名", "上级工号")
    ),
    Field("region", ("regional_office", "sales_region", "区域", "大区", "所属区域")),
    Field("position", ("岗位",)),
    Field("access_role", ("权限",)),
)
DEALS: Final = (
    Field("id", ("opportunity_id", "deal_id", "商机编号", "商机ID", "编号"), needed=True),
    Field(
        "owner", ("sales_agent", "deal_owner", "opportunity_owner", "负责人", "销售", "业务员"), needed=True
    ),
    Field("stage", ("deal_stage", "阶段", "商机阶段", "销售阶段"), needed=True),
    Field("product", ("product_name", "产品", "产品名称")),
    Field("customer", ("account", "account_name", "customer_name", "客户", "客户名称")),
    Field("created", ("engage_date", "created_date", "created_at", "创建日期", "创建时间", "接触日期")),
    Field("closed", ("close_date", "closed_date", "closed_at", "成交日期", "关闭日期", "结单日期")),
    Field("amount", ("close_value", "deal_amount", "金额", "成交金额", "商机金额")),
    Field("currency", ("币种", "货币")),
)
ORDERS: Final = (
    Field("id", ("order_id", "order_no", "order_number", "订单编号", "订单号", "订单ID"), needed=True),
    Field(
        "ordered", ("order_date", "ordered_at", "ordered_on", "订单日期", "下单日期", "下单时间"), needed=True
    ),
    Field(
        "owner",
        ("employee_id", "sales_rep_id", "owner_id", "员工编号", "工号", "负责人", "销售", "业务员"),
        needed=True,
        unless=("owner_name",),
    ),
    Field("owner_name", ("employee", "employee_name", "sales_agent", "sales_rep", "salesperson", "员工姓名")),
    Field(
        "customer",
        ("customer_id", "account_id", "客户编号", "客户ID"),
        needed=True,
        unless=("customer_name",),
    ),
    Field("customer_name", ("account", "account_name", "company_name", "客户", "客户名称")),
    Field("currency", ("币种", "货币")),
    Field("amount", ("order_amount", "order_total", "net_amount", "订单金额", "实付金额", "销售额")),
)
"""What an order's own row says. The number or id of somebody goes before their name."""
ORDER_LINES: Final = (
    ORDERS[0],
    Field("unit_price", ("price", "单价"), needed=True),
    Field("quantity", ("qty", "数量"), needed=True),
    Field("discount", ("discount_rate", "折扣", "折扣率")),
)
"""What a line of an order says; the product itself is no part of any figure."""


def match_columns(
    titles: Sequence[str], fields: Sequence[Field], mapped: Mapping[str, str] | None = None
) -> dict[str, int]:
    """
    Return the place of each field's column. `mapped` (title to field) goes before the usual titles.

    >>> match_columns(["Opportunity ID", "销售", "Stage", "Notes"], DEALS)
    {'id': 0, 'owner': 1, 'stage': 2}

    :raises NoSuchColumn: if `mapped` names a column that is not there.
    :raises NoSuchField: if `mapped` names a field that is none.
    :raises ColumnTwice: if two columns may hold one field.
    :raises ColumnMissing: if a needed field has no column.
    """
    places: dict[str, int] = {}
    for title, wanted in (mapped or {}).items():
        _claim(places, _field_named(wanted, fields), _column_titled(title, titles), titles)
    taken = set(places.values())
    for field in fields:
        if field.name in places:
            continue
        for place, title in enumerate(titles):
            if place not in taken and field.is_titled(title):
                _claim(places, field, place, titles)
    missing = [field.name for field in fields if field.is_missed(places)]
    if missing:
        raise ColumnMissing(fields=", ".join(missing), columns=_shown(titles))
    return {field.name: places[field.name] for field in fields if field.name in places}


def plain_title(title: str) -> str:
    """Return a title by which it is compared: without case, width, blanks and punctuation.

    >>> plain_title(" Close-Date "), plain_title("close_date")
    ('closedate', 'closedate')
    """
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", title).casefold())


def _claim(places: dict[str, int], field: Field, place: int, titles: Sequence[str]) -> None:
    if places.setdefault(field.name, place) != place:
        raise ColumnTwice(field=field.name, first=titles[places[field.name]][:40], second=titles[place][:40])


def _field_named(name: str, fields: Sequence[Field]) -> Field:
    for field in fields:
        if field.is_titled(name):
            return field
    known = ", ".join(field.name for field in fields)
    raise NoSuchField(pointer="/map", field=name[:40], fields=known)


def has_column(title: str, titles: Sequence[str]) -> bool:
    """Whether a table has exactly one column that the caller may mean by `title`."""
    return len(_columns_titled(title, titles)) == 1


def _column_titled(title: str, titles: Sequence[str]) -> int:
    found = _columns_titled(title, titles)
    if len(found) != 1:
        raise NoSuchColumn(pointer="/map", column=title[:40], columns=_shown(titles))
    return found[0]


def _columns_titled(title: str, titles: Sequence[str]) -> list[int]:
    exact = [place for place, each in enumerate(titles) if each == title]
    return exact or [place for place, each in enumerate(titles) if plain_title(each) == plain_title(title)]


def _shown(titles: Sequence[str]) -> str:
    return ", ".join(title[:40] for title in titles[:30])
