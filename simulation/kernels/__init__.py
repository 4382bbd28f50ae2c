"""Kernels: how loops are compiled, shared among threads and vectorised."""
