"""Places: districts, rents and moves."""
