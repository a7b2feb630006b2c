"""Where a bundle runs: on AWS, or on this machine so that the same stage can be tested."""

import platform
import sys
from dataclasses import dataclass

OLDEST_RUNTIME = (3, 12)
"""Python of the first Lambda runtime on which everything in the bundle runs; see `_lambda_platform`."""

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


def remark(name: str, version: tuple[int, int]) -> str | None:
    """Return what has to be said of a bundle that this Python makes, in Chinese and English; None if nothing."""
    if name != "aws" or version >= OLDEST_RUNTIME:
        return None
    made, needed = (".".join(map(str, each)) for each in (version, OLDEST_RUNTIME))
    return (
        f"注意：这个部署包由 Python {made} 生成，只宜测试，无法处理 WebP 照片；发布请用 Python {needed} 或更新版本"
        f" · note: made with Python {made}, for tests only: it cannot read WebP photos; release with {needed} or newer"
    )


def _lambda_platform(version: tuple[int, int]) -> str:
    """
    Return what a wheel may ask of the C library: Lambda's glibc is 2.34 from Python 3.12 on.

    Before, it is 2.26. No wheel of Pillow is made for that any more, and its WebP asks for 2.27.
    """
    return "aarch64-manylinux_2_28" if version < OLDEST_RUNTIME else "aarch64-manylinux_2_34"
