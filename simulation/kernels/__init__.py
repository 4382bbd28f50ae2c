"""Kernels: how loops are compiled, distributed over threads and vectorised."""
