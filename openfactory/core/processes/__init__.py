"""The processes of a server: manager, workers, broker; how they start, stop, and come back."""
