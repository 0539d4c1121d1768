import {
  type Answer,
  type CallContext,
  type Check,
  type Host,
  isSecretError,
  type Location,
  SecretError,
  type SecretInfo,
  type SecretRecord,
  whileWanted,
} from "@claviger/core/provider";
import { BaseDirectory } from "./base-directory.ts";
import { checkDirectory } from "./check-directory.ts";
import { listFiles } from "./list-files.ts";
import type { FileOptions } from "./options.ts";
import { isReadableByOthers, modeOf } from "./readable-by-others.ts";
import { readFile, type ReadFile, versionOf } from "./read-file.ts";
import { watchFiles } from "./watch-files.ts";

/** What an instance does once it is asked for something: the part of the package that is imported on the first call. */
export interface Directory {
  get(location: Location, ctx: CallContext): Promise<SecretRecord | undefined>;
  list(prefix: string, ctx: CallContext): Promise<readonly SecretInfo[]>;
  probe(locations: readonly Location[], ctx: CallContext): Promise<readonly Answer<string>[]>;
  check(locations: readonly Location[], ctx: CallContext): Promise<readonly Check[]>;
  watch(
    locations: readonly Location[],
    onChange: (paths: readonly string[]) => void,
    signal: AbortSignal,
  ): void;
}

/** Makes the directory of one instance. It reads nothing yet. */
export function openDirectory(
  { dir, trim }: FileOptions,
  { host, closed }: { readonly host: Host; readonly closed: AbortSignal },
): Directory {
  const directory = new BaseDirectory(dir, host);
  const within = <T>(
    ctx: CallContext,
    task: string,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    const signal = AbortSignal.any([ctx.signal, closed]);
    return whileWanted(work, { signal, deadline: ctx.deadline, clock: host.clock, task });
  };
  return {
    async get({ path, version }, ctx) {
      if (version) throw noVersions(path);
      const task = `reading ${path} in ${directory.path}`;
      return await within(ctx, task, async () => {
        const read = await readFile(directory, path, { trim });
        if (read) await warnOfReaders(read, ctx);
        return read?.record;
      });
    },
    list: (prefix, ctx) =>
      within(ctx, `listing ${directory.path}`, (signal) => listFiles(directory, prefix, signal)),
    probe: (locations, ctx) =>
      within(ctx, `looking at ${locations.length} files in ${directory.path}`, () =>
        Promise.all(locations.map(({ path }) => probe(directory, path))),
      ),
    check: (locations, ctx) =>
      within(ctx, `examining ${directory.path}`, () => checkDirectory(directory, locations, { trim })),
    watch: (locations, onChange, signal) =>
      watchFiles(locations, { directory, clock: host.clock, signal, onChange }),
  };
}

async function probe(directory: BaseDirectory, path: string): Promise<Answer<string>> {
  try {
    return await directory.steadily(async () => {
      await directory.examine();
      const found = await directory.find(path);
      return found ? { status: "found", value: versionOf(found.state) } : { status: "absent" };
    });
  } catch (error) {
    if (!isSecretError(error)) throw error;
    return { status: "error", error };
  }
}

async function warnOfReaders(read: ReadFile, ctx: CallContext): Promise<void> {
  if (!(await isReadableByOthers(read))) return;
  ctx.report({
    type: "warning",
    id: "readable-by-others",
    message: `${read.record.source} can be read by other users of this machine (mode ${modeOf(read)}): chmod 600 it`,
  });
}

function noVersions(path: string): SecretError {
  return new SecretError(
    "unsupported",
    `the files of the file provider have no versions, and one of ${path} was asked for`,
    {
      hint: "ask without a version or a stage",
    },
  );
}
