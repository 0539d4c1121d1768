/** Counts the rejections that nobody handles while `work` runs, and a turn of the event loop longer. */
export async function unhandledRejections(work: () => Promise<void>): Promise<readonly unknown[]> {
  const unhandled: unknown[] = [];
  const collect = (reason: unknown): void => {
    unhandled.push(reason);
  };
  process.on("unhandledRejection", collect);
  try {
    await work();
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    return unhandled;
  } finally {
    process.off("unhandledRejection", collect);
  }
}
