"""Studies: fixed sets of scenarios, each with its sizes and its table, to answer one question."""
