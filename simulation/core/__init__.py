"""Core: parameters, tables, random draws, accounts and vocabularies."""
