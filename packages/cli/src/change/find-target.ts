import { formatReference, type Instance, parseReference, SecretError } from "@claviger/core";
import { type Location, matchName } from "@claviger/core/provider";
import { usageError } from "../cli-error.ts";
import { look, type StoredState } from "./look.ts";
import type { Stores } from "./open-stores.ts";

/** What a command changes: one secret of one store, or a field of it. */
export interface Target {
  readonly instance: Instance;
  /** The field that is changed; without it the secret as a whole is. */
  readonly field: string | undefined;
  /** The secret as a whole: `secret://aws/app`. */
  readonly secret: string;
  /** What is changed: the secret, or its field. */
  readonly reference: string;
  /** What the store has of the secret now. */
  readonly state: StoredState;
}

/**
 * Finds what a change of a name goes to, and what is there: the store that a reference names, else the only one of the chain
 * that can be written. It is the rule of `secrets.set`; a plan has to know beforehand what that would do.
 *
 * @throws SecretError `invalid_ref`, `unsupported`, `decode` (a field of what is no JSON object), or what the store answers
 * @throws CliError `usage` for a version in the reference
 */
export async function findTarget(stores: Stores, name: string): Promise<Target> {
  const { provider, field, version } = parseReference(name);
  if (version)
    throw usageError(
      "a reference to a version was given, and versions never change",
      "leave ?version= and ?stage= out",
    );
  const instance = provider === undefined ? onlyWriter(stores, name) : await stores.instances.open(provider);
  if (!canWrite(instance)) throw notWritable(instance);
  const locations = instance.locate(name);
  const [first] = locations;
  if (!first) throw noPlace(name, instance);
  for (const location of locations) {
    if (location.mints) throw minting(name, instance);
    if (field !== undefined && location.field !== field) throw fieldOfField(name, instance, location);
  }
  const found = await placeOf(stores, instance, locations);
  const secret = formatReference({ provider: instance.id, path: found.location.path });
  const changed = found.field ?? field;
  if (changed !== undefined && found.state.kind === "present" && !found.state.fields)
    throw withoutFields(secret, instance);
  const reference =
    changed === undefined
      ? secret
      : formatReference({ provider: instance.id, path: found.location.path, field: changed });
  return { instance, field: changed, secret, reference, state: found.state };
}

interface Place {
  readonly location: Location;
  readonly field: string | undefined;
  readonly state: StoredState;
}

/** Of several places the one that has it now, else the first, which is the one that is read first. */
async function placeOf(stores: Stores, instance: Instance, locations: readonly Location[]): Promise<Place> {
  const places: Place[] = [];
  for (const location of locations) {
    const state = await stateOf(stores, instance, location);
    const spelled = spelledField(location, state);
    const place = { location, state, field: spelled ?? location.field };
    if (state.kind === "present" && (!location.derived || spelled !== undefined)) return place;
    places.push(place);
  }
  const [first] = places;
  if (!first) throw new Error("A target without a place.");
  return first;
}

async function stateOf(
  stores: Stores,
  { id, capabilities }: Instance,
  { path }: Location,
): Promise<StoredState> {
  if (capabilities.read === false) return { kind: "unknown", why: `${id} can be written and not read` };
  return await look(stores, formatReference({ provider: id, path }));
}

/** How the stored secret spells the field that a naming rule derived; `undefined` where it has none. */
function spelledField({ field, derived }: Location, state: StoredState): string | undefined {
  if (field === undefined || !derived || state.kind !== "present") return undefined;
  return matchName(field, Object.keys(state.fields ?? {}));
}

function onlyWriter({ instances }: Stores, name: string): Instance {
  const all = instances.all();
  const members = new Set<string>();
  const candidates = all.filter((instance) => {
    const isLaterMember = members.has(instance.id);
    for (const id of instance.replicas) members.add(id);
    return !isLaterMember && canWrite(instance) && instance.locate(name).length > 0;
  });
  const [only, ...others] = candidates;
  if (!only) {
    const ids = all.map(({ id }) => id).join(", ");
    throw new SecretError("unsupported", `no store of the chain (${ids}) can be written "${name}" to`, {
      hint: "name one that is not in the chain: secret://<provider>/<path>",
    });
  }
  if (others.length === 0) return only;
  const references = candidates.map((instance) => referenceIn(instance, name));
  throw new SecretError("invalid_ref", `"${name}" could be written to ${candidates.length} stores`, {
    hint: `name the one that is meant: ${references.join(" or ")}`,
  });
}

function referenceIn(instance: Instance, name: string): string {
  const [{ path, field } = { path: name }] = instance.locate(name);
  return formatReference({ provider: instance.id, path, field });
}

function canWrite(instance: Instance): boolean {
  return instance.capabilities.write === true && instance.can("put");
}

function notWritable({ id }: Instance): SecretError {
  return new SecretError("unsupported", `${id} cannot be written by claviger`, {
    provider: id,
    hint: "change it with the store's own tools, or name another store: secret://<provider>/<path>",
  });
}

function noPlace(name: string, { id }: Instance): SecretError {
  return refused(name, id, "its naming rule has no place for this name");
}

function minting(name: string, { id }: Instance): SecretError {
  return refused(name, id, "every read there makes a new value");
}

function fieldOfField(name: string, { id }: Instance, { path, field = "" }: Location): SecretError {
  return refused(name, id, `it is the field "${field}" of ${path}, and a part of a field cannot be changed`);
}

function withoutFields(secret: string, { id }: Instance): SecretError {
  const problem = `${secret} is not a JSON object, so that no field of it can be changed`;
  return new SecretError("decode", problem, {
    provider: id,
    hint: `nothing was changed: write it as a whole, claviger set ${secret} --bundle, or name another secret`,
  });
}

function refused(name: string, provider: string, why: string): SecretError {
  return new SecretError("invalid_ref", `"${name}" cannot be changed in ${provider}: ${why}`, {
    provider,
    hint: "name the place by a reference: secret://<provider>/<path>?field=<field>",
  });
}
