/** One name and its value, as the application reads them. */
export interface SourceEntry {
  readonly name: string;
  readonly value: string;
  /** Counted from 1, where the format tells. */
  readonly line?: number | undefined;
}
