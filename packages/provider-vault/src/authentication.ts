/** How the provider gets the token that its requests carry. */
export interface Authentication {
  /** The token to use now. */
  token(signal: AbortSignal): Promise<string>;
}

/** A token that was given to the process and is not renewed. */
export function tokenAuthentication(token: string): Authentication {
  return { token: () => Promise.resolve(token) };
}
