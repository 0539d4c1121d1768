/** The frames of an error's stack without its message, which may quote anything. */
export function stackFrames(error: unknown): string[] {
  if (!(error instanceof Error) || typeof error.stack !== "string") return [];
  // The stack starts with the message, whose own lines may look like frames.
  const head = `${error.name}: ${error.message}`;
  const frames = error.stack.startsWith(head) ? error.stack.slice(head.length) : "";
  return frames.split("\n").filter((line) => /^ {4}at /.test(line));
}
