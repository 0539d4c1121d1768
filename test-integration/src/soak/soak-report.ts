/** What a soak's process is told, as JSON in the variable `SOAK`. */
export interface SoakPlan {
  readonly seconds: number;
  /** Where it writes: the store itself. */
  readonly store: string;
  /** Where claviger reads: a proxy in front of it. */
  readonly proxy: string;
  readonly token: string;
  /** In seconds. */
  readonly ttl: number;
  readonly staleTtl: number;
}

/** What a soak's process says at its end, as one line of JSON. */
export interface SoakReport {
  /** When it began, in milliseconds since the epoch. */
  readonly began: number;
  readonly reads: number;
  readonly writes: number;
  /** Values that were never written. */
  readonly wrong: number;
  /** The codes of reads that failed, with how many each. */
  readonly failures: Readonly<Record<string, number>>;
  /** Reads that were answered by a value past its TTL. */
  readonly stale: number;
  /** The longest time for which a value had been replaced when it was given, for each second of the soak, in milliseconds. */
  readonly lags: readonly number[];
  /** The heap after a collection, every second, in bytes, and when that was. */
  readonly heap: readonly { readonly at: number; readonly bytes: number }[];
  /** What kept the process alive before the instance was made, and after it was closed. */
  readonly resources: { readonly before: readonly string[]; readonly after: readonly string[] };
}
