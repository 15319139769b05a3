"""Rows: engines for both databases, transactions, doors to tenants' rows, migrations, backup."""
