// Shows in the contents which part is being read.
const contents = document.querySelector('[data-contents]');
const links = new Map(
  [...(contents?.querySelectorAll('a') ?? [])].map((link) => [decodeURIComponent(link.hash.slice(1)), link]),
);
const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);

const show = () => {
  const line = window.innerHeight / 3;
  const passed = headings.filter((heading) => heading.getBoundingClientRect().top <= line);
  const current = (passed.at(-1) ?? headings[0])?.id;
  for (const [id, link] of links) {
    if (id === current) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
};

if (headings.length) {
  addEventListener('scroll', () => requestAnimationFrame(show), { passive: true });
  addEventListener('resize', show);
  show();
}
