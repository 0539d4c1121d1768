/** A call's outcome. @throws Error if there is none in that time, in milliseconds: a test that hangs says nothing */
export async function settlesWithin<T>(call: Promise<T>, ms: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`A call did not settle in ${ms} ms.`)), ms);
  try {
    return await Promise.race([call, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
