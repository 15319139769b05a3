"""The content of documents: ProseMirror JSON, checked, in one canonical form."""
