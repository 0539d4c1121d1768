import { words } from "./fold.ts";

/** How a provider spells names. */
export type NameCase = "as-is" | "kebab" | "upper-snake";

export const nameCases = ["as-is", "kebab", "upper-snake"] as const satisfies readonly NameCase[];

/** Spells a name in a provider's case, segment by segment: `databaseUrl` → `database-url` or `DATABASE_URL`. */
export function applyCase(name: string, nameCase: NameCase): string {
  if (nameCase === "as-is") return name;
  return name
    .split("/")
    .map((segment) =>
      nameCase === "kebab" ? words(segment).join("-").toLowerCase() : words(segment).join("_").toUpperCase(),
    )
    .join("/");
}
