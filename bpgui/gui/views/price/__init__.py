"""What every layer costs, as a table."""
