"""Measures that are kept by person and day (按人按日保存的度量), so that a period's score reads days and not events."""
