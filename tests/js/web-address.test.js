import assert from "node:assert/strict";
import { test } from "node:test";
import { webAddress } from "../../static/js/models/web-address.js";

test("addresses of the web are addresses", () => {
  assert.equal(webAddress("https://a.pe/ñ?b=1"), "https://a.pe/%C3%B1?b=1");
  assert.equal(webAddress("HTTP://a.pe"), "http://a.pe/");
});

test("no other address is one", () => {
  for (const text of ["javascript:alert(1)", " java\nscript:alert(1)", "data:text/html,x", "//a.pe", "/chat", "", "blob:https://a.pe/1", "ftp://a.pe", "https://"]) assert.equal(webAddress(text), null, text);
});
