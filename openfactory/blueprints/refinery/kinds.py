"""The Refinery's kinds of documents."""

from __future__ import annotations

from importlib.resources import files

from openfactory.blueprints.projects.api import templates_for
from openfactory.shared.documents.kinds import Collection, Kind


def _template(name: str) -> str:
    return (files("openfactory.blueprints.refinery") / "templates" / f"{name}.md").read_text("utf-8")


REFINERY = Collection(
    "refinery",
    noun="document",
    plural="documents",
    kinds=(
        Kind(
            "product_overview",
            "Product overview",
            requirements=True,
            template=_template("product_overview"),
            starter=True,
        ),
        Kind(
            "feature_requirements",
            "Feature requirements",
            of_feature=True,
            requirements=True,
            template=_template("feature_requirements"),
        ),
        Kind(
            "technical_requirements",
            "Technical requirements",
            requirements=True,
            template=_template("technical_requirements"),
            starter=True,
        ),
    ),
    templates=templates_for("refinery"),
)
