"""The report: page of all figures, tables for the documents, run times and citation."""
