import { type ListedSecret, SecretError } from "@claviger/core";
import { openStores } from "../change/open-stores.ts";
import { notesOf, shortTime, writeEntries } from "../list/write-entries.ts";
import type { Report } from "../output/report.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface VersionsCommandOptions {
  readonly terminal: Terminal;
  readonly report: Report;
  readonly environment?: string | undefined;
  readonly json: boolean;
}

/**
 * Lists the versions of a secret. Never a value.
 *
 * @throws SecretError as `secrets.versions`; `not_found` if there are none
 */
export async function versions(name: string, options: VersionsCommandOptions): Promise<void> {
  const { secrets } = await openStores(options);
  await writeEntries(some(secrets.versions(name), name), {
    ...options,
    columns: ["VERSION", "STAGES", "MADE", "NOTES"],
    row: (entry) => [versionOf(entry), stagesOf(entry), shortTime(entry.createdAt), notesOf(entry)],
    line: versionOf,
  });
}

async function* some(entries: AsyncIterable<ListedSecret>, name: string): AsyncGenerator<ListedSecret> {
  let any = false;
  for await (const entry of entries) {
    any = true;
    yield entry;
  }
  if (any) return;
  throw new SecretError("not_found", `there is no version of "${name}"`, {
    name,
    hint: "see what there is with claviger list, and where it is looked for with claviger explain",
  });
}

function versionOf({ version = "" }: ListedSecret): string {
  return version;
}

function stagesOf({ stages = [] }: ListedSecret): string {
  return stages.join(", ");
}
