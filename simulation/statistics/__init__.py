"""Statistics: plain formulas on arrays, each with its reference; they know nothing of the city."""
