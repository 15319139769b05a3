"""The Foundry's kinds of blueprints."""

from __future__ import annotations

from importlib.resources import files

from openfactory.blueprints.projects.api import templates_for
from openfactory.shared.documents.kinds import Collection, Kind


def _template(name: str) -> str:
    return (files("openfactory.blueprints.foundry") / "templates" / f"{name}.md").read_text("utf-8")


_DIAGRAM = """flowchart LR
    people([People]) --> frontend[Front end]
    frontend --> server[API server]
    server --> database[(Database)]
"""

FOUNDRY = Collection(
    "foundry",
    noun="blueprint",
    plural="blueprints",
    kinds=(
        Kind("foundation_blueprint", "Foundation blueprint", template=_template("foundation_blueprint"), starter=True),
        Kind("system_diagram", "System diagram", diagram=_DIAGRAM, template=_template("system_diagram"), starter=True),
        Kind("feature_blueprint", "Feature blueprint", of_feature=True, template=_template("feature_blueprint")),
    ),
    templates=templates_for("foundry"),
)
