/** What the manifest says about one secret. */
export interface SecretDeclaration {
  /** What it is for, as a sentence. */
  readonly description?: string;
  /** @default "string" */
  readonly type?: "string" | "integer" | "number" | "boolean" | "url" | "json" | "bytes";
  /** @default true */
  readonly required?: boolean;
  /** Given when every layer that was asked is definitely without it. Not for a secret's real value. */
  readonly default?: string;
  /** The only providers (`aws`) or instances (`aws.main`) that may answer: in production, how the environment is ruled out. */
  readonly from?: readonly string[];
  /**
   * Where a provider or instance keeps it, in place of the naming rule: a path as in a reference, with `?field=` where the
   * secret has several. `{environment}` is filled in.
   */
  readonly locations?: Readonly<Record<string, string>>;
  /** How often it is to be replaced, in days. */
  readonly rotationDays?: number;
}

/** The secrets that an application uses, by name. */
export type Manifest = Readonly<Record<string, SecretDeclaration>>;
