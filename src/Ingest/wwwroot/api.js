// Requests to the server: a few at once, in their order, each ended when the view that asked for it has gone. A page that was written to a file asks nobody.

import { recorded, recordedAnswer } from "./recorded.js";
import { current } from "./session.js";

const AT_ONCE = 4;
const RETRIES = 3;
const RETRY_SECONDS_MAX = 10;
const waiting = [];
let running = 0;

/** What went wrong, in the server's words where it said any. */
export class Problem extends Error {
  constructor(status, detail, retryAfter) {
    super(detail);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** The JSON that a path of the server answers. A server that is busy is asked again, a few times, when it says. */
export async function get(path, signal, allowed = []) {
  if (recorded) return recorded.replies[path] ?? notThere();
  for (let tries = 0; ; tries += 1) {
    try {
      return await once(path, signal, allowed);
    } catch (fault) {
      const seconds = Number(fault.retryAfter);
      if (!(seconds > 0 && seconds <= RETRY_SECONDS_MAX) || tries === RETRIES) throw fault;
      await pause(seconds * 1000, signal);
    }
  }
}

/** Has the server change something, once: whoever pressed is to see what went wrong. Returns what it answers, null when that is nothing. */
export const send = (method, path, body) => once(path, null, [], { method, ...(body && { body: JSON.stringify(body) }) });

async function once(path, signal, allowed, request = {}) {
  await turn(signal);
  try {
    const key = current()?.key;
    const headers = { ...(key && { Authorization: `Bearer ${key}` }), ...(request.body && { "Content-Type": "application/json" }) };
    const reply = await fetch(path, { ...request, signal, headers, credentials: "omit" });
    if (!reply.ok && !allowed.includes(reply.status)) throw await problemOf(reply);
    return reply.status === 204 ? null : await reply.json();
  } catch (fault) {
    if (fault instanceof TypeError) throw new Problem(0, "The server does not answer. Is it running, and is this device online?");
    throw fault;
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

const notThere = () => {
  throw new Problem(404, "This page was written to a file, which has no answer to that. Ask the dashboard that it was made of.");
};

/** Whether there will be an answer: a server has one to everything. */
export const hasAnswer = (view, parameters) => recorded === null || recordedAnswer(view, parameters) !== null;

/** The rows of a view, as objects, and what the server says of them. */
export async function query(site, view, parameters, signal) {
  const reply = recorded ? recordedAnswer(view, parameters) ?? notThere() : await ask(site, view, parameters, signal);
  const names = reply.columns.map((column) => column.name);
  return { ...reply, rows: reply.rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at]]))) };
}

function ask(site, view, parameters, signal) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const each of Array.isArray(value) ? value : [value]) if (each !== null && each !== undefined) search.append(name, each);
  }
  return get(`/api/sites/${encodeURIComponent(site)}/query/${view}?${search}`, signal);
}

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    }, { once: true });
  });
}

async function turn(signal) {
  while (running >= AT_ONCE) {
    await new Promise((resolve) => waiting.push(resolve));
    if (signal?.aborted) waiting.shift()?.();
    signal?.throwIfAborted();
  }
  signal?.throwIfAborted();
  running += 1;
}

async function problemOf(reply) {
  let detail = "";
  try {
    const body = await reply.json();
    detail = body.detail ?? body.title ?? "";
  } catch {
    detail = "";
  }
  return new Problem(reply.status, detail || `The server answered ${reply.status}.`, reply.headers.get("Retry-After"));
}
