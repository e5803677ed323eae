// The interactive parts of the reference page: the form, the code examples and the recent requests.
// Without this script, the page still shows the whole contract.

const POLL_INTERVAL = 1000; // milliseconds between two reads of the log of requests
const MOST_SHOWN = 100; // requests in the table

/** Starts the form and the code examples of an operation. */
function addOperation(article) {
  const { method, path, module } = article.dataset;
  const find = (selector) => article.querySelector(selector);
  const controls = [...article.querySelectorAll(".control")];
  const preset = find(".preset");
  const caller = find(".caller");
  const token = find(".token");

  /** Returns the request that the fields describe. */
  function request() {
    const values = controls.map((control) => ({
      ...control.dataset,
      array: control.dataset.array === "true",
      values: valuesOf(control),
    }));
    const of = (place) => values.filter((each) => each.in === place);
    let target = path;
    for (const each of of("path")) {
      target = target.replace(`{${each.name}}`, () => encodeURIComponent(each.values[0] ?? ""));
    }
    const pairs = of("query").flatMap((each) => each.values.map((value) => [each.name, value]));
    const query = new URLSearchParams(pairs).toString();
    const headers = of("header").flatMap((each) => each.values.map((value) => [each.name, value]));
    if (token?.value.trim()) headers.unshift(["Authorization", `Bearer ${token.value.trim()}`]);
    const address = location.origin + target;
    return { method, module, address, pairs, headers, values, token: token?.value.trim() ?? "",
      url: query ? `${address}?${query}` : address };
  }

  function showCode() {
    const current = request();
    for (const [key, write] of Object.entries(LANGUAGES)) {
      find(`.code[data-key="${key}"] code`).textContent = write(current);
    }
    find(".copied").textContent = "";
  }

  /** Selects the options that say what the fields contain. */
  function showChoices() {
    if (caller) {
      const index = [...caller.options].findIndex((each) => each.value === token.value.trim());
      caller.selectedIndex = index < 0 ? caller.options.length - 1 : index;
    }
    if (preset) {
      const matches = [...preset.options].findIndex((each) => each.value && isFilledIn(each));
      preset.selectedIndex = matches < 0 ? preset.options.length - 1 : matches;
    }
    showCode();
  }

  function isFilledIn(option) {
    const values = JSON.parse(option.dataset.values);
    return (!token || token.value === (values.token ?? "")) &&
      controls.every((each) => each.value === (values[each.dataset.name] ?? ""));
  }

  function fillIn(option) {
    const values = JSON.parse(option.dataset.values);
    for (const control of controls) control.value = values[control.dataset.name] ?? "";
    if (token) token.value = values.token ?? "";
    showChoices();
  }

  async function send(event) {
    event.preventDefault();
    const problem = find(".problem");
    const wrong = controls.find((each) => problemOf(each));
    problem.textContent = wrong ? problemOf(wrong) : "";
    for (const each of controls) each.setAttribute("aria-invalid", String(each === wrong));
    if (wrong) {
      wrong.focus();
      return;
    }
    const button = find("button.primary");
    const { url, headers } = request();
    button.disabled = true;
    find(".announcement").textContent = "";
    const began = performance.now();
    try {
      const response = await fetch(url, { method, headers, cache: "no-store" });
      const text = await response.text();
      showAnswer(response, text, performance.now() - began);
    } catch (error) {
      find(".answer").hidden = true;
      problem.textContent = `The browser received no complete response: ${error.message}.`;
    } finally {
      button.disabled = false;
      button.focus({ preventScroll: true });
    }
  }

  function showAnswer(response, text, duration) {
    const status = find(".answer-status");
    status.textContent = `${response.status} ${response.statusText}`.trim();
    find(".announcement").textContent = `Response ${status.textContent}`;
    status.dataset.class = String(response.status)[0];
    find(".answer-time").textContent = `${Math.round(duration)} ms`;
    const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`);
    find(".answer-headers code").textContent = headers.join("\n");
    find(".answer-body code").textContent = indented(text);
    find(".answer").hidden = false;
    find(".answer").scrollIntoView({ block: "nearest" });
  }

  find(".try").addEventListener("submit", send);
  find(".try").addEventListener("input", (event) => {
    if (event.target === preset) fillIn(preset.selectedOptions[0]);
    else if (event.target === caller) {
      token.value = caller.value;
      showChoices();
    } else showChoices();
  });
  addTabs(find(".tabs"));
  find(".copy").addEventListener("click", async () => {
    const code = find("[role=tabpanel]:not([hidden]) code");
    find(".copied").textContent = (await copy(code)) ? "Copied" : "Press Ctrl+C to copy";
  });
  if (preset) fillIn(preset.options[0]);
  else showChoices();
}

/** Returns the values of a field: the lines of a list, or one value; none if it is empty. */
function valuesOf(control) {
  const values = control.dataset.array === "true" ? control.value.split("\n") : [control.value];
  return values.map((each) => each.trim()).filter((each) => each !== "");
}

/** Returns a sentence about a value that a browser cannot send, or an empty text. */
function problemOf(control) {
  const [value] = valuesOf(control);
  if (control.required && value === undefined) return `${control.dataset.name} is required.`;
  if (control.dataset.in === "path" && /^(\.|%2e){1,2}$/i.test(value)) {
    return `${control.dataset.name} cannot be ${value}, because browsers shorten such a path.`;
  }
  return "";
}

// JSON texts are also string literals of Python and of JavaScript.
const literal = JSON.stringify;
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
const block = (lines, indent) => lines.map((line) => `${indent}${line}\n`).join("");

/** The functions that write the code of a request, by the key of the language. */
const LANGUAGES = {
  client({ module, values, token }) {
    const names = module.split(".");
    const name = names.pop();
        const given = values.filter((each) => each.values.length || each.in === "path");
    const written = ({ array, integer, values: [text = "", ...others] }) => {
      if (array) return `[${[text, ...others].map((each) => literal(each)).join(", ")}]`;
      return integer === "true" && /^(0|[1-9][0-9]*)$/.test(text) ? text : literal(text);
    };
    const positional = given.filter((each) => each.in === "path").map((each) => `${written(each)},`);
    const named = given.filter((each) => each.in !== "path")
      .map((each) => `${each.argument}=${written(each)},`);
    return (
      "from bitgo_oes import Client\n" +
      `from bitgo_oes.api.${names.join(".")} import ${name}\n\n` +
      "with Client(\n" +
      block([`${literal(token)},`, `base_url=${literal(location.origin)},`], "    ") +
      ") as client:\n" +
      `    result = ${name}.sync(\n` +
      block([...positional, "client=client,", ...named], "        ") +
      "    )\n" +
      "print(result)\n"
    );
  },

  httpx({ method, address, pairs, headers }) {
    const params = pairs.map(([name, value]) => `(${literal(name)}, ${literal(value)}),`);
    const fields = headers.map(([name, value]) => `${literal(name)}: ${literal(value)},`);
    return (
      "import httpx\n\n" +
      "response = httpx.request(\n" +
      `    ${literal(method)},\n` +
      `    ${literal(address)},\n` +
      (params.length ? `    params=[\n${block(params, "        ")}    ],\n` : "") +
      (fields.length ? `    headers={\n${block(fields, "        ")}    },\n` : "") +
      ")\n" +
      "print(response.status_code, response.text)\n"
    );
  },

  curl({ method, url, headers }) {
    const options = headers.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
    const words = [...(method === "GET" ? [] : [`-X ${method}`]), ...options, quoted(url)];
    return `curl -sS -i --globoff \\\n${words.map((each) => `  ${each}`).join(" \\\n")}\n`;
  },

  fetch({ method, url, headers }) {
    const fields = headers.map(([name, value]) => `${literal(name)}: ${literal(value)},`);
    return (
      `fetch(${literal(url)}, {\n` +
      `  method: ${literal(method)},\n` +
      (fields.length ? `  headers: {\n${block(fields, "    ")}  },\n` : "") +
      "}).then(async (response) => console.log(response.status, await response.text()));\n"
    );
  },
};

/** Returns a JSON text with indentation. The text of each value stays as the server sent it. */
function indented(text) {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  const token = /("(?:[^"\\]|\\.)*")|\s+|[[{]\s*[\]}]|([[{])|([\]}])|(,)|(:)/g;
  let depth = 0;
  const line = () => `\n${"  ".repeat(depth)}`;
  return text.replace(token, (all, string, opening, closing, comma, colon) => {
    if (string) return all;
    if (opening) return all + ((depth += 1), line());
    if (closing) return ((depth -= 1), line()) + all;
    if (comma) return all + line();
    if (colon) return ": ";
    return all.trim() ? all[0] + all.at(-1) : "";
  });
}

/** Copies the text of an element, and returns whether the browser allowed that. */
async function copy(element) {
  try {
    await navigator.clipboard.writeText(element.textContent);
    return true;
  } catch {
    // Without HTTPS, browsers have a clipboard only for pages of this machine.
    getSelection().selectAllChildren(element);
    return false;
  }
}

/** Lets the arrow keys, Home and End select a tab (WAI-ARIA, pattern *Tabs*). */
function addTabs(list) {
  const tabs = [...list.querySelectorAll("[role=tab]")];
  const select = (selected) => {
    for (const tab of tabs) {
      tab.setAttribute("aria-selected", String(tab === selected));
      tab.tabIndex = tab === selected ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = tab !== selected;
    }
    selected.focus();
  };
  list.addEventListener("click", ({ target }) => tabs.includes(target) && select(target));
  list.addEventListener("keydown", (event) => {
    const index = tabs.indexOf(event.target);
    const next = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: -1 }[event.key];
    if (index < 0 || next === undefined) return;
    event.preventDefault();
    select(tabs.at(next % tabs.length));
  });
}

/** Keeps the table of recent requests up to date while the page is visible. */
function showRecentRequests(section) {
  const note = section.querySelector(".requests-note");
  const table = section.querySelector("table");
  const body = section.querySelector("tbody");
  let known = []; // the requests in the table, oldest first

  async function update() {
    // The oldest request without a response is read again. The last request is always read again,
    // because its absence shows that the log was cleared.
    const first = known.find((each) => each.milliseconds === null) ?? known.at(-1);
    const response = await fetch(`/_mock/requests?after=${first ? first.number - 1 : 0}`);
    if (!response.ok) {
      note.textContent = (await response.json()).error;
      return false;
    }
    const read = await response.json();
    if (first && read[0]?.time !== first.time && read.length < 1000) {
      known = [];
      if (first.number > 1) return update();
    }
    const earlier = first ? known.filter((each) => each.number < first.number) : known;
    known = [...earlier, ...read].slice(-MOST_SHOWN);
    note.textContent = known.length ? "" : "The mock server has received no request yet.";
    table.hidden = !known.length;
    body.replaceChildren(...[...known].reverse().map(row));
    return true;
  }

  async function poll() {
    let goesOn = true;
    if (!document.hidden) {
      try {
        goesOn = await update();
      } catch {
        note.textContent = "The mock server does not respond.";
      }
    }
    if (goesOn) setTimeout(poll, POLL_INTERVAL);
  }

  poll();
}

/** Returns the table row of a request in the log of the mock server. */
function row(request) {
  const { time, status, method, path, query, headers, milliseconds } = request;
  const cells = [
    new Date(time).toLocaleTimeString([], { hour12: false }),
    status ?? "none",
    `${method} ${path}${query && `?${query}`}`,
    headers["user-agent"] ?? "",
    milliseconds === null ? "" : `${milliseconds.toFixed(1)} ms`,
  ].map((text) => {
    const cell = document.createElement("td");
    cell.textContent = text;
    return cell;
  });
  cells[0].title = time;
  cells[1].className = "status";
  cells[1].dataset.class = String(status ?? "")[0] ?? "";
  const element = document.createElement("tr");
  element.append(...cells);
  return element;
}

for (const element of document.querySelectorAll("[data-needs-script]")) element.hidden = false;
for (const article of document.querySelectorAll(".operation")) addOperation(article);
showRecentRequests(document.querySelector(".requests"));
