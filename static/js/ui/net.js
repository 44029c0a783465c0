// Requests to our own server. An error answer becomes a Refusal with the server's own sentence.

import { toast } from "./dom.js";
import { t } from "./messages.js";

export class Refusal extends Error {
  constructor(status, { kind = "", message = "", facts = {} } = {}) {
    super(message || t("The server answered {status}.", { status }));
    this.status = status;
    this.kind = kind;
    this.facts = facts;
  }
}

const csrf = () => document.querySelector('meta[name="csrf"]')?.content ?? "";

async function ask(url, options = {}) {
  let answer;
  try {
    answer = await fetch(url, {
      ...options,
      headers: { Accept: "application/json", ...options.headers },
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal(0, { kind: "offline", message: t("The server cannot be reached.") });
  }
  if (answer.ok) return answer;
  if (answer.status === 401)
    location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
  const body = await answer.json().catch(() => ({}));
  throw new Refusal(answer.status, body.error);
}

export async function getJson(url, { signal } = {}) {
  return (await ask(url, { signal })).json();
}

export async function getBlob(url, { signal } = {}) {
  const answer = await ask(url, { signal });
  return { blob: await answer.blob(), headers: answer.headers };
}

export async function sendJson(method, url, body) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf() };
  const answer = await ask(url, { method, headers, body: JSON.stringify(body) });
  return answer.status === 204 ? null : answer.json();
}

export async function sendForm(method, url, form) {
  const answer = await ask(url, { method, headers: { "X-CSRFToken": csrf() }, body: form });
  return answer.status === 204 ? null : answer.json();
}

// Runs what a person started; a refusal is told, never swallowed.
export async function told(work) {
  try {
    return await work();
  } catch (error) {
    if (error.name === "AbortError") return undefined;
    toast(error.message, { bad: true, seconds: 8 });
    if (!(error instanceof Refusal)) throw error;
    return undefined;
  }
}

export function query(params) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value == null || value === "" || value === false) continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, one);
  }
  const text = search.toString();
  return text ? `?${text}` : "";
}
