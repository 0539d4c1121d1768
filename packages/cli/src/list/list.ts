import { isReference } from "@claviger/core";
import { openStores } from "../change/open-stores.ts";
import type { Report } from "../output/report.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { notesOf, shortTime, writeEntries } from "./write-entries.ts";

export interface ListCommandOptions {
  readonly terminal: Terminal;
  readonly report: Report;
  readonly environment?: string | undefined;
  readonly json: boolean;
  /** Only this instance. @default every one that can list */
  readonly provider?: string | undefined;
}

/**
 * Lists the secrets whose names, or with a reference or a provider whose paths, start so. Never a value.
 *
 * @throws SecretError as `secrets.list`
 */
export async function list(prefix: string, options: ListCommandOptions): Promise<void> {
  const { report, terminal, json, provider } = options;
  const { secrets, instances } = await openStores(options);
  const count = await writeEntries(secrets.list(prefix, { provider }), {
    terminal,
    json,
    columns: ["SECRET", "CHANGED", "NOTES"],
    row: (entry) => [entry.reference, shortTime(entry.updatedAt ?? entry.createdAt), notesOf(entry)],
    line: ({ reference }) => reference,
  });
  if (count === 0 && terminal.isOutput && !json) report.warn("there are none");
  if (provider !== undefined || isReference(prefix)) return;
  const silent = instances.all().filter((instance) => !instance.can("list"));
  if (silent.length > 0)
    report.warn(`${silent.map(({ id }) => id).join(", ")} cannot tell what is there, and was left out`);
}
