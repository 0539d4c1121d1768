import { randomUUID } from "node:crypto";
import { link, mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { type Host, nativeCode, SecretError } from "@claviger/core/provider";
import { keysOf, readKeyFile } from "./keys.ts";
import { translateError } from "./native-error.ts";
import { writeDurably } from "./replace-file.ts";

/**
 * The public key of an identity file, which is made if there is none. Of two who make it at once, one does.
 * @throws SecretError
 */
export async function ensureIdentity(
  path: string,
  host: Host,
): Promise<{ readonly recipient: string; readonly made: boolean }> {
  const made = await makeIdentity(path, host);
  const source = { type: "keys", identity: path } as const;
  const { own } = await keysOf(await readKeyFile(source, host), source);
  const [recipient] = own;
  if (recipient !== undefined) return { recipient, made };
  throw new SecretError("internal", `${path} has no key`);
}

async function makeIdentity(path: string, { clock }: Host): Promise<boolean> {
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  const created = new Date(clock.now()).toISOString();
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeDurably(temporary, `# created: ${created}\n# public key: ${recipient}\n${identity}\n`);
    // Unlike a rename, it fails if there is one: a key is never written over.
    await link(temporary, path);
    return true;
  } catch (error) {
    if (nativeCode(error) === "EEXIST") return false;
    throw translateError(error, path);
  } finally {
    await rm(temporary, { force: true });
  }
}
