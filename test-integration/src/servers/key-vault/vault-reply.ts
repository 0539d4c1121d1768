/** What the vault answers; without a body it is empty. */
export interface VaultReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** An error as Key Vault writes it. */
export function refusal(
  status: number,
  code: string,
  about: { message: string; inner?: string },
): VaultReply {
  const { message, inner } = about;
  const innererror = inner === undefined ? {} : { innererror: { code: inner } };
  return { status, body: { error: { code, message, ...innererror } } };
}
