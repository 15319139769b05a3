"""Reading feedback without a model: what it is about, how urgent it is, what it is like. No rows, no clock."""
