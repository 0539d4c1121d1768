/** What is declared for a link: under its own id (`aws.dr`), else under its provider's name (`aws`). */
export function ofLink<T>(declared: Readonly<Record<string, T>>, id: string): T | undefined {
  if (Object.hasOwn(declared, id)) return declared[id];
  const provider = providerOf(id);
  return Object.hasOwn(declared, provider) ? declared[provider] : undefined;
}

/** The provider's name in an instance's id: `aws.dr` → `aws`. A package name has no label. */
export function providerOf(id: string): string {
  return /^[a-z][a-z0-9]*\.[a-z0-9]+$/.test(id) ? id.slice(0, id.indexOf(".")) : id;
}
