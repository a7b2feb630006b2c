"""What people are told of goals."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from shared.domain.ids import new_id
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.reasons import amount
from shared.domain.messages import Message
from shared.domain.people import Person


def message(topic: str, person: Person, about: str, params: Mapping[str, str], at: datetime) -> Message:
    """Return a message to a person."""
    return Message(new_id("msg", at), person.company_id, person.id, topic, about, at, params)


def named(definition: KpiDefinition) -> dict[str, str]:
    """Return a KPI's names as sentences take them."""
    return {"kpi_zh": definition.name_zh, "kpi_en": definition.name_en}


def moved(definition: KpiDefinition, moves: Sequence[tuple[str, Fraction, Fraction]]) -> dict[str, str]:
    """Return each month's figure before and after, in words."""
    texts = {
        language: [
            " ".join(
                (
                    month,
                    amount(definition, before, language, trim=True),
                    "→",
                    amount(definition, after, language, trim=True),
                )
            )
            for month, before, after in moves
        ]
        for language in ("zh", "en")
    }
    return {"moves_zh": "；".join(texts["zh"]), "moves_en": "; ".join(texts["en"])}
