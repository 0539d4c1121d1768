import type { Location, VersionReference } from "../contract/location.ts";

/** In which form the value is wanted. */
export type Wanted = "text" | "bytes" | "bundle";

/** A value in the form that was wanted. */
export type Value = string | Uint8Array | Readonly<Record<string, string>>;

/** What one resolution asks of every link. */
export interface Query {
  /** What the caller wrote, for messages. */
  readonly asked: string;
  /** The instance that is asked; without it the chain decides. */
  readonly provider?: string | undefined;
  /** The name, or the provider's path, without field and version. */
  readonly name: string;
  /** The field that the caller wrote. */
  readonly field?: string | undefined;
  readonly version?: VersionReference | undefined;
  readonly wanted: Wanted;
  /** For a bundle: only these fields, each of them required. */
  readonly fields?: readonly string[] | undefined;
  /** From the manifest: the only instances or providers that are asked. */
  readonly from?: readonly string[] | undefined;
  /** From the manifest: where an instance or provider keeps it, in place of the naming rule. */
  readonly locations?: Readonly<Record<string, Location>> | undefined;
  /** This is what a reference points at: it may not lead to another one. */
  readonly referred?: true;
  /** Nothing may be minted for it: it is asked to explain, not to use. */
  readonly mintsNothing?: true | undefined;
  readonly refresh: boolean;
  readonly signal?: AbortSignal | undefined;
}
