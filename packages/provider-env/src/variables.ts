/** One variable with a value. */
export interface Variable {
  /** As it is spelled where it was found. */
  readonly name: string;
  readonly value: string;
  /** Where, for messages: `the process environment`, `.env.local:3`. */
  readonly place: string;
  readonly origin: "process" | "file";
}

/** The variables of one place: the process environment or one `.env` file. */
export interface Variables {
  /** What messages call the place. */
  readonly title: string;
  get(name: string): Variable | undefined;
  /** The names that fold to `folded`. */
  alike(folded: string): readonly string[];
}
