import { isNothingThere, objectAt, type Reply } from "./reply.ts";
import { flawOf, joinPath, type SecretPath } from "./secret-path.ts";
import type { AskedSecret } from "./session.ts";

/** How many names one request asks for, where the server has pages: OpenBao does, Vault tells all at once. */
const pageSize = 1000;

/** One page of a folder. */
export interface Page {
  /** Names of secrets, and of folders with a `/` at the end. */
  readonly keys: readonly string[];
  /** What the next page begins after; not set where there is none. */
  readonly after?: string;
}

/** Gives one page of a folder of a mount; `folder` is empty, or ends with a `/`. */
export type ReadPage = (folder: string, after: string | undefined) => Promise<Page>;

/** The mount-qualified paths of the secrets whose path inside the mount starts with `prefix`, folder by folder. */
export async function* listPaths(
  { mount, path: prefix }: SecretPath,
  readPage: ReadPage,
): AsyncIterable<string> {
  const folders = [prefix.slice(0, prefix.lastIndexOf("/") + 1)];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const below: string[] = [];
    for await (const key of keysOf(folder, readPage)) {
      const path = folder + key;
      // A name that no reference can have, such as one with an empty segment.
      if (!path.startsWith(prefix) || flawOf(path.replace(/\/$/, "")) !== undefined) continue;
      if (key.endsWith("/")) below.push(path);
      else yield joinPath({ mount, path });
    }
    folders.push(...below.toReversed());
  }
}

async function* keysOf(folder: string, readPage: ReadPage): AsyncIterable<string> {
  let after: string | undefined;
  do {
    const page = await readPage(folder, after);
    yield* page.keys;
    after = page.after;
  } while (after !== undefined);
}

/** Asks for a page. @throws SecretError `denied`, … */
export async function readPage(
  { mount, path: folder, session }: AskedSecret,
  after: string | undefined,
): Promise<Page> {
  const isKv1 = (await session.mounts.kind({ mount, session })) === "kv1";
  const base = isKv1 ? `${mount}/${folder}` : `${mount}/metadata/${folder}`;
  const query = { list: "true", limit: String(pageSize), ...(after === undefined ? {} : { after }) };
  const reply = await session.send(base, { query, capability: "list" });
  if (isNothingThere(reply)) return { keys: [] };
  const keys = keysFrom(reply);
  if (!keys) throw session.failure(reply, mount);
  const last = keys.at(-1);
  // A server that knows no pages tells everything again, whatever it is asked to begin after.
  const isAgain = after !== undefined && (keys[0] ?? "") <= after;
  if (isAgain) return { keys: [] };
  return { keys, ...(keys.length === pageSize && last !== undefined ? { after: last } : {}) };
}

function keysFrom({ status, body }: Reply): readonly string[] | undefined {
  const keys = objectAt(body, "data")?.["keys"];
  return status === 200 && Array.isArray(keys) ? keys.filter((key) => typeof key === "string") : undefined;
}
