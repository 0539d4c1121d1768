import { resolve } from "node:path";
import { type Host, whileWanted } from "@claviger/core/provider";
import { defaultFile, defaultIdentity, options } from "./options.ts";
import { settingsOf } from "./settings.ts";

/** How long making a store may take, in milliseconds. */
const longestMs = 10_000;

/** Which files a store is made of, and the world that they are in. Relative paths start from `host.directory`. */
export interface AgeStoreFiles {
  /** @default ".claviger/store.age" */
  readonly file?: string;
  /** @default ".claviger/identity.txt" */
  readonly identityFile?: string;
  /** Who else is to read it: public keys (`age1…`). @default nobody */
  readonly recipients?: readonly string[];
  readonly host: Host;
  readonly signal?: AbortSignal;
}

/** What there is now. */
export interface CreatedAgeStore {
  /** Absolute. */
  readonly file: string;
  /** Absolute. It holds the secret key: it belongs into `.gitignore` and into a backup. */
  readonly identityFile: string;
  /** The public key. */
  readonly recipient: string;
  /** Whether the key was made now; one that was there is used and never written over. */
  readonly madeIdentity: boolean;
  /** Whether the store was made now; one that was there was opened, and left as it was. */
  readonly madeStore: boolean;
}

/**
 * Makes a key and an empty store that it opens, both readable by their owner alone: what `claviger init` does. What is there
 * already is used. Again and again it gives the same.
 *
 * @throws SecretError `auth_failed` if the store that is there is not opened by the key that is there; `denied`,
 * `unavailable`, `not_configured`, `decode`
 */
export async function createAgeStore(files: AgeStoreFiles): Promise<CreatedAgeStore> {
  const { file = defaultFile, identityFile = defaultIdentity, recipients = [], host } = files;
  const { signal = new AbortController().signal } = files;
  const { ensureIdentity, Store } = await import("./first-call.ts");
  const identity = resolve(host.directory, identityFile);
  const { recipient, made } = await ensureIdentity(identity, host);
  const settings = settingsOf(
    {
      file,
      identity,
      case: "as-is",
      history: options.history.default,
      workFactor: options.workFactor.default,
      ...(recipients.length > 0 ? { recipients: [recipient, ...recipients] } : {}),
    },
    host,
  );
  const store = new Store(settings, host);
  const deadline = host.clock.now() + longestMs;
  const limits = { signal, deadline, clock: host.clock, task: `making ${settings.file}` };
  const madeStore = await whileWanted((signal) => store.create({ signal, deadline }), limits);
  return { file: settings.file, identityFile: identity, recipient, madeIdentity: made, madeStore };
}
