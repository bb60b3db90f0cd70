"use strict";
// A number opens a card with what it stands on; without this script it is a link to the same entry further down.
(() => {
  let card = null, from = null;
  const close = (refocus) => {
    if (!card) return;
    card.remove(); card = null;
    from.removeAttribute("aria-expanded");
    if (refocus) from.focus();
  };
  const reveal = (id) => {
    const target = id && document.getElementById(id);
    if (!target) return;
    const details = target.matches("details") ? target : target.querySelector(":scope > details") || target.closest("details");
    if (details) details.open = true;
  };
  const open = (link, entry) => {
    close(false);
    from = link;
    card = document.createElement("div");
    card.className = "pop";
    card.tabIndex = -1;
    card.setAttribute("role", "dialog");
    card.setAttribute("aria-label", entry.textContent);
    const title = document.createElement("h4");
    title.textContent = entry.textContent;
    card.append(title);
    for (const child of entry.closest(".stand").querySelector("dd").childNodes) card.append(child.cloneNode(true));
    document.body.append(card);
    const at = link.getBoundingClientRect(), size = card.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - size.width - 8));
    const below = at.bottom + size.height + 12 < innerHeight || at.top < size.height + 12;
    card.style.left = `${left + scrollX}px`;
    card.style.top = `${(below ? at.bottom + 6 : at.top - size.height - 6) + scrollY}px`;
    link.setAttribute("aria-expanded", "true");
    card.focus({ preventScroll: true });
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link && link.matches("a.n") && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      const entry = document.getElementById(link.hash.slice(1));
      if (entry) { event.preventDefault(); open(link, entry); return; }
    }
    if (link && link.hash) reveal(link.hash.slice(1));
    if (card && (link || !card.contains(event.target))) close(false);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(true); });
  addEventListener("hashchange", () => reveal(location.hash.slice(1)));
  addEventListener("beforeprint", () => document.querySelectorAll(".claims details").forEach((one) => { one.open = true; }));
  reveal(location.hash.slice(1));
})();
