'use strict';
// Search and filters. Without this script everything can be read; nothing depends on it.

(() => {
  const root = document.body.dataset.root ?? '';
  const box = document.querySelector('.search');
  const input = document.getElementById('q');
  const list = document.getElementById('hits');
  const count = document.getElementById('hit-count');
  const mostHits = 30;

  filters();
  openTarget();
  window.addEventListener('hashchange', openTarget);
  if (box && input && list && count) search();

  /** A case that is folded up opens when its address is followed. */
  function openTarget() {
    let target;
    try {
      target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return;
    }
    for (let at = target; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
    if (target && target.querySelector(':scope > details.case'))
      target.querySelector(':scope > details.case').open = true;
    if (target) target.scrollIntoView();
  }

  /** Ticked levels and states stay; the address keeps what is left out, so that it can be passed on. */
  function filters() {
    for (const form of document.querySelectorAll('form.filters')) {
      form.hidden = false;
      const query = new URLSearchParams(location.search);
      for (const name of ['level', 'state']) {
        const without = new Set((query.get(`without-${name}`) ?? '').split(',').filter(Boolean));
        for (const tick of form.querySelectorAll(`input[name="${name}"]`)) tick.checked = !without.has(tick.value);
      }
      const apply = () => {
        const without = { level: new Set(), state: new Set() };
        for (const tick of form.querySelectorAll('input')) if (!tick.checked) without[tick.name].add(tick.value);
        let shown = 0;
        let all = 0;
        for (const item of document.querySelectorAll('[data-state]')) {
          item.hidden = without.level.has(item.dataset.level) || without.state.has(item.dataset.state);
          all += 1;
          if (!item.hidden) shown += 1;
        }
        for (const section of document.querySelectorAll('.page-claims, .chapter-claims')) {
          const items = [...section.querySelectorAll('[data-state]')];
          section.hidden = items.length > 0 && items.every((item) => item.hidden);
        }
        form.querySelector('output').textContent = shown === all ? '' : `${shown} of ${all} shown`;
        const kept = new URLSearchParams(location.search);
        for (const name of ['level', 'state']) {
          if (without[name].size > 0) kept.set(`without-${name}`, [...without[name]].join(','));
          else kept.delete(`without-${name}`);
        }
        try {
          const text = kept.toString();
          history.replaceState(null, '', `${location.pathname}${text === '' ? '' : `?${text}`}${location.hash}`);
        } catch {
          // Some browsers do not let pages of the file system do so.
        }
      };
      form.addEventListener('change', apply);
      form.addEventListener('submit', (event) => event.preventDefault());
      if (location.search !== '') apply();
    }
  }

  function search() {
    let index = null;
    let loading = null;
    let selected = -1;
    box.hidden = false;
    input.addEventListener('focus', () => void load());
    input.addEventListener('input', () => void load().then(show));
    input.addEventListener('keydown', onKey);
    input.addEventListener('blur', () => setTimeout(close, 150));
    document.addEventListener('keydown', (event) => {
      const typing = event.target instanceof HTMLElement && /^(?:INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.focus();
      input.select();
    });
    list.addEventListener('mousedown', (event) => {
      const hit = event.target instanceof Element ? event.target.closest('li[data-url]') : null;
      if (!hit) return;
      event.preventDefault();
      go(hit);
    });

    /** The library and the data are loaded when somebody begins to search. */
    function load() {
      loading ??= Promise.all([script('assets/minisearch.js'), script('assets/search-data.js')]).then(() => {
        index = new window.MiniSearch({
          fields: ['title', 'below'],
          storeFields: ['at'],
          tokenize,
          searchOptions: { prefix: true, combineWith: 'AND', boost: { title: 2 }, boostDocument: weight },
        });
        index.addAll(window.chimneySearch.map(([, title, below], at) => ({ id: at, at, title, below })));
      });
      return loading;
    }

    function weight(id) {
      return [4, 3.5, 3, 1.5, 2, 1][window.chimneySearch[id][0]] ?? 1;
    }

    function script(path) {
      return new Promise((resolve, reject) => {
        const element = document.createElement('script');
        element.src = root + path;
        element.addEventListener('load', resolve);
        element.addEventListener('error', () => reject(new Error(`${path} could not be loaded`)));
        document.head.append(element);
      });
    }

    /** Words as they are written, and their parts: NdisMInvalidateOffloadComplete is also invalidate, a/b_c also b_c and c. */
    function tokenize(text) {
      const words = text.split(/[\s,;:()[\]{}"'“”‘’<>|=]+/).filter(Boolean);
      return words.flatMap((word) => {
        const pieces = word.split(/[/#]+/).filter(Boolean);
        const parts = pieces.flatMap((piece) =>
          piece.split(/[._-]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/).filter(Boolean),
        );
        return [...new Set([word, ...pieces, ...parts])];
      });
    }

    function show() {
      const text = input.value.trim();
      list.replaceChildren();
      selected = -1;
      if (text === '') return close();
      const hits = index.search({
        queries: text.split(/\s+/).map((word) => ({ queries: [word], tokenize: whole })),
        combineWith: 'AND',
      });
      for (const [number, { at }] of hits.slice(0, mostHits).entries()) list.append(entry(at, number));
      if (hits.length === 0) {
        const none = document.createElement('li');
        none.className = 'none';
        none.setAttribute('role', 'option');
        none.textContent = 'Nothing is called so.';
        list.append(none);
      }
      const more = hits.length > mostHits ? `, the first ${mostHits} are shown` : '';
      count.textContent = `${hits.length} ${hits.length === 1 ? 'result' : 'results'}${more}`;
      list.hidden = false;
      input.setAttribute('aria-expanded', 'true');
      if (hits.length > 0) select(0);
    }

    /** A word of a query is looked for as it is typed: a name is not taken apart. */
    function whole(word) {
      return [word];
    }

    function entry(at, number) {
      const [kind, title, below, url] = window.chimneySearch[at];
      const item = document.createElement('li');
      item.id = `hit-${number}`;
      item.setAttribute('role', 'option');
      item.dataset.url = url;
      const tag = document.createElement('span');
      tag.className = 'kind';
      tag.textContent = window.chimneyKinds[kind];
      const place = document.createElement('span');
      place.className = 'below';
      place.textContent = below;
      item.append(tag, title, place);
      return item;
    }

    function select(number) {
      const items = [...list.querySelectorAll('li[data-url]')];
      if (items.length === 0) return;
      selected = (number + items.length) % items.length;
      for (const [at, item] of items.entries()) item.setAttribute('aria-selected', String(at === selected));
      items[selected].scrollIntoView({ block: 'nearest' });
      input.setAttribute('aria-activedescendant', items[selected].id);
    }

    function onKey(event) {
      if (event.key === 'ArrowDown') select(selected + 1);
      else if (event.key === 'ArrowUp') select(selected - 1);
      else if (event.key === 'Enter') {
        const hit = list.querySelectorAll('li[data-url]')[selected];
        if (hit) go(hit);
      } else if (event.key === 'Escape') {
        close();
        input.blur();
      } else return;
      event.preventDefault();
    }

    function go(hit) {
      close();
      location.href = root + hit.dataset.url;
    }

    function close() {
      list.hidden = true;
      input.setAttribute('aria-expanded', 'false');
      input.removeAttribute('aria-activedescendant');
      count.textContent = '';
    }
  }
})();
