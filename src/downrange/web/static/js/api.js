// What the page asks of its server; nothing else is ever asked of anyone.

export class Refused extends Error {
  constructor(status, message, hint) {
    super(message);
    this.status = status;
    this.hint = hint;
  }
}

async function ask(method, path, body) {
  const options = { method, headers: {} };
  if (body instanceof FormData) options.body = body;
  else if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers["content-type"] = "application/json";
  }
  let answer;
  try {
    answer = await fetch(`/api${path}`, options);
  } catch {
    throw new Refused(0, "no-server", "");
  }
  if (!answer.ok) {
    const why = await answer.json().catch(() => ({}));
    throw new Refused(answer.status, why.error || answer.statusText, why.hint || "");
  }
  return answer;
}

const of = (case_) => `/cases/${encodeURIComponent(case_)}`;

export const get = async (path) => (await ask("GET", path)).json();
export const post = async (path, body) => (await ask("POST", path, body)).json();
export const put = async (path, body) => (await ask("PUT", path, body)).json();
export const patch = async (path, body) => (await ask("PATCH", path, body)).json();
export const remove = async (path) => (await ask("DELETE", path)).json();
export const text = async (path) => (await ask("GET", path)).text();
export const bytes = async (path) => (await ask("GET", path)).arrayBuffer();

export const caseOf = (id) => get(of(id));
export const boardOf = (id, lang) => get(`${of(id)}/board?lang=${lang}`);
export const viewsOf = (id, lang) => get(`${of(id)}/views?lang=${lang}`);
export const strike = (id, struck) => put(`${of(id)}/board`, { struck });
export const oddsOf = (id, without, edits, lang) => post(`${of(id)}/odds?lang=${lang}`, { without, edits });
export const edit = (id, edits) => put(`${of(id)}/edits`, { edits });
export const shiftsOf = (id) => get(`${of(id)}/shifts`);
export const assess = (id, how) => post(`${of(id)}/assess`, how);
export const cancel = (job) => remove(`/jobs/${job}`);

/** Follow a job until it ends. `told` gets each state; the promise gives the last. */
export function follow(job, told) {
  return new Promise((resolve) => {
    const events = new EventSource(`/api/jobs/${job}/events`);
    events.addEventListener("progress", (event) => told(JSON.parse(event.data)));
    events.addEventListener("end", (event) => {
      events.close();
      resolve(JSON.parse(event.data));
    });
    events.onerror = () => {
      if (events.readyState === EventSource.CLOSED) resolve({ state: "failed", message: "no-server" });
    };
  });
}
