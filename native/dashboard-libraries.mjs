// Writes what the dashboard needs of npm's packages to the folder of the first argument: uPlot as a module, its style, and a map of the world.
// The map is Natural Earth's, of 1:110 million, in the Equal Earth projection: one SVG path for each country, by its ISO 3166-1 code. Run by the build of Ingest.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { minify } from "terser";

const [target] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const uplot = dirname(require.resolve("uplot/package.json"));
mkdirSync(target, { recursive: true });

const { code } = await minify(readFileSync(join(uplot, "dist/uPlot.esm.js"), "utf8"), { module: true, ecma: 2020 });
writeFileSync(join(target, "uplot.js"), `/*! uPlot, MIT License, Copyright (c) Leon Sorokin */\n${code}\n`);
writeFileSync(join(target, "uplot.css"), readFileSync(join(uplot, "dist/uPlot.min.css")));

const width = 1000;
const topology = JSON.parse(readFileSync(require.resolve("world-atlas/countries-110m.json"), "utf8"));

// Equal Earth (Šavrič, Patterson, Jenny 2018): the polynomial of its authors.
function project(longitude, latitude) {
  const [a1, a2, a3, a4] = [1.340264, -0.081106, 0.000893, 0.003796];
  const theta = Math.asin((Math.sqrt(3) / 2) * Math.sin((latitude * Math.PI) / 180));
  const t2 = theta ** 2;
  const t6 = t2 ** 3;
  const x = ((longitude * Math.PI) / 180) * Math.cos(theta) / ((Math.sqrt(3) / 2) * (a1 + 3 * a2 * t2 + t6 * (7 * a3 + 9 * a4 * t2)));
  return [x, -theta * (a1 + a2 * t2 + t6 * (a3 + a4 * t2))];
}

const edge = project(180, 0)[0];
const top = project(0, 84)[1];
const toMap = ([longitude, latitude]) => {
  const [x, y] = project(longitude, latitude);
  return [((x + edge) * width) / (2 * edge), ((y - top) * width) / (2 * edge)].map((n) => Math.round(n * 10) / 10);
};

// The map is cut in the Bering Strait, at 169 degrees west: a ring stays on the side of its first point.
const cut = 11;
const near = (longitude, other) => other + ((((longitude - other + 180) % 360) + 360) % 360) - 180;
const turned = (ring) => ring.map(([longitude, latitude]) => [near(longitude - cut, near(ring[0][0] - cut, 0)), latitude]);

const { scale, translate } = topology.transform;
const arcs = topology.arcs.map((arc) => {
  let [x, y] = [0, 0];
  return arc.map(([dx, dy]) => [(x += dx) * scale[0] + translate[0], (y += dy) * scale[1] + translate[1]]);
});

const ringOf = (indexes) => indexes.flatMap((index, at) => {
  const points = index < 0 ? [...arcs[~index]].reverse() : arcs[index];
  return at === 0 ? points : points.slice(1);
});

function pathOf(ring) {
  const steps = [];
  let [x, y] = ring[0];
  for (const [nextX, nextY] of ring.slice(1)) {
    const [dx, dy] = [nextX - x, nextY - y].map((n) => Math.round(n * 10) / 10);
    if (dx !== 0 || dy !== 0) steps.push(`${dx} ${dy}`);
    [x, y] = [nextX, nextY];
  }
  return steps.length < 2 ? "" : `M${ring[0].join(" ")}l${steps.join(" ")}z`;
}

// Unicode's data knows the numeric codes of the atlas as aliases; Kosovo has none.
const codeOf = ({ id, properties }) => (id ? new Intl.Locale(`und-${id}`).region : properties.name === "Kosovo" ? "XK" : null);

const countries = topology.objects.countries.geometries
  .filter((country) => country.id !== "010")
  .map((country) => [codeOf(country), (country.type === "Polygon" ? [country.arcs] : country.arcs).flat().map((ring) => pathOf(turned(ringOf(ring)).map(toMap))).join("")]);
writeFileSync(join(target, "world.json"), JSON.stringify({ width, height: Math.round((project(0, -56)[1] - top) * width / (2 * edge)), countries }));
