"""Where a bundle runs: on AWS, or on this machine so that the same stage can be tested."""

import platform
import sys
from dataclasses import dataclass

_HOSTS = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}


@dataclass(frozen=True, slots=True)
class Target:
    """
    Which wheels are taken.

    `architecture` is in Lambda's words, `platform` in uv's; without a platform it is this machine's own.
    """

    name: str
    architecture: str
    platform: str | None = None


def target_named(name: str) -> Target:
    """Return `aws` or `host`; both run the minor version of Python that runs now."""
    if name == "aws":
        return Target("aws", "arm64", _lambda_platform(sys.version_info[:2]))
    return Target("host", _HOSTS[platform.machine().lower()])


def _lambda_platform(version: tuple[int, int]) -> str:
    """Return what a wheel may ask of Lambda's C library: glibc is 2.26 up to Python 3.11 and 2.34 from 3.12 on."""
    return "aarch64-manylinux2014" if version < (3, 12) else "aarch64-manylinux_2_34"
