"""Build, file, list and compare editions. Nothing that is filed is overwritten."""
