"""Reports: page of all figures, result pages, reference numbers, durations and citation."""
