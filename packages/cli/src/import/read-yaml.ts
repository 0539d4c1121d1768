import { isAlias, isMap, isScalar, LineCounter, type Node, type Pair, parseAllDocuments } from "yaml";
import type { Document } from "yaml";
import { valueText } from "../get/value-text.ts";
import { malformed } from "./malformed.ts";
import type { SourceEntry } from "./source-entry.ts";

/** As in the library, which declares it for its own use alone. */
interface RawJson {
  rawJSON(source: string): unknown;
}

/**
 * The entries of a YAML mapping: strings as they are, numbers and booleans as they are written, mappings and sequences as
 * JSON; `null` is left out.
 *
 * @throws SecretError `not_configured`
 */
export function readYaml(bytes: Uint8Array, title: string): SourceEntry[] {
  const text = valueText(bytes);
  if (text === undefined) throw malformed(title, "is not UTF-8", "save it as UTF-8");
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, intAsBigInt: true, prettyErrors: false });
  if ("empty" in documents) return [];
  const [document, ...others] = documents;
  if (!document || others.length > 0)
    throw malformed(title, "holds several YAML documents", "give each a file of its own");
  const [problem] = document.errors;
  if (problem) {
    const { line } = lines.linePos(problem.pos[0]);
    // The library's own words may quote the file.
    throw malformed(title, `is not valid YAML: line ${line} (${problem.code})`, "correct that line");
  }
  const { contents } = document;
  if (contents === null) return [];
  if (!isMap(contents)) throw malformed(title, "is not a mapping", "write NAME: value");
  return contents.items.flatMap((pair) => entryOf(pair, { document, lines, title }) ?? []);
}

interface Place {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly title: string;
}

function entryOf({ key, value }: Pair, { document, lines, title }: Place): SourceEntry | undefined {
  const at = isScalar(key) ? key.range?.[0] : undefined;
  const line = at === undefined ? undefined : lines.linePos(at).line;
  if (!isScalar(key) || key.value === null)
    throw malformed(title, "has a key that is no name", "write NAME: value");
  const name = typeof key.value === "string" ? key.value : (key.source ?? "");
  const node = isAlias(value) ? value.resolve(document) : (value as Node | null);
  if (!node) return undefined;
  if (!isScalar(node)) return { name, value: asJson(node.toJS(document)), line };
  if (node.value === null) return undefined;
  return { name, value: typeof node.value === "string" ? node.value : (node.source ?? ""), line };
}

/** Whole numbers to the last digit. */
function asJson(value: unknown): string {
  const json = JSON as unknown as RawJson;
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "bigint" ? json.rawJSON(String(inner)) : inner,
  );
}
