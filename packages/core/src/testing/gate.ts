/** Something to wait for, and what ends the wait. */
export interface Gate {
  readonly closed: Promise<void>;
  readonly open: () => void;
}

/** A gate that a test opens. */
export function gate(): Gate {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { closed: promise, open: resolve };
}
