"""What is suggested for a free text: one activity, or nothing but the ones to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clue:
    """A piece of the text that speaks for the suggestion; `weight` in thousandths of a bit over the runner-up."""

    text: str
    weight: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """
    What a text seems to be about.

    `label` is an activity id, or `None` when unsure: then somebody has to choose. `candidates` are the likeliest
    ids, best first, at most three; none when nothing in the text was ever seen. `clues` are the strongest first.
    """

    label: str | None
    candidates: tuple[str, ...] = ()
    clues: tuple[Clue, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether one activity is suggested."""
        return self.label is not None

    def reason(self, names: Mapping[str, str], language: str) -> str:
        """Return why, in words: `en`, anything else is zh-CN. `names` are the activities' names by id."""
        quoted = [f"“{clue.text}”" for clue in self.clues]
        if self.label is not None:
            name = names.get(self.label, self.label)
            if language == "en":
                return f"Looks like “{name}” because of {', '.join(quoted)}."
            return f"因为提到{'、'.join(quoted)}，看起来是“{name}”。"
        choices = [f"“{names.get(each, each)}”" for each in self.candidates]
        if not choices:
            return "Not sure: please choose." if language == "en" else "无法判断，请选择工作内容。"
        if language == "en":
            return f"Not sure: {' or '.join(choices)}? Please choose."
        return f"不确定是{'还是'.join(choices)}，请选择。"
