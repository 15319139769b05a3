// Fastify's schemas of answers and of the one path argument.
const text = { type: "string" };
const textOrNull = { type: ["string", "null"] };
const count = { type: "integer" };

const object = (properties) => ({ type: "object", properties, required: Object.keys(properties) });

export const health = object({ status: text });

export const inOrganization = object({ organizationId: { type: "string", format: "uuid" } });

export const session = object({
  user: object({ id: text, email: text, name: text, avatarUrl: textOrNull }),
  organizationId: textOrNull,
  role: textOrNull,
  scopes: { type: "array", items: text },
});

const project = object({
  id: text,
  name: text,
  slug: text,
  description: textOrNull,
  archivedAt: textOrNull,
  featureCount: count,
  documentCount: count,
  workOrderCount: count,
  createdAt: text,
  updatedAt: text,
});

export const projects = object({ projects: { type: "array", items: project }, nextCursor: textOrNull });
