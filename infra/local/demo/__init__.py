"""The demo company (演示公司): data of our own, and the main job performed on it through the running service."""

from infra.local.demo.performance import Outcome, perform

__all__ = ["Outcome", "perform"]
