// Writes the tracker of the first argument, without comments and long names, to the file of the second. Run by the build of Ingest.
import { readFileSync, writeFileSync } from "node:fs";
import { minify } from "terser";

const [source, target] = process.argv.slice(2);
const { code } = await minify(readFileSync(source, "utf8"), { ecma: 2020, compress: { passes: 3 }, format: { quote_style: 2 } });
writeFileSync(target, code + "\n");
