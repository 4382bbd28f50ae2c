"""Shared parts of all figures: style, marks, labels, files and provenance."""
