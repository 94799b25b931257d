// The tracker: sends page views, events, identifications and web vitals to the server that it was loaded from. docs/tracker.md is for its users,
// docs/decisions/0042-tracker-script.md says why it is as it is.
// All of it is shipped to every visitor: native/minify-tracker.mjs takes comments and long names away, and a test holds the size.
// The page comes first: nothing here waits, throws into the page, or writes to its console.
((window, document) => {
  "use strict";

  // The second is for scripts of type "module", which have no current script.
  const script = document.currentScript || document.querySelector("script[data-website-id]");
  if (!script) return;

  const { history, location, navigator, screen } = window;
  const {
    websiteId, hostUrl, tag, domains, distinctId, autoTrack, autoPageview, autoLinks, doNotTrack, excludeSearch, excludeHash, beforeSend,
    fetchCredentials, performance: vitalsWanted,
  } = script.dataset;

  // The words in braces are written by the server: the way from this script to its root, so that it works behind any prefix, and the path.
  const root = hostUrl || new URL("{root}", script.src || location.href).href;
  const collect = root.replace(/\/+$/, "") + "{collect}";

  const viewDelay = 300; // ms for a single-page application to set its title
  const retryDelay = 5e3; // ms until what was not answered is sent once more
  const unansweredMax = 20; // messages that wait for it
  const keepaliveMax = 6e4; // characters: browsers refuse requests of more than 64 KiB that may outlive their page
  const vitalMax = 6e4; // ms: the server takes no more

  let visitor = distinctId;
  let token; // of the last reply: it holds the visit together
  let off = !websiteId
    || (domains && !domains.split(",").some(name => name.trim() == location.hostname))
    || (doNotTrack == "true" && (/^(1|yes)$/.test(navigator.doNotTrack || window.doNotTrack) || navigator.globalPrivacyControl));
  let leaving; // true while the page goes away, or lies in the browser's cache for a way back
  let viewTimer;
  let sendVitals = () => {};
  const unanswered = new Set(); // bodies

  // Whatever our part of a listener throws is no business of the page.
  const quietly = act => value => {
    try {
      return act(value);
    } catch {
      // Swallowed on purpose.
    }
  };

  const listen = (target, type, act) => target.addEventListener(type, quietly(act), true);

  const address = href => {
    const url = new URL(href);
    if (excludeSearch == "true") url.search = "";
    if (excludeHash == "true") url.hash = "";
    return url.href;
  };

  let viewed = address(location.href);
  let referrer = document.referrer;
  referrer = !referrer || referrer.startsWith(location.origin + "/") ? "" : address(referrer);

  const payload = () => ({
    website: websiteId,
    screen: screen.width + "x" + screen.height,
    language: navigator.language,
    title: document.title,
    hostname: location.hostname,
    url: address(location.href),
    referrer,
    tag,
    id: visitor || undefined,
  });

  // Text without a content type is a simple request: the first one needs no preflight. Those with a token do, whose answer browsers remember.
  // A beacon carries no header: it is for the moment in which nothing else gets away for certain.
  const post = async (body, isRepeated) => {
    try {
      if (leaving && navigator.sendBeacon(collect, body)) return;
      const reply = await fetch(collect, {
        method: "POST",
        body,
        keepalive: body.length < keepaliveMax,
        credentials: fetchCredentials || "omit",
        headers: token ? { "x-umami-cache": token } : {},
      });
      if ([429, 503].includes(reply.status)) throw reply;
      const { cache, disabled } = await reply.json();
      token = cache;
      off = off || disabled;
    } catch {
      // Sent once more, or when the page goes before: its event id has it counted once.
      if (isRepeated || unanswered.size >= unansweredMax || !body.includes('"eventId"')) return;
      unanswered.add(body);
      setTimeout(() => unanswered.delete(body) && post(body, true), retryDelay);
    }
  };

  // Storage that is blocked throws when it is named.
  const isDisabled = quietly(() => window.localStorage.getItem("umami.disabled"));

  const send = async (type, content) => {
    try {
      if (off || isDisabled()) return;
      const hook = window[beforeSend];
      if (typeof hook == "function") content = await hook(type, content);
      if (!content) return;
      await post(JSON.stringify({ type, payload: { eventId: window.crypto.randomUUID?.(), ...content } }));
    } catch {
      // A hook that throws has not said yes; data that is no JSON cannot be sent.
    }
  };

  const track = async (what, data) => {
    try {
      await send("event",
        typeof what == "function" ? what(payload())
        : typeof what == "object" ? what
        : typeof what == "string" ? { ...payload(), name: what, data }
        : payload());
    } catch {
      // A function of the page that throws has made no payload.
    }
  };

  const identify = (id, data) => {
    if (id && typeof id == "object") data = id;
    else if (id != null) visitor = "" + id;
    token = "";
    return send("identify", { ...payload(), data });
  };

  const view = () => {
    clearTimeout(viewTimer);
    viewTimer = 0;
    const url = address(location.href);
    if (url == viewed) return;
    referrer = viewed;
    viewed = url;
    track();
  };

  // A redirect right behind a navigation is one page view, of where it ended.
  const navigate = () => {
    clearTimeout(viewTimer);
    viewTimer = setTimeout(quietly(view), viewDelay);
  };

  const wrap = name => {
    const original = history[name];
    history[name] = function (...values) {
      const result = original.apply(this, values);
      navigate();
      return result;
    };
  };

  // What an element says, else what its link does.
  const click = ({ target, button }) => {
    if (button > 1 || !target.closest) return;
    const element = target.closest("[data-umami-event]");
    if (element) {
      const data = {};
      for (const { name, value } of element.attributes) {
        const [, key] = /^data-umami-event-(.+)/.exec(name) || [];
        if (key) data[key] = value;
      }
      return track(element.dataset.umamiEvent, data);
    }

    const link = target.closest("a[href],area[href]");
    if (!link || autoLinks == "false" || !/^http/.test(link.protocol)) return;
    const data = { url: address(link.href) };
    if (link.hasAttribute("download")
      || /\.(7z|apk|avi|bz2|csv|deb|dmg|docx?|epub|exe|gz|iso|jar|m4a|mov|mp[34]|mpe?g|msi|od[pst]|pdf|pkg|pptx?|rar|rpm|rtf|tar|tgz|txt|wav|xlsx?|xz|zip)$/i.test(link.pathname)) {
      track("file-download", data);
    } else if (link.host != location.host) {
      track("outbound-link-click", data);
    }
  };

  // One message for each load of a page, when it is first hidden: only then are they final. A page that was loaded in the background has none.
  const measure = () => {
    if (document.visibilityState == "hidden") return;
    const vitals = {};
    const url = viewed;
    const pending = []; // takes what an observer was not told yet
    const durations = {}; // of the slowest event of each interaction
    let shiftSum = 0;
    let shiftFirst = 0;
    let shiftLast = 0;

    const keep = (name, value) => vitals[name] = Math.min(value, vitalMax);

    const observe = (type, act) => quietly(() => {
      const observer = new PerformanceObserver(list => list.getEntries().forEach(act));
      observer.observe({ type, buffered: true, durationThreshold: 16 });
      pending.push(() => observer.takeRecords().forEach(act));
    })();

    observe("navigation", entry => keep("ttfb", entry.responseStart));
    observe("paint", entry => entry.name == "first-contentful-paint" && keep("fcp", entry.startTime));
    observe("largest-contentful-paint", entry => keep("lcp", entry.startTime));

    // The largest sum of shifts that are at most 1 s apart, within 5 s. None is 0 where shifts are seen at all.
    if (PerformanceObserver.supportedEntryTypes.includes("layout-shift")) vitals.cls = 0;
    observe("layout-shift", ({ hadRecentInput, startTime, value }) => {
      if (hadRecentInput) return;
      if (startTime - shiftLast > 1e3 || startTime - shiftFirst > 5e3) {
        shiftSum = 0;
        shiftFirst = startTime;
      }
      shiftLast = startTime;
      shiftSum += value;
      vitals.cls = Math.max(vitals.cls, shiftSum);
    });

    observe("event", ({ interactionId, duration }) => {
      if (interactionId) durations[interactionId] = Math.max(durations[interactionId] || 0, duration);
    });

    sendVitals = () => {
      sendVitals = () => {};
      pending.forEach(take => take());

      // The slowest interaction, but for one of each fifty.
      const sorted = Object.values(durations).sort((a, b) => b - a);
      if (sorted.length) keep("inp", sorted[Math.floor(sorted.length / 50)]);
      send("performance", { ...payload(), url, ...vitals });
    };
  };

  const hide = () => {
    if (viewTimer) view();
    sendVitals();
    unanswered.forEach(body => post(body, true));
    unanswered.clear();
  };

  const start = () => {
    if (autoPageview != "false") {
      track();
      ["pushState", "replaceState"].forEach(wrap);
      listen(window, "popstate", navigate);
    }

    listen(document, "click", click);
    listen(document, "auxclick", click);
    if (vitalsWanted == "true") quietly(measure)();
  };

  const api = { track, identify };
  window.umami = window.umami || api;
  window.ingest = window.ingest || api;

  listen(window, "pagehide", () => {
    leaving = true;
    hide();
  });
  listen(document, "visibilitychange", () => document.visibilityState == "hidden" && hide());

  // Somebody came back to a page that was kept whole: nothing is loaded again, and it is seen again.
  listen(window, "pageshow", ({ persisted }) => {
    leaving = false;
    if (!persisted || autoTrack == "false" || autoPageview == "false") return;
    referrer = "";
    track();
  });

  // Before the document is read it may have no title; before a page that the browser guessed is shown nobody has seen it.
  if (autoTrack != "false" && !off) {
    if (document.prerendering) listen(document, "prerenderingchange", start);
    else if (document.readyState == "loading") listen(document, "DOMContentLoaded", start);
    else start();
  }
})(window, document);
