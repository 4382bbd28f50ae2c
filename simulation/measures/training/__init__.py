"""Measures of training and of its lottery assignment."""
