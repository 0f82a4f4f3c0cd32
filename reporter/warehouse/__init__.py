"""Connect to DuckDB, lock it, quote names and values, and read query files and time zones."""
