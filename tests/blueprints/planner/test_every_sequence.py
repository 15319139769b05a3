"""Whatever is called in whatever sequence: no step that there is not, and nothing done with an open criterion."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, ClassVar

import httpx
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from wording import document

from openfactory.testing.server import running_server

pytestmark = [pytest.mark.processes, pytest.mark.timeout(600)]

STATUSES = ["backlog", "ready", "in_progress", "in_review", "done"]
STEPS = {
    *pairwise(STATUSES),
    *pairwise(reversed(STATUSES)),
    *((status, "backlog") for status in STATUSES[1:]),
}
TEXTS = some.sampled_from([[], ["AC-1 One"], ["AC-1 One more"], ["AC-1 One", "Two"]])


class Plan(RuleBasedStateMachine):
    """A project that demands evidence; its work orders are called on in any sequence."""

    client: ClassVar[httpx.Client]
    organization: ClassVar[str]
    done: ClassVar[int] = 0

    orders = Bundle("orders")

    @initialize()
    def begin(self) -> None:
        """Make a project of this run's own."""
        made = self.client.post(f"/api/organizations/{self.organization}/projects", json={"name": "Rocket"}).json()
        self.project = f"/api/projects/{made['id']}"
        demand = {"settings": {"planner": {"evidenceRequired": True}}}
        assert self.client.patch(self.project, json=demand).status_code == 200

    def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        reply = self.client.request(method, f"{self.project}/planner/work-orders{path}", **options)
        assert reply.status_code < 500, reply.text
        return reply

    def prove_all(self, order: str) -> None:
        for criterion in self.call("GET", f"/{order}/evidence").json()["criteria"]:
            body = {"criterion": criterion["criterion"], "kind": "skip", "reason": "because"}
            self.call("POST", f"/{order}/evidence", json=body)

    @rule(target=orders, texts=TEXTS, status=some.sampled_from(STATUSES))
    def create(self, texts: list[str], status: str) -> Any:
        body = {"title": "Tanks", "acceptanceCriteria": document(*texts)}
        reply = self.call("POST", "", json={**body, "status": status})
        if reply.status_code == 422:
            reply = self.call("POST", "", json=body)
        return reply.json()["id"]

    @rule(order=orders, status=some.sampled_from(STATUSES), fence=some.sampled_from([None, 0, 1, 2]))
    def step(self, order: str, status: str, fence: int | None) -> None:
        self.call("PATCH", f"/{order}", json={"status": status, **({} if fence is None else {"fence": fence})})

    @rule(order=orders, proven=some.booleans())
    def carry_out(self, order: str, proven: bool) -> None:
        """Go all the way, without which few runs would come to its end."""
        if proven:
            self.prove_all(order)
        for status in STATUSES[1:]:
            self.call("PATCH", f"/{order}", json={"status": status})

    @rule(one=orders, other=orders, status=some.sampled_from(STATUSES))
    def step_together(self, one: str, other: str, status: str) -> None:
        self.call("POST", "/bulk", json={"workOrderIds": [one, other], "updates": {"status": status}})

    @rule(order=orders, texts=TEXTS, status=some.sampled_from([None, "in_review", "done"]))
    def rewrite(self, order: str, texts: list[str], status: str | None) -> None:
        body = {"acceptanceCriteria": document(*texts) if texts else None, **({"status": status} if status else {})}
        self.call("PATCH", f"/{order}", json=body)

    @rule(order=orders, which=some.integers(0, 3), kind=some.sampled_from(["test", "skip"]))
    def prove(self, order: str, which: int, kind: str) -> None:
        criteria = self.call("GET", f"/{order}/evidence").json()["criteria"]
        if criteria:
            name = criteria[which % len(criteria)]["criterion"]
            body = {"criterion": name, "kind": kind, "ref": "test_it", "reason": "because"}
            self.call("POST", f"/{order}/evidence", json=body)

    @rule(order=orders, release=some.booleans())
    def hold(self, order: str, release: bool) -> None:
        if release:
            self.call("DELETE", f"/{order}/claim")
        else:
            self.call("POST", f"/{order}/claim", json={})

    @rule(order=orders, other=orders)
    def wait(self, order: str, other: str) -> None:
        self.call("PATCH", f"/{order}", json={"dependsOn": [other]})

    @invariant()
    def nothing_is_done_with_an_open_criterion(self) -> None:
        for order in self.call("GET", "", params={"status": "done"}).json()["workOrders"]:
            criteria = self.call("GET", f"/{order['id']}/evidence").json()["criteria"]
            assert [criterion for criterion in criteria if criterion["state"] == "open"] == []
            type(self).done += 1

    def teardown(self) -> None:
        """Each step is in the log, each begins where the one before has ended, and the totals are right."""
        if not hasattr(self, "project"):
            return
        types = {"types": "planner.work_order.created,planner.work_order.status_changed", "limit": 500}
        at: dict[str, str] = {}
        for event in self.client.get(f"{self.project}/events", params=types).json()["events"]:
            order, data = event["entityId"], event["data"]
            if event["name"] == "planner.work_order.created":
                assert data["status"] in ("backlog", "ready")
            else:
                assert data["previousStatus"] == at[order]
                assert (at[order], data["status"]) in STEPS
            at[order] = data["status"]
        listed = self.call("GET", "", params={"limit": 200}).json()["workOrders"]
        assert {order["id"]: order["status"] for order in listed} == at
        for status in STATUSES:
            total = self.call("GET", "", params={"status": status}).json()["totalCount"]
            assert total == [*at.values()].count(status)


@pytest.fixture
def server(tmp_path):
    """`openfactory serve` on SQLite."""
    with running_server("--workers", "1", env={"OPENFACTORY_MAIL_BACKEND": "file"}, cwd=tmp_path) as running:
        yield running


def test_no_sequence_of_calls_breaks_the_rules(server):
    account = {"email": "ann@example.com", "password": "correct horse battery", "name": "Ann"}
    with httpx.Client(base_url=server.url, trust_env=False, timeout=60) as client:
        signed_up = client.post("/api/auth/signup", json={**account, "organizationName": "Acme"}).json()
        client.cookies.clear()
        client.headers["authorization"] = f"Bearer {signed_up['session']['token']}"
        Plan.client, Plan.organization = client, signed_up["organization"]["id"]

        run_state_machine_as_test(
            Plan,
            settings=settings(
                max_examples=40,
                stateful_step_count=30,
                deadline=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
            ),
        )

    assert Plan.done > 100, "few runs came to the end of the way: nothing is proved"
