"""Seed phrases by activity id: how people of each position write down their work, split at slashes."""
