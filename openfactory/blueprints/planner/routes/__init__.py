"""The planner over HTTP."""

from openfactory.blueprints.planner.routes import (
    alerts,
    boards,
    claims,
    connections,
    context,
    evidence,
    extractions,
    phases,
    talk,
    work_orders,
)

ALL = (
    phases.routes,
    work_orders.routes,
    boards.routes,
    claims.routes,
    evidence.routes,
    connections.routes,
    talk.routes,
    extractions.routes,
    alerts.routes,
    context.routes,
)
