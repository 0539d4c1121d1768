import type { Reference } from "./reference.ts";

/** Writes a reference in its canonical form, which `parseReference` reads back. */
export function formatReference(reference: Reference): string {
  const { provider = "", path, field, version } = reference;
  const encode = (text: string, kept: string): string =>
    encodeURIComponent(text).replaceAll(encodeURIComponent(kept), kept);
  const query = Object.entries({ field, ...version })
    .filter(([, value]) => value !== undefined)
    .map(([key, value = ""]) => `${key}=${encode(value, key === "field" ? "/" : "")}`);
  return `secret://${provider}/${path.split("/").map((segment) => encode(segment, ":")).join("/")}${query.length > 0 ? "?" : ""}${query.join("&")}`;
}
