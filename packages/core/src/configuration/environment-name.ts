import type { Variables } from "./variables.ts";

const names = ["SECRETS_ENVIRONMENT", "ENVIRONMENT", "NODE_ENV"];

/** The deployment's environment by name, or `undefined` where no variable gives it. */
export function environmentName(variables: Variables): string | undefined {
  return variables.first(names)?.value.trim().toLowerCase() || undefined;
}

/** What `{environment}` stands for where no variable says. */
export const defaultEnvironment = "development";

/** Fills `{environment}` in. */
export function fillEnvironment(text: string, environment: string): string {
  return text.replaceAll("{environment}", () => environment);
}
