"""What compiled functions take: whole tables and records, read by name."""
