// What benchmarks/seed.py has made: the database, the SQL, the key of the tokens' digests; and the port.
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";

export const [port, given] = [Number(process.argv[2]), JSON.parse(readFileSync(process.argv[3], "utf8"))];

const key = Buffer.from(given.key, "hex");
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const isUuid = (text) => UUID.test(text);

// Node has no keyed BLAKE2 with a personalisation; an HMAC costs it about the same, and the seed holds both digests.
export function digestOf(authorization) {
  const [scheme, token] = (authorization ?? "").split(" ");
  return scheme.toLowerCase() === "bearer" && token ? createHmac("sha256", key).update(token).digest("hex") : null;
}
