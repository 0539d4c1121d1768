/** Variables that a provider found outside the process's environment: the lines of `.env` files. */
export interface ConfigurationVariables {
  /** By name. Values may be secrets: they go nowhere but to the options that ask for them. */
  readonly values: Readonly<Record<string, string>>;
  /** Where each was found, for messages: `.env.local:3`. */
  readonly origin: Readonly<Record<string, string>>;
}
