/** What was made ready for a test before it. @throws Error when it was not */
export function outcomeOf<T>(outcomes: ReadonlyMap<string, T>, title: string): T {
  const outcome = outcomes.get(title);
  if (outcome === undefined) throw new Error(`There is no outcome of "${title}".`);
  return outcome;
}
