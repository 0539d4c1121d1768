import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

test.each(["acme.ts", "acme.test.ts"])("the README shows %s as it is run", async (file) => {
  const [readme, source] = await Promise.all(
    ["../README.md", `testing/${file}`].map((path) => readFile(new URL(path, import.meta.url), "utf8")),
  );
  expect(readme).toContain(`\`\`\`ts\n${source}\`\`\``);
});
