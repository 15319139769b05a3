"""Projects over HTTP."""

from openfactory.blueprints.projects.routes import activity, features, projects
from openfactory.shared.comments.routes import routes as comments
from openfactory.shared.integrations.routes import routes as integrations
from openfactory.shared.jobs.routes import routes as jobs
from openfactory.shared.notifications.routes import routes as notifications
from openfactory.shared.search.routes import routes as search
from openfactory.shared.webhooks.routes import routes as webhooks

ALL = (
    projects.routes,
    projects.of_organization,
    features.routes,
    activity.routes,
    comments,
    jobs,
    notifications,
    search,
    webhooks,
    integrations,
)
