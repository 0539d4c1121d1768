/** What the machine's clock says. */
export const systemTime = { now: (): number => Date.now() };
