// Express 5 as its documentation writes it: node express.js PORT GIVEN
import express from "express";

import { digestOf, given, isUuid, port } from "./given.js";
import { callerOf, projectsOf, sessionOf } from "./rows.js";

const app = express();

app.get("/health/live", (request, response) => {
  response.json({ status: "ok" });
});

if (given.dialect === "postgres") {
  app.get("/api/auth/session", async (request, response) => {
    const digest = digestOf(request.headers.authorization);
    const row = digest && (await callerOf(digest));
    if (!row) return response.status(401).json({ code: "unauthenticated" });
    response.json(sessionOf(row));
  });

  app.get("/api/organizations/:organizationId/projects", async (request, response) => {
    const { organizationId } = request.params;
    if (!isUuid(organizationId)) return response.status(404).json({ code: "not_found" });
    const digest = digestOf(request.headers.authorization);
    const row = digest && (await callerOf(digest, organizationId));
    if (!row) return response.status(401).json({ code: "unauthenticated" });
    if (!row.role) return response.status(404).json({ code: "not_found" });
    response.json(await projectsOf(organizationId));
  });
}

app.listen(port, "127.0.0.1");
