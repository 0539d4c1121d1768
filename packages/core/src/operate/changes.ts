import type { Chain } from "../chain/chain.ts";
import { foreignError } from "../chain/foreign-error.ts";
import { showLocation } from "../chain/location-key.ts";
import type { Query } from "../chain/query.ts";
import type { Provider } from "../contract/provider.ts";
import type { SecretInfo } from "../contract/secret-record.ts";
import type { PutOptions, WritableValue } from "../contract/write.ts";
import { SecretError } from "../errors/secret-error.ts";
import type { SecretsEvent } from "../events/secrets-event.ts";
import type {
  DeleteSecretOptions,
  NewValue,
  RestoreOptions,
  SetOptions,
  SetStageOptions,
  Written,
} from "../secrets/write-options.ts";
import { withoutUndefined } from "../value/without-undefined.ts";
import { callProvider } from "./call-provider.ts";
import { patch } from "./patch.ts";
import { unsupported } from "./unsupported.ts";
import { writableValue } from "./writable-value.ts";
import { type WriteTarget, writeTarget } from "./write-target.ts";

/** What a write needs of the chain it is made through. */
export interface Writing {
  readonly chain: Chain;
  /** How long a group reads from the member that was written to, in milliseconds. */
  readonly ttlMs: number;
}

type Action = Extract<SecretsEvent, { type: "written" }>["action"];

/** What `Secrets.set` does. */
export async function set(
  writing: Writing,
  query: Query,
  given: { readonly value: NewValue; readonly options: SetOptions },
): Promise<Written> {
  const { ifVersion, ifAbsent, metadata, signal } = given.options;
  const stage = stageOf(query);
  const value = writableValue(query, given.value);
  const target = await writeTarget(writing.chain, query);
  const { link, location, field } = target;
  if (ifVersion !== undefined && !link.capabilities.cas) {
    throw unsupported(target, "has no conditional writes", "write without ifVersion");
  }
  const call = { task: "writing", location, signal };
  return await changing(writing, target, "set", async () => {
    if (field === undefined) {
      const options: PutOptions = withoutUndefined({ ifVersion, ifAbsent, stage, metadata });
      return await callProvider(link, call, async (ctx) =>
        link.provider.put?.(location, value, options, ctx),
      );
    }
    const text = ofField(value, { query, ifAbsent, stage });
    return await patch(link, { [field]: text }, { ...call, ifVersion });
  });
}

/** What `Secrets.delete` does. */
export async function remove(writing: Writing, query: Query, options: DeleteSecretOptions): Promise<Written> {
  const { purge, signal } = options;
  const version = options.version ?? versionOf(query);
  const target = await writeTarget(writing.chain, query);
  const { link, location, field } = target;
  const call = { task: "deleting", location, signal };
  return await changing(writing, target, "delete", async () => {
    if (field !== undefined) {
      if (version !== undefined) throw wholeOnly(query, "it is one field of a secret");
      return await patch(link, { [field]: null }, { ...call, ifVersion: undefined });
    }
    assertAble(target, "delete", "delete");
    const how = withoutUndefined({ version, purge });
    await callProvider(link, call, async (ctx) => link.provider.delete?.(location, how, ctx));
    return undefined;
  });
}

/** What `Secrets.restore` does. */
export async function restore(writing: Writing, query: Query, options: RestoreOptions): Promise<Written> {
  const version = options.version ?? versionOf(query);
  const target = await wholeTarget(writing, query);
  const { link, location } = target;
  assertAble(target, "restore", "restore");
  return await changing(writing, target, "restore", async () => {
    const call = { task: "restoring", location, signal: options.signal };
    const which = withoutUndefined({ version });
    await callProvider(link, call, async (ctx) => link.provider.restore?.(location, which, ctx));
    return undefined;
  });
}

/** What `Secrets.setStage` does. */
export async function setStage(
  writing: Writing,
  query: Query,
  { stage, signal, from, to }: SetStageOptions & { readonly stage: string },
): Promise<Written> {
  const target = await wholeTarget(writing, query);
  const { link, location } = target;
  assertAble(target, "setStage", "move stages between versions");
  return await changing(writing, target, "stage", async () => {
    const call = { task: "moving a stage of", location, signal };
    const between = withoutUndefined({ from, to });
    await callProvider(link, call, async (ctx) => link.provider.setStage?.(location, stage, between, ctx));
    return undefined;
  });
}

/** What holds other fields beside the one that is named is not brought back, or moved, for that one. */
async function wholeTarget({ chain }: Writing, query: Query): Promise<WriteTarget> {
  const target = await writeTarget(chain, query);
  if (target.field !== undefined) throw wholeOnly(query, "it is one field of a secret");
  return target;
}

/** Makes a change, and forgets what is cached of the secret: after a failure too, since it may have been made. */
async function changing(
  { ttlMs }: Writing,
  target: WriteTarget,
  action: Action,
  change: () => Promise<SecretInfo | undefined>,
): Promise<Written> {
  const { link, layer, location, field, reference } = target;
  const members = layer?.members ?? [link];
  let info: SecretInfo | undefined;
  try {
    info = await change();
  } catch (error) {
    throw foreignError(error, { provider: link.id, location });
  } finally {
    for (const member of members) member.forget(location);
    if (members[0] === link) layer?.written(ttlMs);
  }
  const { path } = location;
  const version = info?.version;
  const notWritten = members.filter((member) => member !== link).map(({ id }) => id);
  link.emit({ type: "written", location: showLocation({ path, field }), action, version });
  if (notWritten.length > 0) {
    link.warn(
      "replica-write",
      `writes go to ${link.id} alone: ${notWritten.join(", ")} get them by the stores' replication`,
    );
  }
  return { provider: link.id, reference, version, notWritten };
}

function ofField(
  value: WritableValue,
  { query, ifAbsent, stage }: { readonly query: Query } & Pick<PutOptions, "ifAbsent" | "stage">,
): string {
  if (value.type !== "text") throw wholeOnly(query, "a field is text");
  if (ifAbsent || stage !== undefined) throw wholeOnly(query, "ifAbsent and stage are for a whole secret");
  return value.text;
}

function stageOf({ asked, version }: Query): string | undefined {
  if (version && "version" in version) throw wholeOnly({ asked }, "versions never change");
  return version?.stage;
}

function versionOf({ asked, version }: Query): string | undefined {
  if (version && "stage" in version) throw wholeOnly({ asked }, "a stage is not what is deleted or restored");
  return version?.version;
}

function wholeOnly({ asked }: Pick<Query, "asked">, why: string): SecretError {
  return new SecretError("invalid_ref", `"${asked}" cannot be changed so: ${why}`, {
    name: asked,
    hint: "name the secret itself",
  });
}

function assertAble(target: WriteTarget, method: keyof Provider, what: string): void {
  if (target.link.provider[method] !== undefined) return;
  throw unsupported(target, `cannot ${what}`, "use the store's own tools for it");
}
