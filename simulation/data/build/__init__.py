"""Build the measured table of occupations and its table of mobility from their raw files.

``python -m simulation.data.build`` writes both anew. Raw files are in ``simulation/data/measured``
and ``simulation/data/assumed``; ``columns.csv`` gives status, source and formula of every column.
"""
