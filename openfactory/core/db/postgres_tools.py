"""PostgreSQL's own programs: pg_dump, pg_restore and psql, each no older than the server."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import asyncpg

from openfactory.core.db.archive import BackupError
from openfactory.core.db.failures import unavailable
from openfactory.core.db.postgres import unreachable
from openfactory.core.db.url import DatabaseUrl

# Whatever is there goes, in the same transaction that brings the backup's. The schema itself stays, with its
# owner and rights, and so does what extensions have brought: to create those again may need a superuser.
_CLEAR = """
DO $$
DECLARE item text;
BEGIN
    FOR item IN
        SELECT format('%s IF EXISTS %s', CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
            WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END, c.oid::regclass)
        FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
        UNION ALL
        SELECT format('ROUTINE IF EXISTS %s', p.oid::regprocedure)
        FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
        UNION ALL
        SELECT format('TYPE IF EXISTS %s', t.oid::regtype)
        FROM pg_type t WHERE t.typnamespace = 'public'::regnamespace AND t.typtype IN ('e', 'd')
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')
    LOOP
        EXECUTE 'DROP ' || item || ' CASCADE';
    END LOOP;
END $$
"""

_MARK = "public.openfactory_restored"  # with its schema: a dump leaves the search path empty
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('openfactory.restore'))"


async def dump(url: DatabaseUrl, target: Path) -> None:
    """Write one snapshot of the database, in the custom format."""
    await check("pg_dump", url)
    await _run(
        url, ["pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--exclude-table={_MARK}", f"--file={target}"]
    )


async def load(url: DatabaseUrl, source: Path, token: str) -> None:
    """Replace everything in the database, all or nothing; with `token`, by which `has_loaded` knows that it is done."""
    for program in ("pg_restore", "psql"):
        await check(program, url)
    script = source.with_suffix(".sql")
    await _run(url, ["pg_restore", "--no-owner", "--no-acl", f"--file={script}", str(source)])
    options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    mark = f"DROP TABLE IF EXISTS {_MARK}; CREATE TABLE {_MARK} AS SELECT '{token}'::text AS token"
    commands = [f"--command={_LOCK}", f"--command={_CLEAR}", f"--file={script}", f"--command={mark}"]
    await _run(url, ["psql", *options, *commands])
    script.unlink()


async def has_loaded(url: DatabaseUrl, token: str) -> bool:
    """Whether the load with this token was committed. One that goes on without its starter is waited for."""
    connection = await _connect(url)
    try:
        async with connection.transaction():
            await connection.execute(_LOCK)
            if await connection.fetchval("SELECT to_regclass($1)", _MARK) is None:
                return False
            return bool(await connection.fetchval(f"SELECT token = $1 FROM {_MARK}", token))
    finally:
        await connection.close()


async def forget_load(url: DatabaseUrl) -> None:
    """Remove the token."""
    connection = await _connect(url)
    try:
        await connection.execute(f"DROP TABLE IF EXISTS {_MARK}")
    finally:
        await connection.close()


async def is_empty(url: DatabaseUrl) -> bool:
    """Whether the schema `public` has no tables."""
    connection = await _connect(url)
    try:
        return not await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    finally:
        await connection.close()


async def check(program: str, url: DatabaseUrl) -> None:
    """Refuse where the program is missing, or older than the server, whose dumps it would not understand."""
    connection = await _connect(url)
    try:
        server = connection.get_server_version().major
    finally:
        await connection.close()
    if shutil.which(program) is None:
        raise BackupError(f"{program} is missing: install PostgreSQL's client programs, {server} or newer")
    said = await _output([program, "--version"], dict(os.environ))
    found = re.search(r"\(PostgreSQL\) (\d+)", said)
    if found is None or int(found[1]) < server:
        version = found[1] if found else "of an unknown version"
        raise BackupError(f"{program} is {version} and the server {server}: install one as new as the server")


async def _connect(url: DatabaseUrl) -> asyncpg.Connection:
    try:
        return await asyncpg.connect(
            host=url.host,
            port=url.port,
            user=url.user,
            password=url.password,
            database=url.database,
            ssl=url.options.get("sslmode"),
            timeout=10,
        )
    except (OSError, asyncpg.PostgresError) as error:
        failure = unreachable(error) if isinstance(error, OSError) else error
        raise unavailable(failure, url) or failure from error


async def _run(url: DatabaseUrl, command: Sequence[str]) -> None:
    await _output(command, {**os.environ, **_environment(url)})


def _environment(url: DatabaseUrl) -> dict[str, str]:
    """By environment and not by argument, which every user of the machine could read."""
    given = {
        "PGHOST": url.host,
        "PGPORT": str(url.port),
        "PGUSER": url.user,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": url.options.get("sslmode"),
    }
    return {name: value for name, value in given.items() if value is not None}


async def _output(command: Sequence[str], environment: dict[str, str]) -> str:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe, env=environment
    )
    try:
        out, said = await process.communicate()
    except BaseException:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        lines = said.decode(errors="replace").strip().splitlines()
        raise BackupError(f"{command[0]} failed: {' '.join(lines[:3]) or process.returncode}")
    return out.decode(errors="replace")
