"""Comments: threads about subjects of a project, with mentions."""
