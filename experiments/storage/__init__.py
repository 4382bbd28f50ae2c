"""Storage: the folder of results, written by one process, verified when read."""
