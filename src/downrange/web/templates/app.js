"use strict";
(() => {
  const say = (words) => { const at = document.getElementById("say"); if (at) at.textContent = words; };
  const send = async (url, options) => {
    const answer = await fetch(url, { method: "POST", ...options });
    const data = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(typeof data.detail === "string" ? data.detail : `refused (${answer.status})`);
    return data;
  };
  const asJson = (value) => ({ headers: { "content-type": "application/json" }, body: JSON.stringify(value) });
  const asForm = (file) => { const body = new FormData(); body.append("file", file); return { body }; };
  const attempt = (work) => async (event) => {
    event?.preventDefault();
    try { await work(event); } catch (error) { say(error.message); }
  };

  document.querySelector("[data-import]")?.addEventListener("submit", attempt(async () => {
    const made = await send("/api/import", asForm(document.getElementById("archive").files[0]));
    location.assign(`/case/${made.id}`);
  }));

  const board = document.getElementById("board");
  if (!board) return;
  const base = `/api/cases/${board.dataset.case}`;
  const addFiles = async (files) => {
    for (const file of files) await send(`${base}/files`, asForm(file));
    location.reload();
  };
  document.querySelector("[data-paste]").addEventListener("submit", attempt(async () => {
    await send(`${base}/texts`, asJson({ text: document.getElementById("text").value }));
    location.reload();
  }));
  document.getElementById("files").addEventListener("change", attempt((event) => addFiles(event.target.files)));
  document.addEventListener("dragover", (event) => { event.preventDefault(); document.body.classList.add("dropping"); });
  document.addEventListener("dragleave", () => document.body.classList.remove("dropping"));
  document.addEventListener("drop", attempt((event) => {
    document.body.classList.remove("dropping");
    return addFiles(event.dataTransfer.files);
  }));

  const stop = document.querySelector("[data-stop]"), shown = document.querySelector(".progress");
  const follow = (job) => {
    stop.hidden = false; shown.hidden = false;
    stop.onclick = attempt(() => send(`/api/jobs/${job}/stop`));
    const events = new EventSource(`/api/jobs/${job}/events`);
    events.onmessage = (event) => {
      const now = JSON.parse(event.data);
      document.getElementById("progress").value = now.share;
      document.getElementById("what").textContent = now.what;
      if (now.state === "done") { events.close(); location.reload(); }
      if (now.state === "failed" || now.state === "stopped") {
        events.close(); stop.hidden = true; shown.hidden = true;
        say(now.error || "Stopped.");
      }
    };
  };
  document.querySelector("[data-assess]").addEventListener("submit", attempt(async () => {
    const without = [...document.querySelectorAll("[data-claim]")].filter((box) => !box.checked).map((box) => box.dataset.claim);
    const job = await send(`${base}/assess`, asJson({ without, quick: document.getElementById("quick").checked }));
    say("");
    follow(job.id);
  }));
  if (board.dataset.job) follow(board.dataset.job);
})();
