"""Why a command does not do what was asked: one sentence, in Chinese and in English."""


class Refusal(Exception):
    """The command stops; `str()` is the sentence for whoever typed it."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} · {en}")
