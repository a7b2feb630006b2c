"""When models are built."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from functions.edge.models import Body, Query, Shape


class Counted:
    """A type that counts how often a schema is asked of it, and takes its time."""

    asked = 0

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        cls.asked += 1
        time.sleep(0.05)
        return handler(str)


class TestDeferred:
    @pytest.mark.parametrize("base", [Body, Query, Shape])
    def test_a_model_is_built_by_its_first_use_and_once_for_all_threads(self, base: type) -> None:
        class Told(Counted):
            asked = 0

        class Model(base):
            text: Told

        assert Told.asked == 0

        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(lambda text: Model(text=text).text, "abcd"))

        assert found == list("abcd")
        assert Told.asked == 1
