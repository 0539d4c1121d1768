import type { Reference } from "./reference.ts";

/** Writes a reference in its canonical form, which `parseReference` reads back. */
export function formatReference(reference: Reference): string {
  const { provider = "", path, field, version } = reference;
  const segments = path.split("/").map((segment) => encodeURIComponent(segment).replaceAll("%3A", ":"));
  const query: string[] = [];
  if (field !== undefined) query.push(`field=${encodeURIComponent(field).replaceAll("%2F", "/")}`);
  if (version && "version" in version) query.push(`version=${encodeURIComponent(version.version)}`);
  if (version && "stage" in version) query.push(`stage=${encodeURIComponent(version.stage)}`);
  return `secret://${provider}/${segments.join("/")}${query.length > 0 ? `?${query.join("&")}` : ""}`;
}
