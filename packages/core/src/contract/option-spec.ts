interface CommonOption {
  /** The back end's own variables, read after `SECRETS_<PROVIDER>_<OPTION>`, in order. */
  readonly env?: readonly string[];
  /** One sentence for the documentation, `doctor` and errors. */
  readonly doc: string;
  /** Its value is a secret: never shown. */
  readonly secret?: true;
  readonly required?: true;
}

/**
 * One option of a provider. It drives the `SECRETS_*` variables, the types of the configuration, `doctor`, the
 * documentation and the check for misspelled variables.
 */
export type OptionSpec =
  | (CommonOption & { readonly type: "string" | "url" | "path"; readonly default?: string })
  | (CommonOption & {
      readonly type: "integer";
      readonly default?: number;
      readonly min?: number;
      readonly max?: number;
    })
  | (CommonOption & { readonly type: "boolean"; readonly default?: boolean })
  /** In a variable: separated by commas. */
  | (CommonOption & { readonly type: "list"; readonly default?: readonly string[] })
  | (CommonOption & {
      readonly type: "choice";
      readonly values: readonly string[];
      readonly default?: string;
    });

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

type ValueOf<Spec extends OptionSpec> = Spec extends { type: "integer" }
  ? number
  : Spec extends { type: "boolean" }
    ? boolean
    : Spec extends { type: "list" }
      ? readonly string[]
      : Spec extends { type: "choice"; values: readonly (infer Value)[] }
        ? Value
        : string;

type IsSet<Spec extends OptionSpec> = Spec extends { required: true }
  ? true
  : Spec extends { default: string | number | boolean | readonly string[] }
    ? true
    : false;

/** What a caller may pass: every option, all optional, since variables may give them too. */
export type OptionInput<Specs extends OptionSpecs> = {
  readonly [Name in keyof Specs]?: ValueOf<Specs[Name]> | undefined;
};

/** What `create` receives: validated, with defaults filled in. */
export type OptionValues<Specs extends OptionSpecs> = {
  readonly [Name in keyof Specs as IsSet<Specs[Name]> extends true ? Name : never]: ValueOf<Specs[Name]>;
} & {
  readonly [Name in keyof Specs as IsSet<Specs[Name]> extends true ? never : Name]?: ValueOf<Specs[Name]>;
};
