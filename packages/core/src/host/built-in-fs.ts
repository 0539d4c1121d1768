/** Node's file system, without the facade that an `import` makes of it: that alone costs a start 2 ms. */
export const fs = process.getBuiltinModule("node:fs");
