"""Money: whole minor units and a currency, never a float."""

import re
from dataclasses import dataclass
from decimal import Decimal

from shared.domain.errors import DomainError

EXPONENTS = {"BHD": 3, "CLP": 0, "JPY": 0, "KRW": 0, "KWD": 3, "OMR": 3, "VND": 0}
"""ISO 4217 currencies whose minor unit is not a hundredth."""
LARGEST_MINOR = 10**15
_PLAIN = re.compile(r"-?(\d{1,20}(\.\d{0,20})?|\.\d{1,20})", re.ASCII)


class NotMoney(DomainError):
    """An amount is no plain decimal number in the currency's minor units, or is out of bounds."""

    kind, code = "invalid", "money.not_an_amount"
    zh = "金额“{text}”无法识别，请填写普通数字，例如 1200.00。"
    en = "The amount “{text}” is not a plain number such as 1200.00."


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` whole minor units (fen, cents) of `currency` (ISO 4217)."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: str, currency: str) -> "Money":
        """
        Read an amount in major units.

        >>> Money.of("1200.00", "CNY")
        Money(minor=120000, currency='CNY')

        :raises NotMoney: on anything but a plain decimal with at most the currency's decimal places.
        """
        if not _PLAIN.fullmatch(
            amount
        ):  # Decimal would also take exponents, NaN, blanks and other scripts' digits
            raise NotMoney(text=amount[:40])
        scaled = Decimal(amount).scaleb(EXPONENTS.get(currency, 2))
        if scaled != scaled.to_integral_value() or abs(scaled) > LARGEST_MINOR:
            raise NotMoney(text=amount[:40])
        return cls(int(scaled), currency)

    @property
    def amount(self) -> str:
        """The amount in major units with the currency's decimal places.

        >>> Money(120000, "CNY").amount, Money(500, "JPY").amount
        ('1200.00', '500')
        """
        return str(Decimal(self.minor).scaleb(-EXPONENTS.get(self.currency, 2)))
