"""The rules, cut by what they look at: terms, times, verbs, clauses, items, and sets of items."""
