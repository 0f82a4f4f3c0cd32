"""Run the same queries on a Spark cluster (an extra)."""
