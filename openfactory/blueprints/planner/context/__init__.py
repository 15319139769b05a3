"""Context packs: what somebody needs to know to do a work order, ranked, within a budget of tokens."""
