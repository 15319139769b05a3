"""Refusals that only the planner gives."""

from __future__ import annotations

from openfactory.core.errors import Conflict, NotFound


class StatusNotAllowed(Conflict):
    """There is no such step: `allowed` has the statuses that the work order can have next."""

    code, title = "planner.status_not_allowed", "The work order cannot get this status now"


class CriteriaOpen(Conflict):
    """The project demands evidence, and some criteria have none: they are in `criteria`."""

    code, title = "planner.criteria_open", "Acceptance criteria are neither evidenced nor skipped"


class DependencyCycle(Conflict):
    """Work orders would wait for each other: `cycle` has their keys, the first once more at the end."""

    code, title = "planner.dependency_cycle", "Work orders would wait for each other"


class AlreadyClaimed(Conflict):
    """Somebody else is working on this work order: `fence` and `until` are those of the claim."""

    code, title = "planner.already_claimed", "Somebody is working on this work order"


class StaleFence(Conflict):
    """The claim that this fence was given for is over: `fence` is the present one."""

    code, title = "planner.stale_fence", "The claim with this fence is over"


class NotClaimed(Conflict):
    """There is no claim to prolong, or it is somebody else's that has run out."""

    code, title = "planner.not_claimed", "You have no claim on this work order"


class AlreadyDone(Conflict):
    """Nothing is left to be claimed."""

    code, title = "planner.already_done", "The work order is done"


class NothingReady(NotFound):
    """No work order is ready that nobody works on yet."""

    code, title = "planner.nothing_ready", "No work order is ready to be claimed"


class NotInPhase(Conflict):
    """The work order to come after is, meanwhile perhaps, in another phase: read the order again."""

    code, title = "planner.not_in_phase", "The work order to come after is not in this phase"


class AlreadyConnected(Conflict):
    """There is this connection already."""

    code, title = "planner.already_connected", "The work order has this connection already"


class Full(Conflict):
    """There are as many of these as there can be."""

    code, title = "planner.full", "There are as many as there can be"


class ExtractionTooLarge(Conflict):
    """More is to be read, or would be proposed, than anybody could look at: `detail` names the bound."""

    code, title = "planner.extraction_too_large", "The extraction is too large"


class ExtractionDecided(Conflict):
    """A rejected extraction cannot be accepted any more, and one that was accepted cannot be rejected."""

    code, title = "planner.extraction_decided", "The extraction has been decided already"
