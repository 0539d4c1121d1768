/** Where a word ends inside one segment: at `-` `_` `.`, at lower→Upper and at ACRONYM→Word. Digits belong to the word before. */
const boundary = /[-_.]+|(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;

/** The words of one segment of a name, as they are spelled. */
export function words(segment: string): string[] {
  return segment.split(boundary).filter((word) => word !== "");
}

/**
 * The form that is used only to match environment variables and fields of a bundle, and to find collisions: words in
 * upper case, joined by `_`; never across `/`. `databaseUrl` and `database-url` both fold to `DATABASE_URL`.
 * The specification is the table in `fold.test.ts`.
 */
export function fold(name: string): string {
  return name
    .split("/")
    .map((segment) => words(segment).join("_").toUpperCase())
    .join("/");
}
