"""The report: page of all figures, README tables, durations and citation."""
