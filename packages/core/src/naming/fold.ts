/**
 * Where a word ends inside one segment: at `-` `_` `.`, at lower→Upper and at ACRONYM→Word. Digits belong to the word
 * before. Nothing is cut in a segment that is all in one case, so that `K8S_TOKEN` and `k8s-token` fold alike. Upper and
 * lower mean letters that have the other case too: some letters called so have none. What follows is looked at before
 * what precedes, so that a long run of digits costs no more than its length.
 */
function boundary(segment: string): RegExp {
  // The same pattern twice: making the one for every alphabet takes 0.5 ms, which a start has no need for.
  return /[^ -~]/.test(segment)
    ? /[-_.]+|(?=\p{CWL})(?<=\p{CWU}\p{N}*)|(?=\p{CWL}\p{CWU})(?<=[\p{CWL}\p{N}])/u
    : /[-_.]+|(?=[A-Z])(?<=[a-z]\d*)|(?=[A-Z][a-z])(?<=[A-Z\d])/;
}

/** The words of one segment of a name, as they are spelled; a segment of separators alone is kept as it is. */
export function words(segment: string): string[] {
  const found = segment.split(boundary(segment)).filter((word) => word !== "");
  return found.length === 0 ? [segment] : found;
}

/**
 * The form that is used only to match environment variables and fields of a bundle, and to find collisions: words in
 * upper case, joined by `_`; never across `/`. `databaseUrl` and `database-url` both fold to `DATABASE_URL`.
 * The specification is the table in `fold.test.ts`.
 */
export function fold(name: string): string {
  // Lower case first: a few letters, such as ẞ, have no upper case that both their spellings lead to.
  return name
    .split("/")
    .map((segment) => words(segment).join("_").toLowerCase().toUpperCase())
    .join("/");
}
