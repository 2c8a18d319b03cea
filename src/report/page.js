"use strict";
(() => {
  // Data lie in the page as JSON; a block is parsed when something in it is opened.
  const parsed = new Map();
  const data = id => {
    if (!parsed.has(id)) parsed.set(id, JSON.parse(document.getElementById(id).textContent));
    return parsed.get(id);
  };
  const voices = data("voices"), run = data("run");
  const questions = () => data("questions");
  const main = document.getElementById("main");
  const STEP = 60;
  const GRADES = ["A", "B", "C", "C?", "D", "E", "F"];
  const NS = "http://www.w3.org/2000/svg";

  // Everything is written as text, never as markup.
  const el = (name, props, ...children) => {
    const e = document.createElement(name);
    for (const [k, v] of Object.entries(props || {})) {
      if (v === null || v === undefined || v === false) continue;
      if (k === "on") for (const [event, f] of Object.entries(v)) e.addEventListener(event, f);
      else if (k === "class") e.className = v;
      else e.setAttribute(k, v === true ? "" : v);
    }
    for (const c of children.flat()) if (c !== null && c !== undefined) e.append(c);
    return e;
  };
  const svg = (name, attrs, ...children) => {
    const e = document.createElementNS(NS, name);
    for (const [k, v] of Object.entries(attrs)) e.setAttribute(k, v);
    for (const c of children.flat()) if (c) e.append(c);
    return e;
  };
  const view = (...parts) => main.replaceChildren(...parts.flat(3).filter(p => p !== null && p !== undefined && p !== ""));
  const two = x => (x < 0 ? "−" : "") + Math.abs(x).toFixed(2);
  const signed = x => (x > 0 ? "+" : "") + two(x);
  const count = (n, what) => n.toLocaleString("en") + " " + what + (n === 1 ? "" : "s");
  const plain = s => s.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  const readings = axis => {
    const [, minus, plus] = run.axes[axis] || ["", "the minus camp", "the plus camp"];
    return {minus: "toward " + minus, plus: "toward " + plus, none: "no lean detected",
      party: "party (declared)", off: "off the axis (declared)", unknown: "too little evidence"};
  };
  const role = v => v.outlet ? "outlet" : "speaker";

  // A number line with an interval and a dot.
  const interval = (t, low, high, cls, words, zero) => {
    const W = 150, H = 18, x = v => 5 + (v - low) / (high - low) * (W - 10);
    const out = svg("svg", {viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": words});
    out.append(svg("line", {x1: x(low), x2: x(high), y1: 9, y2: 9, class: "s-grid"}));
    if (zero) out.append(svg("line", {x1: x(0), x2: x(0), y1: 1, y2: 17, class: "s-rule"}));
    if (t) {
      const c = v => Math.min(high, Math.max(low, v));
      out.append(svg("line", {x1: x(c(t[1])), x2: x(c(t[2])), y1: 9, y2: 9, class: cls, "stroke-width": 2.5}),
        svg("circle", {cx: x(c(t[0])), cy: 9, r: 4.2, class: cls}));
    }
    return out;
  };
  const reliability = v => interval(v.r, 0, 1, "s-" + role(v),
    v.r ? `reliability ${two(v.r[0])}, 90 % ${two(v.r[1])} to ${two(v.r[2])}` : "not graded", false);
  const leanClass = t => !t || t[1] <= 0 && t[2] >= 0 ? "s-neutral" : t[0] < 0 ? "s-minus" : "s-plus";
  const lean = t => interval(t, -1, 1, leanClass(t),
    t ? `partisanship ${signed(t[0])}, 90 % ${signed(t[1])} to ${signed(t[2])}` : "no evidence", true);

  // ---- a table that sorts and filters; rows are made as they are shown ----
  const table = ({caption, columns, rows, filters, row, sort}) => {
    let shown = STEP, order = sort, found = rows;
    const body = el("tbody");
    const status = el("p", {class: "note status", role: "status"});
    const more = el("button", {type: "button", on: {click: () => { const n = shown; shown += STEP; draw(n); }}});
    const heads = columns.map((c, i) => c.key
      ? el("th", {scope: "col", class: c.class}, el("button", {type: "button", on: {click: () => {
          order = order[0] === i ? [i, -order[1]] : [i, c.first || 1];
          shown = STEP; update();
        }}}, c.name))
      : el("th", {scope: "col", class: c.class}, c.name));
    const draw = from => {
      if (from === 0) body.replaceChildren();
      const part = document.createDocumentFragment();
      for (const r of found.slice(from, shown)) part.append(row(r));
      body.append(part);
      more.hidden = found.length <= shown;
      more.textContent = `Show ${Math.min(STEP, found.length - shown)} more`;
      status.textContent = found.length === rows.length
        ? count(rows.length, caption.unit)
        : `${found.length.toLocaleString("en")} of ${count(rows.length, caption.unit)}`;
    };
    const update = () => {
      found = rows.filter(r => filters.every(f => f.test(r)));
      const [i, way] = order, key = columns[i].key;
      const keyed = found.map((r, at) => [key(r), at, r]);
      keyed.sort((a, b) => {
        // What has no value comes last whichever way.
        const x = a[0], y = b[0], nx = x === null, ny = y === null;
        if (nx || ny) return nx - ny || a[1] - b[1];
        return (x < y ? -way : x > y ? way : 0) || a[1] - b[1];
      });
      found = keyed.map(k => k[2]);
      heads.forEach((h, k) => k === i
        ? h.setAttribute("aria-sort", way > 0 ? "ascending" : "descending") : h.removeAttribute("aria-sort"));
      draw(0);
    };
    const bar = el("form", {class: "filters", role: "search", on: {submit: e => e.preventDefault()}},
      filters.map(f => el("label", {}, f.label, f.control)));
    for (const f of filters) f.control.addEventListener("input", () => { shown = STEP; update(); });
    update();
    return [bar, status, el("table", {}, el("caption", {}, caption.text), el("thead", {}, el("tr", {}, heads)), body),
      el("p", {class: "more"}, more)];
  };
  const search = (label, words) => {
    const control = el("input", {type: "search", autocomplete: "off"});
    let at = null, said = "";
    return {label, control, test: r => {
      if (control.value !== said || at === null) { said = control.value; at = plain(said).split(/\s+/).filter(Boolean); }
      if (!at.length) return true;
      const w = words(r);
      return at.every(t => w.includes(t));
    }};
  };
  const choice = (label, options, test) => {
    const control = el("select", {}, el("option", {value: ""}, "all"),
      options.map(([value, words]) => el("option", {value}, words)));
    return {label, control, test: r => !control.value || test(r, control.value)};
  };
  const withWords = (list, words) => {
    for (const r of list) if (r.plain === undefined) r.plain = plain(words(r));
    return r => r.plain;
  };

  // ---- views ----
  const showVoices = () => {
    const words = readings(0), axis = run.axes.length > 0;
    const find = search("Find a voice", withWords(voices, v => v.name));
    const columns = [
      {name: "Voice", key: v => v.plain, class: "name"},
      {name: "Role", key: v => role(v), class: "wide"},
      {name: "Grade", key: v => GRADES.indexOf(v.grade)},
      {name: "Reliability", key: v => v.r && v.r[0], first: -1},
      {name: "", class: "n wide"},
      {name: "Checkable", key: v => v.checkable, first: -1, class: "n"},
    ];
    if (axis) columns.push({name: "Partisanship", key: v => v.axes[0].p && v.axes[0].p[0], class: "wide"},
      {name: "Reading", key: v => words[v.axes[0].reading], class: "wide"});
    const filters = [find, choice("Role", [["outlet", "outlets"], ["speaker", "speakers"]], (v, x) => role(v) === x),
      choice("Grade", GRADES.map(g => [g, g === "F" ? "F (no grade)" : g]), (v, x) => v.grade === x)];
    if (axis) filters.push(choice("Reading", Object.entries(words), (v, x) => v.axes[0].reading === x));
    voices.forEach((v, i) => { v.id = i; });
    const row = v => el("tr", {},
      el("th", {scope: "row", class: "name"}, el("a", {href: "#/voice/" + v.id, dir: "auto"}, v.name)),
      el("td", {class: "wide " + role(v)}, role(v)),
      el("td", {class: "grade"}, v.grade),
      el("td", {class: "plot"}, v.r ? reliability(v) : el("span", {class: "note"}, "too little evidence")),
      el("td", {class: "n wide"}, v.r ? two(v.r[0]) : ""),
      el("td", {class: "n"}, v.checkable.toLocaleString("en")),
      axis ? [el("td", {class: "plot wide"}, v.axes[0].p ? lean(v.axes[0].p) : ""),
        el("td", {class: "wide"}, words[v.axes[0].reading])] : null);
    view(el("h1", {}, "Voices"), ...table({
      caption: {unit: "voice", text: run.limits + " Bars are 90 % intervals. Open a voice for its evidence."
        + (axis ? ` Partisanship: left ${run.axes[0][1]}, right ${run.axes[0][2]}.` : "")},
      columns, rows: voices, filters, row, sort: [5, -1]}));
  };

  const partsTable = (title, parts, show, draw) => [el("h2", {}, title), el("table", {},
    el("thead", {}, el("tr", {}, el("th", {scope: "col", class: "name"}, "component"),
      el("th", {scope: "col"}, "value, 90 %"), el("th", {scope: "col", class: "n"}, "value"),
      el("th", {scope: "col", class: "n"}, "n"), el("th", {scope: "col", class: "n"}, "weight"))),
    el("tbody", {}, parts.map(p => el("tr", {}, el("th", {scope: "row", class: "name"}, p.name),
      el("td", {class: "plot"}, p.v ? draw(p.v) : el("span", {class: "note"}, "no evidence")),
      el("td", {class: "n"}, p.v ? show(p.v[0]) : "–"), el("td", {class: "n"}, p.n.toLocaleString("en")),
      el("td", {class: "n"}, String(p.w))))))];

  const VERDICT = {supported: "fits the others", contradicted: "does not fit the others", unattested: "not checked"};
  const placeView = ([document, outlet, start, end, before, quote, after]) => {
    const names = data("names");
    return el("blockquote", {dir: "auto"}, before ? el("span", {class: "context"}, before) : null, el("mark", {}, quote),
      after ? el("span", {class: "context"}, after) : null,
      el("cite", {}, `${names[outlet] ? names[outlet] + ", " : ""}${names[document]}, bytes ${start}–${end}`));
  };
  const claimView = (vote, head) => {
    const said = questions()[vote.q].answers[vote.a].words;
    const bits = [];
    if (vote.date) bits.push("known on " + vote.date);
    if (vote.manner) bits.push({own: "in own voice", direct: "quoted", indirect: "reported"}[vote.manner]);
    if (vote.via) bits.push("passed on by " + vote.via);
    bits.push(count(vote.others, "other origin"));
    if (vote.p !== undefined) bits.push(`${Math.round(100 * vote.p)} % compatible with them`);
    const places = vote.places || [];
    // An empty quote has the words of the one before it.
    places.forEach((p, i) => { if (i && !p[5]) p[5] = places[i - 1][5]; });
    return el("li", {}, el("p", {}, head, ": ", el("strong", {dir: "auto"},
        (vote.stance && vote.stance !== "asserts" ? vote.stance + " " : "") + said), " ",
      vote.verdict ? el("span", {class: "badge " + vote.verdict}, VERDICT[vote.verdict]) : null),
      el("p", {class: "note"}, bits.join(" · ")), places.slice(0, 2).map(placeView),
      places.length > 2 ? el("details", {}, el("summary", {}, count(places.length - 2, "more place")),
        places.slice(2).map(placeView)) : null);
  };
  // A long list of claims, shown in parts.
  const claimList = (votes, head) => {
    const list = el("ul", {class: "claims"}), button = el("button", {type: "button"});
    let shown = 0;
    const next = () => {
      for (const v of votes.slice(shown, shown + 50)) list.append(claimView(v, head(v)));
      shown += 50;
      button.hidden = shown >= votes.length;
      button.textContent = `Show ${Math.min(50, votes.length - shown)} more of ${votes.length.toLocaleString("en")}`;
    };
    button.addEventListener("click", next);
    next();
    return [list, el("p", {class: "more"}, button)];
  };

  const showVoice = id => {
    const v = voices[id];
    if (!v) return showVoices();
    const votes = v.votes.flatMap(([block, places]) => places.map(p => data("votes-" + block)[p]));
    const rank = {contradicted: 0, supported: 1, unattested: 2};
    votes.sort((a, b) => (rank[a.verdict] ?? 3) - (rank[b.verdict] ?? 3) || (a.date || "").localeCompare(b.date || ""));
    const facts = [["Role", role(v)],
      ["Grade", v.grade === "F" ? "F: too little evidence to judge, which says nothing bad" : v.grade],
      ["Reliability", v.r ? `${two(v.r[0])} (90 %: ${two(v.r[1])} to ${two(v.r[2])})` : "not stated"],
      ["Record", `${v.supported} of ${count(v.supported + v.contradicted, "checked claim")} fit independent others, ${v.contradicted} did not; `
        + `${count(v.claims, "claim")} in all, from ${count(v.origins, "origin")}`]];
    if (v.specificity !== null) facts.push(["Specificity", two(v.specificity)]);
    v.axes.forEach((a, k) => {
      const p = a.p ? `, ${signed(a.p[0])} (90 %: ${signed(a.p[1])} to ${signed(a.p[2])})` : "";
      facts.push([run.axes[k] ? run.axes[k][0] : "Partisanship", readings(k)[a.reading] + p]);
      if (a.camp) facts.push(["Declared camp", a.camp]);
    });
    const own = v.parts.find(p => p.name === "agreement" && p.v && p.w > 0);
    if (v.r && own) {
      // One more mark on agreement, all else as it is.
      const n = own.n + own.k, share = own.w / v.parts.reduce((sum, p) => sum + (p.v ? p.w : 0), 0);
      const move = mark => two(v.r[0] + share * (mark - own.v[0]) / (n + 1));
      facts.push(["What would change it", `one more checkable claim that fits would bring ${two(v.r[0])} to about ${move(1)}, `
        + `one that does not to about ${move(0)}`]);
    }
    view(el("h1", {dir: "auto"}, v.name),
      el("dl", {}, facts.flatMap(([k, x]) => [el("dt", {}, k), el("dd", {dir: "auto"}, x)])),
      ...partsTable("Reliability, by component", v.parts, two, t => interval(t, 0, 1, "s-" + role(v), two(t[0]), false)),
      ...v.axes.flatMap((a, k) => partsTable("Partisanship, by component: " + (run.axes[k] ? `left ${run.axes[k][1]}, right ${run.axes[k][2]}` : ""),
        a.parts, signed, lean)),
      el("h2", {}, "Its claims, those that do not fit first"), ...claimList(votes,
        x => el("a", {href: "#/question/" + x.q, dir: "auto"}, questions()[x.q].words)),
      el("p", {class: "note"}, run.limits + " " + run.conditions));
  };

  const showQuestions = () => {
    const list = questions();
    list.forEach((q, i) => { q.id = i; });
    const order = {contested: 0, settled: 1, undetermined: 2};
    const filters = [search("Find a question", withWords(list, q => q.words)),
      choice("Status", [["contested", "contested"], ["settled", "settled"], ["undetermined", "undetermined"]], (q, x) => q.status === x)];
    view(el("h1", {}, "Questions"), ...table({
      caption: {unit: "question", text: "Undetermined: fewer than two independent origins spoke to it. The consensus is what the sources in this corpus agree on; all may be wrong."},
      columns: [{name: "Question", key: q => q.plain, class: "name"}, {name: "Status", key: q => order[q.status]},
        {name: "Origins", key: q => q.origins, first: -1, class: "n"}, {name: "Consensus", class: "wide"}],
      rows: list, filters, sort: [2, -1],
      row: q => el("tr", {}, el("th", {scope: "row", class: "name"}, el("a", {href: "#/question/" + q.id, dir: "auto"}, q.words)),
        el("td", {}, q.status), el("td", {class: "n"}, q.origins.toLocaleString("en")),
        el("td", {class: "wide", dir: "auto"}, q.believed || ""))}));
  };

  // The figures of a question on one line, a row per origin.
  const figure = (q, groups) => {
    const nums = q.answers.filter(a => a.low !== null);
    if (nums.length < 2 || q.kind === "date" || q.kind === "category" || q.kind === "yes_no") return null;
    let low = Math.min(...nums.map(a => a.low)), high = Math.max(...nums.map(a => a.high ?? a.low * 1.2));
    if (q.band) { low = Math.min(low, Math.max(q.band[1], low - (high - low))); high = Math.max(high, Math.min(q.band[2], high + (high - low))); }
    const log = low >= 1 && high / low > 8, f = v => log ? Math.log(v) : v;
    const pad = (f(high) - f(low)) * .05 || 1, W = 640, L = 190, top = 24;
    const x = v => L + (f(v) - f(low) + pad) / (f(high) - f(low) + 2 * pad) * (W - L - 20);
    const rows = groups.slice(0, 40), H = top + rows.length * 22 + 8;
    const out = svg("svg", {viewBox: `0 0 ${W} ${H}`, role: "img",
      "aria-label": `Figures of ${count(groups.length, "origin")}; listed below.`});
    if (q.band) {
      const a = Math.max(L, x(Math.max(q.band[1], log ? 1e-9 : -Infinity))), b = Math.min(W - 10, x(q.band[2]));
      out.append(svg("rect", {x: a, y: top - 6, width: Math.max(2, b - a), height: H - top, class: "f-consensus"}));
    }
    for (const v of new Set([low, log ? Math.round(Math.sqrt(low * high)) : Math.round((low + high) / 2), high])) {
      out.append(svg("line", {x1: x(v), x2: x(v), y1: top - 6, y2: H - 4, class: "s-grid"}),
        svg("text", {x: x(v), y: 12, "text-anchor": "middle"}, Math.round(v).toLocaleString("en")));
    }
    rows.forEach(([, votes], i) => {
      const vote = votes[0], a = q.answers[vote.a], y = top + i * 22 + 10, cls = "s-" + (vote.verdict || "unattested");
      const name = voices[vote.v].name, chars = [...name];
      out.append(svg("text", {x: 0, y: y + 4}, (chars.length > 26 ? chars.slice(0, 16).join("") + "…" + chars.slice(-8).join("") : name)
        + (votes.length > 1 ? " ×" + votes.length : "")));
      if (a.low === null) return;
      const end = a.high === null ? W - 14 : x(a.high);
      if (end > x(a.low)) out.append(svg("line", {x1: x(a.low), x2: end, y1: y, y2: y, class: cls, "stroke-width": 4}));
      if (a.high === null) out.append(svg("path", {d: `M${end + 9},${y}l-9,-5v10z`, class: cls}));
      out.append(svg("circle", {cx: x(a.low), cy: y, r: 4.5, class: cls, "stroke-width": 1.5}));
    });
    return out;
  };

  const showQuestion = id => {
    const q = questions()[id];
    if (!q) return showQuestions();
    const [block, first, n] = q.votes;
    const votes = n ? data("votes-" + block).slice(first, first + n) : [];
    const origins = new Map();
    for (const v of votes) (origins.get(v.o) || origins.set(v.o, []).get(v.o)).push(v);
    // A speaker stands for an origin before the outlets that print it.
    for (const group of origins.values()) group.sort((a, b) => voices[a.v].outlet - voices[b.v].outlet);
    const groups = [...origins].sort((a, b) => (a[1][0].date || "9").localeCompare(b[1][0].date || "9"));
    const sorted = groups.flatMap(g => g[1]);
    const answers = q.answers.map((a, i) => [a, i]).sort((a, b) => (b[0].p ?? 0) - (a[0].p ?? 0)).slice(0, 12);
    view(el("h1", {dir: "auto"}, q.words),
      el("p", {}, `${q.status[0].toUpperCase()}${q.status.slice(1)}. ${q.believed || ""}`),
      el("p", {class: "note"}, `${count(votes.length, "vote")} from ${count(groups.length, "independent origin")}, in order of time; repeats are kept together.`
        + (groups.length > 40 ? " The first 40 origins are drawn." : "")),
      el("div", {class: "figure"}, figure(q, groups)),
      el("h2", {}, "Answers"), el("table", {}, el("thead", {}, el("tr", {}, el("th", {scope: "col"}, "answer"),
        el("th", {scope: "col", class: "n"}, "believed"), el("th", {scope: "col", class: "n"}, "votes"))),
        el("tbody", {}, answers.map(([a, i]) => el("tr", {}, el("th", {scope: "row", dir: "auto"}, a.words),
          el("td", {class: "n"}, a.p === null ? "–" : Math.round(100 * a.p) + " %"),
          el("td", {class: "n"}, String(votes.filter(v => v.a === i).length)))))),
      el("h2", {}, "Who said what"), ...claimList(sorted,
        v => el("a", {href: "#/voice/" + v.v, dir: "auto"}, voices[v.v].name)),
      el("p", {class: "note"}, "The consensus is what the sources in this corpus agree on; all may be wrong. Earlier figures may have been right when given."));
  };

  const showAbout = () => {
    const pairs = list => el("dl", {}, list.flatMap(([k, v]) => [el("dt", {}, String(k)), el("dd", {}, String(v))]));
    const undetermined = questions().filter(q => q.status === "undetermined");
    view(el("h1", {}, "About this run"), el("p", {}, run.limits), el("p", {}, run.conditions),
      pairs([["Version", run.version], ["Corpus", run.corpus], ["Config", run.config], ["Consensus method", run.method],
        ["Reliability prior", `mean ${two(run.prior[0])}, worth ${Number(run.prior[1].toFixed(2))} claims`]]),
      el("h2", {}, "Axes"), pairs(run.axes.map(a => [a[0], `−1 ${a[1]}, +1 ${a[2]}`])),
      el("h2", {}, "Rule sets and weights"), pairs([...run.presets, ...run.weights]),
      el("h2", {}, "Skipped"), run.skipped.length ? pairs(run.skipped) : el("p", {}, "Nothing."),
      run.warnings.length ? [el("h2", {}, "Warnings"), pairs(run.warnings)] : null,
      el("h2", {}, "Undetermined questions"),
      el("p", {}, count(undetermined.length, "question") + " with fewer than two independent origins; see Questions, status undetermined."));
  };

  const route = () => {
    const [, view, id] = (location.hash || "#/voices").split("/");
    ({voice: () => showVoice(+id), questions: showQuestions, question: () => showQuestion(+id), about: showAbout}[view] || showVoices)();
    const tab = {voice: "voices", question: "questions"}[view] || view || "voices";
    for (const a of document.querySelectorAll("nav a")) {
      if (a.getAttribute("href") === "#/" + tab) a.setAttribute("aria-current", "page"); else a.removeAttribute("aria-current");
    }
  };
  addEventListener("hashchange", () => {
    if (location.hash === "#main") return main.focus();
    route();
    scrollTo(0, 0);
    main.focus({preventScroll: true});
  });
  route();
})();
