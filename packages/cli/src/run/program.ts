/** A command that is ready to be started. */
export interface Program {
  /** A path; nothing is searched any more. */
  readonly file: string;
  /** The command as it was typed, then its arguments. */
  readonly args: readonly string[];
  /** Its whole environment. */
  readonly environment: Readonly<Record<string, string>>;
}
