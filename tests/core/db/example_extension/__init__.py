"""A foreign module whose tables point into the example application's."""
