/** The number of the line, from 1, that a position is on. Positions must be asked in rising order: it counts only once. */
export function lineCounter(text: string): (position: number) => number {
  let line = 1;
  let next = text.indexOf("\n");
  return (position) => {
    while (next !== -1 && next < position) {
      line++;
      next = text.indexOf("\n", next + 1);
    }
    return line;
  };
}
