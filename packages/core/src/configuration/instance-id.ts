/** A provider and perhaps a label: `aws`, `aws.dr`, `claviger-provider-acme`. */
export interface InstanceId {
  readonly id: string;
  /** The provider's short name, or its package's. */
  readonly provider: string;
  readonly label?: string;
}

const short = /^([a-z][a-z0-9]*)(?:\.([a-z0-9]+))?$/;
const packaged = /^((?:@[a-z0-9][a-z0-9._-]*\/)?claviger-provider-[a-z0-9][a-z0-9_-]*)(?:\.([a-z0-9]+))?$/;

/** Reads an instance's id, or answers `undefined` if it is not one. */
export function parseInstanceId(text: string): InstanceId | undefined {
  const match = short.exec(text) ?? packaged.exec(text);
  const [, provider, label] = match ?? [];
  if (provider === undefined) return undefined;
  return label === undefined ? { id: text, provider } : { id: text, provider, label };
}
