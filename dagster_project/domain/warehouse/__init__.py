"""The raw schema, Parquet writing and publishing."""
