// Programming languages as fences name them: the grammar that colours them, and the ending of their files.

const TABLE = `
bash sh zsh:bash:sh|shell console:shell:sh|c h:c:c|cpp c++ cc hpp:cpp:cpp|csharp cs c#:csharp:cs|css:css:css|dart:dart:dart|diff patch:diff:diff
dockerfile docker:dockerfile:dockerfile|elixir ex exs:elixir:ex|go golang:go:go|graphql gql:graphql:graphql|haskell hs:haskell:hs|http:http:http
toml:ini:toml|ini conf:ini:ini|java:java:java|javascript js jsx mjs cjs:javascript:js|json jsonc:json:json|julia jl:julia:jl|kotlin kt:kotlin:kt|latex tex:latex:tex
less:less:less|lua:lua:lua|makefile make mk:makefile:mk|markdown md:markdown:md|matlab:matlab:m|nginx:nginx:conf|objectivec objc:objectivec:m
perl pl:perl:pl|php:php:php|text txt plaintext:plaintext:txt|powershell ps1 ps:powershell:ps1|protobuf proto:protobuf:proto|python py python3:python:py
r:r:r|ruby rb:ruby:rb|rust rs:rust:rs|scala:scala:scala|scss:scss:scss|sql postgresql mysql sqlite:sql:sql|swift:swift:swift
typescript ts tsx:typescript:ts|vbnet vb:vbnet:vb|vim:vim:vim|html xml svg xhtml vue:xml:html|yaml yml:yaml:yml|csv:plaintext:csv|mermaid:plaintext:mmd`;

/** @type {Map<string, { grammar: string, extension: string }>} */
const byName = new Map(
  TABLE.trim()
    .split(/[|\n]/)
    .flatMap((entry) => {
      const [names = "", grammar = "", extension = ""] = entry.split(":");
      return names.split(" ").map((name) => /** @type {const} */ ([name, { grammar, extension }]));
    }),
);

/**
 * @param {string} name as the fence has it; any case
 * @returns {{ grammar: string | null, extension: string }} no grammar for a language that nobody here knows
 */
export function language(name) {
  const known = byName.get(name.toLowerCase());
  if (!known) return { grammar: null, extension: "txt" };
  const extension = ["xml", "svg", "vue", "tsx", "jsx", "h", "hpp"].includes(name.toLowerCase()) ? name.toLowerCase() : known.extension;
  return { ...known, extension };
}
