"""Performance reports (绩效报表): what a person's, and a team's, month was, by the scores on record alone."""
