/** Which repositories of an organisation get a secret. */
export type Visibility = "all" | "private" | "selected";

export const visibilities = ["all", "private", "selected"] as const satisfies readonly Visibility[];

/** A visibility, and of `selected` the repositories, by id. */
export interface Audience {
  readonly visibility: Visibility;
  readonly repositories: readonly number[];
}

export function isVisibility(value: unknown): value is Visibility {
  return visibilities.some((known) => known === value);
}
