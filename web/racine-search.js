/*
 * A search box that completes as you type, for any page of a site:
 *
 *   <script src="https://search.example.org/racine-search.js" defer></script>
 *   <racine-search><form action="https://search.example.org/"><input name="q" type="search"></form></racine-search>
 *
 * The form inside works without this script. With it the input becomes an editable combobox with a list box
 * (WAI-ARIA Authoring Practices 1.2, "Combobox"): focus stays in the input, nothing is chosen until the
 * reader does. Titles come from documents and are only ever set as text.
 */
(() => {
  "use strict";

  const DEBOUNCE_MS = 150;
  const RECENT_MAX = 5;
  const SUGGESTIONS_MAX = 6;
  const HITS_MAX = 4;
  const RECENT_KEY = "racine-recent";

  const WORDS = {
    en: {
      label: "Search", submit: "Search", recent: "Recent searches", suggestions: "Suggestions",
      hits: "Pages", none: "No suggestions", forget: "Clear recent searches", failed: "No suggestions: the search does not answer",
      count: (n) => (n === 1 ? "1 suggestion" : n + " suggestions"),
    },
    fr: {
      label: "Rechercher", submit: "Rechercher", recent: "Recherches récentes", suggestions: "Suggestions",
      hits: "Pages", none: "Aucune suggestion", forget: "Effacer les recherches récentes", failed: "Aucune suggestion : la recherche ne répond pas",
      count: (n) => (n === 1 ? "1 suggestion" : n + " suggestions"),
    },
  };

  const script = document.currentScript;
  const home = script ? new URL(".", script.src) : new URL("/", location.href);
  let instances = 0;

  function element(name, attributes, text) {
    const made = document.createElement(name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  /* Only addresses that lead to a page: never javascript: or data:. */
  function pageAddress(url) {
    try {
      const address = new URL(url, home);
      return address.protocol === "http:" || address.protocol === "https:" ? address.href : null;
    } catch {
      return null;
    }
  }

  /* Storage may be forbidden or full: then nothing is remembered. */
  const recent = {
    all() {
      try {
        const list = JSON.parse(localStorage.getItem(RECENT_KEY));
        return Array.isArray(list) ? list.filter((q) => typeof q === "string").slice(0, RECENT_MAX) : [];
      } catch {
        return [];
      }
    },
    keep(query) {
      const list = [query, ...recent.all().filter((q) => q !== query)].slice(0, RECENT_MAX);
      try {
        localStorage.setItem(RECENT_KEY, JSON.stringify(list));
      } catch { /* see above */ }
    },
    forget() {
      try {
        localStorage.removeItem(RECENT_KEY);
      } catch { /* see above */ }
    },
  };

  class RacineSearch extends HTMLElement {
    connectedCallback() {
      if (this.input) return;
      const lang = (this.closest("[lang]")?.lang || navigator.language || "en").slice(0, 2).toLowerCase();
      this.lang2 = WORDS[lang] ? lang : "en";
      this.words = WORDS[this.lang2];
      this.home = pageAddress(this.getAttribute("src") || home.href) || home.href;
      this.number = ++instances;
      this.options = [];
      this.active = -1;
      this.findForm();
      this.addList();
      this.listen();
    }

    disconnectedCallback() {
      document.removeEventListener("keydown", this.onShortcut);
      clearTimeout(this.timer);
      this.request?.abort();
    }

    /* --- building --- */

    findForm() {
      this.form = this.querySelector("form");
      if (!this.form) {
        this.form = element("form", { action: this.home, role: "search" });
        this.form.append(
          element("input", { type: "search", name: "q", "aria-label": this.words.label }),
          element("button", {}, this.words.submit));
        this.append(this.form);
      }
      this.input = this.form.querySelector("input[name=q]") || this.form.querySelector("input");
      if (!this.input.labels?.length && !this.input.hasAttribute("aria-label"))
        this.input.setAttribute("aria-label", this.words.label);
    }

    addList() {
      const id = "racine-list-" + this.number;
      this.list = element("div", { id, role: "listbox", class: "racine-list", "aria-label": this.words.suggestions });
      this.list.hidden = true;
      this.status = element("div", { role: "status", class: "racine-status" });
      const field = element("span", { class: "racine-field" });
      this.input.replaceWith(field);
      field.append(this.input, this.list);
      this.append(this.status);
      for (const [key, value] of Object.entries({
        role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id,
        autocomplete: "off", autocapitalize: "none", spellcheck: "false", enterkeyhint: "search",
      })) this.input.setAttribute(key, value);
    }

    listen() {
      this.onShortcut = (event) => this.shortcut(event);
      document.addEventListener("keydown", this.onShortcut);
      this.input.addEventListener("input", () => this.typed());
      this.input.addEventListener("focus", () => this.input.value.trim() || this.showRecent());
      this.input.addEventListener("keydown", (event) => this.key(event));
      this.input.addEventListener("blur", () => this.close());
      /* The input keeps the focus while the list is clicked. */
      this.list.addEventListener("pointerdown", (event) => event.preventDefault());
      this.list.addEventListener("click", (event) => {
        const option = event.target.closest("[role=option]");
        if (!option) return;
        const modified = event.ctrlKey || event.metaKey || event.shiftKey;
        if (!(modified && option.href)) event.preventDefault();
        if (!modified || !option.href) this.choose(this.options.indexOf(option));
      });
      this.form.addEventListener("submit", () => {
        const query = this.input.value.trim();
        if (query) recent.keep(query);
        this.close();
      });
    }

    shortcut(event) {
      const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
      const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
      const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if ((!slash && !k) || event.defaultPrevented) return;
      event.preventDefault();
      this.input.focus();
      this.input.select();
    }

    /* --- asking --- */

    typed() {
      clearTimeout(this.timer);
      this.request?.abort();
      if (!this.input.value.trim()) {
        this.showRecent();
        return;
      }
      this.timer = setTimeout(() => this.ask(this.input.value), DEBOUNCE_MS);
    }

    async ask(query) {
      const request = (this.request = new AbortController());
      const get = async (path, parameters) => {
        const address = new URL(path, this.home);
        address.search = new URLSearchParams({ q: query, lang: this.lang2, ...parameters });
        const response = await fetch(address, { signal: request.signal });
        if (!response.ok) throw new Error(response.status);
        return response.json();
      };
      try {
        const [suggested, found] = await Promise.all([
          get("suggest", { limit: SUGGESTIONS_MAX }),
          get("search", { limit: HITS_MAX, snippets: "no" }),
        ]);
        if (request.signal.aborted || query !== this.input.value) return;
        this.show([
          this.group(this.words.recent, recent.all().filter((q) => q !== query && q.startsWith(query)).slice(0, 2).map((text) => ({ text }))),
          this.group(this.words.suggestions, suggested.suggestions.filter((s) => s.kind !== "title")),
          this.group(this.words.hits, found.hits.map((hit) => ({ text: hit.title || hit.url, lang: hit.lang, url: hit.url }))),
        ]);
      } catch {
        if (request.signal.aborted) return;
        this.close();
        this.say(this.words.failed);
      }
    }

    /* --- showing --- */

    group(title, items) {
      return { title, items: items.filter((item) => item.text) };
    }

    showRecent() {
      const items = recent.all().map((text) => ({ text }));
      if (items.length) items.push({ text: this.words.forget, act: () => { recent.forget(); this.close(); } });
      this.show([this.group(this.words.recent, items)], false);
    }

    show(groups, announce = true) {
      this.list.replaceChildren();
      this.options = [];
      this.select(-1);
      groups.forEach(({ title, items }, index) => {
        if (!items.length) return;
        const id = `racine-group-${this.number}-${index}`;
        const box = element("div", { role: "group", "aria-labelledby": id });
        box.append(element("div", { id, class: "racine-title", role: "presentation" }, title));
        items.forEach((item) => box.append(this.option(item)));
        this.list.append(box);
      });
      this.open(this.options.length > 0);
      if (announce) this.say(this.options.length ? this.words.count(this.options.length) : this.words.none);
    }

    option(item) {
      const href = item.url ? pageAddress(item.url) : null;
      const made = element(href ? "a" : "div", {
        role: "option", id: `racine-option-${this.number}-${this.options.length}`,
        class: item.act ? "racine-option racine-act" : "racine-option", "aria-selected": "false", tabindex: "-1",
      }, item.text);
      if (item.lang === "fr" || item.lang === "en") made.lang = item.lang;
      if (href) made.href = href;
      made.item = item;
      this.options.push(made);
      return made;
    }

    open(open) {
      this.list.hidden = !open;
      this.input.setAttribute("aria-expanded", String(open));
    }

    close() {
      clearTimeout(this.timer);
      this.request?.abort();
      this.select(-1);
      this.open(false);
      this.say("");
    }

    say(text) {
      this.status.textContent = text;
    }

    /* --- choosing --- */

    key(event) {
      if (event.isComposing) return;
      const open = !this.list.hidden;
      const last = this.options.length - 1;
      switch (event.key) {
        case "ArrowDown":
          if (open) this.select(this.active < last ? this.active + 1 : -1);
          else if (this.input.value.trim()) this.ask(this.input.value);
          else this.showRecent();
          break;
        case "ArrowUp":
          if (!open) return;
          this.select(this.active < 0 ? last : this.active - 1);
          break;
        case "Enter":
          if (!open || this.active < 0) return;
          this.choose(this.active);
          break;
        case "Escape":
          if (!open) {
            this.input.value = "";
            return;
          }
          this.close();
          break;
        default:
          return;
      }
      event.preventDefault();
    }

    select(index) {
      this.options[this.active]?.setAttribute("aria-selected", "false");
      this.active = index;
      const option = this.options[index];
      if (!option) {
        this.input.removeAttribute("aria-activedescendant");
        return;
      }
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", option.id);
    }

    choose(index) {
      const option = this.options[index];
      if (option.item.act) {
        option.item.act();
      } else if (option.href) {
        recent.keep(this.input.value.trim());
        this.close();
        location.assign(option.href);
      } else {
        this.input.value = option.item.text;
        this.form.requestSubmit();
      }
    }
  }

  if (script && !document.querySelector("link[data-racine]"))
    document.head.append(element("link", { rel: "stylesheet", href: new URL("racine-search.css", home).href, "data-racine": "" }));
  customElements.define("racine-search", RacineSearch);
})();
