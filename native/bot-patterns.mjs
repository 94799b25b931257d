// Writes isbot's patterns, one to a line, to the file named by the first argument. Run by the build of Ingest.Core.
import { list } from "isbot";
import { writeFileSync } from "node:fs";

const patternsMin = 100;
const usable = Array.isArray(list) ? list.filter((p) => typeof p === "string" && p !== "" && !p.includes("\n")) : [];
if (usable.length < patternsMin || usable.length !== list.length) {
  console.error(`error : isbot exports ${usable.length} usable patterns of ${list?.length}, at least ${patternsMin} are expected. ` +
    "Its layout has changed: adapt native/bot-patterns.mjs or pin the former version in native/package.json.");
  process.exit(1);
}

writeFileSync(process.argv[2], usable.join("\n") + "\n");
