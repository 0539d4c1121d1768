/** Prints a line for whoever runs the tests. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
