"""Studies: fixed sets of scenarios, each answering one question."""
