/** The addresses in `addr`, without slashes at their ends. */
export function addressesOf(addr: string): readonly string[] {
  return [...new Set(parts(addr).map((address) => address.replace(/\/+$/, "")))];
}

/** What is wrong with them. No problem quotes one: an address may hold a password, or be a token in the wrong place. */
export function addressProblems(addr: string | undefined, allowHttp: boolean): readonly string[] {
  const addresses = parts(addr ?? "");
  if (addresses.length === 0) return ["addr is missing: set VAULT_ADDR to the URL of Vault or OpenBao"];
  const problems = addresses.map((address) => addressProblem(address, allowHttp));
  return [...new Set(problems)].filter((problem) => problem !== undefined);
}

function parts(addr: string): readonly string[] {
  return addr
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function addressProblem(address: string, allowHttp: boolean): string | undefined {
  const url = URL.parse(address);
  if (!url || !/^https?:\/\//i.test(address)) return "addr is not an http or https URL";
  if (url.username || url.password) return "addr holds credentials: give the token as VAULT_TOKEN";
  if (url.search || url.hash || address.endsWith("?")) return "addr has a query or a fragment";
  if (url.protocol === "http:" && !allowHttp && !isLoopback(url.hostname))
    return "addr is http outside this machine, where everybody on the way reads the token and the values: use https, or set allowHttp";
  return undefined;
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
