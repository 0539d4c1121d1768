import { isReference } from "../reference/parse-reference.ts";
import type { Variables } from "./variables.ts";

/** A variable of the process's environment or of a `.env` file whose value is a reference. */
export interface ConfiguredReference {
  /** The variable's name. */
  readonly name: string;
  /** A `secret://` reference: it names a secret and is none. */
  readonly reference: string;
  /** `the environment` or `.env:3`. */
  readonly origin: string;
}

/** The variables that hold references. */
export function configuredReferences(variables: Variables): ConfiguredReference[] {
  return variables.names().flatMap((name) => {
    const value = variables.get(name);
    return value !== undefined && isReference(value)
      ? [{ name, reference: value, origin: variables.origin(name) }]
      : [];
  });
}
