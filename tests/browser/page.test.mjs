/* The results page and the search box, as readers with a browser meet them. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { hostile } from "./hostile.mjs";
import { source, startBrowser, startDaemon } from "./daemon.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser, daemon;
before(async () => {
  [browser, daemon] = await Promise.all([startBrowser(), startDaemon(`${source}/corpus/pages`)]);
});
after(async () => {
  await browser?.close();
  await daemon?.stop();
});

/* A page of its own, which fails the test if a script on it does. */
async function open(path, options = {}, at = daemon) {
  const context = await browser.newContext({ locale: "en-GB", ...options });
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  /* That the address asked for was answered with an error is for the test to see. */
  page.on("console", (message) => message.type() === "error" && message.location().url !== page.url() && errors.push(message.text()));
  page.on("dialog", (dialog) => errors.push(`a dialog: ${dialog.message()}`));
  await page.goto(at.address + path);
  return { page, errors, close: () => context.close() };
}

async function on(path, options, run, at) {
  const opened = await open(path, options, at);
  try {
    await run(opened.page, opened.errors);
    assert.deepEqual(opened.errors, []);
  } finally {
    await opened.close();
  }
}

const q = (query) => `/?q=${encodeURIComponent(query)}`;
const options = (page) => page.locator("[role=option]");
const titles = (page) => page.locator(".hits h2 a").allInnerTexts();

/* --- results --- */

describe("results", () => {
  test("without a script: typed, sent, found, highlighted", () =>
    on("/", { javaScriptEnabled: false }, async (page) => {
      await page.fill("input[name=q]", "securite energie");
      await page.click("form button");
      const marks = await page.locator(".hits mark").allInnerTexts();
      assert.ok(marks.some((mark) => /sécurité/i.test(mark)), "sécurité is not marked");
      assert.equal(await page.inputValue("input[name=q]"), "securite energie");
    }));

  test("each title has the language of its document, and leads to it", () =>
    on(q("visas"), {}, async (page) => {
      const langs = await page.locator(".hits article").evaluateAll((all) => all.map((a) => a.lang));
      assert.ok(langs.includes("fr") && langs.includes("en"), `languages: ${langs}`);
      for (const link of await page.locator(".hits h2 a").all())
        assert.match(await link.getAttribute("href"), /^https?:|^\//);
      const hreflangs = await page.locator(".hits h2 a").evaluateAll((all) => all.map((a) => a.hreflang));
      assert.deepEqual(hreflangs, langs);
    }));

  test("a hit that has its translation links it", () =>
    on(q("visa long séjour lang:fr"), {}, async (page) => {
      const link = page.locator(".alternate").first();
      assert.match(await link.innerText(), /^Also in English: \S/);
      assert.equal(await link.locator("a [lang=en], a[lang=en]").count(), 1);
    }));

  test("how many there are in each language, and narrowing to one", () =>
    on(q("visas"), {}, async (page) => {
      const summary = await page.locator(".summary [role=status]").innerText();
      const [, total, english, french] = /^(\d+) results: (\d+) in English, (\d+) in French$/.exec(summary) ?? [];
      assert.equal(Number(total), Number(english) + Number(french), summary);
      await page.click(".narrow a:has-text('French')");
      assert.match(await page.locator(".summary [role=status]").innerText(), new RegExp(`^${french} results?: ${french} in French$`));
      const langs = await page.locator(".hits article").evaluateAll((all) => all.map((a) => a.lang));
      assert.deepEqual([...new Set(langs)], ["fr"]);
    }));

  test("a year of the chart narrows, and its table says the same", () =>
    on(q("the OR la"), {}, async (page) => {
      await page.click(".narrow details summary");
      const row = page.locator(".narrow tr").filter({ has: page.locator("a") }).first();
      const [year, count] = [await row.locator("th").innerText(), Number(await row.locator("td").innerText())];
      await row.locator("a").click();
      assert.match(await page.locator(".summary [role=status]").innerText(), new RegExp(`^${count} result`));
      for (const time of await page.locator(".hits time").all())
        assert.match(await time.getAttribute("datetime"), new RegExp(`^${year}`));
      assert.ok((await page.locator(".chart svg rect").count()) >= 1);
    }));

  test("pages follow one another, and the back button leads back", () =>
    on(q("the OR la"), {}, async (page) => {
      const first = await titles(page);
      await page.click(".pages a[rel=next]");
      assert.equal(await page.locator(".pages [aria-current=page]").textContent(), "Page 2");
      const second = await titles(page);
      assert.equal(second.filter((title) => first.includes(title)).length, 0, "a title comes twice");
      await page.goBack();
      assert.deepEqual(await titles(page), first);
    }));

  test("sorted by date, newest first", () =>
    on(q("visas"), {}, async (page) => {
      await page.click(".sorts a:has-text('newest')");
      const dates = await page.locator(".hits time").evaluateAll((all) => all.map((t) => t.dateTime));
      assert.deepEqual(dates, [...dates].sort().reverse());
      assert.equal(await page.locator(".sorts [aria-current]").innerText(), "newest first");
    }));

  test("no page: what was asked, and what to do", () =>
    on(q("zzyzzx qqwwqq"), {}, async (page) => {
      assert.match(await page.locator("main h2").innerText(), /^No page was found for zzyzzx qqwwqq$/);
      assert.ok((await page.locator(".advice li").count()) >= 2);
    }));

  test("a slip of the pen: did you mean", () =>
    on(q("medecin hopitall"), {}, async (page) => {
      const link = page.locator(".suggestion a");
      assert.match(await link.innerText(), /h[oô]pital/i);
      await link.click();
      assert.ok((await page.locator(".hits li").count()) >= 1);
    }));

  test("a query that cannot be answered says why", () =>
    on(q('"'), {}, async (page) => {
      assert.equal(await page.locator("[role=alert]").count(), 1);
      assert.match(await page.locator("[role=alert]").innerText(), /nothing to search for/);
    }));
});

/* --- languages --- */

describe("the language of the page", () => {
  test("is the reader's", () =>
    on("/", { locale: "fr-FR" }, async (page) => {
      assert.equal(await page.locator("html").getAttribute("lang"), "fr");
      assert.equal(await page.locator("form button").innerText(), "Rechercher");
    }));

  test("can be changed, and stays", () =>
    on(q("visas"), { locale: "fr-FR" }, async (page) => {
      await page.click("header nav a");
      assert.equal(await page.locator("html").getAttribute("lang"), "en");
      assert.equal(await page.inputValue("input[name=q]"), "visas");
      await page.fill("input[name=q]", "hôpital");
      await page.click("form button");
      assert.equal(await page.locator("html").getAttribute("lang"), "en");
    }));
});

/* --- the box --- */

describe("the search box", () => {
  test("completes while one types, announces how many, and chooses nothing by itself", () =>
    on("/", {}, async (page) => {
      await page.locator("input[name=q]").pressSequentially("secur");
      await options(page).first().waitFor();
      assert.ok((await options(page).allInnerTexts()).some((text) => /sécurité|security/i.test(text)));
      assert.equal(await page.locator("[aria-selected=true]").count(), 0);
      assert.equal(await page.getAttribute("input[name=q]", "aria-expanded"), "true");
      assert.match(await page.locator(".racine-status").innerText(), /^\d+ suggestions?$/);
      assert.equal(await page.evaluate(() => document.activeElement.name), "q");
    }));

  test("by keyboard alone: arrows, Enter, Escape", () =>
    on("/", {}, async (page) => {
      const input = page.locator("input[name=q]");
      await input.pressSequentially("secur");
      await options(page).first().waitFor();
      await page.keyboard.press("ArrowDown");
      const id = await input.getAttribute("aria-activedescendant");
      assert.equal(await page.locator(`#${id}`).getAttribute("aria-selected"), "true");
      await page.keyboard.press("ArrowUp");
      assert.equal(await input.getAttribute("aria-activedescendant") === id, false);
      await page.keyboard.press("Escape");
      assert.equal(await input.getAttribute("aria-expanded"), "false");
      assert.equal(await input.inputValue(), "secur");
      await page.keyboard.press("ArrowDown");
      await options(page).first().waitFor();
      await page.keyboard.press("ArrowDown");
      const chosen = await options(page).first().innerText();
      await page.keyboard.press("Enter");
      await page.waitForURL(/[?&]q=/);
      assert.equal(await page.inputValue("input[name=q]"), chosen);
    }));

  test("slash and Ctrl-K lead to it", () =>
    on(q("visas"), {}, async (page) => {
      for (const key of ["/", "Control+k"]) {
        await page.evaluate(() => document.activeElement.blur());
        await page.keyboard.press(key);
        assert.equal(await page.evaluate(() => document.activeElement.name), "q", key);
      }
      assert.equal(await page.inputValue("input[name=q]"), "visas");
    }));

  test("remembers what was asked, until told to forget", () =>
    on("/", {}, async (page) => {
      await page.fill("input[name=q]", "hôpital");
      await page.keyboard.press("Enter");
      await page.waitForURL(/q=/);
      await page.goto(daemon.address + "/");
      await page.click("input[name=q]");
      await options(page).first().waitFor();
      assert.equal(await options(page).first().innerText(), "hôpital");
      await options(page).last().click();
      await page.reload();
      await page.click("input[name=q]");
      assert.equal(await options(page).count(), 0);
    }));

  test("an answer that comes late is dropped", () =>
    on("/", {}, async (page) => {
      let late;
      await page.route(/\/suggest\?.*q=vis(&|$)/, (route) => { late = route; });
      await page.locator("input[name=q]").pressSequentially("vis");
      await page.waitForRequest(/\/suggest\?.*q=vis(&|$)/);
      await page.fill("input[name=q]", "hop");
      await options(page).first().waitFor();
      const before = await options(page).allInnerTexts();
      await late.fulfill({ json: { suggestions: [{ text: "too late", kind: "word", lang: "en" }] } }).catch(() => {});
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
      assert.deepEqual(await options(page).allInnerTexts(), before);
    }));

  test("says so when the search does not answer", () =>
    on("/", {}, async (page, errors) => {
      await page.route(/\/suggest/, (route) => route.abort());
      await page.locator("input[name=q]").pressSequentially("vis");
      await page.waitForFunction(() => /does not answer/.test(document.querySelector(".racine-status").textContent));
      errors.length = 0;
    }));

  test("in a page of another site's making", () =>
    on("/demo.html", {}, async (page) => {
      const inputs = page.locator("racine-search input[type=search]");
      assert.equal(await inputs.count(), 2);
      await inputs.nth(1).pressSequentially("secur");
      await options(page).first().waitFor();
      assert.match(await page.locator(".racine-status").nth(1).innerText(), /suggestion/);
      assert.equal(await page.locator(".racine-title").first().innerText(), "Suggestions");
    }));
});

/* --- who reads it how --- */

describe("every reader", () => {
  const states = [["the front page", "/"], ["results", q("visas")], ["none", q("zzyzzx")], ["the demo", "/demo.html"]];

  for (const [name, path] of states)
    for (const colorScheme of ["light", "dark"])
      test(`axe finds no fault: ${name}, ${colorScheme}`, () =>
        on(path, { colorScheme, bypassCSP: true }, async (page) => {
          await page.evaluate(axe);
          if (await page.locator(".narrow details").count()) await page.click(".narrow details summary");
          const { violations } = await page.evaluate(() => window.axe.run());
          assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" | ")}`), []);
        }));

  test("axe finds no fault: the open list", () =>
    on("/", { bypassCSP: true }, async (page) => {
      await page.locator("input[name=q]").pressSequentially("secur");
      await options(page).first().waitFor();
      await page.keyboard.press("ArrowDown");
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run());
      assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" | ")}`), []);
    }));

  test("the accessibility tree has the landmarks, the combobox and its list", () =>
    on("/", {}, async (page) => {
      await page.locator("input[name=q]").pressSequentially("secur");
      await options(page).first().waitFor();
      const tree = await page.locator("body").ariaSnapshot();
      for (const part of [/banner/, /search/, /combobox "Search" \[expanded\]/, /listbox "Suggestions"/, /option "/, /main/, /contentinfo/])
        assert.match(tree, part);
    }));

  test("dark where the system is", () =>
    on(q("visas"), { colorScheme: "dark" }, async (page) => {
      const [paper, ink] = await page.evaluate(() => {
        const style = getComputedStyle(document.documentElement);
        return [style.backgroundColor, style.color].map((c) => c.match(/\d+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0));
      });
      assert.ok(paper < 150 && ink > 600, `paper ${paper}, ink ${ink}`);
    }));

  for (const [name, path] of states)
    test(`320 px are enough: ${name}`, () =>
      on(path, { viewport: { width: 320, height: 640 } }, async (page) => {
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
      }));

  test("on paper there are the results and no controls", () =>
    on(q("visas"), {}, async (page) => {
      await page.emulateMedia({ media: "print" });
      assert.equal(await page.locator(".hits").first().isVisible(), true);
      for (const part of ["form", ".narrow", ".pages"])
        if (await page.locator(part).count()) assert.equal(await page.locator(part).first().isVisible(), false, part);
    }));
});

/* --- whoever writes the documents --- */

describe("hostile documents", () => {
  let fortress;
  before(async () => {
    fortress = await startDaemon(hostile);
  });
  after(() => fortress?.stop());

  /* All that a page may consist of. */
  const known = new Set(("html head meta title link script body a header div h1 h2 nav form racine-search span input button main p "
    + "strong ol ul li article mark time aside section figure figcaption svg rect line text details summary table tbody thead tr th td q footer").split(" "));

  test("add no element, attribute or script to any page", () => {
    assert.equal(hostile.length, 100);
    return on("/", {}, async (page) => {
      const seen = new Set();
      for (let number = 1; number <= 11; number++) {
        await page.goto(`${fortress.address}/?q=hostile&page=${number}`);
        for (const id of await page.locator(".hits .url").allInnerTexts()) seen.add(id);
        const found = await page.evaluate(() => ({
          names: [...new Set([...document.querySelectorAll("*")].map((e) => e.localName))],
          handlers: [...document.querySelectorAll("*")].flatMap((e) => [...e.attributes])
            .map((a) => a.name).filter((name) => name.startsWith("on") || name === "style" || name === "srcdoc"),
          scripts: [...document.scripts].map((s) => s.src),
          addresses: [...document.querySelectorAll("[href]")].map((e) => new URL(e.getAttribute("href"), location).href),
        }));
        assert.deepEqual(found.names.filter((name) => !known.has(name)), []);
        assert.deepEqual(found.handlers, []);
        assert.deepEqual(found.scripts, [`${fortress.address}/racine-search.js`]);
        for (const address of found.addresses) {
          assert.match(address, /^https?:/);
          assert.doesNotMatch(address, /^https?:\/\/evil/);
        }
        assert.equal(await page.evaluate(() => typeof window.hacked), "undefined");
      }
      assert.ok(seen.size >= 90, `only ${seen.size} of them were shown`);
    }, fortress);
  });

  test("are text in the search box", () =>
    on("/", {}, async (page) => {
      await page.locator("input[name=q]").pressSequentially("hostile");
      await options(page).first().waitFor();
      const inside = await page.evaluate(() => [...document.querySelectorAll(".racine-list *")].map((e) => e.localName));
      assert.deepEqual([...new Set(inside)].filter((name) => name !== "div" && name !== "a"), []);
    }, fortress));

  test("hostile queries too", () =>
    on("/", {}, async (page) => {
      for (const query of hostile.slice(0, 50).map((d) => d.title)) {
        await page.goto(fortress.address + q(query));
        assert.equal(await page.inputValue("input[name=q]"), query.replace(/[\n\u2028\u202e]/g, " "));
        const names = await page.evaluate(() => [...new Set([...document.querySelectorAll("*")].map((e) => e.localName))]);
        assert.deepEqual(names.filter((name) => !known.has(name)), []);
      }
    }, fortress));
});
