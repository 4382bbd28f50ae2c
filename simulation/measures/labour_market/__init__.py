"""Measures of the labour market and of careers."""
