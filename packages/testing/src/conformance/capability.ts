import type { Provider, ProviderDefinition } from "@claviger/core/provider";
import type { ConformanceHarness } from "./harness.ts";

/** What a case looks at to know whether it can run. */
export interface Subject {
  readonly harness: ConformanceHarness;
  readonly provider: Provider;
  readonly definition: ProviderDefinition;
}

type Lack = (subject: Subject) => string | undefined;

const withMember =
  (member: keyof ConformanceHarness): Lack =>
  ({ harness }) =>
    harness[member] === undefined ? `the harness has no ${member}` : undefined;

const withMethod =
  (...methods: readonly (keyof Provider)[]): Lack =>
  ({ provider }) => {
    const missing = methods.filter((method) => provider[method] === undefined);
    return missing.length === 0 ? undefined : `the provider has no ${missing.join(" and no ")}`;
  };

const always: Lack = () => undefined;

/** By capability: why a case that needs it cannot run, if it cannot. */
const lacks = {
  /** The empty string can be stored. */
  emptyValues: always,
  /** A text may hold NUL characters. */
  nulCharacters: always,
  /** No path has an empty segment: the store has no names such as `/prod/key`. */
  segmentedPaths: always,
  /** Several fields can be stored in one secret, and are read as a bundle by its name. */
  fields: always,
  /** Bytes that are no text. */
  binary: ({ definition }) =>
    definition.capabilities.values.includes("bytes")
      ? undefined
      : `its values are ${definition.capabilities.values.join(", ")}`,
  /** Old values stay readable by their version. */
  versions: (subject) =>
    subject.definition.capabilities.versions === "none"
      ? "the store keeps no versions"
      : withMember("newVersion")(subject),
  /** `current` and `previous` can be asked for. */
  stages: ({ definition }) =>
    definition.capabilities.versions === "stages" ? undefined : "the store has no stages",
  removal: withMember("remove"),
  denial: withMember("deniedProvider"),
  authentication: withMember("wrongCredentials"),
  faults: withMember("server"),
  checks: withMethod("check"),
  policies: withMethod("policy"),
  batches: withMethod("getMany"),
  probing: withMethod("probe"),
  watching: withMethod("watch"),
  listing: withMethod("list"),
  history: withMethod("versions"),
  writing: withMethod("put", "get"),
  conditionalWrites: (subject) =>
    withMethod("put")(subject) ??
    (subject.definition.capabilities.cas ? undefined : "its writes are never conditional"),
  patching: withMethod("put", "patch"),
  deleting: withMethod("put", "delete"),
  restoring: withMethod("put", "delete", "restore"),
  staging: withMethod("put", "setStage"),
  leases: withMember("mintingPath"),
} as const satisfies Readonly<Record<string, Lack>>;

/** What a store, its provider and its harness may or may not be able to show. */
export type Capability = keyof typeof lacks;

/**
 * `true`: it must be shown, and a harness that lost the means fails. A text: it is not shown, for this reason. Left out: it
 * is shown if there are the means.
 */
export type DeclaredCapabilities = { readonly [Name in Capability]?: true | string };

/**
 * Why a case that needs this is skipped; `undefined` if it runs.
 * @throws Error if it is declared and cannot be shown
 */
export function reasonToSkip(
  capability: Capability,
  { declared, subject }: { readonly declared: DeclaredCapabilities; readonly subject: Subject },
): string | undefined {
  const stated = declared[capability];
  if (typeof stated === "string") return stated;
  const lack = lacks[capability](subject);
  if (stated && lack !== undefined)
    throw new Error(`The capability "${capability}" is declared, and ${lack}.`);
  return lack;
}
