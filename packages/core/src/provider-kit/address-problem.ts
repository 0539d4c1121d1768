/** What an address may be, and what to do where it is not. */
export interface AddressRules {
  /** Whether http:// may lead to other machines. @default false */
  readonly allowHttp?: boolean | undefined;
  /** Where credentials belong, for an address that holds some: `give the token as VAULT_TOKEN`. */
  readonly credentials: string;
  /** What allows http://, where something does: `set allowHttp`. */
  readonly allow?: string | undefined;
}

/**
 * Why a store is not asked at an address: it is no http or https URL, it holds more than a host and a path, or what is sent
 * there could be read on the way. An address on this machine may be http.
 *
 * @returns what is wrong, to be put after the option's name, or `undefined`. It never quotes the address, which may hold a
 *   password, or be a token in the wrong place.
 */
export function addressProblem(address: string, rules: AddressRules): string | undefined {
  const url = URL.parse(address);
  if (!url || !/^https?:\/\//i.test(address)) return "is not an http or https URL";
  if (url.username || url.password) return `holds credentials: ${rules.credentials}`;
  if (url.search || url.hash || /[?#]$/.test(address)) return "has a query or a fragment";
  if (url.protocol === "https:" || rules.allowHttp || isLoopback(url.hostname)) return undefined;
  const instead = ["use https", rules.allow].filter(Boolean).join(", or ");
  return `is http outside this machine, where everybody on the way reads what is sent: ${instead}`;
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}
