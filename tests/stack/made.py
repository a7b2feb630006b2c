"""What `package` made for a target, as tests look at it."""

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from infra.package import Manifest

_EXTENSION = re.compile(r"\.(?:cpython|abi)[^/]*\.so$|-[0-9a-f]{8}\.so[.0-9]*$")
"""What names the machine: of an extension its tag, of a library that a wheel brings along its digest."""


@dataclass(frozen=True)
class Made:
    """A folder with bundle and templates."""

    folder: Path
    manifest: Manifest

    @property
    def bundle(self) -> Path:
        """The zip."""
        return self.folder / "deployment.zip"

    @cached_property
    def contents(self) -> dict[str, bytes]:
        """The zip's entries by name, in their order."""
        with zipfile.ZipFile(self.bundle) as packed:
            return {name: packed.read(name) for name in packed.namelist()}

    @property
    def names(self) -> list[str]:
        """Names of the zip's entries, in their order."""
        return list(self.contents)

    @property
    def plain_names(self) -> list[str]:
        """The names with compiled extensions by their modules alone."""
        return [_EXTENSION.sub(".so", name) for name in self.names]

    def read(self, name: str) -> bytes:
        """Return the content of an entry."""
        return self.contents[name]

    def sources(self, *rooms: str) -> Iterator[tuple[str, str]]:
        """Yield name and text of each shipped module of our own rooms."""
        for name, content in self.contents.items():
            if name.endswith(".py") and name.partition("/")[0] in rooms:
                yield name, content.decode()

    @cached_property
    def sam(self) -> Any:
        """The template as Chalice made it."""
        return json.loads(self.folder.joinpath("sam.json").read_text())

    @cached_property
    def template(self) -> Any:
        """The CloudFormation template."""
        return json.loads(self.folder.joinpath("template.json").read_text())

    def of_type(self, type_: str) -> dict[str, Mapping[str, Any]]:
        """Return the properties of the CloudFormation resources of a type, by logical id."""
        return {
            name: each["Properties"]
            for name, each in self.template["Resources"].items()
            if each["Type"] == type_
        }
