"use strict";

function copy(button) {
  const text = button.parentElement.querySelector("pre").textContent;
  const done = () => {
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  };
  const select = () => {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
    done();
  };
  // Browsers offer the clipboard only to pages from a secure origin.
  if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, select);
  else select();
}

// Not every browser opens the folded parts around the target of a link.
function reveal() {
  let part = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const target = part;
  if (target && target.tagName === "ARTICLE") for (const own of target.querySelectorAll(":scope > details")) own.open = true;
  for (; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
  if (target) target.scrollIntoView();
}

function showRequests() {
  const data = document.getElementById("data");
  const body = document.querySelector("#request-table tbody");
  if (!data || !body) return;
  const requests = JSON.parse(data.textContent);
  const rule = document.getElementById("rule");
  const status = document.getElementById("status");
  const text = document.getElementById("text");
  const wrong = document.getElementById("wrong");
  const more = document.getElementById("more");
  const count = document.getElementById("count");
  const step = 50;
  const longest = 180;
  let shown = step;

  function option(select, value, label) {
    const added = document.createElement("option");
    added.value = value;
    added.textContent = label;
    select.append(added);
  }
  const checked = (one, name) => (one[0] || "-") === name || one[5].includes(name);
  const first = "(connection test)";
  for (const name of new Set(requests.flatMap((one) => [one[0], ...one[5]]))) option(rule, name || "-", name || first);
  for (const code of [...new Set(requests.map((one) => one[3]))].sort((a, b) => a - b)) {
    option(status, String(code), code ? String(code) : "no response");
  }

  function cell(row, name, content) {
    const added = document.createElement("td");
    added.className = name;
    added.textContent = content;
    row.append(added);
    return added;
  }
  function render() {
    const words = text.value.toLowerCase();
    const found = requests.filter((one) =>
      (!rule.value || checked(one, rule.value)) &&
      (!status.value || status.value === String(one[3])) &&
      (!wrong.checked || one[5].length) &&
      (!words || `${one[1]} ${one[2]}`.toLowerCase().includes(words)));
    const rows = found.slice(0, shown).map((one) => {
      const row = document.createElement("tr");
      row.className = one[5].length ? "wrong" : "";
      cell(row, "number", one[3] || "none");
      cell(row, "mono", one[1]);
      const url = cell(row, "url mono", one[2]);
      if (one[2].length > longest) {
        const details = document.createElement("details");
        const summary = document.createElement("summary");
        summary.textContent = `${one[2].slice(0, longest)} …`;
        details.append(summary, one[2]);
        url.replaceChildren(details);
      }
      if (one[6]) {
        const note = document.createElement("span");
        note.className = "soft";
        note.textContent = ` (${one[6]})`;
        url.append(note);
      }
      cell(row, "number ms", one[4].toFixed(1));
      cell(row, "mono", one[0] || first);
      const result = cell(row, "", "");
      for (const anchor of one[5].slice(0, 1)) {
        const link = document.createElement("a");
        link.href = `#${anchor}`;
        link.textContent = "violation";
        result.append(link);
      }
      return row;
    });
    body.replaceChildren(...rows);
    const red = found.filter((one) => one[5].length).length;
    count.textContent = `${found.length} of ${requests.length} requests, ${red} of them red`;
    more.hidden = found.length <= shown;
  }
  const refilter = () => { shown = step; render(); };
  for (const field of [rule, status, wrong]) field.addEventListener("change", refilter);
  text.addEventListener("input", refilter);
  more.addEventListener("click", () => { shown += 500; render(); });
  for (const link of document.querySelectorAll("a[data-rule]")) {
    link.addEventListener("click", () => {
      rule.value = link.dataset.rule;
      status.value = "";
      text.value = "";
      wrong.checked = false;
      refilter();
    });
  }
  render();
}

for (const button of document.querySelectorAll(".command button")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
showRequests();
addEventListener("hashchange", reveal);
if (location.hash) reveal();
