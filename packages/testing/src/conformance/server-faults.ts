/** What a harness can do to the connection between its provider and its store. Each lasts until `up`. */
export interface ServerFaults {
  /** Connections are refused. */
  down(): void | Promise<void>;
  /** Ends every fault: the store can be reached, with what it held before. */
  up(): void | Promise<void>;
  /** Answers come so many milliseconds late. */
  slow(ms: number): void | Promise<void>;
  /** Connections are broken off without an answer. */
  cut(): void | Promise<void>;
  /** Answers are broken off in the middle. */
  truncate(): void | Promise<void>;
  /** Requests are taken and never answered. */
  hang(): void | Promise<void>;
  /** The answer is not the store's: a page such as a proxy sends, with that HTTP status, or whatever garbles an answer. */
  garbage(status: number): void | Promise<void>;
  /** The answer is a redirect to that address, with the path that was asked for. */
  redirect?(address: string): void | Promise<void>;
  /** How many requests have come so far. Without it, what must not contact the store is not checked for that. */
  requests?(): number;
}
