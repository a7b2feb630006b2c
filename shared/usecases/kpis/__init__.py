"""Use cases about KPIs of a company's own (自建指标)."""
