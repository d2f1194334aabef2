"""History from CSV and Parquet files."""
