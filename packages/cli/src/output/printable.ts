// C0, DEL and C1: a newline would forge a line, an escape sequence would drive the terminal.
// eslint-disable-next-line no-control-regex
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** A text from outside, fit for one line of a terminal or a log. */
export function printable(text: string): string {
  return text.replace(controls, "\u{fffd}");
}
