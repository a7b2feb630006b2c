"""Performance reports (绩效报表): read from the scores on record, written as tables, and made every night."""
