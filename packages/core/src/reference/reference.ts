import type { VersionReference } from "../contract/location.ts";

/** What a name or a `secret://` reference asks for. */
export interface Reference {
  /** The instance that is asked (`aws`, `vault.dr`); without it the chain decides. */
  readonly provider?: string | undefined;
  /** The name, or the provider's path: decoded, segments joined by `/`. */
  readonly path: string;
  /** A field's name, or a JSON Pointer where it starts with `/`. */
  readonly field?: string | undefined;
  readonly version?: VersionReference | undefined;
}
