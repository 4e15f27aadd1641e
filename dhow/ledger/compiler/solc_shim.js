#!/usr/bin/env node
// Makes npm's Solidity compiler answer the flags of the native solc, as py-solc-x, forge and
// slither call it: --version, --standard-json, --combined-json, --base-path, --allow-paths.
// Usage: node solc_shim.js --modules <node_modules folder> <solc flags...>
"use strict";
const fs = require("fs");
const path = require("path");

const WITH_VALUE = new Set([
  "--modules", "--combined-json", "--base-path", "--allow-paths", "--include-path",
  "--evm-version", "--optimize-runs", "--metadata-hash",
]);
const given = {};
const files = [];
const remappings = [];
for (let at = 2; at < process.argv.length; at++) {
  const word = process.argv[at];
  if (WITH_VALUE.has(word)) given[word] = process.argv[++at];
  else if (word.startsWith("--")) given[word] = true;
  else if (word.includes("=")) remappings.push(word);
  else files.push(word);
}

function fail(message) {
  fs.writeSync(2, `solc shim: ${message}\n`);
  process.exit(1);
}

function load() {
  const modules = given["--modules"] || path.join(__dirname, "../../../node_modules");
  try {
    return require(path.resolve(modules, "solc"));
  } catch (problem) {
    return fail(`npm package "solc" not found in ${modules}: run npm ci (${problem.code})`);
  }
}

// A pipe that has nothing to read yet answers EAGAIN: wait and ask again instead of failing.
function readAll(descriptor) {
  const pieces = [];
  const piece = Buffer.alloc(1 << 16);
  for (;;) {
    try {
      const count = fs.readSync(descriptor, piece, 0, piece.length, null);
      if (count === 0) return Buffer.concat(pieces).toString("utf8");
      pieces.push(Buffer.from(piece.subarray(0, count)));
    } catch (problem) {
      if (problem.code === "EOF") return Buffer.concat(pieces).toString("utf8");
      if (problem.code !== "EAGAIN") throw problem;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

function writeAll(text) {
  const bytes = Buffer.from(text, "utf8");
  for (let at = 0; at < bytes.length; ) {
    try {
      at += fs.writeSync(1, bytes, at);
    } catch (problem) {
      if (problem.code !== "EAGAIN") throw problem;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

function findImport(name) {
  const base = given["--base-path"] || ".";
  for (const candidate of [path.resolve(base, name), path.resolve(base, "node_modules", name)]) {
    if (fs.existsSync(candidate)) return { contents: fs.readFileSync(candidate, "utf8") };
  }
  return { error: `File not found: ${name}` };
}

const compiler = load();
if (given["--version"]) {
  writeAll(`solc, the solidity compiler commandline interface\nVersion: ${compiler.version()}\n`);
} else if (given["--standard-json"]) {
  const input = readAll(files.length && files[0] !== "-" ? fs.openSync(files[0], "r") : 0);
  writeAll(compiler.compile(input, { import: findImport }) + "\n");
} else if (given["--combined-json"]) {
  combined(given["--combined-json"].split(","));
} else {
  fail("give --version, --standard-json or --combined-json");
}

function combined(wanted) {
  const sources = {};
  for (const name of files) {
    sources[name === "-" ? "<stdin>" : name] = {
      content: name === "-" ? readAll(0) : fs.readFileSync(name, "utf8"),
    };
  }
  const output = JSON.parse(compiler.compile(JSON.stringify({
    language: "Solidity",
    sources,
    settings: {
      remappings,
      evmVersion: given["--evm-version"],
      optimizer: { enabled: !!given["--optimize"], runs: Number(given["--optimize-runs"] || 200) },
      metadata: given["--metadata-hash"] ? { bytecodeHash: given["--metadata-hash"] } : undefined,
      outputSelection: { "*": { "*": ["abi", "metadata", "evm", "storageLayout"], "": ["ast"] } },
    },
  }), { import: findImport }));
  const notes = (output.errors || []).map((entry) => entry.formattedMessage).join("\n");
  if ((output.errors || []).some((entry) => entry.severity === "error")) fail(notes);
  if (notes) fs.writeSync(2, notes + "\n");
  const contracts = {};
  for (const [file, inFile] of Object.entries(output.contracts || {})) {
    for (const [name, made] of Object.entries(inFile)) {
      const all = {
        abi: made.abi,
        metadata: made.metadata,
        bin: made.evm.bytecode.object,
        "bin-runtime": made.evm.deployedBytecode.object,
        srcmap: made.evm.bytecode.sourceMap,
        "srcmap-runtime": made.evm.deployedBytecode.sourceMap,
        hashes: made.evm.methodIdentifiers,
        "storage-layout": made.storageLayout,
      };
      contracts[`${file}:${name}`] = Object.fromEntries(
        Object.entries(all).filter(([key]) => wanted.includes(key)));
    }
  }
  const byId = Object.entries(output.sources || {}).sort((a, b) => a[1].id - b[1].id);
  const asts = Object.fromEntries(byId.map(([file, made]) => [file, { AST: made.ast }]));
  writeAll(JSON.stringify({
    contracts,
    sourceList: byId.map(([file]) => file),
    ...(wanted.includes("ast") ? { sources: asts } : {}),
    version: compiler.version(),
  }) + "\n");
}
