"""Economy: pay, prices and platforms."""
