import { type CallContext, SecretError } from "@claviger/core/provider";

/** Where credentials come from. */
export interface Authentication {
  /** The value of the header Authorization. @throws SecretError */
  header(ctx: Pick<CallContext, "report">): Promise<string>;
  /**
   * GitHub refused that header. @returns whether another one can be had
   */
  refused(header: string): boolean;
}

/** A personal access token; without one every call fails, and says how to be somebody. */
export function tokenAuthentication(token: string | undefined): Authentication {
  return {
    header: async () => {
      if (token !== undefined) return `Bearer ${token}`;
      throw new SecretError("not_configured", "GitHub: the token is missing", {
        hint: "set GITHUB_TOKEN, or the option token; or name a GitHub App by appId, installationId and privateKeyFile",
      });
    },
    refused: () => false,
  };
}
