// Writes the page of `ingest report --html` to the file of the third argument: the dashboard of the first argument's folder, with its scripts, style and icon inside, and places for
// a title and for data. The second is the folder of its libraries. The page may run these scripts alone, and ask nobody. Run by the build of Ingest.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { build } from "esbuild";

const [dashboard, libraries, target] = process.argv.slice(2).map((path) => resolve(path));
const read = (name) => readFileSync(join(dashboard, name), "utf8");
const hashOf = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

// One call: what takes time is the bundler's start.
const { outputFiles } = await build({
  entryPoints: ["app.js", "theme.js", "app.css", "uplot.css"].map((name) => join(name.startsWith("uplot") ? libraries : dashboard, name)),
  bundle: true, minify: true, write: false, outdir: "/", entryNames: "[name]", format: "esm", target: "es2022", charset: "utf8", legalComments: "inline",
  plugins: [{ name: "libraries", setup: ({ onResolve }) => onResolve({ filter: /^\.\/uplot\.js$/ }, () => ({ path: join(libraries, "uplot.js") })) }],
});

function bundled(name) {
  const text = outputFiles.find(({ path }) => basename(path) === name).text.trim();
  if (/<!--|<\/(script|style)/i.test(text)) throw new Error(`${name} has the end of its element in it`);
  return text;
}

// Every place of the page that names a file of the server; a page that has changed is not taken by half.
function replaced(text, pattern, replacement) {
  if (!pattern.test(text)) throw new Error(`index.html has nothing for ${pattern}`);
  return text.replace(pattern, () => replacement);
}

const [theme, app, style] = [bundled("theme.js"), bundled("app.js"), `${bundled("uplot.css")}\n${bundled("app.css")}`];
const policy = `default-src 'none'; script-src ${hashOf(theme)} ${hashOf(app)}; style-src ${hashOf(style)}; img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;
const icon = `data:image/svg+xml;base64,${readFileSync(join(dashboard, "icon.svg")).toString("base64")}`;

let page = read("index.html");
page = replaced(page, /<meta charset="utf-8">/, `<meta charset="utf-8">\n  <meta http-equiv="Content-Security-Policy" content="${policy}">\n  <meta name="referrer" content="no-referrer">`);
page = replaced(page, /<title>.*<\/title>/, "<title>{title}</title>");
page = replaced(page, /href="\/dashboard\/icon.svg"/, `href="${icon}"`);
page = replaced(page, /<script src="\/dashboard\/theme.js"><\/script>/, `<script>${theme}</script>`);
page = replaced(page, /<link rel="stylesheet" href="\/dashboard\/uplot.css">\s*/, "");
page = replaced(page, /<link rel="stylesheet" href="\/dashboard\/app.css">/, `<style>${style}</style>`);
page = replaced(page, /(\s*<link rel="modulepreload" href="[^"]*">)+/, "");
page = replaced(page, /\s*<script type="module" src="\/dashboard\/app.js"><\/script>/, "");
page = replaced(page, /<a class="brand" href="\/">/, '<a class="brand" href="#">');
page = replaced(page, /<\/body>/, `  <script type="application/json" id="recorded">{recorded}</script>\n  <script type="module">${app}</script>\n</body>`);
if (/(href|src)="\//.test(page.replaceAll(theme, "").replaceAll(app, ""))) throw new Error("The page still names a file of the server");
writeFileSync(target, page);
