// What pages of the organization load as /t.js. The lines below are sent without comments and indentation, and
// together stay under 1,024 bytes. Nothing is stored or sent before groundswell.consent(true).
(() => {
  const to = document.currentScript.src.replace(/t\.js.*/, 't');
  const name = 'groundswell';
  const id = new URLSearchParams(location.search).get('gs');
  let clicks = [];
  let waiting = [];
  let agreed;

  // A click is remembered as [id, time], the latest first.
  const send = (told) => {
    const body = JSON.stringify({ ...told, clickIds: clicks.map((click) => click[0]) });
    if (!navigator.sendBeacon?.(to, body)) fetch(to, { method: 'POST', body, keepalive: true });
  };

  window[name] = {
    consent(yes) {
      agreed = yes;
      // Storage can be switched off, or hold what somebody else wrote: then this page's click alone is known.
      try {
        clicks = [];
        if (!yes) {
          waiting = [];
          return localStorage.removeItem(name);
        }
        clicks = JSON.parse(localStorage[name]).filter((click) => click[0] != id);
      } catch {}
      if (id) {
        clicks = [[id, Date.now()], ...clicks].slice(0, 5);
        try {
          localStorage[name] = JSON.stringify(clicks);
        } catch {}
      }
      waiting.splice(0).forEach(send);
    },
    convert(told) {
      if (agreed) send(told);
      else if (agreed === undefined) waiting.push(told);
    },
  };
})();
