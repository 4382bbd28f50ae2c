"""Subcommands of ``cityfit``, one per file. Heavy modules are imported only when a command runs."""
