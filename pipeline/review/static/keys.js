// Lists of edits by keyboard: j and k move, a, r and u decide, Enter opens the document. A decision is sent without
// loading the page again, and the next edit gets the focus at once. Forms work without this file.
"use strict";
const cards = () => [...document.querySelectorAll("li.edit")];
const current = () => cards().indexOf(document.activeElement?.closest("li.edit"));

function show(at) {
  const card = cards()[Math.min(cards().length - 1, Math.max(0, at))];
  card.focus();
  card.scrollIntoView({ block: "nearest" });
}

const tell = (text) => (document.getElementById("status").textContent = text);

async function decide(form, button, { moveOn }) {
  const card = form.closest("li.edit");
  const body = new URLSearchParams(new FormData(form));
  body.set(button.name, button.value);
  if (moveOn) show(cards().indexOf(card) + 1);
  const reply = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { fragment: "1" } });
  if (!reply.ok) return tell("The decision was not written. Load the page again.");
  const fresh = document.createElement("template");
  fresh.innerHTML = await reply.text();
  const decided = fresh.content.querySelector("li");
  decided.id = card.id;
  const hadFocus = card.contains(document.activeElement);
  card.replaceWith(decided);
  if (hadFocus) decided.focus();
  tell(decided.dataset.state);
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("li.edit form.decide") || !event.submitter?.value) return;
  event.preventDefault();
  decide(event.target, event.submitter, { moveOn: event.submitter.value !== "undo" });
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || cards().length === 0) return;
  const at = current();
  const target = event.target;
  if (event.key === "Enter") {
    if (at >= 0 && target === cards()[at] && target.dataset.open) location.href = target.dataset.open;
  } else if (target.closest("input, select, textarea")) {
    return;
  } else if (event.key === "j" || event.key === "k") {
    show(at + (event.key === "j" ? 1 : -1));
  } else if (at >= 0 && "aru".includes(event.key)) {
    cards()[at].querySelector(`button[data-key="${event.key}"]`)?.click();
  }
});
