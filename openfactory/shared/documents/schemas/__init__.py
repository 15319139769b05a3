"""Shapes of documents, versions, suggestions and requirements, in and out."""
