// The page follows the book: it hears of changes, takes over the parts that differ, and
// shows the facts of the block that is pointed at, focused or chosen.

const lost = document.body.dataset.lost;
const status = document.getElementById("status");
const written = new Map(); // the parts of the page as the server wrote them, by id

// --- Following changes ---

function remember(root) {
  for (const part of root.querySelectorAll("[data-live]")) written.set(part.id, part.outerHTML);
}

let version = document.documentElement.dataset.version;
let asking = null;

async function refresh() {
  if (asking) {
    asking.again = true;
    return;
  }
  asking = { again: false };
  try {
    do {
      asking.again = false;
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      take(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } while (asking.again);
  } catch {
    // The news will be heard again when the server answers.
  } finally {
    asking = null;
  }
}

function take(news) {
  // A document that was asked for before the book was read, or that is gone: another page.
  if (news.body.dataset.page !== document.body.dataset.page) {
    location.reload();
    return;
  }
  const focused = document.activeElement?.id;
  for (const part of news.querySelectorAll("[data-live]")) {
    const here = document.getElementById(part.id);
    const coming = part.outerHTML;
    if (!here || written.get(part.id) === coming) continue;
    const old = here.querySelector("iframe.sheet");
    const keep = old ? { height: old.style.height, block: chosenNumber(old) } : null;
    here.replaceWith(document.importNode(part, true));
    written.set(part.id, coming);
    const frame = document.getElementById(part.id).querySelector("iframe.sheet");
    if (frame) {
      if (keep) frame.style.height = keep.height;
      attend(frame, keep?.block);
    }
  }
  document.title = news.title;
  version = news.documentElement.dataset.version;
  if (focused && document.activeElement === document.body) {
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
}

let news = null;

function listen() {
  news = new EventSource("/-/news");
  news.addEventListener("message", (event) => {
    const told = JSON.parse(event.data);
    if (status.textContent !== told.message) status.textContent = told.message;
    status.toggleAttribute("data-building", told.building);
    if (told.version !== version) refresh();
  });
  news.addEventListener("error", () => {
    status.textContent = lost;
    status.removeAttribute("data-building");
    if (news?.readyState === EventSource.CLOSED) setTimeout(follow, 3000);
  });
}

// A browser opens six connections to a server at most, for all its tabs: one that nobody
// sees gives its own back.
function follow() {
  news?.close();
  news = null;
  if (document.visibilityState === "visible") listen();
}

document.addEventListener("visibilitychange", follow);

// --- The sheets and their facts ---

const panel = document.getElementById("panel");
let kept = null; // the block that was focused or clicked: pointing elsewhere does not lose it

function blocksOf(frame) {
  return [...(frame.contentDocument?.querySelectorAll("[data-facts]") ?? [])];
}

function chosenNumber(frame) {
  return blocksOf(frame).findIndex((block) => block === kept?.block);
}

function fit(frame) {
  const root = frame.contentDocument?.documentElement;
  if (root) frame.style.height = `${Math.ceil(root.getBoundingClientRect().height) + 2}px`;
}

function attend(frame, chosen = -1) {
  const ready = () => {
    const sheet = frame.contentDocument;
    if (!sheet?.body || frame.dataset.attended === sheet.URL) return;
    frame.dataset.attended = sheet.URL;
    fit(frame);
    new ResizeObserver(() => fit(frame)).observe(sheet.documentElement);
    sheet.fonts?.ready.then(() => fit(frame));
    sheet.addEventListener("mouseover", (event) => point(frame, blockAt(event.target)));
    sheet.documentElement.addEventListener("mouseleave", () => point(frame, null));
    sheet.addEventListener("focusin", (event) => choose(frame, blockAt(event.target)));
    sheet.addEventListener("click", (event) => {
      const block = blockAt(event.target);
      if (block && !event.target.closest("a")) block.focus();
    });
    sheet.addEventListener("keydown", (event) => steer(frame, event));
    const block = blocksOf(frame)[chosen];
    if (block) choose(frame, block);
  };
  frame.addEventListener("load", ready);
  if (frame.contentDocument?.readyState === "complete" && frame.contentDocument.URL !== "about:blank") ready();
}

function blockAt(target) {
  return target?.closest?.("[data-facts]") ?? null;
}

function point(frame, block) {
  if (block) show(frame, block);
  else if (kept) show(kept.frame, kept.block);
}

function choose(frame, block) {
  if (!block) return;
  for (const other of blocksOf(frame)) other.tabIndex = other === block ? 0 : -1;
  kept = { frame, block };
  show(frame, block);
}

function steer(frame, event) {
  const block = blockAt(event.target);
  if (!block || event.altKey || event.ctrlKey || event.metaKey) return;
  const all = blocksOf(frame);
  const place = all.indexOf(block);
  const to = {
    ArrowDown: place + 1, ArrowRight: place + 1, ArrowUp: place - 1, ArrowLeft: place - 1,
    Home: 0, End: all.length - 1,
  }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    const next = all[Math.min(Math.max(to, 0), all.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  } else if (event.key === "Enter" && !event.target.closest("a")) {
    event.preventDefault();
    document.getElementById("panel-heading").focus();
  }
}

function factsOf(block) {
  return block.dataset.facts.split(" ");
}

function show(frame, block) {
  const paths = factsOf(block);
  mark(frame, block, paths);
  const list = document.createElement("ul");
  list.className = "facts";
  const known = document.getElementById(`facts-${frame.dataset.language}`);
  for (const path of paths) {
    const row = known?.querySelector(`[data-fact="${CSS.escape(path)}"]`);
    if (row) list.append(row.cloneNode(true));
  }
  const shown = document.getElementById("panel-facts");
  if (shown.firstElementChild?.outerHTML !== list.outerHTML) shown.replaceChildren(list);
  document.getElementById("panel-hint").hidden = true;
  const origin = document.getElementById("panel-origin");
  origin.hidden = !block.dataset.origin;
  origin.querySelector("code").textContent = block.dataset.origin;
}

// Marks the block, and its counterpart in the other language: the one that shows most of
// the same facts, where a fact counts the less the more blocks show it. A text has a path
// in each language (….name.en, ….name.ru): they are compared without it.
function mark(frame, block, paths) {
  const frames = [...document.querySelectorAll("iframe.sheet")];
  const languages = new Set(frames.map((each) => each.dataset.language));
  const bare = (path) => path.split(".").filter((part) => !languages.has(part)).join(".");
  const wanted = new Set(paths.map(bare));
  for (const other of frames) {
    const blocks = blocksOf(other);
    const facts = blocks.map((each) => new Set(factsOf(each).map(bare)));
    const often = new Map([...wanted].map((path) => [path, facts.filter((one) => one.has(path)).length]));
    const shared = facts.map((one) => [...wanted].reduce((sum, path) => sum + (one.has(path) ? 1 / often.get(path) : 0), 0));
    const most = Math.max(...shared);
    blocks.forEach((each, place) => {
      const kin = other !== frame && most > 0 && shared[place] > most - 1e-9;
      each.toggleAttribute("data-chosen", each === block);
      each.toggleAttribute("data-kin", kin);
    });
  }
}

panel?.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && kept) {
    kept.frame.contentWindow.focus();
    kept.block.focus();
  }
});

remember(document);
document.querySelectorAll("iframe.sheet").forEach((frame) => attend(frame));
follow();
