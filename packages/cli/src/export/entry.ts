import type { Location } from "@claviger/core/provider";

/** A variable with its secret's value. */
export interface ValueEntry {
  readonly variable: string;
  readonly value: string;
}

/** A variable with the place of its secret, and no value. */
export interface PlaceEntry {
  readonly variable: string;
  /** The instance: `aws`, `vault.dr`. */
  readonly provider: string;
  readonly location: Location;
}
