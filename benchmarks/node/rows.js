// The two things that are read from PostgreSQL, by openfactory's own statements.
import pg from "pg";

import { given } from "./given.js";

const LAST = "ffffffff-ffff-ffff-ffff-ffffffffffff";
const PAGE = 50;

const pool = new pg.Pool({ connectionString: given.database, max: given.pool });

// A name makes pg prepare the statement once for each connection, as asyncpg does by itself.
async function rowsOf(name, values) {
  const { text, parameters } = given.statements[name];
  const { rows } = await pool.query({ name, text, values: parameters.map((parameter) => values[parameter]) });
  return rows;
}

// The caller at home (no organization named) or in an organization; undefined for an unknown token.
export async function callerOf(digest, organizationId) {
  const values = { digest, now: new Date(), place_id: organizationId };
  const [row] = await rowsOf(organizationId ? "organization" : "home", values);
  return row;
}

export function sessionOf(row) {
  return {
    user: { id: row.user_id, email: row.user_email, name: row.user_name, avatarUrl: row.user_avatar_url },
    organizationId: row.organization_id,
    role: row.role,
    scopes: ["*"],
  };
}

export async function projectsOf(organizationId) {
  const values = { organization_id: organizationId, archived: false, before: LAST, most: PAGE + 1 };
  const rows = await rowsOf("projects", values);
  const more = rows.length > PAGE;
  const projects = more ? rows.slice(0, PAGE) : rows;
  const cursor = more ? Buffer.from(JSON.stringify([projects.at(-1).id])).toString("base64url") : null;
  return { projects, nextCursor: cursor };
}
