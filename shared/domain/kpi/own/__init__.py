"""KPIs of a company's own (自建指标): measured by conditions on events, calculated by a formula, and linted."""
