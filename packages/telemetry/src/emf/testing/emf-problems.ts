/**
 * What CloudWatch would refuse about a line, by the JSON schema and the text of "Specification: Embedded metric format" in
 * the Amazon CloudWatch user guide. Written from the specification, apart from the code that it checks.
 */
export function emfProblems(line: string): readonly string[] {
  const problems: string[] = [];
  const check = (holds: boolean, problem: string): void => {
    if (!holds) problems.push(problem);
  };
  check(Buffer.byteLength(line) <= 256 * 1024, "longer than the older limit of 256 kB");
  check(!line.includes("\n"), "more than one line");
  const root: Json = JSON.parse(line);
  const { Timestamp, CloudWatchMetrics, ...restOfMetadata } = object(root["_aws"]);
  check(Object.keys(restOfMetadata).length === 0, "unknown metadata");
  check(Number.isSafeInteger(Timestamp), "Timestamp is no integer");
  for (const directive of array(CloudWatchMetrics).map(object)) {
    const { Namespace, Dimensions, Metrics, ...rest } = directive;
    check(Object.keys(rest).length === 0, "unknown member of a metric directive");
    check(typeof Namespace === "string" && Namespace.length >= 1 && Namespace.length <= 255, "Namespace");
    check(array(Dimensions).length >= 1, "no dimension set");
    for (const name of array(Dimensions).flatMap(array))
      check(isDimension(root[String(name)]), `dimension ${String(name)}`);
    for (const set of array(Dimensions))
      check(array(set).length >= 1 && array(set).length <= 30, "dimension set");
    check(array(Metrics).length >= 1 && array(Metrics).length <= 100, "number of metrics");
    for (const { Name, Unit, ...rest } of array(Metrics).map(object)) {
      check(Object.keys(rest).length === 0, "unknown member of a metric definition");
      check(units.has(String(Unit)), `unit ${String(Unit)}`);
      check(isMetricValue(root[String(Name)]), `value of ${String(Name)}`);
    }
  }
  return problems;
}

type Json = Readonly<Record<string, unknown>>;

const units = new Set(["Count", "Percent", "Milliseconds"]);

function isDimension(value: unknown): boolean {
  return typeof value === "string" && /^[ -~]{1,1024}$/.test(value) && value.trim() !== "";
}

function isMetricValue(value: unknown): boolean {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.length >= 1 && values.length <= 100 && values.every(Number.isFinite);
}

function object(value: unknown): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new TypeError("no object");
  return { ...value };
}

function array(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError("no array");
  return value;
}
