"use strict";
// Three short steps through the page, for those who ask for them. Nothing is shown unasked and
// nothing is stored.

const TOUR = [["#pot", "#groups .control"], ["#headlines .cards"], ["#actions"]];
const tour = { step: 0, target: null };

const isWide = () => window.innerWidth > 900;
const isShown = (part) => part && part.getClientRects().length > 0;

function buildTour() {
  byId("tour-open").addEventListener("click", () => showStep(0));
  byId("tour-next").addEventListener("click", () => {
    if (tour.step + 1 < TOUR.length) showStep(tour.step + 1); else endTour();
  });
  byId("tour-back").addEventListener("click", () => showStep(tour.step - 1));
  byId("tour-end").addEventListener("click", endTour);
  const whileOpen = (act) => (event) => { if (!byId("tour").hidden) act(event); };
  const onKey = ({ key }) => { if (key === "Escape") endTour(); };
  document.addEventListener("keydown", whileOpen(onKey));
  window.addEventListener("resize", whileOpen(placeTour));
  window.addEventListener("scroll", whileOpen(placeTour), { passive: true });
}

function showStep(step) {
  const [title, text] = TEXT.tour[step];
  tour.step = step;
  mark(TOUR[step].map((where) => document.querySelector(where)).find(isShown));
  byId("tour").hidden = false;
  byId("tour-title").textContent = TEXT.tour_step(step + 1, TOUR.length, title);
  byId("tour-text").textContent = text;
  byId("tour-back").hidden = step === 0;
  byId("tour-next").textContent = step + 1 < TOUR.length ? TEXT.tour_next : TEXT.tour_done;
  // its description is read aloud because the focus moves into it
  byId("tour-next").focus({ preventScroll: true });
  tour.target.scrollIntoView({ block: isWide() ? "center" : "start", behavior: "instant" });
  placeTour();
}

function mark(target) {
  if (tour.target) tour.target.classList.remove("toured");
  tour.target = target || null;
  if (target) target.classList.add("toured");
}

// Below its target, or above it if there is no room. On narrow screens the style sheet keeps it at
// the bottom, and its target is scrolled to the top.
function placeTour() {
  const box = byId("tour"), at = tour.target.getBoundingClientRect();
  if (!isWide()) { box.style.left = box.style.top = ""; return; }
  const { width, height } = box.getBoundingClientRect();
  const below = at.bottom + 12 + height < window.innerHeight;
  const top = below ? at.bottom + 12 : at.top - height - 12;
  box.style.top = `${Math.max(8, Math.min(top, window.innerHeight - height - 8))}px`;
  box.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - width - 8))}px`;
}

function endTour() {
  byId("tour").hidden = true;
  mark(null);
  byId("tour-open").focus();
}
