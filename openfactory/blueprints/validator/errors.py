"""Refusals that only the validator gives."""

from __future__ import annotations

from openfactory.core.errors import Conflict


class StatusNotAllowed(Conflict):
    """There is no such step: `allowed` has the statuses that the feedback can have next."""

    code, title = "validator.status_not_allowed", "The feedback cannot get this status now"


class DuplicateCycle(Conflict):
    """The original is itself, perhaps over others, a duplicate of this feedback."""

    code, title = "validator.duplicate_cycle", "Feedback cannot be a duplicate of its own duplicate"


class HasWorkOrder(Conflict):
    """There is a work order for this feedback already: `workOrderId` and `workOrderKey` name it."""

    code, title = "validator.has_work_order", "There is a work order for this feedback already"
