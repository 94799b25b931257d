// A page that was written to a file has its answers inside, and no server to ask: `ingest report --html` writes one.

const OWN = ["unit", "steps", "seconds", "event", "key", "length"];

const element = document.getElementById("recorded");

/** What the file has; null on the page of a server. */
export const recorded = element ? read(JSON.parse(element.textContent)) : null;

function read({ made, range, previous, comparable, answers, ...rest }) {
  const span = ({ since, until }) => ({ since: Date.parse(since), until: Date.parse(until) });
  return {
    ...rest,
    now: Date.parse(made),
    range: { id: "recorded", ...span(range) },
    previous: span(previous),
    comparable: span(comparable),
    answers: new Map(answers.map(({ view, asked, answer }) => [keyOf(view, asked), { answer, order: asked.order ?? null }])),
  };
}

// Order and limit are no part of what is asked: rows that are there are sorted and cut here.
function keyOf(view, parameters) {
  return JSON.stringify([view, Date.parse(parameters.since), Date.parse(parameters.until), ...OWN.map((name) => [parameters[name] ?? []].flat().map(String))]);
}

/** The answer of the file to a question, as the server would give it; null when it has none. */
export function recordedAnswer(view, parameters) {
  const found = recorded.answers.get(keyOf(view, parameters));
  if (!found) return null;
  const { answer } = found;
  const order = parameters.order ?? null;
  if (order !== null && order !== found.order && answer.truncated) return null;
  const rows = order === null || order === found.order ? answer.rows : sorted(answer, order);
  const limit = Number(parameters.limit ?? rows.length);
  return { ...answer, rows: rows.slice(0, limit), truncated: answer.truncated || rows.length > limit };
}

// As the server sorts: what is equal by the first two columns, and what is no number last.
function sorted({ columns, rows }, order) {
  const [name, direction] = order.split(":");
  const at = columns.findIndex((column) => column.name === name);
  const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
  const isNone = (row) => row[at] === null;
  return [...rows].sort((one, other) => isNone(one) - isNone(other) || (direction === "desc" ? compare(other[at], one[at]) : compare(one[at], other[at])) || compare(one[0], other[0]) || compare(one[1], other[1]));
}
