"""Parts that figures share: style, marks, labels, files and provenance."""
