// Compare two OpenAPI documents with api-smart-diff, and print the number of differences by class.
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");

const [modules, ...files] = process.argv.slice(2);
const load = createRequire(`${modules}/`);
const { apiCompare } = load("api-smart-diff");
const yaml = load("js-yaml");

const [before, after] = files.map((file) => yaml.load(readFileSync(file, "utf-8")));
const counts = {};
for (const { type } of apiCompare(before, after).diffs) counts[type] = (counts[type] ?? 0) + 1;
console.log(JSON.stringify(counts));
