"""Fit between person and city: four kinds, each a plain formula on numbers between 0 and 1."""
