/**
 * A count of the entries that died, in all caches of a chain: as long as it has not moved, everything that was live still
 * is.
 */
export interface Epoch {
  value: number;
}
