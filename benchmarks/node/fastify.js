// Fastify 5 with a schema for each answer: node fastify.js PORT GIVEN
import Fastify from "fastify";

import { digestOf, given, port } from "./given.js";
import { callerOf, projectsOf, sessionOf } from "./rows.js";
import { health, inOrganization, projects, session } from "./schemas.js";

const app = Fastify({ logger: false });

app.get("/health/live", { schema: { response: { 200: health } } }, async () => ({ status: "ok" }));

if (given.dialect === "postgres") {
  app.get("/api/auth/session", { schema: { response: { 200: session } } }, async (request, reply) => {
    const digest = digestOf(request.headers.authorization);
    const row = digest && (await callerOf(digest));
    return row ? sessionOf(row) : reply.code(401).send({ code: "unauthenticated" });
  });

  const schema = { params: inOrganization, response: { 200: projects } };
  app.get("/api/organizations/:organizationId/projects", { schema }, async (request, reply) => {
    const { organizationId } = request.params;
    const digest = digestOf(request.headers.authorization);
    const row = digest && (await callerOf(digest, organizationId));
    if (!row) return reply.code(401).send({ code: "unauthenticated" });
    if (!row.role) return reply.code(404).send({ code: "not_found" });
    return projectsOf(organizationId);
  });
}

await app.listen({ host: "127.0.0.1", port });
