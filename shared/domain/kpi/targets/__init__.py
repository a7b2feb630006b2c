"""Targets (目标): proposed from history, and held against what somebody has done before."""
