"""The KPI library (指标库) as data, one module a position."""
