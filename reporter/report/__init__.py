"""Turn one Audit into pages, PDF and workbook. No module here sees the database."""
