/** A JSON object as it was parsed. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What GitHub, or somebody in its place, answered. */
export interface Reply {
  readonly status: number;
  /** By name, in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** `undefined` where the reply had no JSON object. */
  readonly body: JsonObject | undefined;
}

/** Whether a refusal is GitHub's own: those have a message. A page of a proxy proves nothing, whatever its status says. */
export function isGithubs({ body }: Reply): boolean {
  return typeof body?.["message"] === "string";
}
