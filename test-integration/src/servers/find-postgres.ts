import { access, glob } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";

/**
 * The folder with PostgreSQL's programs: Debian keeps the server's out of the PATH, one folder a version.
 *
 * @returns `undefined` where there is none
 * @throws Error when there is none and `CLAVIGER_REQUIRE_DOCKER` is 1: what was to be tested on a real database is then
 * never quietly left out.
 */
export async function findPostgres(): Promise<string | undefined> {
  const debian: string[] = [];
  for await (const file of glob("/usr/lib/postgresql/*/bin/initdb")) debian.push(file);
  const newestFirst = debian.toSorted((one, other) => version(other) - version(one)).map(dirname);
  const path = (process.env["PATH"] ?? "").split(delimiter);
  for (const folder of [...newestFirst, ...path]) {
    const isThere = await Promise.all([
      access(join(folder, "initdb")),
      access(join(folder, "postgres")),
    ]).then(
      () => true,
      () => false,
    );
    if (isThere) return folder;
  }
  if (process.env["CLAVIGER_REQUIRE_DOCKER"] === "1")
    throw new Error("CLAVIGER_REQUIRE_DOCKER is 1, and there is no PostgreSQL here.");
  return undefined;
}

/** Why tests on a real database do not run here, if they do not. */
export const noPostgres = "PostgreSQL is not installed here (Debian's package postgresql)";

function version(file: string): number {
  return Number(file.split("/").at(-3));
}
