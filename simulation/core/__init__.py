"""Core: parameters, tables, random draws, accounts and the vocabularies that all else uses."""
