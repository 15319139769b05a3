"""The projects module: projects, their features, activity and events, and comments in them."""
