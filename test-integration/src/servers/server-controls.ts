/** What a test may do to a running server, whatever it runs in. */
export interface ServerControls extends AsyncDisposable {
  /** Freezes it: connections are accepted, and nothing is ever answered. */
  pause(): Promise<void>;
  /** Ends a {@link pause}. */
  resume(): Promise<void>;
  /** Kills it at once, as a crash does: connections are refused from then on. {@link restart} brings it back. */
  kill(): Promise<void>;
  /** Kills it if it still runs, and starts it anew at the same address; what it kept in memory is gone. */
  restart(): Promise<void>;
  /** Ends it and removes what it left on disk. More than once is fine. */
  stop(): Promise<void>;
}
