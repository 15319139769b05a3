"""Review of requirements by rules: questions to ask, with their sources. No model, no network."""

from openfactory.shared.documents.review.findings import Finding
from openfactory.shared.documents.review.reviewing import review

__all__ = ["Finding", "review"]
